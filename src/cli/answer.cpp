// `baton answer`: waits for calls, answers them and carries out transfers.
#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include "baton/agent.hpp"
#include "src/cli/agent_start.hpp"
#include "src/cli/command.hpp"
#include "src/cli/console.hpp"
#include "src/cli/credentials.hpp"
#include "src/cli/event_printer.hpp"
#include "src/cli/exit_code.hpp"
#include "src/cli/permissions.hpp"
#include "src/cli/question.hpp"

namespace baton::cli {
namespace {

struct AnswerCommand {
  std::string local = "127.0.0.1";
  std::uint16_t port = 5060;
  std::string user = "baton";
  std::string proxy;
  std::string refer = "accept";  ///< accept, reject or ask
  int refer_status = 603;
  double decide_after = 0;
  std::string old_call = "keep";  ///< on accepting a REFER: keep, hang-up or hold
  Permissions permissions;
  Credentials credentials;
  int reject = 0;
  double ring = 0;
  double hang_up_after = -1;
  double lifetime = -1;
  bool once = false;
  PrinterOptions printer;
};

class Answerer final : public CallbackListener {
 public:
  Answerer(const AnswerCommand& command, EventPrinter& printer, AgentOptions options)
      : command_(command),
        printer_(printer),
        agent_(*this, std::move(options), context_),
        lifetime_(context_),
        signals_(context_, SIGINT, SIGTERM),
        question_(context_) {}

  int run() {
    if (const int code = start_agent(agent_, command_.local, command_.port); code != exit_success) {
      return code;
    }
    printer_.event("listening", agent_.contact_uri());
    signals_.async_wait([this](const std::error_code& error, int) {
      if (!error) {
        finish("interrupted");
      }
    });
    if (command_.lifetime >= 0) {
      wait(lifetime_, command_.lifetime, [this] { finish("the time of --for is over"); });
    }
    context_.run();
    print_counters();
    return exit_success;
  }

 private:
  void on_callback(const Callback& callback) override {
    printer_.callback(callback);
    switch (callback.kind) {
      case CallbackKind::invite_incoming:
        incoming(callback.session);
        return;
      case CallbackKind::invite_connected:
        connected(callback.session);
        return;
      case CallbackKind::received_refer:
        referred(callback);
        return;
      case CallbackKind::refer_expired:
        question_.withdraw(callback.refer);
        deciding_.erase(callback.refer);
        return;
      case CallbackKind::invite_updated:
        if (to_unhold_.erase(callback.session) != 0) {
          unhold(callback.session);
        }
        return;
      case CallbackKind::invite_failure:
        back_to_origin(callback.session);
        over(callback.session);
        return;
      case CallbackKind::invite_closed:
        over(callback.session);
        return;
      default:
        return;
    }
  }

  void incoming(Int32 session) {
    if (ending_) {
      return;  // the agent refuses it itself
    }
    sessions_.insert(session);
    if (command_.reject != 0) {
      printer_.action("rejectCall", session, agent_.rejectCall(session, command_.reject));
      over(session);
    } else if (command_.ring > 0) {
      printer_.action("ringCall", session, agent_.ringCall(session));
      auto timer = std::make_unique<asio::steady_timer>(context_);
      wait(*timer, command_.ring, [this, session] { answer(session); });
      ringing_[session] = std::move(timer);
    } else {
      answer(session);
    }
  }

  void answer(Int32 session) { printer_.action("answerCall", session, agent_.answerCall(session)); }

  void connected(Int32 session) {
    if (ending_ || command_.hang_up_after < 0) {
      return;
    }
    auto timer = std::make_unique<asio::steady_timer>(context_);
    wait(*timer, command_.hang_up_after, [this, session] {
      printer_.action("hangUp", session, agent_.hangUp(session));
      over(session);
    });
    talking_[session] = std::move(timer);
  }

  void referred(const Callback& callback) {
    const Int32 session = callback.session;
    const Int32 refer = callback.refer;
    if (command_.refer == "ask") {
      printer_.event("question", fmt::format("refer={} to={} accept with y, reject with n", refer,
                                             in_quotes(callback.to)));
      question_.ask(refer, [this, session, refer](bool yes) { decide(session, refer, yes); });
    } else if (command_.decide_after > 0) {
      auto timer = std::make_unique<asio::steady_timer>(context_);
      wait(*timer, command_.decide_after, [this, session, refer] {
        decide(session, refer, command_.refer == "accept");
        deciding_.erase(refer);
      });
      deciding_[refer] = std::move(timer);
    } else {
      decide(session, refer, command_.refer == "accept");
    }
  }

