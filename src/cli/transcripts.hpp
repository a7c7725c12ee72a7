// Transcripts as the commands print them: of each transfer in a recording, on standard output.
#pragma once

#include <string>
#include <string_view>

#include "src/trace/recording.hpp"

namespace CLI {
class App;
}

namespace baton::cli {

/// `kind` is "text" or "mermaid".
void print_transcripts(const trace::Recording& recording, std::string_view kind);

/// --transcript with its two kinds.
void add_transcript_option(CLI::App& subcommand, std::string& kind, const char* help);

}  // namespace baton::cli
