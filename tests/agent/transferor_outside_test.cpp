// REFER out of dialog and its forks (RFC 3515 3.9, RFC 6665 4.4.1; outcome table 1.5, "Forks").
//
//   Bob              proxy         fork 1         fork 2
//    |--- REFER ------>|--------------|------------->|
//    |<-- 202 ---------|              |              |
//    |<-- NOTIFY ---------------------|              |   each with a From tag of its own
//    |<-- NOTIFY ------------------------------------|
#include <gtest/gtest.h>

#include "tests/simulation/scripted_peer.hpp"

namespace baton {
namespace {

using simulation::fragment;
using simulation::Heard;
using simulation::Packet;
using simulation::Party;
using simulation::Scene;
using simulation::ScriptedPeer;

class Outside : public testing::Test {
 protected:
  explicit Outside(const Limits& limits = Limits::host(8))
      : bob(scene.add("bob", 5071, limits)), proxy(scene, 5090, bob), one(scene, 5091, bob), two(scene, 5092, bob) {
    one.own_tag = "fork-1";
    two.own_tag = "fork-2";
  }
  void send(std::string_view to = "sip:peer@127.0.0.1:5090", const ReferOptions& options = {}) {
    const auto made = bob.stack().refer_outside(scene.now, bob.account, to, "sip:carol@10.0.0.9", options);
    ASSERT_TRUE(made) << name(made.error());
    transfer = *made;
    expect_refer();
  }
  void expect_refer() {
    const auto packet = proxy.expect("REFER", seconds(5));
    ASSERT_TRUE(packet);
    refer = *packet;
    for (ScriptedPeer* fork : {&one, &two}) {
      fork->call_id = refer.header("Call-ID");
      fork->local = refer.header("To") + ";tag=" + fork->own_tag;
      fork->remote = refer.header("From");
      fork->target = "sip:bob@127.0.0.1:5071";
    }
  }
  void accept() {
    proxy.respond(refer, 202);
    ASSERT_TRUE(scene.run_until([&] { return bob.count(EventKind::refer_accepted) == 1; }, seconds(2)));
  }
  void notify(ScriptedPeer& fork, std::string_view state, int status, std::string_view answer = "SIP/2.0 200") {
    fork.notify(state, status == 0 ? "" : fragment(status), simulation::cseq_of(refer));
    ASSERT_TRUE(fork.expect(answer, seconds(2))) << status;
  }
  std::string story() { return bob.story(true); }
  const Heard* outcome() { return bob.heard.empty() ? nullptr : &bob.heard.back(); }
  void wait_for(EventKind kind, Microseconds limit = seconds(400)) {
    ASSERT_TRUE(scene.run_until([&] { return bob.count(kind) != 0; }, limit));
  }
  Scene scene;
  Party& bob;
  ScriptedPeer proxy, one, two;
  TransferId transfer;
  Packet refer;
};

TEST_F(Outside, TheReferStandsOutsideOfEveryDialogAndAsksNotToBeForked_Rfc3841_9_1) {
  send();
  EXPECT_EQ(refer.first_line(), "REFER sip:peer@127.0.0.1:5090 SIP/2.0");
  EXPECT_EQ(refer.header("To"), "<sip:peer@127.0.0.1:5090>");
  EXPECT_EQ(refer.header("Refer-To"), "<sip:carol@10.0.0.9>");
  EXPECT_EQ(refer.header("Request-Disposition"), "no-fork");
  EXPECT_EQ(refer.header("Contact"), "<sip:bob@127.0.0.1:5071>");
  EXPECT_EQ(refer.header("Target-Dialog"), "");
}

TEST_F(Outside, AGruuDoesNotForkSoNothingIsSaid) {
  send("sip:peer@127.0.0.1:5090;gr=urn:uuid:1");
  EXPECT_EQ(refer.header("Request-Disposition"), "");
}

TEST_F(Outside, ErrorsOfTheTarget) {
  auto& stack = bob.stack();
  const auto error_of = [&](std::string_view target, std::string_view refer_to) {
    return stack.refer_outside(scene.now, bob.account, target, refer_to).error();
  };
  EXPECT_EQ(error_of("", "sip:carol@10.0.0.9"), Errc::bad_uri);
  EXPECT_EQ(error_of("sip:a@127.0.0.1?x=y", "sip:carol@10.0.0.9"), Errc::bad_uri);
  EXPECT_EQ(error_of("tel:+123", "sip:carol@10.0.0.9"), Errc::unsupported_uri);
  EXPECT_EQ(error_of("sip:a@127.0.0.1", ""), Errc::bad_uri);
  EXPECT_EQ(stack.refer_outside(scene.now, AccountId{7, 7}, "sip:a@127.0.0.1", "sip:b@127.0.0.1").error(),
            Errc::unknown_handle);
  EXPECT_EQ(stack.usage().transfers.used, 0u);
  EXPECT_EQ(stack.usage().subscriptions.used, 0u);
  EXPECT_EQ(stack.usage().dialogs.used, 0u);
}

TEST_F(Outside, TheNotifyMakesTheDialogItsTargetAndItsRouteSet_Rfc6665_4_4_1) {
  send();
  accept();
  one.contact = "sip:one@127.0.0.1:5099";
  one.request("NOTIFY", "Event: refer\r\nSubscription-State: active;expires=30\r\nAllow: SUBSCRIBE, NOTIFY\r\n"
                        "Record-Route: <sip:127.0.0.1:5091;lr>\r\nRecord-Route: <sip:10.0.0.2;lr>\r\n",
              "message/sipfrag", fragment(100));
  ASSERT_TRUE(one.expect("SIP/2.0 200"));
  const auto subscribe = one.expect("SUBSCRIBE", seconds(30));
  ASSERT_TRUE(subscribe);
  EXPECT_EQ(subscribe->first_line(), "SUBSCRIBE sip:one@127.0.0.1:5099 SIP/2.0");
  EXPECT_EQ(subscribe->header("Route"), "<sip:127.0.0.1:5091;lr>, <sip:10.0.0.2;lr>");
  EXPECT_NE(subscribe->header("To").find(";tag=fork-1"), std::string::npos);
}

TEST_F(Outside, Row7_TheNotifyMayComeBeforeThe2xx) {
  send();
  notify(one, "active;expires=60", 180);
  EXPECT_EQ(story(), "");
  accept();
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing");
}

TEST_F(Outside, Row9_ANotifyProvesALost2xx) {
  send();
  notify(one, "active;expires=60", 100);
  wait_for(EventKind::refer_accepted, seconds(2));
  EXPECT_EQ(bob.last(EventKind::refer_accepted)->cause, Cause::inferred);
}

TEST_F(Outside, ANameIsLookedUpFirst_Rfc3263) {
  const auto made = bob.stack().refer_outside(scene.now, bob.account, "sip:peer@pbx.example.com", "sip:carol@10.0.0.9");
  ASSERT_TRUE(made) << name(made.error());
  const auto lookup = bob.stack().next_lookup();
  ASSERT_TRUE(lookup);
  EXPECT_EQ(lookup->host, "pbx.example.com");
  const Target found{.transport = Transport::udp, .peer = proxy.address()};
  EXPECT_EQ(bob.stack().resolved(scene.now, lookup->id, std::span(&found, 1)), Errc::ok);
  scene.collect(bob);
  expect_refer();
  EXPECT_EQ(refer.first_line(), "REFER sip:peer@pbx.example.com SIP/2.0");
}

TEST_F(Outside, Notify_WhoseTextsAreTooLongForADialogGets513) {
  send();
  accept();
  one.contact = "sip:" + std::string(1'700, 'x') + "@127.0.0.1:5091";
  notify(one, "active;expires=60", 100, "SIP/2.0 513");
  two.contact = {};
  notify(two, "active;expires=60", 180);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing");
  notify(one, "active;expires=60", 100, "SIP/2.0 513");
  EXPECT_EQ(bob.stack().usage().dialogs.used, 1u);
  EXPECT_EQ(bob.stack().usage().subscriptions.used, 1u);
}

TEST_F(Outside, Forks_TryingAndRingingAreTheFirstOfAny) {
  send();
  accept();
  notify(one, "active;expires=60", 100);
  notify(two, "active;expires=60", 180);
  notify(one, "active;expires=60", 180);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing");
}

TEST_F(Outside, Forks_TheFirst2xxWinsAndTheOthersAreUnsubscribed) {
  send();
  accept();
  const std::string_view allow = "Event: refer\r\nSubscription-State: active;expires=60\r\nAllow: SUBSCRIBE\r\n";
  for (ScriptedPeer* fork : {&one, &two}) {
    fork->request("NOTIFY", allow, "message/sipfrag", fragment(180));
    ASSERT_TRUE(fork->expect("SIP/2.0 200"));
  }
  notify(two, "terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing transfer_succeeded");
  const auto subscribe = one.expect("SUBSCRIBE", seconds(3));
  ASSERT_TRUE(subscribe);
  EXPECT_EQ(subscribe->header("Expires"), "0");
  EXPECT_NE(subscribe->header("To").find(";tag=fork-1"), std::string::npos);
  EXPECT_FALSE(two.has("SUBSCRIBE"));
  notify(one, "terminated;reason=timeout", 200);  // its tombstone answers
  scene.run(seconds(70));
  EXPECT_EQ(bob.stack().usage().dialogs.used, 0u);
  EXPECT_EQ(bob.stack().usage().subscriptions.used, 0u);
  EXPECT_EQ(bob.stack().usage().transfers.used, 0u);
}

TEST_F(Outside, Forks_FailureOnlyWhenAllHaveFailedAndNHasRunOut) {
  send();
  accept();
  const Time accepted = scene.now;
  notify(one, "active;expires=60", 180);
  notify(two, "terminated;reason=noresource", 486);
  EXPECT_EQ(bob.count(EventKind::transfer_failed), 0u) << "one lives";
  notify(one, "terminated;reason=noresource", 603);
  EXPECT_EQ(bob.count(EventKind::transfer_failed), 0u) << "N runs: there may be a third";
  wait_for(EventKind::transfer_failed);
  EXPECT_NEAR(static_cast<double>(scene.now - accepted), 32e6, 1e5);
  EXPECT_EQ(outcome()->status, 603) << "the last one to fail";
}

TEST_F(Outside, Forks_AfterNTheLastOneToFailDecidesAtOnce) {
  send();
  accept();
  notify(one, "active;expires=100", 180);
  notify(two, "terminated;reason=noresource", 486);
  scene.run(seconds(40));
  EXPECT_EQ(bob.count(EventKind::transfer_failed), 0u);
  notify(one, "terminated;reason=noresource", 408);
  EXPECT_EQ(outcome()->kind, EventKind::transfer_failed);
  EXPECT_EQ(outcome()->status, 408);
}

TEST_F(Outside, Forks_AFailureCanStillBeFollowedByASuccessElsewhere) {
  send();
  notify(one, "terminated;reason=noresource", 486);
  accept();
  notify(one, "terminated;reason=noresource", 200);  // out of turn: it has failed
  EXPECT_EQ(story(), "refer_accepted");
  notify(two, "terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
}

TEST_F(Outside, Forks_ToAGruuAFailureDecidesAtOnce) {
  send("sip:peer@127.0.0.1:5090;gr=urn:uuid:1");
  accept();
  notify(one, "terminated;reason=noresource", 486);
  EXPECT_EQ(story(), "refer_accepted transfer_failed");
  EXPECT_EQ(outcome()->status, 486);
}

TEST_F(Outside, Forks_OneThatEndsWithoutAStatusLeavesTheOutcomeUnknown) {
  send();
  accept();
  notify(one, "terminated;reason=noresource", 100);
  scene.run(seconds(33));
  EXPECT_EQ(bob.stack().state(transfer), TransferState::unknown);
  notify(one, "terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_succeeded");
}

TEST_F(Outside, Forks_OneThatEndedBeforeThe2xxDoesNotLiveOnByIt) {
  send();
  notify(one, "terminated;reason=noresource", 100);
  accept();
  const Time accepted = scene.now;
  wait_for(EventKind::transfer_failed);
  EXPECT_NEAR(static_cast<double>(scene.now - accepted), 64e6, 1e5) << "N, then grace";
  EXPECT_EQ(outcome()->cause, Cause::reports_ended);
}

TEST_F(Outside, Notify_ThatWouldMakeADialogAfterNGets481) {
  send();
  accept();
  notify(one, "active;expires=100", 100);
  scene.run(seconds(33));
  notify(two, "active;expires=100", 180, "SIP/2.0 481");
  EXPECT_EQ(story(), "refer_accepted transfer_trying");
  notify(one, "active;expires=100", 180);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing");
}

TEST_F(Outside, Notify_OfANewForkAfterTheEndGets481) {
  send();
  accept();
  notify(one, "terminated;reason=noresource", 200);
  notify(two, "active;expires=100", 180, "SIP/2.0 481");
}

TEST_F(Outside, Notify_AfterRejectedGets481) {
  send();
  proxy.respond(refer, 403);
  scene.run(milliseconds(10));
  EXPECT_EQ(story(), "refer_rejected");
  notify(one, "active;expires=60", 100, "SIP/2.0 481");
  EXPECT_EQ(bob.stack().usage().dialogs.used, 0u);
}

TEST_F(Outside, Notify_WithAnotherIdOrPackageMakesNoDialog) {
  send();
  accept();
  one.notify("active;expires=60", fragment(100), 4711);
  ASSERT_TRUE(one.expect("SIP/2.0 481"));
  one.request("NOTIFY", "Event: presence\r\nSubscription-State: active\r\n");
  ASSERT_TRUE(one.expect("SIP/2.0 489"));
  EXPECT_EQ(story(), "refer_accepted");
}

TEST_F(Outside, Row18_NoNotifyWithin64T1IsFailure) {
  send();
  accept();
  wait_for(EventKind::transfer_failed);
  EXPECT_EQ(outcome()->cause, Cause::no_report);
  scene.run(seconds(1));
  EXPECT_EQ(bob.stack().usage().dialogs.used, 0u) << "there is no dialog that a late NOTIFY could come in";
  notify(one, "active;expires=60", 100, "SIP/2.0 481");
}

TEST_F(Outside, Row29_OneGiveUpForAll) {
  send();
  accept();
  const Time accepted = scene.now;
  notify(one, "active;expires=3600", 180);
  notify(two, "active;expires=3600", 180);
  wait_for(EventKind::transfer_failed);
  EXPECT_NEAR(static_cast<double>(scene.now - accepted), 180e6, 1e5);
  EXPECT_EQ(outcome()->status, 408);
  EXPECT_EQ(bob.count(EventKind::transfer_failed), 1u);
}

TEST_F(Outside, Row30_CancelTransferEndsAllForks) {
  send();
  accept();
  notify(one, "active;expires=60", 180);
  notify(two, "active;expires=60", 180);
  EXPECT_EQ(bob.stack().cancel_transfer(scene.now, transfer), Errc::ok);
  wait_for(EventKind::transfer_failed);
  EXPECT_EQ(outcome()->status, 487);
}

TEST_F(Outside, Row14_NosubOutOfDialog) {
  send("sip:peer@127.0.0.1:5090", {.reports = Reports::nosub});
  EXPECT_EQ(refer.header("Require"), "nosub");
  accept();
  EXPECT_EQ(outcome()->cause, Cause::no_reports_wanted);
}

TEST_F(Outside, Row11_A420IsFollowedOutOfDialogToo) {
  send("sip:peer@127.0.0.1:5090", {.reports = Reports::nosub});
  proxy.respond(refer, 420, "Unsupported: nosub\r\n");
  expect_refer();
  EXPECT_EQ(refer.header("Require"), "");
  EXPECT_EQ(refer.header("To").find(";tag="), std::string::npos);
  accept();
  notify(one, "terminated;reason=noresource", 486);
  EXPECT_EQ(bob.count(EventKind::transfer_failed), 0u) << "now it may have forked";
  notify(two, "terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
}

/// The call that is to be replaced gives the events their call, and its remote target does not fork.
TEST_F(Outside, Attended_TheReplacedCallNamesTheEvents) {
  const auto leg = bob.stack().call(scene.now, bob.account, proxy.uri());
  ASSERT_TRUE(leg);
  proxy.take_call();
  const auto made =
      bob.stack().refer_outside(scene.now, bob.account, "sip:other@127.0.0.1:5091", {}, {.replaces = *leg});
  ASSERT_TRUE(made);
  const auto packet = one.expect("REFER");
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->header("Refer-To").find("<" + proxy.uri() + "?Replaces=" + proxy.call_id + "%3Bto-tag%3Dpeer-tag"),
            0u);
  one.respond(*packet, 202);
  scene.run(milliseconds(10));
  EXPECT_EQ(bob.last(EventKind::refer_accepted)->call, *leg);
  // Verdict 1.4 (a).
  proxy.request("BYE");
  wait_for(EventKind::transfer_succeeded, seconds(40));
  EXPECT_EQ(bob.last(EventKind::transfer_succeeded)->cause, Cause::replaced_ended);
}

class OutsideShort : public Outside {
 protected:
  OutsideShort() : Outside(limits()) {}
  static Limits limits() {
    Limits limits = Limits::host(8);
    limits.dialogs = 1;
    return limits;
  }
};

TEST_F(OutsideShort, Forks_WithoutARecordOneIsAskedToComeAgain) {
  send();
  accept();
  notify(one, "active;expires=60", 100);
  two.notify("active;expires=60", fragment(180), simulation::cseq_of(refer));
  const auto answer = two.expect("SIP/2.0 500", seconds(1));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("Retry-After"), "1");
  notify(one, "terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_succeeded");
  EXPECT_EQ(bob.stack().refer_outside(scene.now, bob.account, "sip:a@127.0.0.1", "sip:b@127.0.0.1").error(), Errc::ok)
      << "a tombstone makes room";
  EXPECT_EQ(bob.stack().refer_outside(scene.now, bob.account, "sip:a@127.0.0.1", "sip:b@127.0.0.1").error(),
            Errc::calls_full);
}

}  // namespace
}  // namespace baton
