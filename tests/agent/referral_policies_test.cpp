// The referral policy of an account, and of a call: the nearest one holds, and each account and each call counts for
// itself (outcome table 2.1).
#include "tests/agent/transferee_scene.hpp"

namespace baton {
namespace {

/// Alice has three accounts: her own by the Stack's policy, and two with policies of their own.
class AccountPolicies : public testing::Test {
 protected:
  explicit AccountPolicies(const ReferralPolicy& stacks = {})
      : alice(scene.add("alice", 5070, Limits::host(8), options(stacks))),
        bob(scene, 5091, alice),
        sales_peer(scene, 5092, alice),
        desk_peer(scene, 5093, alice),
        stranger(scene, 5094, alice) {
    alice.on_event = [this](Party& self, const Event& event) {
      if (event.kind == EventKind::call_incoming) {
        EXPECT_EQ(self.stack().answer(scene.now, event.call), Errc::ok);
        call = event.call;
      } else if (event.kind == EventKind::refer_received || event.kind == EventKind::refer_refused) {
        account = event.account;
        transfer = event.transfer;
      }
    };
    sales = add_account(sales_uri, &sales_policy);
    desk = add_account(desk_uri, &desk_policy);
  }
  static StackOptions options(const ReferralPolicy& policy) {
    StackOptions options;
    options.referral = policy;
    options.digest_realm = "here";
    return options;
  }
  AccountId add_account(std::string_view uri, const ReferralPolicy* policy) {
    AccountView view;
    view.uri = uri;
    view.referral = policy;
    const auto added = alice.stack().add_account(scene.now, view);
    EXPECT_TRUE(added);
    return *added;
  }
  /// Of a peer with one of Alice's accounts.
  CallId call_from(ScriptedPeer& peer, std::string& uri) {
    std::swap(alice.uri, uri);  // both texts stay where the accounts borrow them
    peer.place_call();
    std::swap(alice.uri, uri);
    return call;
  }
  /// What answers this peer's REFER; 0: it reached the application, which rejects it.
  int refers(ScriptedPeer& peer, std::string_view target = "sip:carol@127.0.0.1:5095", std::string_view extra = {}) {
    peer.forget();
    const std::size_t received = alice.count(EventKind::refer_received);
    peer.request("REFER", "Refer-To: <" + std::string(target) + ">\r\n" + std::string(extra));
    scene.run(milliseconds(5));
    if (alice.count(EventKind::refer_received) != received) {
      EXPECT_EQ(alice.stack().reject_refer(scene.now, transfer), Errc::ok);
      scene.run(milliseconds(5));
      return 0;
    }
    const auto answer = peer.expect("SIP/2.0 ", milliseconds(1));
    return answer ? std::stoi(answer->text.substr(8)) : -1;
  }
  /// The same outside of calls, each a dialog of its own.
  int refers_outside(const std::string& uri, std::string_view extra = {}) {
    stranger.call_id = "outside-" + std::to_string(++strangers);
    stranger.local = "<" + stranger.uri() + ">;tag=stranger";
    stranger.remote = "<" + uri + ">";
    stranger.target = uri;
    return refers(stranger, "sip:carol@127.0.0.1:5095", extra);
  }
  std::string last_reason() { return alice.last(EventKind::refer_refused)->reason; }
  std::uint32_t counted(ReferralRefusal refusal) {
    return alice.stack().counters().referral_refusals_by_reason[static_cast<std::size_t>(refusal)];
  }

