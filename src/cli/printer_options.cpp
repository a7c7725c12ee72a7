#include <CLI/CLI.hpp>

#include "src/cli/command.hpp"
#include "src/cli/event_printer.hpp"
#include "src/cli/transcripts.hpp"

namespace baton::cli {

void add_printer_options(CLI::App& subcommand, PrinterOptions& options) {
  subcommand.add_flag("--trace", options.trace, "Print a line for each message");
  subcommand.add_flag("--dump", options.dump, "Print each message whole");
  subcommand.add_option("--capture", options.capture, "Write all messages to a pcap file")
      ->option_text("FILE");
  add_transcript_option(subcommand, options.transcript,
                        "Print of each transfer, at the end, each message and the rule behind each callback");
}

}  // namespace baton::cli
