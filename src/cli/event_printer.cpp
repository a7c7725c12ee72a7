#include "src/cli/event_printer.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

#include <fmt/format.h>

#include "baton/driver.hpp"
#include "baton/sdk_error.hpp"
#include "src/cli/transcripts.hpp"
#include "src/trace/message_summary.hpp"
#include "src/trace/printable_text.hpp"

namespace baton::cli {
namespace {

std::int64_t unix_now_us() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

}  // namespace

EventPrinter::EventPrinter(const Console& console) noexcept
    : console_(console), start_(Driver::now()), unix_start_us_(unix_now_us()) {}

bool EventPrinter::open(const PrinterOptions& options) {
  options_ = options;
  if (options.capture.empty()) {
    return true;
  }
  capture_ = trace::CaptureFile::create(options.capture);
  if (!capture_) {
    complain(fmt::format("cannot write {}: {}", options.capture, std::strerror(errno)));
  }
  return capture_ != nullptr;
}

void EventPrinter::callback(const Callback& callback) {
  if (!options_.transcript.empty()) {
    recording_.heard(0, short_text(callback));
  }
  print(Driver::now(), "callback", field_text(callback));
}

void EventPrinter::action(std::string_view what, Int32 session, Int32 result) const {
  std::string text = fmt::format("{} session={} result={}", what, session, result);
  if (result < 0) {
    text += fmt::format(" error={}", in_quotes(sdk_error_text(result)));
  }
  print(Driver::now(), "action", text);
}

void EventPrinter::usage(const Usage& usage) const {
  event("holding", fmt::format("calls={} dialogs={} transfers={} subscriptions={} transactions={}",
                               usage.calls.used, usage.dialogs.used, usage.transfers.used,
                               usage.subscriptions.used, usage.transactions.used));
}

void EventPrinter::event(std::string_view kind, std::string_view text) const {
  print(Driver::now(), kind, text);
}

void EventPrinter::onEvent(Time now, Int32 sessionId, const Event& event) {
  if (!options_.transcript.empty()) {
    recording_.event(now, 0, event);
  }
  if (event.kind == EventKind::refer_refused) {  // no callback tells it
    print(now, "event", fmt::format("refer_refused session={} status={} reason={}", sessionId, event.status,
                                    in_quotes(event.reason)));
  }
}

void EventPrinter::transcripts() const {
  if (!options_.transcript.empty()) {
    print_transcripts(recording_, options_.transcript);
  }
}

void EventPrinter::on_message(const TappedMessage& message) {
  const bool incoming = message.direction == Direction::in;
  if (!options_.transcript.empty()) {
    std::array<char, endpoint_text_size> text;
    const std::size_t peer = recording_.party(format_endpoint(message.peer, text));
    recording_.message(message.time, incoming ? peer : 0, incoming ? 0 : peer, message.bytes);
  }
  received_ += incoming ? 1 : 0;
  if (capture_) {
    const Endpoint& source = incoming ? message.peer : message.local;
    const Endpoint& destination = incoming ? message.local : message.peer;
    // A full disk must not end the calls.
    static_cast<void>(capture_->write(unix_start_us_ + (message.time - start_), source, destination,
                                      message.bytes));
  }
  if (options_.trace || options_.dump) {
    std::array<char, endpoint_text_size> text;
    print(message.time, incoming ? "received" : "sent",
          fmt::format("{} {}", format_endpoint(message.peer, text),
                      trace::summarize(message.bytes).line()));
  }
  if (options_.dump) {
    std::string_view rest = message.bytes;
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      std::string_view line = rest.substr(0, end);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      if (line.ends_with('\r')) {
        line.remove_suffix(1);
      }
      console_.line("  | " + trace::printable(line));
    }
  }
}

void EventPrinter::print(Time time, std::string_view kind, std::string_view text) const {
  const double seconds = static_cast<double>(time - start_) / 1'000'000;
  console_.line(fmt::format("{:.3f} {} {}", seconds, kind, text));
}

}  // namespace baton::cli
