// `baton demo`: a call is transferred among three agents in one process, and every step is shown.
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "src/cli/agent_start.hpp"
#include "src/cli/command.hpp"
#include "src/cli/console.hpp"
#include "src/cli/demo_story.hpp"
#include "src/cli/exit_code.hpp"
#include "src/cli/transcripts.hpp"

namespace baton::cli {
namespace {

struct DemoCommand {
  std::array<bool, forms> shown{};  ///< by option
  std::string transcript;           ///< text, mermaid or empty
  bool ipv6 = false;
  std::uint16_t port = 0;
  std::string capture;
  std::string colour = "auto";
};

double in_ms(Microseconds time) {
  return static_cast<double>(time) / 1'000;
}

void print_opening(const Console& console, const Story& story) {
  console.line("Three user agents on this machine, each with a UDP socket of its own:");
  for (const Party party : {bob, alice, carol}) {
    console.line(fmt::format("  {:<6} {}", party_names[party], story.contact_uri(party)));
  }
  console.line("");
}

/// The seven callbacks, who heard which and when.
void print_callbacks(const Console& console, const Story& story) {
  console.line("");
  console.line("The seven callbacks:");
  for (std::size_t at = 0; at < seven; ++at) {
    const auto kind = static_cast<CallbackKind>(at);
    std::string line = fmt::format("  {:<22}", name(kind));
    bool any = false;
    for (const Heard& heard : story.heard()) {
      if (heard.kind == kind) {
        line +=
            fmt::format("{}{} at {:.1f} ms{}", any ? ", " : "", party_names[heard.party],
                        in_ms(heard.time - story.start()), heard.text.substr(name(kind).size()));
        any = true;
      }
    }
    if (!any) {
      line += "not in this story";
      line += kind == CallbackKind::refer_rejected     ? " (see --rejected)"
              : kind == CallbackKind::transfer_failure ? " (see --busy)"
                                                       : "";
    }
    console.line(line);
  }
}

void print_summary(const Console& console, const Story& story, Form form) {
  const Counters counters = story.counters();
  console.line("");
  console.line(fmt::format("{} messages in {:.1f} s, {} of them retransmissions.", story.messages(),
                           in_ms(story.duration()) / 1'000, counters.retransmissions_sent));
  if (story.from_strangers() != 0) {
    console.line(
        fmt::format("{} datagrams from strangers: {} malformed, {} stray requests, "
                    "{} stray responses, {} keep-alives. They changed nothing.",
                    story.from_strangers(), counters.malformed, counters.stray_requests,
                    counters.stray_responses, counters.keepalives));
  }
  if (story.problem().empty()) {
    console.line(text_of(form).closing);
  }
}

Form form_of(const DemoCommand& command) {
  for (std::size_t at = 0; at < forms; ++at) {
    if (command.shown[at]) {
      return static_cast<Form>(at);
    }
  }
  return Form::blind;
}

std::string open_problem(const DemoCommand& command, std::error_code error, std::uint16_t port) {
  if (error == std::errc::address_in_use) {
    return fmt::format(
        "port {} is in use: give the first of three free ports with --port, or leave "
        "it out for any free ones",
        port);
  }
  if (command.ipv6) {
    return fmt::format("cannot open a socket on ::1: {}; without --ipv6 the demo uses 127.0.0.1",
                       error.message());
  }
  return start_problem(error, "127.0.0.1", port);
}

/// Wrong usage if more than one story is asked for.
void check_one_form(const DemoCommand& command) {
  std::string first;
  for (std::size_t at = 0; at < forms; ++at) {
    const std::string option(text_of(static_cast<Form>(at)).option);
    if (command.shown[at] && !first.empty()) {
      throw CLI::ExcludesError(option, first);
    }
    first = command.shown[at] ? option : first;
  }
}

int run(const DemoCommand& command) {
  const Console console(command.colour == "always"  ? ColourChoice::always
                        : command.colour == "never" ? ColourChoice::never
                                                    : ColourChoice::automatic);
  StoryOptions options;
  const Form form = form_of(command);
  const bool live = command.transcript.empty();
  options.form = form;
  options.address = command.ipv6 ? "::1" : "127.0.0.1";
  options.port = command.port;
  std::unique_ptr<trace::CaptureFile> capture;
  if (!command.capture.empty()) {
    capture = trace::CaptureFile::create(command.capture);
    if (!capture) {
      complain(fmt::format("cannot write {}: {}", command.capture, std::strerror(errno)));
      return exit_file;
    }
    options.capture = capture.get();
  }
  trace::Ladder ladder({.parties = {party_names.begin(), party_names.end()},
                        .width = console.width(),
                        .colour = console.colour()},
                       [&console, live](std::string_view line) {
                         if (live) {
                           console.line(line);
                         }
                       });
  Story story(std::move(options), ladder);
  std::uint16_t failed_port = 0;
  if (const std::error_code error = story.open(failed_port)) {
    complain(open_problem(command, error, failed_port));
    return exit_socket;
  }
  if (live) {
    print_opening(console, story);
  }
  story.run();
  if (live) {
    print_callbacks(console, story);
    print_summary(console, story, form);
  } else {
    print_transcripts(story.recording(), command.transcript);
  }
  if (story.interrupted()) {
    complain("interrupted");
    return exit_interrupted;
  }
  if (!story.problem().empty()) {
    complain(fmt::format("the demo failed: {}", story.problem()));
    return exit_failed;
  }
  return exit_success;
}

}  // namespace

void add_demo(CLI::App& app, Chosen& chosen) {
  CLI::App* const sub = app.add_subcommand(
      "demo",
      "Shows Alice's call being transferred from Bob to Carol: three agents, real UDP sockets");
  const auto command = std::make_shared<DemoCommand>();
  for (std::size_t at = 0; at < forms; ++at) {
    const FormText& form = text_of(static_cast<Form>(at));
    if (!form.option.empty()) {
      sub->add_flag(std::string(form.option), command->shown[at], std::string(form.help))
          ->group("The story (one at most)");
    }
  }
  add_transcript_option(*sub, command->transcript,
                        "Print only, at the end, each message and the rule behind each callback");
  sub->add_option("--port", command->port,
                  "The first of three UDP ports in a row; else any free ones")
      ->check(CLI::Range(1, 65'533))
      ->option_text("PORT");
  sub->add_flag("--ipv6", command->ipv6, "Use ::1 instead of 127.0.0.1");
  sub->add_option("--capture", command->capture, "Write all messages to a pcap file")
      ->option_text("FILE");
  sub->add_option("--color,--colour", command->colour,
                  "auto (default): on a terminal, unless NO_COLOR is set")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->option_text("auto|always|never");
  sub->footer(R"(
Prints the ladder of messages as they arrive, with times in milliseconds, and beside each who hears
which callback. A dotted arrow is a retransmission. With --transcript it says nothing until the story
is over, and then which message and which rule is behind each callback.

Exit codes: 0 the story went as it was meant, 1 it did not, 2 the capture cannot be written, 4 no
sockets, 64 wrong usage, 130 interrupted.

Examples:
  baton demo
  baton demo --attended
  baton demo --attended --transcript mermaid > attended.mmd
  baton demo --busy --capture busy.pcap && tshark -r busy.pcap
  baton demo --ipv6 --port 5070)");
  sub->callback([command, &chosen] {
    check_one_form(*command);
    chosen = [command] { return run(*command); };
  });
}

}  // namespace baton::cli
