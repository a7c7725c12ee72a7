// The memory of a Stack: what it takes, what `make` refuses, and what several may share.
#include <gtest/gtest.h>

#include <memory>

#include "tests/simulation/scene.hpp"

namespace baton {
namespace {

void draw(void*, std::span<std::byte> out) noexcept {
  for (std::byte& byte : out)
    byte = std::byte{7};
}
const Environment environment{.context = nullptr, .random = draw, .hash = nullptr};

struct Memory {
  explicit Memory(const Limits& limits)
      : state((state_bytes(limits) + 7) / 8),
        work((work_bytes(limits) + 7) / 8),
        state_size(state_bytes(limits)),
        work_size(work_bytes(limits)) {}
  std::span<std::byte> state_span() { return {reinterpret_cast<std::byte*>(state.data()), state_size}; }
  std::span<std::byte> work_span() { return {reinterpret_cast<std::byte*>(work.data()), work_size}; }
  std::vector<std::uint64_t> state, work;
  std::size_t state_size, work_size;
};

Errc make_with(const Limits& limits) {
  Memory memory(limits);
  return Stack::make(limits, environment, memory.state_span(), memory.work_span()).error();
}

TEST(MemoryOfAStack, IsWhatTheTableOfPoolsSays) {
  static_assert(state_bytes(Limits::device()) == 16'144);
  static_assert(work_bytes(Limits::device()) == 2'928);
  static_assert(work_bytes(Limits::host(1000)) == 133'120);
  static_assert(state_bytes(Limits::host(1000)) == 7'891'840);
  static_assert(required_bytes(Limits::device()) == 16'144 + 2'928);
  // One Stack on a device, with a buffer of one message and 3 KiB of C stack.
  static_assert(required_bytes(Limits::device()) + Limits::device().message_bytes + 3 * 1024 <= 24 * 1024);
  EXPECT_EQ(make_with(Limits::device()), Errc::ok);
  EXPECT_EQ(make_with(Limits::host(1)), Errc::ok);
  EXPECT_EQ(make_with(Limits::host(1000)), Errc::ok);
}

TEST(MemoryOfAStack, SufficesForEveryWorkableMixtureOfOddLimits) {
  std::uint32_t number = 1;
  const auto up_to = [&](std::uint32_t low, std::uint32_t high) {
    number = number * 1664525u + 1013904223u;
    return low + (number >> 8) % (high - low + 1);
  };
  for (int i = 0; i < 400; ++i) {
    Limits limits{.transactions = up_to(4, 40),
                  .reserved = up_to(0, 3),
                  .dialogs = up_to(1, 9),
                  .dialog_text = up_to(128, 600),
                  .calls = up_to(1, 9),
                  .transfers = up_to(1, 9),
                  .subscriptions = up_to(1, 9),
                  .blocks = up_to(4, 60),
                  .block_bytes = 4 * up_to(4, 80),
                  .accounts = up_to(1, 3),
                  .account_text = up_to(0, 99),
                  .flows = up_to(1, 5),
                  .lookups = up_to(0, 5),
                  .outputs = up_to(4, 20),
                  .events = up_to(8, 20),
                  .headers = up_to(20, 80),
                  .message_bytes = up_to(512, 3000)};
    ASSERT_EQ(make_with(limits), Errc::ok) << i;
  }
  // The least of everything, where nothing has slack to spare.
  EXPECT_EQ(make_with({.transactions = 4,
                       .reserved = 0,
                       .dialogs = 1,
                       .dialog_text = 129,
                       .calls = 1,
                       .transfers = 1,
                       .subscriptions = 1,
                       .blocks = 4,
                       .block_bytes = 16,
                       .accounts = 1,
                       .account_text = 0,
                       .flows = 1,
                       .lookups = 0,
                       .outputs = 4,
                       .events = 8,
                       .headers = 20,
                       .message_bytes = 513}),
            Errc::ok);
}

TEST(Make, RefusesLimitsThatCannotWork) {
  struct Case {
    const char* what;
    void (*spoil)(Limits&);
  };
  const Case cases[] = {
      {"transactions",
       [](Limits& l) {
         l.transactions = 3;
         l.reserved = 0;
       }},
      {"too many transactions", [](Limits& l) { l.transactions = 1'000'001; }},
      {"all reserved", [](Limits& l) { l.reserved = l.transactions; }},
      {"dialogs", [](Limits& l) { l.dialogs = 0; }},
      {"little dialog text", [](Limits& l) { l.dialog_text = 127; }},
      {"much dialog text", [](Limits& l) { l.dialog_text = 65'536; }},
      {"calls", [](Limits& l) { l.calls = 0; }},
      {"transfers", [](Limits& l) { l.transfers = 0; }},
      {"subscriptions", [](Limits& l) { l.subscriptions = 0; }},
      {"blocks", [](Limits& l) { l.blocks = 3; }},
      {"too many blocks", [](Limits& l) { l.blocks = 10'000'001; }},
      {"small blocks", [](Limits& l) { l.block_bytes = 12; }},
      {"odd blocks", [](Limits& l) { l.block_bytes = 130; }},
      {"accounts", [](Limits& l) { l.accounts = 0; }},
      {"flows", [](Limits& l) { l.flows = 0; }},
      {"outputs", [](Limits& l) { l.outputs = 3; }},
      {"events", [](Limits& l) { l.events = 7; }},
      {"headers", [](Limits& l) { l.headers = 19; }},
      {"short messages", [](Limits& l) { l.message_bytes = 511; }},
      {"long messages", [](Limits& l) { l.message_bytes = 65'536; }},
      {"endless dialogs", [](Limits& l) { l.dialogs = UINT32_MAX; }},
      {"endless calls", [](Limits& l) { l.calls = UINT32_MAX; }},
      {"endless transfers", [](Limits& l) { l.transfers = UINT32_MAX; }},
      {"endless subscriptions", [](Limits& l) { l.subscriptions = UINT32_MAX; }},
      {"endless block", [](Limits& l) { l.block_bytes = UINT32_MAX - 3; }},
      {"endless accounts", [](Limits& l) { l.accounts = UINT32_MAX; }},
      {"endless account text", [](Limits& l) { l.account_text = UINT32_MAX; }},
      {"endless flows", [](Limits& l) { l.flows = UINT32_MAX; }},
      {"endless lookups", [](Limits& l) { l.lookups = UINT32_MAX; }},
      {"endless outputs", [](Limits& l) { l.outputs = UINT32_MAX; }},
      {"endless events", [](Limits& l) { l.events = UINT32_MAX; }},
      {"endless headers", [](Limits& l) { l.headers = UINT32_MAX; }},
  };
  Memory memory(Limits::device());
  for (const Case& c : cases) {
    Limits limits = Limits::device();
    c.spoil(limits);
    EXPECT_EQ(Stack::make(limits, environment, memory.state_span(), memory.work_span()).error(),
              Errc::bad_limits)
        << c.what;
  }
}

TEST(Make, RefusesOptionsThatMakeNoSense) {
  struct Case {
    const char* what;
    void (*spoil)(StackOptions&);
    Errc expected = Errc::bad_options;
  };
  const Case cases[] = {
      {"as they are", [](StackOptions&) {}, Errc::ok},
      {"the longest decision", [](StackOptions& o) { o.transferee.decision = seconds(28); }, Errc::ok},
      {"too long a decision", [](StackOptions& o) { o.transferee.decision = seconds(28) + 1; }},
      {"no time to decide", [](StackOptions& o) { o.transferee.decision = 0; }, Errc::ok},
      {"a decision in the past", [](StackOptions& o) { o.transferee.decision = -1; }},
      {"no T1", [](StackOptions& o) { o.transaction.t1 = 0; }},
      {"T1 above T2", [](StackOptions& o) { o.transaction.t1 = seconds(5); }},
      {"an endless T1", [](StackOptions& o) { o.transaction.t1 = o.transaction.t2 = INT64_MAX; }},
      {"a negative T4", [](StackOptions& o) { o.transaction.t4 = -1; }},
      {"a negative D", [](StackOptions& o) { o.transaction.d = -1; }},
      {"a day", [](StackOptions& o) { o.transferor.give_up = seconds(86'400); }, Errc::ok},
      {"more than a day", [](StackOptions& o) { o.transferor.give_up = seconds(86'401); }},
      {"hold_back", [](StackOptions& o) { o.transferor.hold_back = INT64_MIN; }},
      {"overtake", [](StackOptions& o) { o.transferor.overtake = -1; }},
      {"no_report", [](StackOptions& o) { o.transferor.no_report = INT64_MAX; }},
      {"grace", [](StackOptions& o) { o.transferor.grace = -1; }},
      {"grace_bye", [](StackOptions& o) { o.transferor.grace_bye = -1; }},
      {"unsubscribe_after", [](StackOptions& o) { o.transferor.unsubscribe_after = -1; }},
      {"refresh_before", [](StackOptions& o) { o.transferor.refresh_before = -1; }},
      {"tombstone", [](StackOptions& o) { o.transferor.tombstone = -1; }},
      {"referred_call", [](StackOptions& o) { o.transferee.referred_call = never.us; }},
      {"subscription", [](StackOptions& o) { o.transferee.subscription = -1; }},
      {"hold_bye", [](StackOptions& o) { o.transferee.hold_bye = -1; }},
      {"notify_gap", [](StackOptions& o) { o.transferee.notify_gap = -1; }},
      {"notify_overdue", [](StackOptions& o) { o.transferee.notify_overdue = -1; }},
      {"retry_after_max", [](StackOptions& o) { o.transferee.retry_after_max = -1; }},
      {"notify_again", [](StackOptions& o) { o.transferee.notify_again = -1; }},
      {"final_state", [](StackOptions& o) { o.transferee.final_state = -1; }},
      {"the other tombstone", [](StackOptions& o) { o.transferee.tombstone = -1; }},
  };
  Memory memory(Limits::device());
  for (const Case& c : cases) {
    StackOptions options;
    c.spoil(options);
    EXPECT_EQ(
        Stack::make(Limits::device(), environment, memory.state_span(), memory.work_span(), options).error(),
        c.expected)
        << c.what;
  }
}

TEST(Make, RefusesSpansTooSmallOrNotAligned) {
  const Limits limits = Limits::device();
  Memory memory(limits);
  const auto state = memory.state_span();
  const auto work = memory.work_span();
  EXPECT_EQ(Stack::make(limits, environment, state.first(state.size() - 1), work).error(), Errc::bad_memory);
  EXPECT_EQ(Stack::make(limits, environment, state, work.first(work.size() - 1)).error(), Errc::bad_memory);
  std::vector<std::uint64_t> more(state.size() / 8 + 2);
  const std::span<std::byte> odd{reinterpret_cast<std::byte*>(more.data()) + 4, state.size()};
  EXPECT_EQ(Stack::make(limits, environment, odd, work).error(), Errc::bad_memory);
  EXPECT_EQ(Stack::make(limits, environment, state, odd).error(), Errc::bad_memory);
  EXPECT_EQ(Stack::make(limits, environment, {}, work).error(), Errc::bad_memory);
  EXPECT_EQ(Stack::make(limits, environment, state, {}).error(), Errc::bad_memory);
}

TEST(Make, RefusesAnEnvironmentWithoutRandomOctets) {
  Memory memory(Limits::device());
  EXPECT_EQ(Stack::make(Limits::device(), {}, memory.state_span(), memory.work_span()).error(),
            Errc::bad_argument);
}

TEST(StaticStack, HoldsAStackInOneObject) {
  static StaticStack<Limits::device()> object;
  static_assert(sizeof(object) == required_bytes(Limits::device()));
  const auto stack = object.make(environment);
  ASSERT_TRUE(stack);
  EXPECT_TRUE((*stack)->idle());
  EXPECT_EQ((*stack)->next_deadline(), never);
  EXPECT_EQ((*stack)->usage().calls.capacity, Limits::device().calls);
}

/// Three Stacks on one work span that is overwritten before every call.
TEST(StacksOfOneThread, ShareTheirWorkSinceNothingInItOutlivesACall) {
  const Limits limits = Limits::host(4);
  std::vector<std::uint64_t> work((work_bytes(limits) + 7) / 8);
  const std::span<std::byte> work_span{reinterpret_cast<std::byte*>(work.data()), work.size() * 8};
  struct One {
    std::vector<std::uint64_t> state;
    Stack* stack = nullptr;
    Endpoint address;
    FlowId flow;
    AccountId account;
    std::string uri, story;
    std::uint64_t random = 0;
  };
  std::array<One, 3> all;
  const auto draw_own = [](void* context, std::span<std::byte> out) noexcept {
    auto& state = *static_cast<std::uint64_t*>(context);
    for (std::byte& byte : out) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      byte = static_cast<std::byte>(state >> 56);
    }
  };
  Time now{0};
  for (std::size_t i = 0; i < all.size(); ++i) {
    One& one = all[i];
    one.random = i + 1;
    one.state.resize((state_bytes(limits) + 7) / 8);
    one.address = simulation::loopback(static_cast<std::uint16_t>(6000 + i));
    one.uri = "sip:u" + std::to_string(i) + "@127.0.0.1:" + std::to_string(6000 + i);
    const auto made =
        Stack::make(limits, {.context = &one.random, .random = draw_own, .hash = nullptr},
                    {reinterpret_cast<std::byte*>(one.state.data()), one.state.size() * 8}, work_span);
    ASSERT_TRUE(made);
    one.stack = *made;
    one.flow = *one.stack->flow_opened(now, {.transport = Transport::udp, .local = one.address, .peer = {}});
    one.account = *one.stack->add_account(
        now, {.uri = one.uri, .display_name = {}, .contact_user = {}, .proxy = {}, .user_agent = {}});
  }
  const auto scribble = [&] { std::fill(work.begin(), work.end(), 0xa5a5a5a5a5a5a5a5u); };
  std::vector<std::byte> buffer(limits.message_bytes);
  CallId first_call;
  bool referred = false;
  for (int step = 0; step < 2000; ++step) {
    for (One& from : all) {
      scribble();
      while (const auto out = from.stack->next_transmit(buffer)) {
        for (One& to : all) {
          if (to.address != out->peer) continue;
          scribble();
          ASSERT_EQ(to.stack->receive(now, to.flow, from.address, std::span(buffer).first(out->size)),
                    Errc::ok);
          while (const auto event = to.stack->next_event()) {
            to.story += std::string(name(event->kind)) + " ";
            scribble();
            if (event->kind == EventKind::call_incoming) {
              ASSERT_EQ(to.stack->answer(now, event->call), Errc::ok);
            } else if (event->kind == EventKind::refer_received) {
              ASSERT_TRUE(to.stack->accept_refer(now, event->transfer, event->message->bytes()));
            }
          }
        }
        scribble();
      }
      if (from.stack->next_deadline() <= now) {
        from.stack->advance(now);
        while (const auto event = from.stack->next_event())
          from.story += std::string(name(event->kind)) + " ";
      }
    }
    scribble();
    if (step == 0) first_call = *all[0].stack->call(now, all[0].account, all[1].uri);
    if (!referred && all[0].stack->state(first_call) == CallState::confirmed) {
      referred = true;
      ASSERT_TRUE(all[0].stack->refer(now, first_call, all[2].uri));
    }
    now = now + milliseconds(1);
  }
  EXPECT_EQ(all[0].story,
            "call_trying call_answered call_connected refer_accepted transfer_trying transfer_succeeded ");
  EXPECT_EQ(all[2].story, "call_incoming call_connected ");
}

}  // namespace
}  // namespace baton