  Scene scene;
  Party& alice;
  ScriptedPeer bob, sales_peer, desk_peer, stranger;
  std::string sales_uri = "sip:sales-account@127.0.0.1:5070", desk_uri = "sip:desk-account@127.0.0.1:5070";
  ReferralPolicy sales_policy, desk_policy;
  AccountId sales, desk, account;
  CallId call;
  TransferId transfer;
  int strangers = 0;
};

TEST_F(AccountPolicies, NumbersHostsAndSchemesAreThoseOfTheCallsAccount) {
  sales_policy.refused_numbers = "+1900";
  sales_policy.hosts = "127.0.0.1";
  desk_policy.sip = false;
  desk_policy.tel = true;
  call_from(bob, alice.uri);
  call_from(sales_peer, sales_uri);
  call_from(desk_peer, desk_uri);
  EXPECT_EQ(refers(sales_peer, "sip:+1900555@127.0.0.1"), 403);
  EXPECT_EQ(last_reason(), text(ReferralRefusal::number));
  EXPECT_EQ(account, sales);
  EXPECT_EQ(refers(sales_peer, "sip:a@127.0.0.2"), 403);
  EXPECT_EQ(last_reason(), text(ReferralRefusal::host));
  EXPECT_EQ(refers(sales_peer, "tel:+4930"), 603);
  EXPECT_EQ(refers(desk_peer), 603);
  EXPECT_EQ(last_reason(), text(ReferralRefusal::scheme));
  EXPECT_EQ(account, desk);
  EXPECT_EQ(refers(desk_peer, "tel:+1900555"), 0);
  // Alice's own account knows nothing of either.
  EXPECT_EQ(refers(bob, "sip:+1900555@127.0.0.2"), 0);
  EXPECT_EQ(account, alice.account);
  EXPECT_EQ(refers(bob, "tel:+4930"), 603);
  EXPECT_EQ(counted(ReferralRefusal::number), 1u);
  EXPECT_EQ(counted(ReferralRefusal::host), 1u);
  EXPECT_EQ(counted(ReferralRefusal::scheme), 3u);
}

TEST_F(AccountPolicies, WhetherOutsideOfCallsGoesByWhomTheRequestUriNames) {
  sales_policy.outside_dialogs = true;
  desk_policy.outside_dialogs = desk_policy.want_digest = true;
  EXPECT_EQ(refers_outside(alice.uri), 403);
  EXPECT_EQ(last_reason(), text(ReferralRefusal::outside_dialog));
  EXPECT_EQ(account, alice.account);
  EXPECT_EQ(refers_outside(sales_uri), 0);
  EXPECT_EQ(account, sales);
  EXPECT_EQ(refers_outside(desk_uri), 401);
  EXPECT_EQ(last_reason(), text(ReferralRefusal::unproven));
  EXPECT_EQ(account, desk);
  EXPECT_EQ(refers_outside("sip:nobody@127.0.0.1:5070"), 403) << "names none: the first account";
}

TEST_F(AccountPolicies, ProofByDigestIsAskedForWhereTheAccountWantsIt) {
  sales_policy.want_digest = true;
  call_from(sales_peer, sales_uri);
  call_from(desk_peer, desk_uri);
  EXPECT_EQ(refers(sales_peer), 401);
  EXPECT_EQ(refers(desk_peer), 0);
}

TEST_F(AccountPolicies, SecurityIsKeptWhereTheAccountSaysSo) {
  desk_policy.keep_secure = false;
  call_from(sales_peer, sales_uri);
  call_from(desk_peer, desk_uri);
  const auto tls = alice.stack().flow_opened(
      scene.now, {.transport = Transport::tls, .local = simulation::loopback(5071), .peer = bob.address()});
  ASSERT_TRUE(tls);
  alice.flow = *tls;  // what is injected from here on came over it
  EXPECT_EQ(refers(sales_peer), 403);
  EXPECT_EQ(last_reason(), text(ReferralRefusal::downgrade));
  EXPECT_EQ(refers(desk_peer), 0);
}

// Each account counts for itself, whichever policy holds: what one has used up is nothing to the other.
TEST_F(AccountPolicies, TheRateOfAnAccountIsNothingToAnother) {
  sales_policy.per_minute = 2;
  desk_policy.per_minute = 3;
  call_from(sales_peer, sales_uri);
  call_from(desk_peer, desk_uri);
  call_from(bob, alice.uri);
  EXPECT_EQ(refers(sales_peer), 0);
  scene.run(seconds(15));
  EXPECT_EQ(refers(sales_peer), 0);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(refers(sales_peer), 403);
    EXPECT_EQ(last_reason(), text(ReferralRefusal::rate));
  }
  for (int i = 0; i < 3; ++i) EXPECT_EQ(refers(desk_peer), 0) << i;
  EXPECT_EQ(refers(desk_peer), 403);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(refers(bob), 0) << i;
  // The window slides: the first is forgotten 60 to 70 s after it came, the second 15 s later.
  scene.run(seconds(44));
  EXPECT_EQ(refers(sales_peer), 403);
  scene.run(seconds(11));
  EXPECT_EQ(refers(sales_peer), 0);
  EXPECT_EQ(refers(sales_peer), 403);
  scene.run(seconds(15));
  EXPECT_EQ(refers(sales_peer), 0);
}

TEST_F(AccountPolicies, TheDepthIsThatOfTheAccountThatMadeTheCall) {
  sales_policy.depth = 1;
  desk_policy.depth = 0;
  call_from(sales_peer, sales_uri);
  call_from(desk_peer, desk_uri);
  EXPECT_EQ(refers(desk_peer), 403);
  EXPECT_EQ(last_reason(), text(ReferralRefusal::depth));
  EXPECT_EQ(refers(sales_peer), 0);
  sales_peer.request("REFER", "Refer-To: <" + stranger.uri() + ">\r\n");
  scene.run(milliseconds(5));
  ASSERT_TRUE(alice.stack().accept_refer(scene.now, transfer));
  stranger.take_call();
  EXPECT_EQ(refers(stranger), 403) << "a referral behind a referral, on the account of the first";
  EXPECT_EQ(last_reason(), text(ReferralRefusal::depth));
  EXPECT_EQ(account, sales);
}

TEST_F(AccountPolicies, RefersThatAreNotOverAreCountedByTheAccountsLimit) {
  sales_policy.live_per_call = 2;
  call_from(sales_peer, sales_uri);
  call_from(desk_peer, desk_uri);
  for (ScriptedPeer* const peer : {&sales_peer, &desk_peer}) {
    peer->request("REFER", "Refer-To: <sip:carol@127.0.0.1:5095>\r\n");
    scene.run(milliseconds(5));
  }
  EXPECT_EQ(refers(desk_peer), 403);
  EXPECT_EQ(last_reason(), text(ReferralRefusal::too_many));
  EXPECT_EQ(refers(sales_peer), 0);
}

// A stranger's REFERs that are refused for whatever reason use nothing up, and those that are not are let in up to
// half of the account's rate.
TEST_F(AccountPolicies, StrangersLeaveARateToCalls) {
  sales_policy.outside_dialogs = true;
  sales_policy.per_minute = 5;
  sales_policy.refused_numbers = "+1900";
  call_from(sales_peer, sales_uri);
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(refers_outside(sales_uri, "Require: multiple-refer\r\n"), 420);
    EXPECT_EQ(refers_outside(desk_uri), 403);
    EXPECT_EQ(refers(sales_peer, "sip:+1900@127.0.0.1"), 403);
  }
  EXPECT_EQ(counted(ReferralRefusal::rate), 0u);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(refers_outside(sales_uri), 0) << i;
  for (int i = 0; i < 50; ++i) EXPECT_EQ(refers_outside(sales_uri), 403) << i;
  EXPECT_EQ(last_reason(), text(ReferralRefusal::rate));
  EXPECT_EQ(refers(sales_peer), 0);
  EXPECT_EQ(refers(sales_peer), 0);
  EXPECT_EQ(refers(sales_peer), 403);
  EXPECT_EQ(last_reason(), text(ReferralRefusal::rate));
}

