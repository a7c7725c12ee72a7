#include "src/cli/transcripts.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>

#include "src/trace/transcript.hpp"

namespace baton::cli {

void print_transcripts(const trace::Recording& recording, std::string_view kind) {
  for (const trace::TransferKey& transfer : trace::transfers_in(recording)) {
    const std::string text = kind == "mermaid" ? trace::transcript_mermaid(recording, transfer)
                                               : trace::transcript_text(recording, transfer);
    static_cast<void>(std::fwrite(text.data(), 1, text.size(), stdout));
  }
  static_cast<void>(std::fflush(stdout));
}

void add_transcript_option(CLI::App& subcommand, std::string& kind, const char* help) {
  subcommand.add_option("--transcript", kind, help)
      ->check(CLI::IsMember({"text", "mermaid"}))
      ->option_text("text|mermaid");
}

}  // namespace baton::cli
