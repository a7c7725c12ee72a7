// A REFER about a call, out of its dialog: to a peer with a GRUU that shows tdialog (RFC 7647 4, RFC 4538 3;
// outcome table 1.5, "In or out of dialog").
//
//   Bob              peer
//    |<=== call ======|   Contact: <...;gr=...>, Supported: tdialog
//    |--- REFER ----->|   new dialog; Target-Dialog, Require: tdialog
//    |<-- 200 --------|
//    |<-- NOTIFY -----|   in the new dialog
#include "tests/agent/attended_scene.hpp"

namespace baton {
namespace {

class TargetDialog : public AttendedScene {
 protected:
  explicit TargetDialog(const StackOptions& options = {}, std::string_view supported = "replaces, tdialog")
      : AttendedScene(options), notifier(scene, 5090, bob) {
    peer.contact = gruu;
    peer.supported = supported;
    notifier.own_tag = "notifier";
  }
  void send(const ReferOptions& options = {}) {
    const auto made = bob.stack().refer(scene.now, call, "sip:carol@10.0.0.9", options);
    ASSERT_TRUE(made) << name(made.error());
    transfer = *made;
    expect_refer();
    notifier.call_id = refer.header("Call-ID");
    notifier.local = refer.header("To") + ";tag=" + notifier.own_tag;
    notifier.remote = refer.header("From");
    notifier.target = "sip:bob@127.0.0.1:5071";
    bob.heard.clear();
  }
  void notify_there(std::string_view state, int status) {
    notifier.notify(state, fragment(status), simulation::cseq_of(refer));
    ASSERT_TRUE(peer.expect("SIP/2.0 200", seconds(1)));
  }
  bool outside() const { return refer.header("Call-ID") != peer.call_id; }