// What is out of dialog but names a call by its Target-Dialog is that call's: its account, its policy, its rate.
TEST_F(AccountPolicies, ByTargetDialogItIsTheCallsAccountAndNotThatOfTheRequestUri) {
  sales_policy.refused_numbers = "+1900";
  const CallId named = call_from(sales_peer, sales_uri);
  const std::string tag = sales_peer.remote.substr(sales_peer.remote.find(";tag=") + 5);
  const std::string dialog = "Target-Dialog: " + sales_peer.call_id + ";local-tag=" + tag + ";remote-tag=peer-tag\r\n";
  EXPECT_EQ(refers_outside(desk_uri, dialog), 0);
  EXPECT_EQ(account, sales);
  ReferralPolicy once;
  once.per_minute_per_call = 1;
  EXPECT_EQ(alice.stack().set_referral_policy(scene.now, named, &once), Errc::ok);
  EXPECT_EQ(refers(sales_peer), 403) << "that one has been counted on the call";
  EXPECT_EQ(refers_outside(desk_uri, dialog), 403);
}

// Sales peer       Alice           Desk peer
//  |--- REFER ------>|
//  |                 |---- INVITE ---->|
//  |                 |<----- 302 ------|   to a number that the account does not call
//  |<-- NOTIFY 302 --|
TEST_F(AccountPolicies, RedirectsGoByTheAccountOfTheReferral) {
  for (const bool follows : {false, true}) {
    for (const bool refused : {false, true}) {
      sales_policy.follow_redirects = follows;
      sales_policy.refused_numbers = refused ? "+1900" : "";
      if (!call.generation) call_from(sales_peer, sales_uri);
      sales_peer.request("REFER", "Refer-To: <" + desk_peer.uri() + ">\r\n");
      scene.run(milliseconds(5));
      ASSERT_TRUE(alice.stack().accept_refer(scene.now, transfer));
      const auto invite = desk_peer.expect("INVITE", seconds(1));
      ASSERT_TRUE(invite);
      desk_peer.contact = "sip:+1900@127.0.0.1:5094";
      desk_peer.respond(*invite, 302);
      scene.run(milliseconds(5));
      const auto again = stranger.expect("INVITE", milliseconds(10));
      EXPECT_EQ(again.has_value(), follows && !refused);
      if (again) stranger.respond(*again, 486);
      for (int i = 0; i < 2; ++i) {
        const auto notify = sales_peer.expect("NOTIFY", seconds(2));
        ASSERT_TRUE(notify);
        sales_peer.respond(*notify, 200);
      }
      scene.run(seconds(1));
    }
  }
}

