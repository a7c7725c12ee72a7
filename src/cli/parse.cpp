// `baton parse FILE...`: what the parser says of messages in files.
#include <algorithm>
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
#include "src/cli/judged_message.hpp"
#include "src/cli/message_json.hpp"
#include "src/cli/message_report.hpp"

namespace baton::cli {
namespace {

struct ParseCommand {
  std::vector<std::string> files;
  bool json = false;
  bool framed = false;
  bool line_feeds = false;
  bool list = false;
  bool strict = false;
  std::vector<std::string> tolerate, refuse;
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
  const std::unique_ptr<std::FILE, Closer> file(path == "-" ? stdin : std::fopen(path.c_str(), "rbe"));
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

/// Whether all of it was taken; if not, that was said.
bool print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) {
    return true;
  }
  complain(fmt::format("cannot write to standard output: {}", std::strerror(errno)));
  return false;
}

/// The names of tolerances were checked when they were read.
Tolerances tolerances_of(const ParseCommand& command) {
  Tolerances result = command.strict ? Tolerances::none() : Tolerances::standard();
  for (const std::string& each : command.tolerate) {
    result = result.with(*tolerance_from(each));
  }
  for (const std::string& each : command.refuse) {
    result = result.without(*tolerance_from(each));
  }
  return result;
}

/// `--tolerances`: one a line.
std::string list_of_tolerances() {
  std::string list = "On by default:\n";
  for (unsigned number = 0; number < tolerance_count; ++number) {
    const auto tolerance = static_cast<Tolerance>(number);
    if (tolerance == Tolerance::bare_line_feeds) {
      list += "Off by default:\n";
    }
    list += fmt::format("  {:<27}{} ({})\n", name(tolerance), text(tolerance), rfc(tolerance));
  }
  list.pop_back();  // the line end is added where the list is printed
  return list;
}

/// One file: an exit code.
int judge(const std::string& path, const ParseCommand& command) {
  const std::string name = path == "-" ? "standard input" : path;
  const auto octets = read_file(path);
  if (!octets) {
    complain(fmt::format("cannot read {}: {}", name, std::strerror(errno)));
    if (command.json) {
      print(json_of_unreadable(path));
    }
    return exit_file;
  }
  const std::string text = command.line_feeds ? with_carriage_returns(*octets) : *octets;
  ParseOptions options;
  options.framed = command.framed;
  options.tolerances = tolerances_of(command);
  const JudgedMessage judged(text, options);
  if (!print(command.json ? json_of(path, judged) : report_message(name, judged, command.list))) {
    return exit_file;
  }
  return judged.verdict.accepted() ? exit_success : exit_failed;
}

/// A file that cannot be read outweighs a message that was rejected.
int run(const ParseCommand& command) {
  int result = exit_success;
  for (const std::string& path : command.files) {
    result = std::max(result, judge(path, command));
  }
  return result;
}

const CLI::Validator& tolerance_name() {
  static const CLI::Validator check(
      [](const std::string& word) {
        return tolerance_from(word)
                   ? std::string{}
                   : fmt::format("no tolerance is called '{}': --tolerances lists them", word);
      },
      "NAME", "tolerance");
  return check;
}

/// One that is both on and off is a mistake, whichever would win.
void check_conflicts(const ParseCommand& command) {
  for (const std::string& each : command.tolerate) {
    if (std::ranges::find(command.refuse, each) != command.refuse.end()) {
      throw CLI::ValidationError("--tolerate and --refuse", "both name " + each);
    }
  }
}

void add_tolerances(CLI::App& sub, ParseCommand& command) {
  sub.add_flag("--strict", command.strict, "Accept nothing but what the grammar has: all tolerances off");
  sub.add_option("--tolerate", command.tolerate, "Turn a tolerance on")
      ->check(tolerance_name())
      ->allow_extra_args(false);
  sub.add_option("--refuse", command.refuse, "Turn a tolerance off")
      ->check(tolerance_name())
      ->allow_extra_args(false);
  sub.add_flag_callback(
      "--tolerances", [] { throw CLI::CallForVersion(list_of_tolerances(), 0); },
      "List the tolerances by name, and exit");
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
  sub->add_flag("--framed", command->framed, "As from a stream (TCP): Content-Length is mandatory and exact");
  CLI::Option* const list = sub->add_flag("--list", command->list, "List the headers of accepted messages");
  sub->add_flag("--json", command->json, "One JSON object a file, each on a line of its own")->excludes(list);
  add_tolerances(*sub, *command);
  sub->footer(R"(
A rejected message is shown with the error, its octet offset, the header, the line, the rule that
it breaks with its RFC and section, and what a user agent server answers.

The members of a JSON object: file, verdict ("accept" or "reject"), status (a number, "drop", or
null where accepted), error, offset, header, rule, rfc. Of a file that cannot be read the verdict is
null and the error "cannot_read".

Exit codes: 0 all accepted, 1 one was rejected, 2 a file cannot be read, 64 wrong usage.

Examples:
  baton parse invite.sip
  baton parse --strict --tolerate host_underscores invite.sip
  baton parse --json *.sip | jq -r 'select(.verdict == "reject") | .file + ": " + .rfc'
  printf 'SIP/2.0 200 OK\r\n\r\n' | baton parse -)");
  sub->callback([command, &chosen] {
    check_conflicts(*command);
    chosen = [command] { return run(*command); };
  });
}

}  // namespace baton::cli
