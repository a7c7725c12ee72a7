// The demo's story: Alice is in a call with Bob, and Bob transfers her to Carol. Three agents in
// one process talk over UDP on the loopback; whatever they hear is drawn as it happens.
#pragma once

#include <array>
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "baton/agent.hpp"
#include "baton/message_tap.hpp"
#include "src/cli/callback.hpp"
#include "src/cli/demo_form.hpp"
#include "src/trace/capture_file.hpp"
#include "src/trace/ladder.hpp"
#include "src/trace/recording.hpp"

namespace baton::cli {

struct StoryOptions {
  Form form = Form::blind;
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< of the first agent, the next two follow; 0: any free ones
  trace::CaptureFile* capture = nullptr;
};

/// One of the seven callbacks, as it was heard.
struct Heard {
  Time time;
  Party party;
  CallbackKind kind;
  std::string text;
};

class Story final : private MessageTap {
 public:
  Story(StoryOptions options, trace::Ladder& ladder);

  /// Opens the sockets. On an error `failed_port` is the port that could not be had.
  std::error_code open(std::uint16_t& failed_port);
  /// Tells the story, and returns when it has ended in whatever way.
  void run();

  std::string contact_uri(Party party) const { return people_[party]->agent.contact_uri(); }
  /// Those of the seven callbacks that were heard, in order.
  const std::vector<Heard>& heard() const noexcept { return heard_; }
  /// All that passed, for a transcript.
  const trace::Recording& recording() const noexcept { return recording_; }
  /// Empty: the story went as it was meant; else what went wrong.
  const std::string& problem() const noexcept { return problem_; }
  bool interrupted() const noexcept { return interrupted_; }

  Microseconds duration() const noexcept { return last_ - start_; }
  std::uint64_t messages() const noexcept { return messages_; }
  /// Datagrams from anybody but the three.
  std::uint64_t from_strangers() const noexcept { return from_strangers_; }
  /// Of all three agents together.
  Counters counters() const;
  Time start() const noexcept { return start_; }

 private:
  struct Person final : CallbackListener, EventObserver {
    Person(Story& story, Party party, AgentOptions options, asio::io_context& context)
        : story_(story), party_(party), agent(*this, observed_by(*this, std::move(options)), context) {}
    void on_callback(const Callback& callback) override { story_.on_callback(party_, callback); }
    void onEvent(Time now, Int32, const Event& event) override {
      story_.recording_.event(now, party_, event);
    }
    static AgentOptions observed_by(EventObserver& observer, AgentOptions options) {
      options.observer = &observer;
      return options;
    }

    Story& story_;
    Party party_;
    Agent agent;
    std::uint16_t port = 0;
    Int32 session = 0;       ///< Bob, Alice: the call between them; Carol: with Alice
    Int32 referred = 0;      ///< Alice: with Carol
    Int32 consultation = 0;  ///< Bob, Carol: the call between them
  };

  void on_message(const TappedMessage& message) override;
  void on_callback(Party party, const Callback& callback);
  bool belongs(Party party, const Callback& callback);
  bool expects(Party party, std::string_view caller);
  bool comes_from(Party party, std::string_view uri) const;
  void begin();
  void transfer();
  void react_bob(const Callback& callback);
  void react_alice(const Callback& callback);
  void react_carol(const Callback& callback);
  void bob_is_connected(Int32 session);
  void carol_is_called(Int32 session);

  Agent& agent(Party party) { return people_[party]->agent; }
  std::optional<Party> party_at(const Endpoint& endpoint) const;
  void after(Microseconds delay, std::function<void()> what);
  /// A command's result: an error ends the story.
  void expect(std::string_view what, Int32 result);
  void fail(std::string problem);
  void end();

  StoryOptions options_;
  trace::Ladder& ladder_;
  asio::io_context context_;
  asio::signal_set signals_;
  std::array<std::unique_ptr<Person>, parties> people_;
  std::vector<std::unique_ptr<asio::steady_timer>> timers_;
  std::vector<Heard> heard_;
  trace::Recording recording_{{party_names.begin(), party_names.end()}};
  std::string problem_;
  Time start_, last_;
  std::int64_t unix_start_us_ = 0;
  std::uint64_t messages_ = 0;
  std::uint64_t from_strangers_ = 0;
  bool interrupted_ = false;
  bool ended_ = false;
};

}  // namespace baton::cli