// The Stack's policy is that of the accounts without one alone.
class LaxStack : public AccountPolicies {
 protected:
  LaxStack() : AccountPolicies({.outside_dialogs = true, .tel = true, .live_per_call = 3}) {}
};

TEST_F(LaxStack, AnAccountsOwnPolicyHoldsWhole) {
  EXPECT_EQ(refers_outside(alice.uri), 0);
  EXPECT_EQ(refers_outside(sales_uri), 403);
  call_from(bob, alice.uri);
  call_from(sales_peer, sales_uri);
  EXPECT_EQ(refers(bob, "tel:+4930"), 0);
  EXPECT_EQ(refers(sales_peer, "tel:+4930"), 603);
}

class CallPolicies : public AccountPolicies {
 protected:
  void set(CallId of, const ReferralPolicy* policy) {
    EXPECT_EQ(alice.stack().set_referral_policy(scene.now, of, policy), Errc::ok);
  }
  /// The stranger replaces the call that Alice has with this peer.
  void take_over_from(const ScriptedPeer& peer) {
    const std::string alice_tag = peer.remote.substr(peer.remote.find(";tag=") + 5);
    stranger.call_id = "replacing";
    stranger.local = "<" + stranger.uri() + ">;tag=stranger";
    stranger.remote = "<" + sales_uri + ">";
    stranger.target = sales_uri;
    stranger.request("INVITE",
                     "Referred-By: <" + peer.uri() + ">\r\nReplaces: " + peer.call_id + ";to-tag=" + alice_tag +
                         ";from-tag=" + peer.own_tag + "\r\n",
                     "application/sdp", simulation::sdp);
    const auto answer = stranger.expect("SIP/2.0 200", seconds(1));
    ASSERT_TRUE(answer);
    stranger.remote = answer->header("To");
    stranger.request("ACK");
    scene.run(milliseconds(5));
    ASSERT_EQ(alice.count(EventKind::call_replacing), 1u);
  }
  ReferralPolicy own;
};

TEST_F(CallPolicies, AreInFrontOfTheAccountsUntilTheyAreTakenBack) {
  sales_policy.refused_numbers = "+1900";
  const CallId first = call_from(sales_peer, sales_uri);
  call_from(desk_peer, sales_uri);  // another call of the same account
  own.hosts = "127.0.0.1";
  set(first, &own);
  EXPECT_EQ(refers(sales_peer, "sip:a@127.0.0.2"), 403);
  EXPECT_EQ(last_reason(), text(ReferralRefusal::host));
  EXPECT_EQ(refers(sales_peer, "sip:+1900@127.0.0.1"), 0);
  EXPECT_EQ(refers(desk_peer, "sip:a@127.0.0.2"), 0);
  EXPECT_EQ(refers(desk_peer, "sip:+1900@127.0.0.1"), 403);
  own.depth = 0;  // read when it is needed
  EXPECT_EQ(refers(sales_peer), 403);
  EXPECT_EQ(last_reason(), text(ReferralRefusal::depth));
  set(first, nullptr);
  EXPECT_EQ(refers(sales_peer, "sip:a@127.0.0.2"), 0);
  EXPECT_EQ(refers(sales_peer, "sip:+1900@127.0.0.1"), 403);
  EXPECT_EQ(alice.stack().set_referral_policy(scene.now, CallId{7, 7}, &own), Errc::unknown_handle);
}

TEST_F(CallPolicies, TheRateOfACallIsNothingToAnother) {
  sales_policy.per_minute_per_call = 2;
  own.per_minute_per_call = 4;
  call_from(sales_peer, sales_uri);
  const CallId second = call_from(desk_peer, sales_uri);
  set(second, &own);
  EXPECT_EQ(refers(sales_peer), 0);
  scene.run(seconds(25));
  EXPECT_EQ(refers(sales_peer), 0);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(refers(sales_peer), 403) << i;
  EXPECT_EQ(last_reason(), text(ReferralRefusal::rate));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(refers(desk_peer), 0) << i;
  EXPECT_EQ(refers(desk_peer), 403);
  // The window slides: the first is forgotten 60 to 80 s after it came, the second 25 s later.
  scene.run(seconds(34));
  EXPECT_EQ(refers(sales_peer), 403);
  scene.run(seconds(21));
  EXPECT_EQ(refers(sales_peer), 0);
  EXPECT_EQ(refers(sales_peer), 403);
}

