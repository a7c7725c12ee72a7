// The `baton` command: chooses the subcommand and turns what went wrong into a line and an exit
// code.
#include <exception>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "src/cli/command.hpp"
#include "src/cli/console.hpp"
#include "src/cli/exit_code.hpp"

namespace baton::cli {
namespace {

int run(int argc, char** argv) {
  CLI::App app{"A SIP user agent whose centre is call transfer (REFER, RFC 3515)."};
  app.name("baton");
  app.set_version_flag("--version", "baton " BATON_VERSION);
  app.require_subcommand(0, 1);
  app.footer(R"(
Examples:
  baton demo                                  watch a call being transferred
  baton answer --port 5062                    wait for calls, accept transfers
  baton call sip:bob@127.0.0.1:5062 --refer sip:carol@127.0.0.1:5064
  baton parse message.sip                     what is wrong with a message, and where

`baton SUBCOMMAND --help` tells the rest.)");
  Chosen chosen;
  add_demo(app, chosen);
  add_answer(app, chosen);
  add_call(app, chosen);
  add_parse(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      return app.exit(error);  // --help, --version
    }
    const auto parsed = app.get_subcommands();
    const std::string command = parsed.empty() ? "baton" : "baton " + parsed.front()->get_name();
    complain(fmt::format("{}\nTry '{} --help'.", error.what(), command));
    return exit_usage;
  }
  if (!chosen) {
    complain("choose a subcommand\n\n" + app.help());
    return exit_usage;
  }
  return chosen();
}

}  // namespace
}  // namespace baton::cli

int main(int argc, char** argv) {
  try {
    return baton::cli::run(argc, argv);
  } catch (const std::exception& error) {
    baton::cli::complain(error.what());
    return baton::cli::exit_failed;
  }
}
