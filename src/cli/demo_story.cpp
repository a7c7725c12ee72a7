#include "src/cli/demo_story.hpp"

#include <algorithm>
#include <asio/post.hpp>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "baton/driver.hpp"

namespace baton::cli {
namespace {

/// How long Alice lets Carol's phone ring where nobody answers.
constexpr Microseconds patience = seconds(2);
/// On the loopback all is said in three seconds; after this something is broken.
constexpr Microseconds story_limit = seconds(10);

std::int64_t unix_now_us() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

constexpr std::array<std::string_view, parties> users{"bob", "alice", "carol"};

}  // namespace

Story::Story(StoryOptions options, trace::Ladder& ladder)
    : options_(std::move(options)), ladder_(ladder), signals_(context_, SIGINT, SIGTERM) {
  for (const Party party : {bob, alice, carol}) {
    AgentOptions agent;
    agent.callbackIndex = static_cast<Int32>(party);
    agent.user = std::string(users[party]);
    agent.display_name = std::string(party_names[party]);
    agent.local_address = options_.address;
    agent.local_port =
        options_.port == 0 ? std::uint16_t{0} : static_cast<std::uint16_t>(options_.port + party);
    agent.stop_limit = seconds(1);
    agent.tap = this;
    agent.stack.referral.outside_dialogs = options_.form == Form::outside;
    if (options_.form == Form::no_answer) {
      agent.stack.transferee.referred_call = patience;
    }
    people_[party] = std::make_unique<Person>(*this, party, std::move(agent), context_);
  }
}

std::error_code Story::open(std::uint16_t& failed_port) {
  for (const Party party : {bob, alice, carol}) {
    if (const std::error_code error = agent(party).start()) {
      failed_port =
          options_.port == 0 ? std::uint16_t{0} : static_cast<std::uint16_t>(options_.port + party);
      return error;
    }
    people_[party]->port = agent(party).local_port();
  }
  return {};
}

void Story::run() {
  signals_.async_wait([this](const std::error_code& error, int) {
    if (!error) {
      interrupted_ = true;
      fail("interrupted");
    }
  });
  after(story_limit, [this] {
    fail(fmt::format("it did not come to its end within {} s", story_limit / 1'000'000));
  });
  start_ = last_ = Driver::now();
  unix_start_us_ = unix_now_us();
  ladder_.head(start_);
  begin();
  context_.run();
  ladder_.flush();
  if (problem_.empty()) {
    const bool as_meant =
        std::ranges::equal(heard_, text_of(options_.form).heard, [](const Heard& h, const Meant& m) {
          return h.party == m.party && h.kind == m.kind;
        });
    if (!as_meant) {
      problem_ = "the callbacks heard are not those of this story, in its order";
    }
  }
}

Counters Story::counters() const {
  Counters sum;
  for (const auto& person : people_) {
    const Counters one = person->agent.counters();
    sum.malformed += one.malformed;
    sum.keepalives += one.keepalives;
    sum.stray_responses += one.stray_responses;
    sum.stray_requests += one.stray_requests;
    sum.retransmissions_sent += one.retransmissions_sent;
  }
  return sum;
}

/// Each message is drawn once, where it arrives: so its row stands beside the callback it causes.
void Story::on_message(const TappedMessage& message) {
  const std::optional<Party> self = party_at(message.local);
  const std::optional<Party> peer = party_at(message.peer);
  const bool known = self && peer && message.local.address == message.peer.address;
  if (options_.capture != nullptr && (message.direction == Direction::out || !known)) {
    const bool out = message.direction == Direction::out;
    // A full disk must not end the story.
    static_cast<void>(options_.capture->write(unix_start_us_ + (message.time - start_),
                                              out ? message.local : message.peer,
                                              out ? message.peer : message.local, message.bytes));
  }
  if (message.direction == Direction::out) {
    return;
  }
  if (!known) {
    ++from_strangers_;
    return;
  }
  ++messages_;
  last_ = message.time;
  ladder_.message(message.time, *peer, *self, message.bytes);
  recording_.message(message.time, *peer, *self, message.bytes);
  // What it causes is heard before the driver returns to the loop.
  asio::post(context_, [this] { ladder_.flush(); });
}

void Story::on_callback(Party party, const Callback& callback) {
  recording_.heard(party, short_text(callback));
  if (!belongs(party, callback)) {
    return;
  }
  last_ = Driver::now();
  ladder_.heard(last_, party, short_text(callback));
  if (is_one_of_the_seven(callback.kind)) {
    heard_.push_back({last_, party, callback.kind, short_text(callback)});
  }
  if (ended_) {
    return;
  }
  if (callback.kind == CallbackKind::invite_failure && !has_failing_call(options_.form)) {
    fail(
        fmt::format("{}'s call failed: {} {}", party_names[party], callback.code, callback.reason));
    return;
  }
  switch (party) {
    case bob:
      react_bob(callback);
      return;
    case alice:
      react_alice(callback);
      return;
    case carol:
      react_carol(callback);
      return;
  }
}

/// Anybody can send to the demo's ports: who is not of the story is refused and left out.
bool Story::belongs(Party party, const Callback& callback) {
  if (callback.kind == CallbackKind::invite_incoming) {
    if (expects(party, callback.from)) {
      Person& person = *people_[party];
      (comes_from(bob, callback.from) ? person.consultation : person.session) = callback.session;
      return true;
    }
    agent(party).rejectCall(callback.session, 486);
    return false;
  }
  if (callback.session == no_session) {
    const bool expected = options_.form == Form::outside &&
                          (callback.kind != CallbackKind::received_refer || comes_from(bob, callback.from));
    if (!expected && callback.kind == CallbackKind::received_refer) {
      agent(party).rejectRefer(callback.refer);
    }
    return expected;
  }
  const Person& person = *people_[party];
  return callback.session != 0 &&
         (callback.session == person.session || callback.session == person.referred ||
          callback.session == person.consultation);
}

/// Whether the story has this caller call now.
bool Story::expects(Party party, std::string_view caller) {
  const Person& person = *people_[party];
  if (party == alice) {
    return false;
  }
  if (comes_from(alice, caller)) {
    return person.session == 0;
  }
  return party == carol && has_consultation(options_.form) && person.consultation == 0 &&
         comes_from(bob, caller);
}

bool Story::comes_from(Party party, std::string_view uri) const {
  return uri.find(contact_uri(party)) != std::string_view::npos;
}

std::optional<Party> Story::party_at(const Endpoint& endpoint) const {
  for (const Party party : {bob, alice, carol}) {
    if (people_[party]->port == endpoint.port) {
      return party;
    }
  }
  return std::nullopt;
}

void Story::after(Microseconds delay, std::function<void()> what) {
  auto timer = std::make_unique<asio::steady_timer>(context_, std::chrono::microseconds(delay));
  timer->async_wait([this, what = std::move(what)](const std::error_code& error) {
    if (!error && !ended_) {
      what();
    }
  });
  timers_.push_back(std::move(timer));
}

void Story::expect(std::string_view what, Int32 result) {
  if (result < 0) {
    fail(fmt::format("{}: {}", what, sdk_error_text(result)));
  }
}

void Story::fail(std::string problem) {
  if (!ended_) {
    problem_ = std::move(problem);
    end();
  }
}

void Story::end() {
  if (ended_) {
    return;
  }
  ended_ = true;
  timers_.clear();
  // A second interrupt ends the process at once.
  std::error_code ignored;
  signals_.clear(ignored);
  signals_.cancel(ignored);
  for (const Party party : {bob, alice, carol}) {
    agent(party).stop();
  }
}

}  // namespace baton::cli
