// The passes for every 64-bit ARM.
#define BATON_PATH neon
#define BATON_PATH_NEON
#define BATON_PATH_INLINES

#include "parser/path_entry.hpp"
#include "parser/path_passes.hpp"

namespace baton::parser {

const PathEntry neon_entry{ParserPath::neon, index_on_path, parse_on_path};

}  // namespace baton::parser
