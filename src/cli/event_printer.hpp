// The running record of `baton answer` and `baton call`: one event a line, fit for programs, and of
// every message as much as was asked for. At the end the transcripts of the transfers.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "baton/agent.hpp"
#include "baton/counters.hpp"
#include "baton/message_tap.hpp"
#include "baton/time.hpp"
#include "src/cli/callback.hpp"
#include "src/cli/console.hpp"
#include "src/trace/capture_file.hpp"
#include "src/trace/recording.hpp"

namespace baton::cli {

struct PrinterOptions {
  std::string transcript;  ///< text or mermaid: of each transfer, at the end; empty: none
  bool trace = false;   ///< a line a message
  bool dump = false;    ///< and its whole text
  std::string capture;  ///< a file to write all messages to; empty: none
};

/// Lines are "SECONDS KIND WHAT FIELD=VALUE ...".
class EventPrinter final : public MessageTap, public EventObserver {
 public:
  explicit EventPrinter(const Console& console) noexcept;
  /// False, after a complaint: the capture cannot be written.
  bool open(const PrinterOptions& options);

  /// "1.234 callback onInviteIncoming session=1 ...".
  void callback(const Callback& callback);
  /// "1.234 action answerCall session=1 result=0".
  void action(std::string_view what, Int32 session, Int32 result) const;
  /// "1.234 holding calls=0 ...": what the pools hold, what is only remembered included.
  void usage(const Usage& usage) const;
  /// "1.234 KIND TEXT".
  void event(std::string_view kind, std::string_view text) const;

  void on_message(const TappedMessage& message) override;
  /// "1.234 event refer_refused session=1 status=403 reason=...": what no callback tells.
  void onEvent(Time now, Int32 sessionId, const Event& event) override;
  /// Prints the transcripts, if they were asked for.
  void transcripts() const;
  /// How many messages came in so far, junk too.
  std::uint64_t received() const noexcept { return received_; }

 private:
  void print(Time time, std::string_view kind, std::string_view text) const;

  const Console& console_;
  PrinterOptions options_;
  std::unique_ptr<trace::CaptureFile> capture_;
  trace::Recording recording_{{"here"}};
  Time start_;
  std::int64_t unix_start_us_;
  std::uint64_t received_ = 0;
};

}  // namespace baton::cli
