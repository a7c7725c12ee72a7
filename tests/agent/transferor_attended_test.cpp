// Attended transfer at the transferor: Refer-To with Replaces (RFC 5589 7, RFC 3891; field notes 1 to 11), and the
// forms of a refer target.
//
//   peer             Bob             target
//    |<=== call =====>|<=== call =====>|
//    |<-- REFER ------|                |   Refer-To: <target?Replaces=...>
//    |--- 202 ------->|                |
//    |--- NOTIFY ---->|                |
#include "tests/agent/attended_scene.hpp"

namespace baton {
namespace {

class Attended : public AttendedScene {
 protected:
  void SetUp() override {
    AttendedScene::SetUp();
    consult();
  }
};

TEST_F(Attended, Notes1And2And8And9_ReferToIsTheRemoteTargetWithBothTagsOfTheDialog) {
  refer_attended();
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), "<" + target.contact + "?" + replaces() + ">");
  EXPECT_EQ(refer.header("Referred-By"), "<" + bob.uri + ">");
}

TEST_F(Attended, Notes8_TagsOfACallThatWeTookAreTheDialogsOwn) {
  ScriptedPeer caller(scene, 5096, bob);
  caller.own_tag = "caller-tag";
  bob.on_event = [&](Party& party, const Event& event) {
    if (event.kind != EventKind::call_incoming) return;
    leg = event.call;
    EXPECT_EQ(party.stack().answer(scene.now, event.call), Errc::ok);
  };
  caller.place_call();
  refer_attended();
  expect_refer();
  const std::string tags = "%3Bto-tag%3Dcaller-tag%3Bfrom-tag%3D" +
                           caller.remote.substr(caller.remote.find(";tag=") + 5);
  EXPECT_EQ(refer.header("Refer-To"), "<" + caller.uri() + "?Replaces=scripted-5096" + tags + ">");
}

TEST_F(Attended, ABareUserThatIsTheTargetsStandsForItsRemoteTarget) {
  refer_attended("peer");
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), "<" + target.contact + "?" + replaces() + ">");
}

TEST_F(Attended, AnotherTargetIsNamedAsGivenAndTheReplacesAdded) {
  refer_attended("sip:carol@10.0.0.9;x-unknown=%41%62?Subject=a%20b");
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), "<sip:carol@10.0.0.9;x-unknown=%41%62?Subject=a%20b&" + replaces() + ">");
}

TEST_F(Attended, Notes9_AddressOfRecordByOption) {
  refer_attended({}, {.address_of_record = true});
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), "<" + target.uri() + "?" + replaces() + ">");
}

TEST_F(Attended, AGruuAndUnknownParametersOfTheContactAreKeptOctetForOctet) {
  target.contact = "sip:a%2Bb@127.0.0.1:5095;gr=urn:uuid:f81d-%41;ob;x-private=%7e";
  target.request("UPDATE", "Supported: x\r\n");
  ASSERT_TRUE(target.expect("SIP/2.0 200"));
  refer_attended();
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), "<" + target.contact + "?" + replaces() + ">");
}

TEST_F(Attended, AMethodInTheContactIsNoPartOfTheTarget) {
  target.contact = "sip:c@127.0.0.1:5095;a=1;method=BYE;b";
  target.request("UPDATE");
  ASSERT_TRUE(target.expect("SIP/2.0 200"));
  refer_attended();
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), "<sip:c@127.0.0.1:5095;a=1;b?" + replaces() + ">");
}

TEST_F(Attended, AttendedRefer2_TheMethodStandsAheadOfTheHeaders) {
  refer_attended({}, {.method = "BYE"});
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), "<" + target.contact + ";method=BYE?" + replaces() + ">");
}

TEST_F(Attended, AttendedRefer2_TheRequestUriIsAsAsked) {
  refer_attended({}, {.request_uri = "sip:other@127.0.0.1:5090"});
  expect_refer();
  EXPECT_EQ(refer.first_line(), "REFER sip:other@127.0.0.1:5090 SIP/2.0");
  EXPECT_NE(refer.header("To").find(";tag=peer-tag"), std::string::npos) << "inside the dialog all the same";
  peer.respond(refer, 491);
  expect_refer();
  EXPECT_EQ(refer.first_line(), "REFER sip:other@127.0.0.1:5090 SIP/2.0") << "also when it is sent again";
}

