#include "src/cli/demo_story.hpp"

#include <algorithm>
#include <asio/post.hpp>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "baton/driver.hpp"

namespace baton::cli {
namespace {

// At the speed of people in a hurry, so that a reader can follow.
constexpr Microseconds before_answering = milliseconds(300);
constexpr Microseconds before_transfer = milliseconds(300);
constexpr Microseconds before_hanging_up = milliseconds(300);
/// On the loopback all is said in two seconds; after this something is broken.
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
  ladder_.note("Alice calls Bob.");
  people_[alice]->session = agent(alice).call(agent(bob).contact_uri());
  expect("Alice's call", people_[alice]->session);
  context_.run();
  ladder_.flush();
  if (problem_.empty()) {
    const auto meant = expected();
    const bool as_meant = std::ranges::equal(heard_, meant, [](const Heard& h, const auto& e) {
      return h.party == e.first && h.kind == e.second;
    });
    if (!as_meant) {
      problem_ = "the callbacks heard are not those of this story, in its order";
    }
  }
}

std::vector<std::pair<Party, CallbackKind>> Story::expected() const {
  using enum CallbackKind;
  switch (options_.ending) {
    case Ending::rejected:
      return {{alice, received_refer}, {bob, refer_rejected}};
    case Ending::busy:
      return {{alice, received_refer},
              {bob, refer_accepted},
              {bob, transfer_trying},
              {bob, transfer_ringing},
              {bob, transfer_failure}};
    case Ending::success:
      break;
  }
  return {{alice, received_refer},
          {bob, refer_accepted},
          {bob, transfer_trying},
          {bob, transfer_ringing},
          {bob, transfer_success}};
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
  // What it causes is heard before the driver returns to the loop.
  asio::post(context_, [this] { ladder_.flush(); });
}

void Story::on_callback(Party party, const Callback& callback) {
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
  if (callback.kind == CallbackKind::invite_failure && options_.ending != Ending::busy) {
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
  Person& person = *people_[party];
  if (callback.kind == CallbackKind::invite_incoming) {
    const bool expected = party != alice && person.session == 0 &&
                          callback.from.find(agent(alice).contact_uri()) != std::string_view::npos;
    if (expected) {
      person.session = callback.session;
    } else {
      agent(party).rejectCall(callback.session, 486);
    }
    return expected;
  }
  return callback.session != 0 &&
         (callback.session == person.session || callback.session == person.referred);
}

void Story::react_bob(const Callback& callback) {
  const Int32 session = callback.session;
  switch (callback.kind) {
    case CallbackKind::invite_incoming:
      expect("Bob's ringing", agent(bob).ringCall(session));
      after(before_answering, [this, session] {
        ladder_.note("Bob answers.");
        expect("Bob's answer", agent(bob).answerCall(session));
      });
      return;
    case CallbackKind::invite_connected:
      after(before_transfer, [this, session] {
        ladder_.note("Bob asks Alice to call Carol instead.");
        expect("Bob's transfer", agent(bob).refer(session, agent(carol).contact_uri()));
      });
      return;
    case CallbackKind::transfer_success:
      ladder_.note("The transfer is done: Bob hangs up.");
      expect("Bob's hanging up", agent(bob).hangUp(session));
      return;
    case CallbackKind::refer_rejected:
    case CallbackKind::transfer_failure:
      ladder_.note("The call with Bob stands. They say goodbye, and Bob hangs up.");
      after(before_hanging_up,
            [this, session] { expect("Bob's hanging up", agent(bob).hangUp(session)); });
      return;
    default:
      return;
  }
}

void Story::react_alice(const Callback& callback) {
  Person& person = *people_[alice];
  switch (callback.kind) {
    case CallbackKind::received_refer:
      if (options_.ending == Ending::rejected) {
        ladder_.note("Alice refuses.");
        expect("Alice's refusal", agent(alice).rejectRefer(callback.refer));
      } else {
        ladder_.note("Alice accepts and calls Carol.");
        person.referred = agent(alice).acceptRefer(callback.refer, callback.message);
        expect("Alice's call to Carol", person.referred);
      }
      return;
    case CallbackKind::invite_connected:
      if (callback.session == person.referred) {
        after(before_hanging_up, [this] {
          ladder_.note("Alice and Carol say goodbye, and Alice hangs up.");
          expect("Alice's hanging up", agent(alice).hangUp(people_[alice]->referred));
        });
      }
      return;
    case CallbackKind::invite_closed:
      if (callback.session == person.session && options_.ending != Ending::success) {
        end();
      }
      return;
    default:
      return;
  }
}

void Story::react_carol(const Callback& callback) {
  const Int32 session = callback.session;
  switch (callback.kind) {
    case CallbackKind::invite_incoming:
      expect("Carol's ringing", agent(carol).ringCall(session));
      after(before_answering, [this, session] {
        if (options_.ending == Ending::busy) {
          ladder_.note("Carol is busy.");
          expect("Carol's refusal", agent(carol).rejectCall(session, 486));
        } else {
          ladder_.note("Carol answers.");
          expect("Carol's answer", agent(carol).answerCall(session));
        }
      });
      return;
    case CallbackKind::invite_closed:
      end();
      return;
    default:
      return;
  }
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
