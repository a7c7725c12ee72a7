// The agent of `baton call`: calls somebody and transfers him in the way that was asked for.
#pragma once

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "baton/agent.hpp"
#include "src/cli/callback.hpp"
#include "src/cli/credentials.hpp"
#include "src/cli/event_printer.hpp"

namespace baton::cli {

struct CallCommand {
  std::string target;
  std::string refer;
  std::vector<std::string> also;  ///< more targets, at the same time
  std::string from = "sip:baton@localhost";
  bool from_given = false;
  std::string local;
  std::uint16_t port = 0;
  std::string proxy;
  Credentials credentials;
  std::string replaces;  ///< who may replace our call; empty: whom the profile lets
  std::string pickup;  ///< the early dialog that our call takes over; empty: none
  double after = 1;
  bool after_given = false;
  double hang_up_after = -1;
  double linger = 0;
  double timeout = 60;
  // How the transfer is asked for.
  bool hold = false;      ///< put the peer on hold first
  double unhold_after = -1;
  bool attended = false;  ///< call the refer target first, and have that call replaced
  std::string early;      ///< what becomes of that call if it still rings; empty: its answer is waited for
  bool outside = false;   ///< no call with the peer: a REFER out of dialog
  std::string method;     ///< that the Refer-To names; empty: none
  std::string request_uri;  ///< of an attended REFER; empty: the peer's remote target
  std::string reports = "implicit";     ///< which reports are asked for, and how
  bool no_reports_mean_success = false;  ///< where none come: accepted is as good as transferred
  double cancel_after = -1;
  std::string profile = "standard";
  PrinterOptions printer;
};

/// The status and the reason of a callback, in a sentence of ours.
std::string why_of(const Callback& callback);

class Caller final : public CallbackListener, public EventObserver {
 public:
  /// What it is given must outlive it.
  Caller(const CallCommand& command, EventPrinter& printer, AgentOptions options);
  /// Returns the exit code when all is over.
  int run();

 private:
  struct Outcome {
    int code;
    std::string why;
  };
  struct Other {
    TransferId id;
    std::string target;
  };

  static AgentOptions heard_by(EventObserver& observer, AgentOptions options);
  void onEvent(Time now, Int32 sessionId, const Event& event) override;
  void on_callback(const Callback& callback) override;
  void on_consultation(const Callback& callback);
  void refuse(const Callback& callback);
  int begin();
  void await_answer(const std::string& callee);
  void connected();
  void on_outcome(const Callback& callback);
  bool is_outcome(const Callback& callback) const noexcept;
  Int32 asked_session() const noexcept;
  void hold();
  void changed();
  void unhold();
  void prepare();
  void consult();
  void ask_for_transfer();
  void ask_also(const std::string& target);
  void done(int code, const std::string& why);
  void finish_all();
  Int32 send_refer();
  void refer_rejected(const Callback& callback);
  void transfer_failed(const Callback& callback);
  void call_failed(const Callback& callback);
  void closed();
  void finish(int code, const std::string& why);
  void keep_call();
  void leave();
  void stop();
  void after(double seconds, std::function<void()> what);

  const CallCommand& command_;
  EventPrinter& printer_;
  std::string address_;
  const ReferOptions refer_;
  asio::io_context context_;
  Agent agent_;
  asio::steady_timer timer_;
  asio::signal_set signals_;
  Int32 session_ = 0;
  Int32 consultation_ = 0;  ///< the call with the refer target
  bool holding_ = false;  ///< the peer has not answered our hold
  bool held_ = false;
  bool asked_ = false;
  bool cancelled_ = false;
  std::vector<Other> others_;     ///< transfers of --also that have no outcome
  std::optional<Outcome> first_;  ///< of the transfer that the callbacks tell of
  std::optional<Outcome> worst_;  ///< of those of --also
  bool ending_ = false;
  int code_ = 0;
};

}  // namespace baton::cli