TEST_F(Attended, Row1_RefusedLocally) {
  ReferOptions options;
  options.replaces = call;
  EXPECT_EQ(refusal({}, options), Errc::same_call);
  options.replaces = CallId{99, 99};
  EXPECT_EQ(refusal({}, options), Errc::unknown_handle);
  options.replaces = leg;
  options.method = "IN VITE";
  EXPECT_EQ(refusal({}, options), Errc::bad_uri);
  options.method = {};
  EXPECT_EQ(refusal("tel:+4930123456", options), Errc::unsupported_uri) << "a tel URI has no headers";
  EXPECT_EQ(refusal("sip:x@127.0.0.1?Replaces=a", options), Errc::bad_uri);
  EXPECT_EQ(refusal("sip:x@anonymous.invalid", {}), Errc::bad_uri);
  EXPECT_EQ(refusal({}, {}), Errc::bad_uri) << "blind, to nobody";
  options.request_uri = "sip:x@127.0.0.1?Subject=a";
  EXPECT_EQ(refusal({}, options), Errc::bad_uri);
  ASSERT_EQ(bob.stack().hang_up(scene.now, leg), Errc::ok);
  options = {};
  options.replaces = leg;
  EXPECT_EQ(refusal({}, options), Errc::wrong_state);
  scene.run(milliseconds(10));
  EXPECT_FALSE(peer.has("REFER"));
  EXPECT_EQ(story(), "");
  EXPECT_EQ(bob.stack().usage().transfers.used, 0u);
  EXPECT_EQ(bob.stack().usage().subscriptions.used, 0u);
}

TEST_F(Attended, Notes3d3_NothingThatTheApplicationGivesInjectsALine) {
  ReferOptions options;
  options.replaces = leg;
  for (const std::string_view text : {"sip:x@127.0.0.1\r\nRoute: <sip:evil@10.0.0.1>", "x\ny", "sip:x@h?a=b\r\n"}) {
    EXPECT_EQ(refusal(text), Errc::bad_uri) << text;
    options.request_uri = text;
    EXPECT_EQ(refusal({}, options), Errc::bad_uri) << text;
    options.request_uri = {};
    options.method = text;
    EXPECT_EQ(refusal({}, options), Errc::bad_uri) << text;
    options.method = {};
  }
  refer_attended("sip:x@127.0.0.1?Subject=%0d%0aRoute:%20y");
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), "<sip:x@127.0.0.1?Subject=%0d%0aRoute:%20y&" + replaces() + ">")
      << "an escape stays one";
}

TEST_F(Attended, Notes3d12_AnAnonymousTargetIsNamedByItsRemoteTarget) {
  ScriptedPeer caller(scene, 5097, bob);
  caller.own_tag = "caller-tag";
  bob.on_event = [&](Party& party, const Event& event) {
    if (event.kind != EventKind::call_incoming) return;
    leg = event.call;
    EXPECT_EQ(party.stack().answer(scene.now, event.call), Errc::ok);
  };
  caller.call_id = "anonymous-call";
  caller.contact = "sip:4711@127.0.0.1:5097";
  caller.local = "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=caller-tag";
  caller.remote = "<" + bob.uri + ">";
  caller.target = bob.uri;
  caller.request("INVITE", answer_headers, "application/sdp", simulation::sdp);
  const auto answer = caller.expect("SIP/2.0 200");
  ASSERT_TRUE(answer);
  caller.remote = answer->header("To");
  caller.request("ACK");
  scene.run(milliseconds(5));
  refer_attended({}, {.address_of_record = true});
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To").find("<" + caller.contact + "?"), 0u);
}

TEST_F(Attended, Row19To21_ReportsComeAsForABlindOne) {
  refer_attended();
  expect_refer();
  accept();
  notify("active;expires=60", 100);
  notify("active;expires=60", 180);
  notify("terminated;reason=noresource", 200);
  EXPECT_EQ(story(), "refer_accepted transfer_trying transfer_ringing transfer_succeeded");
  EXPECT_EQ(bob.stack().state(leg), CallState::confirmed) << "no call is ended that nobody asked to end";
}

