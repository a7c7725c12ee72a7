// What reports a REFER asks for: RFC 4488, RFC 7614 (outcome table rows 11 and 14 to 17), and subscriptions
// (rows 26 and 27).
#include "tests/agent/attended_scene.hpp"

namespace baton {
namespace {

class ReportForms : public AttendedScene {
 protected:
  explicit ReportForms(const StackOptions& options = {}) : AttendedScene(options) {}
  void send(Reports reports, bool success = false) {
    ReferOptions options;
    options.reports = reports;
    options.no_reports_mean_success = success;
    const auto made = bob.stack().refer(scene.now, call, "sip:carol@127.0.0.1:5072", options);
    ASSERT_TRUE(made) << name(made.error());
    transfer = *made;
    expect_refer();
    bob.heard.clear();
  }
};

TEST_F(ReportForms, WhatEachFormSays) {
  const auto refuse = [&] {
    peer.respond(refer, 603);
    scene.run(milliseconds(10));
  };
  send(Reports::implicit);
  EXPECT_EQ(refer.header("Refer-Sub"), "");
  EXPECT_EQ(refer.header("Require"), "");
  refuse();
  send(Reports::norefersub);
  EXPECT_EQ(refer.header("Refer-Sub"), "false");
  EXPECT_NE(refer.header("Supported").find("norefersub"), std::string::npos);
  EXPECT_EQ(refer.header("Require"), "") << "RFC 4488 4 recommends against it";
  refuse();
  send(Reports::nosub);
  EXPECT_EQ(refer.header("Require"), "nosub");
  refuse();
  send(Reports::explicitsub);
  EXPECT_EQ(refer.header("Require"), "explicitsub");
}

TEST_F(ReportForms, Row14_A2xxToNosubIsAllThereIs) {
  send(Reports::nosub);
  accept();
  EXPECT_EQ(story(), "refer_accepted transfer_failed");
  EXPECT_EQ(outcome()->status, 0);
  EXPECT_EQ(outcome()->cause, Cause::no_reports_wanted);
}

TEST_F(ReportForms, Row14_SuccessByOption) {
  send(Reports::nosub, true);
  accept();
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
}

TEST_F(ReportForms, Row14_ReferSubFalseAsAskedFor) {
  send(Reports::norefersub);
  accept("Refer-Sub: false\r\n");
  EXPECT_EQ(story(), "refer_accepted transfer_failed");
  EXPECT_EQ(outcome()->cause, Cause::no_reports_wanted);
}

TEST_F(ReportForms, Row14_ANotifyThatCameProvesASubscription) {
  send(Reports::norefersub);
  notify("active;expires=60", 180);
  accept("Refer-Sub: false\r\n");
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing transfer_succeeded");
}

TEST_F(ReportForms, Row15_ReferSubFalseNotAskedForLeavesItToNOrANotify) {
  send(Reports::implicit);
  accept("Refer-Sub: false\r\n");
  EXPECT_EQ(story(), "refer_accepted");
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
}

TEST_F(ReportForms, Row16_AskedForAndNotGrantedThereIsASubscription) {
  for (const std::string_view header : {"", "Refer-Sub: true\r\n"}) {
    send(Reports::norefersub);
    accept(header);
    EXPECT_EQ(story(), "refer_accepted");
    notify("terminated;reason=noresource", 200);
    EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
  }
}

/// RFC 7614 4:
///
///   Bob              peer
///    |--- REFER ----->|   Require: explicitsub
///    |<-- 200 --------|   Refer-Events-At: <...>
///    |--- SUBSCRIBE ->|   in a new dialog
///    |<-- 200 --------|
///    |<-- NOTIFY -----|
class ExplicitSubscription : public ReportForms {
 protected:
  explicit ExplicitSubscription(const StackOptions& options = {}) : ReportForms(options) {}
  void SetUp() override {
    ReportForms::SetUp();
    send(Reports::explicitsub);
    accept("Refer-Events-At: <sip:events-x7@127.0.0.1:5090>\r\nRequire: explicitsub\r\n");
    const auto packet = peer.expect("SUBSCRIBE", seconds(1));
    ASSERT_TRUE(packet);
    subscribe = *packet;
  }
  /// The notifier's side of the new dialog.
  void notify_there(std::string_view state, std::string_view body, std::uint32_t id = 0) {
    notifier.call_id = subscribe.header("Call-ID");
    notifier.local = subscribe.header("To") + ";tag=notifier";
    notifier.remote = subscribe.header("From");
    notifier.target = "sip:bob@127.0.0.1:5071";
    notifier.notify(state, body, id);
    ASSERT_TRUE(peer.expect("SIP/2.0 200", seconds(1)));
  }
  Packet subscribe;
  ScriptedPeer notifier{scene, 5090, bob};
};

TEST_F(ExplicitSubscription, Row17_SubscribesInANewDialog) {
  EXPECT_EQ(subscribe.first_line(), "SUBSCRIBE sip:events-x7@127.0.0.1:5090 SIP/2.0");
  EXPECT_NE(subscribe.header("Call-ID"), peer.call_id);
  EXPECT_EQ(subscribe.header("To").find(";tag="), std::string::npos);
  EXPECT_EQ(subscribe.header("Event"), "refer");
  peer.respond(subscribe, 200, "Expires: 60\r\n");
  notify_there("active;expires=60", fragment(180), 4711);
  notify_there("terminated;reason=noresource", fragment(200), 4711);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing transfer_succeeded");
}

TEST_F(ExplicitSubscription, Row17_TheNotifyMayOvertakeThe200) {
  notify_there("active;expires=60", fragment(100));
  peer.respond(subscribe, 200, "Expires: 60\r\n");
  scene.run(milliseconds(10));
  EXPECT_EQ(bob.stack().state(transfer), TransferState::reporting);
}

TEST_F(ExplicitSubscription, Row17_RefusedTheOutcomeIsUnknown) {
  peer.respond(subscribe, 403);
  scene.run(milliseconds(10));
  EXPECT_EQ(bob.stack().state(transfer), TransferState::unknown);
  ASSERT_TRUE(scene.run_until([&] { return bob.count(EventKind::transfer_failed) == 1; }));
  EXPECT_EQ(outcome()->cause, Cause::reports_ended);
}

TEST_F(ExplicitSubscription, Row17_NRunsOnIt) {
  peer.respond(subscribe, 200, "Expires: 60\r\n");
  ASSERT_TRUE(scene.run_until([&] { return bob.count(EventKind::transfer_failed) == 1; }, seconds(33)));
  EXPECT_EQ(outcome()->cause, Cause::no_report);
}

TEST_F(ExplicitSubscription, Row17_TheReportsOutliveTheCall) {
  peer.respond(subscribe, 200, "Expires: 60\r\n");
  notify_there("active;expires=60", fragment(100));
  peer.request("BYE");
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  notify_there("terminated;reason=noresource", fragment(486));
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_failed");
  scene.run(seconds(40));
  EXPECT_EQ(bob.stack().usage().dialogs.used, 0u);
  EXPECT_EQ(bob.stack().usage().subscriptions.used, 0u);
}

TEST_F(ExplicitSubscription, Row28_AByeOfTheCallShortensTheWaitForAnOutcome) {
  peer.respond(subscribe, 200, "Expires: 60\r\n");
  notify_there("terminated;reason=noresource", fragment(100));
  peer.request("BYE");
  const Time start = scene.now;
  ASSERT_TRUE(scene.run_until([&] { return bob.count(EventKind::transfer_failed) == 1; }));
  EXPECT_NEAR(static_cast<double>(scene.now - start), 2e6, 1e4);
  EXPECT_EQ(outcome()->cause, Cause::peer_hung_up);
}

class ExplicitSubscriptionByeMeansSuccess : public ExplicitSubscription {
 protected:
  ExplicitSubscriptionByeMeansSuccess() : ExplicitSubscription(options()) {}
  static StackOptions options() {
    StackOptions options;
    options.bye_means_success = true;
    return options;
  }
};

TEST_F(ExplicitSubscriptionByeMeansSuccess, Row25_ThePeersByeInTheCallSaysSo) {
  peer.respond(subscribe, 200, "Expires: 60\r\n");
  notify_there("active;expires=60", fragment(100));
  peer.request("BYE");
  const Time start = scene.now;
  ASSERT_TRUE(scene.run_until([&] { return bob.count(EventKind::transfer_succeeded) == 1; }));
  EXPECT_NEAR(static_cast<double>(scene.now - start), 2e6, 1e4);
  EXPECT_EQ(outcome()->cause, Cause::bye_means_success);
}

TEST_F(ExplicitSubscriptionByeMeansSuccess, Verdict_OurOwnHangUpSaysNothing) {
  peer.respond(subscribe, 200, "Expires: 60\r\n");
  notify_there("active;expires=60", fragment(100));
  ASSERT_EQ(bob.stack().hang_up(scene.now, call), Errc::ok);
  const auto bye = peer.expect("BYE", seconds(1));
  ASSERT_TRUE(bye);
  peer.respond(*bye, 200);
  scene.run(seconds(5));
  EXPECT_EQ(bob.stack().state(transfer), TransferState::reporting);
}

TEST_F(ExplicitSubscription, Row26_ARefreshNamesTheIdOfTheNotify) {
  peer.respond(subscribe, 200, "Expires: 60\r\n");
  notify_there("active;expires=30", fragment(100), 4711);
  const auto refresh = peer.expect("SUBSCRIBE", seconds(25));
  ASSERT_TRUE(refresh);
  EXPECT_EQ(refresh->header("Event"), "refer;id=4711") << "RFC 7614 4.4";
}

TEST_F(ReportForms, Row17_WithoutReferEventsAtNDecides) {
  send(Reports::explicitsub);
  accept();
  ASSERT_TRUE(scene.run_until([&] { return bob.count(EventKind::transfer_failed) == 1; }));
  EXPECT_EQ(outcome()->cause, Cause::no_report);
  EXPECT_FALSE(peer.has("SUBSCRIBE"));
}

TEST_F(ReportForms, Row11_420IsFollowedOnceWithoutTheExtension) {
  for (const auto& [reports, tag] : {std::pair{Reports::nosub, "nosub"}, {Reports::explicitsub, "explicitsub"},
                                     {Reports::norefersub, "norefersub"}}) {
    send(reports);
    const std::uint32_t first = simulation::cseq_of(refer);
    peer.respond(refer, 420, "Unsupported: " + std::string(tag) + "\r\n");
    expect_refer();
    EXPECT_GT(simulation::cseq_of(refer), first);
    EXPECT_EQ(refer.header("Require"), "");
    EXPECT_EQ(refer.header("Refer-Sub"), "");
    EXPECT_EQ(story(), "");
    accept();
    peer.notify("terminated;reason=noresource", fragment(200), first);  // every CSeq used is an id
    EXPECT_TRUE(peer.expect("SIP/2.0 200", seconds(1)));
    EXPECT_EQ(story(), "refer_accepted transfer_succeeded") << tag;
  }
}

TEST_F(ReportForms, Row11_A420ThatNamesSomethingElseRejects) {
  send(Reports::nosub);
  peer.respond(refer, 420, "Unsupported: other\r\n");
  scene.run(milliseconds(10));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_EQ(outcome()->status, 420);
}

TEST_F(ReportForms, Row11_ASecond420Rejects) {
  send(Reports::nosub);
  peer.respond(refer, 420, "Unsupported: nosub\r\n");
  expect_refer();
  peer.respond(refer, 420, "Unsupported: nosub\r\n");
  scene.run(milliseconds(10));
  EXPECT_EQ(story(), "refer_rejected");
}

TEST_F(ReportForms, Row11_421IsFollowedOnceWithTheExtension) {
  send(Reports::implicit);
  peer.respond(refer, 421, "Require: nosub\r\n");
  expect_refer();
  EXPECT_EQ(refer.header("Require"), "nosub");
  peer.respond(refer, 421, "Require: explicitsub\r\n");
  scene.run(milliseconds(10));
  EXPECT_EQ(story(), "refer_rejected") << "once";
  EXPECT_EQ(outcome()->status, 421);
}

TEST_F(ReportForms, Row11_A421ForWhatWeDoNotHaveRejects) {
  send(Reports::implicit);
  peer.respond(refer, 421, "Require: other\r\n");
  scene.run(milliseconds(10));
  EXPECT_EQ(story(), "refer_rejected");
}

TEST_F(ReportForms, Row10And11_EveryCSeqOfManySendsStaysAnId) {
  send(Reports::nosub);
  std::vector<std::uint32_t> ids{simulation::cseq_of(refer)};
  peer.respond(refer, 420, "Unsupported: nosub\r\n");
  expect_refer();
  ids.push_back(simulation::cseq_of(refer));
  peer.respond(refer, 421, "Require: norefersub\r\n");
  expect_refer();
  ids.push_back(simulation::cseq_of(refer));
  for (int i = 0; i < 3; ++i) {
    peer.respond(refer, 491);
    expect_refer();
    ids.push_back(simulation::cseq_of(refer));
  }
  accept();
  for (const std::uint32_t id : ids) {
    peer.notify("active;expires=60", fragment(100), id);
    EXPECT_TRUE(peer.expect("SIP/2.0 200", seconds(1))) << id;
  }
  peer.notify("active;expires=60", fragment(100), ids.back() + 1);
  EXPECT_TRUE(peer.expect("SIP/2.0 481", seconds(1)));
}

TEST_F(ReportForms, Row26_ARefreshNamesTheIdThatThePeerUses) {
  send(Reports::implicit);
  const std::uint32_t first = simulation::cseq_of(refer);
  peer.respond(refer, 491);
  expect_refer();
  accept();
  peer.notify("active;expires=30", fragment(100));
  const auto by_last = peer.expect("SUBSCRIBE", seconds(25));
  ASSERT_TRUE(by_last);
  EXPECT_EQ(by_last->header("Event"), "refer;id=" + std::to_string(simulation::cseq_of(refer)));
  peer.respond(*by_last, 200, "Expires: 30\r\n");
  peer.notify("active;expires=30", fragment(100), first);
  const auto by_first = peer.expect("SUBSCRIBE", seconds(25));
  ASSERT_TRUE(by_first);
  EXPECT_EQ(by_first->header("Event"), "refer;id=" + std::to_string(first));
}

TEST_F(ReportForms, Row27_NOfTheRefreshMakesTheOutcomeUnknown_Rfc6665_4_1_2_4) {
  send(Reports::implicit);
  accept();
  notify("active;expires=90", 100);
  const auto refresh = peer.expect("SUBSCRIBE", seconds(90));
  ASSERT_TRUE(refresh);
  peer.respond(*refresh, 200, "Expires: 180\r\n");
  scene.run(seconds(31));
  EXPECT_EQ(bob.stack().state(transfer), TransferState::reporting);
  scene.run(seconds(2));
  EXPECT_EQ(bob.stack().state(transfer), TransferState::unknown);
}

TEST_F(ReportForms, Row26_ANotifyAfterTheRefreshKeepsItAndTheNextIsPlanned) {
  send(Reports::implicit);
  accept();
  notify("active;expires=60", 100);
  const auto refresh = peer.expect("SUBSCRIBE", seconds(60));
  ASSERT_TRUE(refresh);
  peer.respond(*refresh, 200, "Expires: 60\r\n");
  notify("active", 100);  // without expires: the 200's counts
  const Time start = scene.now;
  const auto next = peer.expect("SUBSCRIBE", seconds(60));
  ASSERT_TRUE(next);
  EXPECT_NEAR(static_cast<double>(scene.now - start), 50e6, 1e5);
  EXPECT_EQ(bob.stack().state(transfer), TransferState::reporting);
}

}  // namespace
}  // namespace baton
