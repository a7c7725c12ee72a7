// `baton call URI [--refer URI]`: calls a user agent and, if asked to, transfers it.
#include <chrono>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include "baton/agent.hpp"
#include "baton/header_values.hpp"
#include "src/cli/agent_start.hpp"
#include "src/cli/command.hpp"
#include "src/cli/console.hpp"
#include "src/cli/event_printer.hpp"
#include "src/cli/exit_code.hpp"
#include "src/cli/local_address.hpp"
#include "src/trace/printable_text.hpp"

namespace baton::cli {
namespace {

using trace::printable;

/// Of a stranger's words in our own sentences.
constexpr std::size_t reason_width = 100;

struct CallCommand {
  std::string target;
  std::string refer;
  std::string from = "sip:baton@localhost";
  bool from_given = false;
  std::string proxy;
  std::string local;
  std::uint16_t port = 0;
  double after = 1;
  double hang_up_after = -1;
  double linger = 0;
  double timeout = 60;
  PrinterOptions printer;
};

class Caller final : public CallbackListener {
 public:
  Caller(const CallCommand& command, EventPrinter& printer, AgentOptions options)
      : command_(command),
        printer_(printer),
        address_(options.local_address),
        agent_(*this, std::move(options), context_),
        timer_(context_),
        signals_(context_, SIGINT, SIGTERM) {}

  int run() {
    if (const int code = start_agent(agent_, address_, command_.port); code != exit_success) {
      return code;
    }
    printer_.event("listening", agent_.contact_uri());
    session_ = agent_.call(command_.target);
    printer_.action("call", std::max(session_, 0), std::min(session_, 0));
    if (session_ < 0) {
      complain(fmt::format("cannot call {}: {}{}", printable(command_.target),
                           sdk_error_text(session_),
                           session_ == SdkError::no_transport
                               ? "; give an address of the target's family with --local"
                               : ""));
      return session_ == SdkError::invalid_uri || session_ == SdkError::unsupported_target ||
                     session_ == SdkError::no_transport
                 ? exit_bad_uri
                 : exit_failed;
    }
    signals_.async_wait([this](const std::error_code& error, int) {
      if (!error && ending_) {
        stop();
      } else if (!error) {
        finish(exit_interrupted, "interrupted");
      }
    });
    after(command_.timeout, [this] {
      finish(exit_no_answer, fmt::format("{} did not answer within {} s (--timeout)",
                                         printable(command_.target), command_.timeout));
    });
    context_.run();
    return code_;
  }

 private:
  void on_callback(const Callback& callback) override {
    printer_.callback(callback);
    if (ending_ || callback.session != session_) {
      refuse(callback);
      return;
    }
    switch (callback.kind) {
      case CallbackKind::invite_connected:
        connected();
        return;
      case CallbackKind::invite_failure:
        call_failed(callback);
        return;
      case CallbackKind::invite_closed:
        closed();
        return;
      case CallbackKind::received_refer:
        refuse(callback);
        return;
      case CallbackKind::refer_rejected:
        finish(exit_refer_rejected,
               fmt::format("the peer refused to be transferred: {} {}", callback.code,
                           printable(callback.reason, reason_width)));
        return;
      case CallbackKind::transfer_failure:
        finish(exit_transfer_failed,
               fmt::format("the transfer to {} failed: {} {}", printable(command_.refer),
                           callback.code, printable(callback.reason, reason_width)));
        return;
      case CallbackKind::transfer_success:
        finish(exit_success, "transferred");
        return;
      default:
        return;
    }
  }

  /// We came to call, not to be called or sent elsewhere.
  void refuse(const Callback& callback) {
    if (callback.kind == CallbackKind::invite_incoming) {
      printer_.action("rejectCall", callback.session, agent_.rejectCall(callback.session, 486));
    } else if (callback.kind == CallbackKind::received_refer) {
      printer_.action("rejectRefer", callback.session, agent_.rejectRefer(callback.refer));
    }
  }

  void connected() {
    connected_ = true;
    timer_.cancel();
    if (!command_.refer.empty()) {
      after(command_.after, [this] { ask_for_transfer(); });
    } else if (command_.hang_up_after >= 0) {
      after(command_.hang_up_after, [this] { finish(exit_success, "hung up"); });
    }
  }

