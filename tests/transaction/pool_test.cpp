// The table at its limits.
#include "tests/transaction/bench.hpp"

#include <algorithm>

namespace baton::core {
namespace {

class Room : public OnBench {
 protected:
  Room() : OnBench(Sizes{.transactions = 6, .reserved = 2, .blocks = 256, .outputs = 16}) {}
};

TEST_F(Room, StrangersNeverGetTheReserve) {
  for (int i = 0; i < 4; ++i)
    EXPECT_TRUE(try_open(numbered("OPTIONS", i)));
  EXPECT_EQ(try_open(numbered("OPTIONS", 4)).error(), Errc::transactions_full);
  Chain chain = keep("x");
  EXPECT_EQ(
      layer.open_client(now, Method::invite, "z9hG4bKc", chain, udp, somebody, Privilege::stranger)
          .error(),
      Errc::transactions_full);
  EXPECT_EQ(store.size(chain), 1U) << "it stays with the caller";
  store.release(chain);
  EXPECT_TRUE(try_open(numbered("BYE", 10, "t"), udp, Privilege::standing));
  EXPECT_TRUE(try_open(numbered("BYE", 11, "t"), udp, Privilege::standing));
  EXPECT_EQ(layer.used(), layer.capacity());
  EXPECT_EQ(layer.high_water(), 6U);
}

TEST_F(Room, AfterTheReserveTheOldestAnsweredNonInviteEndsEarly) {
  // Six transactions: two answered non-INVITEs, the younger record answered first.
  const TransactionId invite = open(numbered("INVITE", 0));
  const TransactionId waiting = open(numbered("OPTIONS", 1));
  const TransactionId second = open(numbered("OPTIONS", 2));
  const TransactionId first = open(numbered("OPTIONS", 3));
  answer(invite, numbered("INVITE", 0), 486);
  answer(first, numbered("OPTIONS", 3), 200);
  answer(second, numbered("OPTIONS", 2), 200);
  for (int i = 4; i < 6; ++i)
    EXPECT_TRUE(try_open(numbered("INFO", i, "t"), udp, Privilege::standing));

  EXPECT_EQ(try_open(numbered("OPTIONS", 6)).error(), Errc::transactions_full)
      << "not for a stranger";
  EXPECT_TRUE(alive(first));
  const auto bye = try_open(numbered("BYE", 7, "t"), udp, Privilege::standing);
  EXPECT_TRUE(bye);
  EXPECT_FALSE(alive(first));
  EXPECT_TRUE(alive(second));
  EXPECT_TRUE(try_open(numbered("BYE", 8, "t"), udp, Privilege::standing));
  EXPECT_FALSE(alive(second));
  EXPECT_EQ(try_open(numbered("BYE", 9, "t"), udp, Privilege::standing).error(),
            Errc::transactions_full)
      << "none that is unanswered, and no INVITE, is harmed";
  EXPECT_TRUE(alive(invite));
  EXPECT_TRUE(alive(waiting));
  EXPECT_EQ(answer(*bye, numbered("BYE", 7, "t"), 200), Errc::ok);
  EXPECT_TRUE(try_open(numbered("BYE", 9, "t"), udp, Privilege::standing));
  EXPECT_FALSE(alive(*bye));
}

TEST_F(Room, TheAnswerToAReferGivesWayLast) {
  // A REFER that came again would be refused, and its sender would take that for the outcome.
  const TransactionId refer = open(numbered("REFER", 0, "t"));
  const TransactionId options = open(numbered("OPTIONS", 1));
  answer(refer, numbered("REFER", 0, "t"), 202);
  answer(options, numbered("OPTIONS", 1), 200);
  for (int i = 2; i < 6; ++i) EXPECT_TRUE(try_open(numbered("INFO", i, "t"), udp, Privilege::standing));
  EXPECT_TRUE(try_open(numbered("BYE", 6, "t"), udp, Privilege::standing));
  EXPECT_TRUE(alive(refer));
  EXPECT_FALSE(alive(options));
  EXPECT_TRUE(try_open(numbered("BYE", 7, "t"), udp, Privilege::standing));
  EXPECT_FALSE(alive(refer)) << "but a call that stands must be able to end";
}

TEST_F(Room, EndedOnesLeaveTheListOfTheAnswered) {
  // Ends the first, the middle and the last of three answered ones by hand, then asks for room.
  for (int gone = 0; gone < 3; ++gone) {
    std::vector<TransactionId> ids;
    for (int i = 0; i < 3; ++i) {
      ids.push_back(open(numbered("OPTIONS", i)));
      answer(ids.back(), numbered("OPTIONS", i), 200);
    }
    layer.abandon(ids[static_cast<std::size_t>(gone)]);
    for (int i = 10; i < 14; ++i)
      EXPECT_TRUE(try_open(numbered("INFO", i, "t"), udp, Privilege::standing));
    int alive_before = 2;
    for (int i = 20; alive_before != 0; ++i) {
      EXPECT_TRUE(try_open(numbered("BYE", i, "t"), udp, Privilege::standing));
      const int alive_now = static_cast<int>(
          std::count_if(ids.begin(), ids.end(), [&](auto id) { return alive(id); }));
      EXPECT_EQ(alive_now, alive_before - 1);
      alive_before = alive_now;
    }
    EXPECT_FALSE(try_open(numbered("BYE", 99, "t"), udp, Privilege::standing));
    pass(seconds(33));
    expect_empty();
  }
}

TEST_F(Room, TheListOfTheAnsweredKeepsItsOrderWhenItsMiddleAndItsEndLeave) {
  const auto answered = [&](int number) {
    const TransactionId id = open(numbered("OPTIONS", number));
    answer(id, numbered("OPTIONS", number), 200);
    return id;
  };
  const TransactionId first = answered(0);
  const TransactionId middle = answered(1);
  const TransactionId last = answered(2);
  layer.abandon(middle);
  layer.abandon(last);
  const TransactionId second = answered(3);
  const TransactionId third = answered(4);
  for (int i = 10; i < 13; ++i) {
    EXPECT_TRUE(try_open(numbered("INFO", i, "t"), udp, Privilege::standing));
  }
  for (const TransactionId next : {first, second, third}) {
    EXPECT_TRUE(alive(next));
    EXPECT_TRUE(try_open(numbered("BYE", static_cast<int>(next.index) + 20, "t"), udp,
                         Privilege::standing));
    EXPECT_FALSE(alive(next));
  }
  EXPECT_FALSE(try_open(numbered("BYE", 99, "t"), udp, Privilege::standing));
}

TEST_F(Room, WhoLeftTheListOfTheAnsweredIsNotEndedInItsNextLife) {
  std::vector<TransactionId> answered;
  for (int i = 0; i < 3; ++i) {
    answered.push_back(open(numbered("OPTIONS", i)));
    answer(answered.back(), numbered("OPTIONS", i), 200);
  }
  layer.abandon(answered[1]);
  layer.abandon(answered[2]);
  std::vector<TransactionId> unanswered;  // in their slots
  for (int i = 10; i < 15; ++i) {
    unanswered.push_back(*try_open(numbered("INFO", i, "t"), udp, Privilege::standing));
  }
  EXPECT_TRUE(try_open(numbered("BYE", 20, "t"), udp, Privilege::standing));
  EXPECT_FALSE(alive(answered[0]));
  EXPECT_FALSE(try_open(numbered("BYE", 21, "t"), udp, Privilege::standing));
  for (const TransactionId id : unanswered)
    EXPECT_TRUE(alive(id));
}

TEST_F(Room, ABurstFillsTheTableAndTheReserveAndDrainsAgain) {
  for (int round = 0; round < 3; ++round) {
    int strangers = 0;
    int standing = 0;
    for (int i = 0; i < 100; ++i)
      strangers += try_open(numbered("OPTIONS", i)) ? 1 : 0;
    for (int i = 100; i < 200; ++i) {
      standing += try_open(numbered("BYE", i, "t"), udp, Privilege::standing) ? 1 : 0;
    }
    EXPECT_EQ(strangers, 4);
    EXPECT_EQ(standing, 2);
    pass(seconds(33));
    expect_empty();
  }
}

TEST_F(Room, ACancelTakesOfTheReserveAndGoesOnceWhenEvenThatIsEmpty_9_1) {
  const Request one = numbered("INVITE", 0);
  const Request two = numbered("INVITE", 1);
  const TransactionId first = send(one);
  const TransactionId second = send(two);
  respond_to(one, 180);
  respond_to(two, 180);
  for (int i = 2; i < 4; ++i)
    open(numbered("OPTIONS", i));
  EXPECT_TRUE(try_open(numbered("BYE", 4, "t"), udp, Privilege::standing));
  take();
  cancel(first);
  EXPECT_EQ(layer.used(), 6U);
  cancel(second);
  EXPECT_EQ(take(), (Log{{0, "CANCEL"}, {0, "CANCEL"}}));
  respond_to(one, 487);
  respond_to(two, 487);
}

TEST_F(Room, AHandleOfAReusedSlotFindsNothing) {
  const TransactionId old = open(numbered("OPTIONS", 0));
  layer.abandon(old);
  const TransactionId fresh = open(numbered("OPTIONS", 1));
  EXPECT_EQ(fresh.index, old.index);
  EXPECT_NE(fresh.generation, old.generation);
  EXPECT_EQ(layer.find(old), nullptr);
  EXPECT_EQ(answer(old, numbered("OPTIONS", 0), 200), Errc::unknown_handle);
  EXPECT_EQ(cancel(old), Errc::unknown_handle);
  EXPECT_EQ(layer.start(now, old, udp), Errc::unknown_handle);
  EXPECT_EQ(layer.resend_2xx(now, old), Errc::unknown_handle);
  layer.disown(old);
  layer.drop_message(old);
  EXPECT_FALSE(layer.abandon(old).transaction);
  MessageView view;
  EXPECT_FALSE(layer.load(old, work, view));
  EXPECT_TRUE(alive(fresh));
  EXPECT_EQ(receive(numbered("OPTIONS", 1)).transaction, fresh);
}

TEST_F(Room, TimersOfOthersAreNotTouched) {
  EXPECT_FALSE(layer.owns_timer(first_timer - 1));
  EXPECT_TRUE(layer.owns_timer(first_timer));
  EXPECT_TRUE(layer.owns_timer(first_timer + 11));
  EXPECT_FALSE(layer.owns_timer(first_timer + 12));
  EXPECT_FALSE(layer.on_timer(now, first_timer + 12).transaction);
  EXPECT_FALSE(layer.on_timer(now, first_timer).transaction) << "no transaction there";
}

TEST(RoomOfNothing, EveryCallIsRefusedPolitely) {
  Bench bench(Bench::Sizes{.transactions = 0, .reserved = 0});
  const Request request = numbered("OPTIONS", 0);
  EXPECT_EQ(bench.receive(request).arrival, Arrival::fresh);
  EXPECT_EQ(bench.try_open(request, udp, Privilege::standing).error(), Errc::transactions_full);
  EXPECT_EQ(bench.respond_to(request, 200).arrival, ResponseArrival::stray);
  EXPECT_FALSE(bench.layer.fail_one(bench.now, udp_flow, {}).transaction);
  bench.expect_empty();
}

}  // namespace
}  // namespace baton::core