// One peer that refers without an end leaves the account's other calls their share.
TEST_F(CallPolicies, OneCallDoesNotUseUpTheRateOfItsAccount) {
  call_from(sales_peer, sales_uri);
  call_from(desk_peer, sales_uri);
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(refers(sales_peer), i < 20 ? 0 : 403) << i;
    scene.run(seconds(1));
  }
  EXPECT_EQ(refers(desk_peer), 0);
  scene.run(seconds(80));
  EXPECT_EQ(refers(sales_peer), 0);
}

// A call's own rate does not widen what its account may let through.
TEST_F(CallPolicies, TheAccountsCountHoldsForACallWithAPolicyOfItsOwn) {
  own.per_minute = 3;
  own.per_minute_per_call = 0;
  call_from(desk_peer, sales_uri);
  const CallId second = call_from(sales_peer, sales_uri);
  set(second, &own);
  EXPECT_EQ(refers(desk_peer), 0);
  EXPECT_EQ(refers(desk_peer), 0);
  EXPECT_EQ(refers(sales_peer), 0);
  EXPECT_EQ(refers(sales_peer), 403) << "the account has let three through";
  EXPECT_EQ(refers(desk_peer), 0) << "and by its own policy may let more";
}

// Neither the next referral of a chain nor a redirect gets around the policy of the call that it began in.
TEST_F(CallPolicies, GoOverToTheCallsThatTheirRefersMake) {
  const CallId first = call_from(sales_peer, sales_uri);
  own.depth = 1;
  own.follow_redirects = true;
  own.refused_numbers = "+1900";
  set(first, &own);
  sales_peer.request("REFER", "Refer-To: <" + desk_peer.uri() + ">\r\n");
  scene.run(milliseconds(5));
  ASSERT_TRUE(alice.stack().accept_refer(scene.now, transfer));
  const auto invite = desk_peer.expect("INVITE", seconds(1));
  ASSERT_TRUE(invite);
  // The first call goes, its policy stays.
  EXPECT_EQ(alice.stack().hang_up(scene.now, first), Errc::ok);
  const auto bye = sales_peer.expect("BYE", seconds(3));
  ASSERT_TRUE(bye);
  sales_peer.respond(*bye, 200);
  scene.run(milliseconds(5));
  EXPECT_EQ(alice.stack().state(first), CallState::none);
  desk_peer.contact = "sip:+1900@127.0.0.1:5095>, <" + stranger.uri();
  desk_peer.respond(*invite, 302);
  stranger.take_call();
  EXPECT_EQ(refers(stranger), 403);
  EXPECT_EQ(last_reason(), text(ReferralRefusal::depth));
}

// Sales peer       Alice            Stranger
//  |=== call ========|
//  |                 |<--- INVITE ------|   Replaces: that call
//  |                 |----- 200 ------->|
//  |<----- BYE ------|<---- REFER ------|
//  |                 |----- 403 ------->|
TEST_F(CallPolicies, GoOverToACallThatReplacesIt_Rfc3891) {
  const CallId first = call_from(sales_peer, sales_uri);
  own.depth = 0;
  set(first, &own);
  take_over_from(sales_peer);
  EXPECT_EQ(refers(stranger), 403);
  EXPECT_EQ(last_reason(), text(ReferralRefusal::depth));
  EXPECT_NE(alice.last(EventKind::refer_refused)->call, first);
}

TEST_F(CallPolicies, ADepthGoesOverToACallThatReplacesIt) {
  sales_policy.depth = 1;
  call_from(sales_peer, sales_uri);
  sales_peer.request("REFER", "Refer-To: <" + desk_peer.uri() + ">\r\n");
  scene.run(milliseconds(5));
  ASSERT_TRUE(alice.stack().accept_refer(scene.now, transfer));
  desk_peer.take_call();
  take_over_from(desk_peer);
  EXPECT_EQ(refers(stranger), 403);
  EXPECT_EQ(last_reason(), text(ReferralRefusal::depth));
}

TEST_F(CallPolicies, SwitchedOffStaysOffWhateverThePolicy) {
  const CallId first = call_from(sales_peer, sales_uri);
  EXPECT_EQ(alice.stack().allow_refers(scene.now, first, false), Errc::ok);
  set(first, &own);
  EXPECT_EQ(refers(sales_peer), 403);
  EXPECT_EQ(last_reason(), text(ReferralRefusal::switched_off));
}

}  // namespace
}  // namespace baton