/// Verdict 1.4 (a):
///
///   peer             Bob             target
///    |<-- REFER ------|                |
///    |--- 202 ------->|                |
///    |                |<-- BYE --------|   the target has answered the peer
///    |    (silence)   |                |
TEST_F(Attended, Verdict14a_TheTargetsByeIsSuccessWhenNothingElseIsSaid) {
  refer_attended();
  expect_refer();
  accept();
  target.request("BYE");
  ASSERT_TRUE(scene.run_until([&] { return bob.count(EventKind::transfer_succeeded) == 1; }));
  EXPECT_EQ(outcome()->cause, Cause::replaced_ended);
  EXPECT_EQ(outcome()->status, 0);
}

TEST_F(Attended, Verdict14a_OurOwnByeOrOneBeforeTheReferIsNone) {
  refer_attended();
  expect_refer();
  accept();
  ASSERT_EQ(bob.stack().hang_up(scene.now, leg), Errc::ok);
  ASSERT_TRUE(scene.run_until([&] { return bob.count(EventKind::transfer_failed) == 1; }));
  EXPECT_EQ(outcome()->cause, Cause::no_report);
}

TEST_F(Attended, Verdict14a_AReportSaysMoreThanTheBye) {
  refer_attended();
  expect_refer();
  accept();
  target.request("BYE");
  notify("terminated;reason=noresource", 486);
  EXPECT_EQ(story(), "refer_accepted transfer_failed");
}


class WithoutVerdictA : public AttendedScene {
 protected:
  WithoutVerdictA() : AttendedScene(profile()) {}
  static StackOptions profile() {
    StackOptions options;
    options.replaced_bye_means_success = false;
    return options;
  }
};

TEST_F(WithoutVerdictA, Verdict14a_IsAnOption) {
  consult();
  refer_attended();
  expect_refer();
  accept();
  target.request("BYE");
  ASSERT_TRUE(scene.run_until([&] { return bob.count(EventKind::transfer_failed) == 1; }));
}

// --- Forms of a blind target ------------------------------------------------------------------------------------

TEST_F(AttendedScene, Forms_OfABlindTarget) {
  struct Form {
    const char* given;
    const char* sent;
  };
  const Form forms[] = {
      {"sip:carol@example.com;x-private=1%41;transport=udp", "<sip:carol@example.com;x-private=1%41;transport=udp>"},
      {"sips:carol@example.com", "<sips:carol@example.com>"},
      {"tel:+49-30-123456;phone-context=x", "<tel:+49-30-123456;phone-context=x>"},
      {"sip:example.com", "<sip:example.com>"},
      {"<sip:carol@example.com>", "<sip:carol@example.com>"},
      {"1234", "<sip:1234@127.0.0.1:5071>"},
      {"a b", nullptr},
      {"carol;x", "<sip:carol;x@127.0.0.1:5071>"},
      {"carol@example.com", "<sip:carol@example.com>"},
  };
  for (const Form& form : forms) {
    const auto made = bob.stack().refer(scene.now, call, form.given);
    if (form.sent == nullptr) {
      EXPECT_EQ(made.error(), Errc::bad_uri) << form.given;
      continue;
    }
    ASSERT_TRUE(made) << form.given << " " << name(made.error());
    expect_refer();
    EXPECT_EQ(refer.header("Refer-To"), form.sent);
    peer.respond(refer, 603);
    scene.run(milliseconds(10));
  }
}

TEST_F(AttendedScene, Forms_AMethodWithoutReplaces) {
  ASSERT_TRUE(bob.stack().refer(scene.now, call, "sip:carol@example.com?Subject=x", {.method = "SUBSCRIBE"}));
  expect_refer();
  EXPECT_EQ(refer.header("Refer-To"), "<sip:carol@example.com;method=SUBSCRIBE?Subject=x>");
}

}  // namespace
}  // namespace baton
