// `baton parse FILE...`: what the parser says of messages in files.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "src/cli/command.hpp"
#include "src/cli/console.hpp"
#include "src/cli/exit_code.hpp"
#include "src/cli/message_report.hpp"

namespace baton::cli {
namespace {

struct ParseCommand {
  std::vector<std::string> files;
  bool framed = false;
  bool line_feeds = false;
  bool list = false;
};

struct Closer {
  void operator()(std::FILE* file) const noexcept {
    if (file != stdin) {
      std::fclose(file);
    }
  }
};

/// The file's octets, or none with `errno` set. One octet more than a message may have is enough to
/// know that it is too long.
std::optional<std::string> read_file(const std::string& path) {
  const std::unique_ptr<std::FILE, Closer> file(path == "-" ? stdin
                                                            : std::fopen(path.c_str(), "rbe"));
  if (!file) {
    return std::nullopt;
  }
  constexpr std::size_t most = 16 * message_bytes_max;
  std::string octets;
  char buffer[4'096];
  while (octets.size() < most) {
    const std::size_t size = std::fread(buffer, 1, sizeof buffer, file.get());
    octets.append(buffer, size);
    if (size == 0) {
      break;
    }
  }
  return std::ferror(file.get()) != 0 ? std::nullopt : std::optional(std::move(octets));
}

std::string with_carriage_returns(const std::string& octets) {
  std::string result;
  for (const char c : octets) {
    if (c == '\n' && !result.ends_with('\r')) {
      result += '\r';
    }
    result += c;
  }
  return result;
}

int run(const ParseCommand& command) {
  int result = exit_success;
  for (const std::string& path : command.files) {
    const auto octets = read_file(path);
    if (!octets) {
      complain(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
      result = exit_file;
      continue;
    }
    const MessageReport report =
        report_message(path == "-" ? "standard input" : path,
                       command.line_feeds ? with_carriage_returns(*octets) : *octets,
                       {.framed = command.framed}, command.list);
    static_cast<void>(std::fwrite(report.text.data(), 1, report.text.size(), stdout));
    static_cast<void>(std::fflush(stdout));
    if (!report.accepted && result == exit_success) {
      result = exit_failed;
    }
  }
  return result;
}

}  // namespace

void add_parse(CLI::App& app, Chosen& chosen) {
  CLI::App* const sub = app.add_subcommand(
      "parse", "Says of each SIP message in a file whether it is accepted, or what is wrong where");
  const auto command = std::make_shared<ParseCommand>();
  sub->add_option("FILE", command->files, "Files with one message each; - is standard input")
      ->required()
      ->option_text("...");
  sub->add_flag("--lf", command->line_feeds,
                "The file's lines end with LF alone: make each CR LF before reading");
  sub->add_flag("--framed", command->framed,
                "As from a stream (TCP): Content-Length is mandatory and exact");
  sub->add_flag("--list", command->list, "List the headers of accepted messages");
  sub->footer(R"(
A rejected message is shown with the error, its octet offset, the header and the line.

Exit codes: 0 all accepted, 1 one was rejected, 2 a file cannot be read, 64 wrong usage.

Examples:
  baton parse invite.sip
  printf 'SIP/2.0 200 OK\r\n\r\n' | baton parse -)");
  sub->callback([command, &chosen] { chosen = [command] { return run(*command); }; });
}

}  // namespace baton::cli