  void decide(Int32 session, Int32 refer, bool yes) {
    yes ? accept_refer(session, refer) : reject_refer(session, refer);
  }

  /// The old call is held before, or hung up after the REFER is accepted: both are habits of real applications.
  void accept_refer(Int32 session, Int32 refer) {
    const bool in_call = session != no_session;
    if (in_call && command_.old_call == "hold") {
      printer_.action("hold", session, agent_.hold(session));
    }
    const Int32 result = agent_.acceptRefer(refer);
    printer_.action("acceptRefer", session, result);
    if (result <= 0) {
      // A REFER that cannot be carried out is better refused than kept waiting.
      reject_refer(session, refer);
      return;
    }
    sessions_.insert(result);
    origin_[result] = session;
    if (in_call && command_.old_call == "hang-up") {
      printer_.action("hangUp", session, agent_.hangUp(session));
      over(session);
    }
  }

  void reject_refer(Int32 session, Int32 refer) {
    const Int32 result = agent_.rejectRefer(refer, command_.refer_status);
    printer_.action("rejectRefer", session, result);
  }

  /// Where the call that we were sent to failed, the old one is what is left.
  void back_to_origin(Int32 session) {
    const auto origin = origin_.find(session);
    if (origin == origin_.end()) {
      return;
    }
    if (command_.old_call == "hold") {
      unhold(origin->second);
    }
    origin_.erase(origin);
  }

  /// While the hold is still being asked for, its end waits for the answer.
  void unhold(Int32 session) {
    const Int32 result = agent_.unHold(session);
    printer_.action("unHold", session, result);
    if (result == SdkError::wrong_state) {
      to_unhold_.insert(session);
    }
  }

  void over(Int32 session) {
    ringing_.erase(session);
    talking_.erase(session);
    sessions_.erase(session);
    to_unhold_.erase(session);
    if (command_.once && sessions_.empty()) {
      finish("the call is over");
    }
  }

  void finish(std::string_view why) {
    if (ending_) {
      return;
    }
    ending_ = true;
    printer_.event("ending", in_quotes(why));
    printer_.usage(agent_.usage());
    lifetime_.cancel();
    ringing_.clear();
    talking_.clear();
    deciding_.clear();
    question_.close();
    // A second interrupt ends the process at once.
    std::error_code ignored;
    signals_.clear(ignored);
    signals_.cancel(ignored);
    agent_.stop();
  }

  void print_counters() const {
    const Counters counters = agent_.counters();
    printer_.event(
        "ended", fmt::format("messages_received={} messages_sent={} malformed={} keepalives={} "
                             "stray_responses={} stray_requests={} retransmissions_received={}",
                             counters.messages_received, counters.messages_sent, counters.malformed,
                             counters.keepalives, counters.stray_responses, counters.stray_requests,
                             counters.retransmissions_received));
  }

  template <class What>
  static void wait(asio::steady_timer& timer, double seconds, What what) {
    timer.expires_after(to_duration(seconds));
    timer.async_wait([what](const std::error_code& error) {
      if (!error) {
        what();
      }
    });
  }