  void ask_for_transfer() {
    const Int32 result = agent_.refer(session_, command_.refer);
    printer_.action("refer", session_, result);
    asked_ = result == 0;
    if (!asked_) {
      finish(exit_failed, fmt::format("cannot ask for the transfer: {}", sdk_error_text(result)));
    }
  }

  void call_failed(const Callback& callback) {
    const std::string why =
        fmt::format("{} {}", callback.code, printable(callback.reason, reason_width));
    if (printer_.received() == 0) {
      finish(exit_no_answer,
             fmt::format("no answer from {}: {}; check the address, and that a SIP user agent "
                         "listens there",
                         printable(command_.target), why));
    } else if (callback.code == 408) {
      finish(exit_no_answer, fmt::format("no answer from {}: {}", printable(command_.target), why));
    } else {
      finish(exit_call_rejected, fmt::format("the call was rejected: {}", why));
    }
  }

  void closed() {
    if (asked_) {
      return;  // the reports go on: what becomes of the transfer is still to come
    }
    if (command_.refer.empty()) {
      finish(exit_success, "the peer hung up");
    } else {
      finish(exit_hung_up, "the peer hung up before it could be transferred");
    }
  }

  void finish(int code, const std::string& why) {
    if (ending_) {
      return;
    }
    ending_ = true;
    code_ = code;
    printer_.event("outcome", fmt::format("code={} {}", code, in_quotes(why)));
    if (code != exit_success) {
      complain(why);
    }
    timer_.cancel();
    if (code == exit_interrupted) {
      stop();
    } else if (!command_.refer.empty() && command_.hang_up_after > 0) {
      after(command_.hang_up_after, [this] { leave(); });
    } else {
      leave();
    }
  }

  void leave() {
    if (command_.linger <= 0) {
      stop();
      return;
    }
    printer_.action("hangUp", session_, agent_.hangUp(session_));
    after(command_.linger, [this] { stop(); });
  }

  void stop() {
    printer_.usage(agent_.usage());
    timer_.cancel();
    // A second interrupt ends the process at once.
    std::error_code ignored;
    signals_.clear(ignored);
    signals_.cancel(ignored);
    agent_.stop();
  }

  template <class What>
  void after(double seconds, What what) {
    timer_.expires_after(to_duration(seconds));
    timer_.async_wait([what](const std::error_code& error) {
      if (!error) {
        what();
      }
    });
  }

