// The end at every state, by every road: nothing may be left.
#include "tests/transaction/bench.hpp"

#include <functional>
#include <string_view>
#include <tuple>

namespace baton::core {
namespace {

using S = TransactionState;

struct Scene {
  const char* name;
  std::function<TransactionId(Bench&, const Route&)> reach;
  S state;
};

const Request the_invite = numbered("INVITE", 0);
const Request the_refer = numbered("REFER", 0);

Route unresolved(const Route& route) {
  Route without = route;
  without.peer = {};
  return without;
}

const std::vector<Scene>& scenes() {
  static const std::vector<Scene> all{
      {"InviteClientWaiting",
       [](Bench& b, const Route& r) { return b.send(the_invite, unresolved(r)); }, S::waiting},
      {"InviteClientCalling", [](Bench& b, const Route& r) { return b.send(the_invite, r); },
       S::calling},
      {"InviteClientCallingCancelWanted",
       [](Bench& b, const Route& r) {
         const auto id = b.send(the_invite, r);
         b.cancel(id);
         return id;
       },
       S::calling},
      {"InviteClientProceeding",
       [](Bench& b, const Route& r) {
         const auto id = b.send(the_invite, r);
         b.respond_to(the_invite, 180);
         return id;
       },
       S::proceeding},
      {"InviteClientProceedingCancelled",
       [](Bench& b, const Route& r) {
         const auto id = b.send(the_invite, r);
         b.respond_to(the_invite, 180);
         b.cancel(id);
         return id;
       },
       S::proceeding},
      {"InviteClientAccepted",
       [](Bench& b, const Route& r) {
         const auto id = b.send(the_invite, r);
         b.respond_to(the_invite, 200);
         return id;
       },
       S::accepted},
      {"InviteClientCompleted",
       [](Bench& b, const Route& r) {
         const auto id = b.send(the_invite, r);
         b.respond_to(the_invite, 486);
         return id;
       },
       S::completed},
      {"NonInviteClientWaiting",
       [](Bench& b, const Route& r) { return b.send(the_refer, unresolved(r)); }, S::waiting},
      {"NonInviteClientTrying", [](Bench& b, const Route& r) { return b.send(the_refer, r); },
       S::trying},
      {"NonInviteClientProceeding",
       [](Bench& b, const Route& r) {
         const auto id = b.send(the_refer, r);
         b.respond_to(the_refer, 100);
         return id;
       },
       S::proceeding},
      {"NonInviteClientCompleted",
       [](Bench& b, const Route& r) {
         const auto id = b.send(the_refer, r);
         b.respond_to(the_refer, 202);
         return id;
       },
       S::completed},
      {"InviteServerProceeding",
       [](Bench& b, const Route& r) {
         const auto id = b.open(the_invite, r);
         b.answer(id, the_invite, 180);
         return id;
       },
       S::proceeding},
      {"InviteServerAccepted",
       [](Bench& b, const Route& r) {
         const auto id = b.open(the_invite, r);
         b.answer(id, the_invite, 180);
         b.answer(id, the_invite, 200);
         return id;
       },
       S::accepted},
      {"InviteServerCompleted",
       [](Bench& b, const Route& r) {
         const auto id = b.open(the_invite, r);
         b.answer(id, the_invite, 486);
         return id;
       },
       S::completed},
      {"InviteServerConfirmed",
       [](Bench& b, const Route& r) {
         const auto id = b.open(the_invite, r);
         b.answer(id, the_invite, 486);
         Request ack = the_invite;
         ack.method = "ACK";
         ack.to_tag = "b-tag";
         b.receive(ack, r);
         return id;
       },
       S::confirmed},
      {"NonInviteServerTrying", [](Bench& b, const Route& r) { return b.open(the_refer, r); },
       S::trying},
      {"NonInviteServerProceeding",
       [](Bench& b, const Route& r) {
         const auto id = b.open(the_refer, r);
         b.answer(id, the_refer, 100);
         return id;
       },
       S::proceeding},
      {"NonInviteServerCompleted",
       [](Bench& b, const Route& r) {
         const auto id = b.open(the_refer, r);
         b.answer(id, the_refer, 202);
         return id;
       },
       S::completed},
  };
  return all;
}

/// Scene, transport.
class TheEnd : public ::testing::TestWithParam<std::tuple<std::size_t, bool>>, public Bench {
 protected:
  void SetUp() override {
    id = scene().reach(*this, route());
    ASSERT_EQ(state(id), scene().state);
    ASSERT_GT(layer.used(), 0U);
  }
  const Scene& scene() const { return scenes()[std::get<0>(GetParam())]; }
  const Route& route() const { return std::get<1>(GetParam()) ? tcp : udp; }
  bool is_ringing() const {
    return std::string_view(scene().name) == "InviteServerProceeding" ||
           std::string_view(scene().name) == "InviteClientProceeding";
  }
  TransactionId id;
};

TEST_P(TheEnd, ByTimersAloneLeavesNothing) {
  pass(seconds(100));
  if (is_ringing()) {  // no timer runs there: it is the user's to end
    EXPECT_TRUE(alive(id));
    layer.abandon(id);
  }
  EXPECT_FALSE(alive(id));
  expect_empty();
  EXPECT_LE(reports.size(), 1U);
}

TEST_P(TheEnd, ByAbandonLeavesNothing) {
  const TransactionExpiry expiry = layer.abandon(id);
  EXPECT_EQ(expiry.transaction, id);
  EXPECT_FALSE(alive(id));
  pass(seconds(100));  // a CANCEL lives on by itself
  expect_empty();
  EXPECT_TRUE(reports.empty());
}

TEST_P(TheEnd, AfterItsFlowClosedLeavesNothing) {
  int outcomes = 0;
  for (auto expiry = layer.fail_one(now, route().flow, {}); expiry.transaction;
       expiry = layer.fail_one(now, route().flow, {})) {
    outcomes += expiry.end != TransactionEnd::none ? 1 : 0;
  }
  pass(seconds(100));
  EXPECT_LE(outcomes + static_cast<int>(reports.size()), 1);
  if (alive(id)) {
    EXPECT_TRUE(is_ringing());
    EXPECT_EQ(answer(id, the_invite, 480), Errc::no_flow);
    pass(seconds(100));
  }
  EXPECT_FALSE(alive(id));
  expect_empty();
}

TEST_P(TheEnd, WithoutItsOwnerIsSilentAndLeavesNothing) {
  layer.disown(id);
  pass(seconds(100));
  if (is_ringing())
    layer.abandon(id);
  EXPECT_FALSE(alive(id));
  EXPECT_TRUE(reports.empty());
  expect_empty();
}

TEST_P(TheEnd, MessagesThatComeAfterwardsAreStrayOrFresh) {
  layer.abandon(id);
  EXPECT_EQ(respond_to(the_invite, 200).arrival, ResponseArrival::stray);
  EXPECT_EQ(respond_to(the_refer, 200).arrival, ResponseArrival::stray);
  EXPECT_EQ(receive(the_invite, route()).arrival, Arrival::fresh);
  EXPECT_EQ(receive(the_refer, route()).arrival, Arrival::fresh);
  EXPECT_EQ(answer(id, the_invite, 200), Errc::unknown_handle);
  pass(seconds(100));
  expect_empty();
}

TEST_P(TheEnd, EveryMessageAtEveryStateIsSurvived) {
  // All that can arrive, all that a user can ask, in one go; then the end.
  Request cancel_request = the_invite;
  cancel_request.method = "CANCEL";
  Request ack = the_invite;
  ack.method = "ACK";
  const int statuses[] = {100, 180, 200, 302, 486, 603, 180, 200};
  for (const Request* request :
       {&the_invite, static_cast<const Request*>(&the_refer),
        static_cast<const Request*>(&cancel_request), static_cast<const Request*>(&ack)}) {
    receive(*request, route());
    layer.cancelled_by(parse(request->text()));
    for (const int status : statuses) {
      respond_to(*request, status);
      answer(id, *request, status);
    }
    cancel(id);
    layer.start(now, id, route());
    drain();
    layer.resend_2xx(now, id);
    layer.drop_message(id);
    pass(milliseconds(700));
  }
  pass(seconds(100));
  layer.abandon(id);
  expect_empty();
}

std::string name_of(const ::testing::TestParamInfo<std::tuple<std::size_t, bool>>& instance) {
  return std::string(scenes()[std::get<0>(instance.param)].name) +
         (std::get<1>(instance.param) ? "OverTcp" : "OverUdp");
}
INSTANTIATE_TEST_SUITE_P(AtEveryState, TheEnd,
                         ::testing::Combine(::testing::Range(std::size_t{0}, scenes().size()),
                                            ::testing::Bool()),
                         name_of);

}  // namespace
}  // namespace baton::core