  const AnswerCommand& command_;
  EventPrinter& printer_;
  asio::io_context context_;
  Agent agent_;
  asio::steady_timer lifetime_;
  asio::signal_set signals_;
  Question question_;
  std::set<Int32> sessions_;
  std::map<Int32, std::unique_ptr<asio::steady_timer>> ringing_, talking_;
  std::map<Int32, std::unique_ptr<asio::steady_timer>> deciding_;
  std::set<Int32> to_unhold_;  ///< when the re-INVITE that is open has its answer
  std::map<Int32, Int32> origin_;  ///< of a session that a REFER made: the one that it came in
  bool ending_ = false;
};

int run(AnswerCommand& command) {
  const Console console(ColourChoice::never);
  EventPrinter printer(console);
  if (!printer.open(command.printer)) {
    return exit_file;
  }
  AgentOptions options;
  options.user = command.user;
  options.proxy = command.proxy;
  options.local_address = command.local;
  options.local_port = command.port;
  options.tap = &printer;
  options.observer = &printer;
  set_credentials(command.credentials, options);
  PasswordTable passwords;
  if (const int code = set_permissions(command.permissions, passwords, options); code != exit_success) {
    return code;
  }
  Answerer answerer(command, printer, std::move(options));
  const int code = answerer.run();
  printer.transcripts();
  return code;
}

/// Nothing else is sent in its place later on.
std::string refuses_refer(const std::string& text) {
  const int status = std::atoi(text.c_str());
  if (may_refuse_refer(static_cast<std::uint16_t>(status), true)) {
    return {};
  }
  return status == 408 ? "408 is no answer to a REFER (RFC 4320 4.2)"
                       : fmt::format("{} would end the call with the REFER (RFC 5057 5.1)", status);
}

void add_refer_options(CLI::App& sub, AnswerCommand& command) {
  sub.add_option("--refer-status", command.refer_status,
                 "The status that refuses a REFER (603), 400 to 699 less those that would end the call with it")
      ->check(CLI::Range(400, 699))
      ->check(refuses_refer)
      ->option_text("STATUS");
  sub.add_option("--decide-after", command.decide_after, "How long to wait before deciding on a REFER (0)")
      ->check(CLI::Range(0.0, seconds_max))
      ->option_text("SECONDS");
  sub.add_option("--old-call", command.old_call,
                 "What becomes of a call when a REFER in it is accepted (keep)")
      ->check(CLI::IsMember({"keep", "hang-up", "hold"}))
      ->option_text("keep|hang-up|hold");
}

}  // namespace

void add_answer(CLI::App& app, Chosen& chosen) {
  CLI::App* const sub = app.add_subcommand(
      "answer",
      "Waits for calls, answers them, and carries out the transfers that callers ask for");
  const auto command = std::make_shared<AnswerCommand>();
  sub->add_option("--port", command->port, "Our UDP port (5060); 0 takes any free one")
      ->check(CLI::Range(0, 65'535))
      ->option_text("PORT");
  sub->add_option("--local", command->local,
                  "Our address (127.0.0.1: this machine only); 0.0.0.0 or :: for all interfaces")
      ->option_text("ADDRESS");
  sub->add_option("--user", command->user, "The user part of our URI (baton)")->option_text("NAME");
  sub->add_option("--proxy", command->proxy, proxy_help)->option_text("URI");
  sub->add_option("--refer", command->refer, "What to do with a REFER (accept)")
      ->check(CLI::IsMember({"accept", "reject", "ask"}))
      ->option_text("accept|reject|ask");
  add_refer_options(*sub, *command);
  CLI::Option* const reject =
      sub->add_option("--reject", command->reject, "Reject calls with this status, 300 to 699")
          ->check(CLI::Range(300, 699))
          ->option_text("STATUS");
  sub->add_option("--ring", command->ring, "How long to ring before answering (0)")
      ->check(CLI::Range(0.0, seconds_max))
      ->excludes(reject)
      ->option_text("SECONDS");
  sub->add_option("--hang-up-after", command->hang_up_after,
                  "How long after a call has connected to hang it up; else the peer does")
      ->check(CLI::Range(0.0, seconds_max))
      ->option_text("SECONDS");
  sub->add_option("--for", command->lifetime, "End after so long")
      ->check(CLI::Range(0.0, seconds_max))
      ->option_text("SECONDS");
  sub->add_flag("--once", command->once, "End when a call, and the one it was sent to, are over");
  add_credential_options(*sub, command->credentials);
  add_permission_options(*sub, command->permissions);
  add_printer_options(*sub, command->printer);
  sub->footer(R"(
Prints an event a line: seconds, kind, name, fields. The first tells the URI to call, the last what
was received, junk included. SIGINT and SIGTERM hang up and end. With --refer ask, answer each question
with y or n on standard input.

Exit codes: 0 ended as asked, 2 a file cannot be read or written, 4 no socket, 64 wrong usage.

Examples:
  baton answer
  baton answer --port 5064 --user carol --ring 2 --trace
  baton answer --local 0.0.0.0 --refer ask
  baton answer --refer reject --refer-status 486 --decide-after 5
  baton answer --old-call hold
  baton answer --replaces strict --want-digest --digest-realm home --digest-users FILE)");
  sub->callback([command, &chosen] { chosen = [command] { return run(*command); }; });
}

}  // namespace baton::cli
