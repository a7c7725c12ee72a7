// The passes for every x86-64.
#define BATON_PATH sse2
#define BATON_PATH_SSE2
#define BATON_PATH_INLINES

#include "parser/path_entry.hpp"
#include "parser/path_passes.hpp"

namespace baton::parser {

const PathEntry sse2_entry{ParserPath::sse2, index_on_path, parse_on_path};

}  // namespace baton::parser