  static constexpr const char* gruu = "sip:peer@127.0.0.1:5090;gr=urn:uuid:f81d4fae";
  ScriptedPeer notifier;
};

TEST_F(TargetDialog, TheReferNamesTheDialogAsThePeerHasIt_Rfc4538_7) {
  send();
  EXPECT_TRUE(outside());
  EXPECT_EQ(refer.first_line(), std::string("REFER ") + gruu + " SIP/2.0");
  EXPECT_EQ(refer.header("To").find(";tag="), std::string::npos);
  const std::string our_tag = peer.remote.substr(peer.remote.find(";tag=") + 5);
  EXPECT_EQ(refer.header("Target-Dialog"), peer.call_id + ";local-tag=peer-tag;remote-tag=" + our_tag);
  EXPECT_EQ(refer.header("Require"), "tdialog");
  EXPECT_EQ(refer.header("Request-Disposition"), "") << "a GRUU does not fork";
}

TEST_F(TargetDialog, ReportsComeUnderTheCallsIdAndOutliveIt) {
  send();
  accept();
  EXPECT_EQ(outcome()->call, call);
  notify_there("active;expires=60", 100);
  peer.request("BYE");
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  EXPECT_EQ(bob.count(EventKind::call_ended), 1u);
  notify_there("active;expires=60", 180);
  notify_there("terminated;reason=noresource", 486);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing transfer_failed");
  EXPECT_EQ(outcome()->call, call);
}

TEST_F(TargetDialog, Row28_AByeOfThePeerIsOneThoughTheReferRanOutside) {
  send();
  accept();
  notify_there("terminated;reason=noresource", 100);
  peer.request("BYE");
  const Time start = scene.now;
  ASSERT_TRUE(scene.run_until([&] { return bob.count(EventKind::transfer_failed) == 1; }));
  EXPECT_NEAR(static_cast<double>(scene.now - start), 2e6, 1e4);
  EXPECT_EQ(outcome()->cause, Cause::peer_hung_up);
}

TEST_F(TargetDialog, Row11_After420ItGoesInside) {
  send();
  peer.respond(refer, 420, "Unsupported: tdialog\r\n");
  expect_refer();
  EXPECT_FALSE(outside());
  EXPECT_NE(refer.header("To").find(";tag=peer-tag"), std::string::npos);
  EXPECT_EQ(refer.header("Require"), "");
  EXPECT_EQ(refer.header("Target-Dialog"), "");
  accept();
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_succeeded");
  EXPECT_EQ(bob.stack().usage().dialogs.used, 1u) << "the new dialog went";
}

TEST_F(TargetDialog, Row11_After403ItNeverGoesInside) {
  send();
  peer.respond(refer, 403);
  scene.run(seconds(5));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_FALSE(peer.has("REFER"));
}

TEST_F(TargetDialog, WithNosubOrExplicitsubItStaysInside_Rfc7614_4_1) {
  for (const Reports reports : {Reports::nosub, Reports::explicitsub}) {
    send({.reports = reports});
    EXPECT_FALSE(outside());
    peer.respond(refer, 603);
    scene.run(milliseconds(10));
  }
  send({.reports = Reports::norefersub});
  EXPECT_TRUE(outside()) << "RFC 7647 4: norefersub promises nothing";
}

TEST_F(TargetDialog, AnAttendedOneGoesOutsideToo) {
  consult();
  refer_attended();
  expect_refer();
  EXPECT_TRUE(outside());
  EXPECT_EQ(refer.header("Refer-To"), "<" + target.contact + "?" + replaces() + ">");
}

TEST_F(TargetDialog, Row4_HeldForItsLegItIsRejectedWhenTheCallEnds) {
  ring_target(180);
  refer_attended();
  peer.request("BYE");
  scene.run(milliseconds(10));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_EQ(outcome()->status, 487);
  scene.run(seconds(1));
  EXPECT_EQ(bob.stack().usage().subscriptions.used, 0u);
}

TEST_F(TargetDialog, GlareIsThatOfTheOwnerOfTheCallId) {
  send();
  peer.respond(refer, 491);
  const Time start = scene.now;
  expect_refer();
  EXPECT_TRUE(outside());
  EXPECT_GE(scene.now - start, milliseconds(2100));
}

// Bob              peer        whichever of the two runs outside of the call's dialog (outcome table 1.5, "Glare")
//  |--- REFER --\ /-|
//  |<-- REFER ---X--|
//  |--- 491 ----/ \>|
class GlareOutside : public TargetDialog {
 protected:
  /// The peer's REFER, in the call's dialog or out of it; what answers it.
  std::string answer_to_refer(bool inside) {
    ScriptedPeer stranger(scene, 5090, bob);
    ScriptedPeer& from = inside ? peer : stranger;
    stranger.call_id = "theirs";
    stranger.local = "<" + peer.uri() + ">;tag=theirs";
    stranger.remote = "<" + bob.uri + ">";
    stranger.target = bob.uri;
    stranger.cseq = ++tries;
    const std::string our_tag = peer.remote.substr(peer.remote.find(";tag=") + 5);
    const std::string named = "Target-Dialog: " + peer.call_id + ";local-tag=" + our_tag + ";remote-tag=peer-tag\r\n";
    peer.forget();
    from.request("REFER", "Refer-To: <sip:dora@10.0.0.9>\r\n" + (inside ? std::string() : named));
    scene.run(milliseconds(5));
    return peer.has("SIP/2.0 491") ? "491" : bob.count(EventKind::refer_received) != 0 ? "received" : "";
  }
  std::uint32_t tries = 0;
};

TEST_F(GlareOutside, OursOutsideAndTheirsInside) {
  send();
  ASSERT_TRUE(outside());
  EXPECT_EQ(answer_to_refer(true), "491");
}

TEST_F(GlareOutside, OursOutsideAndTheirsOutside) {
  send();
  EXPECT_EQ(answer_to_refer(false), "491");
  peer.respond(refer, 491);
  scene.run(milliseconds(5));
  EXPECT_EQ(answer_to_refer(false), "received") << "between two tries ours has its final response";
}

TEST_F(GlareOutside, OursInsideAndTheirsOutside) {
  send({.reports = Reports::nosub});
  ASSERT_FALSE(outside());
  EXPECT_EQ(answer_to_refer(false), "491");
}

TEST_F(GlareOutside, OnceOursIsAcceptedTheirsIsAnOrdinaryRefer) {
  send();
  accept();
  EXPECT_EQ(answer_to_refer(false), "received");
}

TEST_F(GlareOutside, AReferOfOursThatOnlyNamesTheCallIsNoGlare) {
  ReferOptions options;
  options.replaces = call;
  ASSERT_TRUE(bob.stack().refer_outside(scene.now, bob.account, "sip:other@127.0.0.1:5096", {}, options));
  scene.run(milliseconds(5));
  EXPECT_EQ(answer_to_refer(true), "received");
}

class GruuWithoutTdialog : public TargetDialog {
 protected:
  GruuWithoutTdialog() : TargetDialog({}, "replaces") {}
};

TEST_F(GruuWithoutTdialog, GoesInside) {
  send();
  EXPECT_FALSE(outside());
}

TEST_F(GruuWithoutTdialog, Row11_A421ThatAsksForTdialogTakesItOutside) {
  send();
  peer.respond(refer, 421, "Require: tdialog\r\n");
  expect_refer();
  EXPECT_TRUE(outside());
  EXPECT_EQ(refer.header("Require"), "tdialog");
  EXPECT_EQ(refer.header("Target-Dialog").find(peer.call_id + ";local-tag=peer-tag"), 0u);
  notifier.call_id = refer.header("Call-ID");
  notifier.local = refer.header("To") + ";tag=" + notifier.own_tag;
  notifier.remote = refer.header("From");
  accept();
  notify_there("active;expires=30", 100);
  const auto refresh = peer.expect("SUBSCRIBE", seconds(25));
  ASSERT_TRUE(refresh) << "what its Allow in the call says holds for it outside too";
  EXPECT_EQ(refresh->header("Call-ID"), refer.header("Call-ID"));
  peer.request("BYE");
  ASSERT_TRUE(peer.expect("SIP/2.0 200"));
  notify_there("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_succeeded");
}

TEST_F(GruuWithoutTdialog, Row11_ASecond421Rejects) {
  send();
  peer.respond(refer, 421, "Require: tdialog\r\n");
  expect_refer();
  peer.respond(refer, 421, "Require: tdialog\r\n");
  scene.run(milliseconds(10));
  EXPECT_EQ(story(), "refer_rejected");
  EXPECT_EQ(outcome()->status, 421);
}

class GruuWithoutTdialogStrict : public TargetDialog {
 protected:
  GruuWithoutTdialogStrict() : TargetDialog(strict(), "replaces") {}
  static StackOptions strict() {
    StackOptions options;
    options.strict_7647 = true;
    return options;
  }
};

TEST_F(GruuWithoutTdialogStrict, Strict7647GoesOutside) {
  send();
  EXPECT_TRUE(outside());
  EXPECT_EQ(refer.header("Require"), "tdialog");
}

class TdialogSwitchedOff : public TargetDialog {
 protected:
  TdialogSwitchedOff() : TargetDialog(off()) {}
  static StackOptions off() {
    StackOptions options;
    options.tdialog = false;
    return options;
  }
};

TEST_F(TdialogSwitchedOff, GoesInside) {
  send();
  EXPECT_FALSE(outside());
}

}  // namespace
}  // namespace baton