  const CallCommand& command_;
  EventPrinter& printer_;
  std::string address_;
  asio::io_context context_;
  Agent agent_;
  asio::steady_timer timer_;
  asio::signal_set signals_;
  Int32 session_ = 0;
  bool connected_ = false;
  bool asked_ = false;
  bool ending_ = false;
  int code_ = exit_failed;
};

/// Complains and returns false if `text` is no URI.
bool is_uri(std::string_view text, UriView& uri) {
  const Errc error = parse_uri(text, uri);
  if (error == Errc::ok) {
    return true;
  }
  complain(fmt::format("'{}' is not a URI ({}): write it as sip:user@host or sip:user@host:port",
                       printable(text, 200), baton::text(error)));
  return false;
}

/// Complains and returns false if `text` is nothing that we can call.
bool is_callable(std::string_view text, UriView& uri) {
  if (!is_uri(text, uri)) {
    return false;
  }
  if (uri.scheme == UriScheme::sip) {
    return true;
  }
  complain(fmt::format("cannot call '{}': only sip: URIs can be called", printable(text, 200)));
  return false;
}

bool set_identity(const CallCommand& command, AgentOptions& options) {
  NameAddrView from;
  UriView uri;
  if (!command.from_given) {
    options.user = "baton";
    return true;
  }
  if (parse_name_addr(command.from, from) != Errc::ok || !is_callable(from.uri_text, uri)) {
    complain("--from must be a SIP URI, with or without a name: '\"Bob\" <sip:bob@example.com>'");
    return false;
  }
  options.user = std::string(uri.user);
  options.domain = std::string(uri.host);
  options.display_name = std::string(from.display_name);
  if (uri.port != 0) {
    options.domain += fmt::format(":{}", uri.port);
  }
  return true;
}

int run(const CallCommand& command) {
  UriView target;
  UriView refer;
  AgentOptions options;
  UriView proxy;
  if (!is_callable(command.target, target) ||
      (!command.proxy.empty() && !is_callable(command.proxy, proxy)) ||
      (!command.refer.empty() && !is_uri(command.refer, refer)) ||
      !set_identity(command, options)) {
    return exit_bad_uri;
  }
  options.proxy = command.proxy;
  options.local_address = command.local;
  options.local_port = command.port;
  if (options.local_address.empty()) {
    std::error_code error;
    options.local_address = local_address_towards(target, error);
    if (error) {
      complain(fmt::format("cannot reach the host '{}': {}; check its name, or give --local",
                           printable(target.host, 200), error.message()));
      return exit_bad_uri;
    }
  }
  const Console console(ColourChoice::never);
  EventPrinter printer(console);
  if (!printer.open(command.printer)) {
    return exit_file;
  }
  options.tap = &printer;
  Caller caller(command, printer, std::move(options));
  return caller.run();
}

}  // namespace

void add_call(CLI::App& app, Chosen& chosen) {
  CLI::App* const sub = app.add_subcommand(
      "call", "Calls a SIP user agent; with --refer transfers it to another one (blind transfer)");
  const auto command = std::make_shared<CallCommand>();
  sub->add_option("URI", command->target, "Whom to call: sip:user@host or sip:user@host:port")
      ->required();
  CLI::Option* const refer = sub->add_option(
      "--refer", command->refer, "Once the call is connected, transfer the peer to this URI");
  refer->option_text("URI");
  sub->add_option("--after", command->after, "How long after connecting to transfer (1)")
      ->check(CLI::Range(0.0, seconds_max))
      ->needs(refer)
      ->option_text("SECONDS");
  CLI::Option* const from = sub->add_option(
      "--from", command->from, "Who we are: sip:user@host, or '\"Name\" <sip:user@host>'");
  from->option_text("URI");
  sub->add_option("--proxy", command->proxy, proxy_help)->option_text("URI");
  sub->add_option("--local", command->local,
                  "Our address, IPv4 or IPv6; else the one from which the target is reached")
      ->option_text("ADDRESS");
  sub->add_option("--port", command->port, "Our UDP port; else any free one")
      ->check(CLI::Range(0, 65'535))
      ->option_text("PORT");
  sub->add_option("--hang-up-after", command->hang_up_after,
                  "How long after connecting to hang up; else we wait for the peer to do it. With "
                  "--refer: how long after the outcome (0)")
      ->check(CLI::Range(0.0, seconds_max))
      ->option_text("SECONDS");
  sub->add_option("--linger", command->linger,
                  "How long to stay after hanging up, then tell what is still held (0)")
      ->check(CLI::Range(0.0, seconds_max))
      ->option_text("SECONDS");
  sub->add_option("--timeout", command->timeout, "How long to wait for an answer (60)")
      ->check(CLI::Range(0.0, seconds_max))
      ->option_text("SECONDS");
  add_printer_options(*sub, command->printer);
  sub->footer(R"(
Prints an event a line: seconds, kind, name, fields. With --refer it waits for the outcome of the
transfer and hangs up.

Exit codes:
  0 done: the call was answered and is over, or the peer was transferred
  1 the call or the transfer could not be asked for
  2 the capture cannot be written
  3 a URI is malformed or cannot be called, or its host is unknown
  4 no socket: the port is in use, the address is not ours
  5 nobody answered
  6 the call was rejected
  7 the peer refused to be transferred
  8 the transfer failed
  9 the peer hung up before it could be transferred
  64 wrong usage, 130 interrupted

Examples:
  baton call sip:bob@192.0.2.7 --hang-up-after 5
  baton call sip:alice@127.0.0.1:5062 --refer sip:carol@127.0.0.1:5064 --trace)");
  sub->callback([command, from, &chosen] {
    command->from_given = from->count() != 0;
    chosen = [command] { return run(*command); };
  });
}

}  // namespace baton::cli
