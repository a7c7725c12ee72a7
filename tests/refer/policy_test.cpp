// The referral policy alone (outcome table 2.1).
#include "src/refer/policy.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>

namespace baton::core {
namespace {

/// What an ordinary REFER in a call that stands is like. The views borrow `refer_to`.
ReferralFacts facts_of(std::string_view refer_to = "<sip:carol@example.com>") {
  ReferralFacts facts;
  EXPECT_EQ(read_refer_target(refer_to, facts.target), Errc::ok) << refer_to;
  return facts;
}

TEST(Policy, LetsAnOrdinaryReferThrough) {
  EXPECT_EQ(evaluate(facts_of(), {}, {}), ReferralRefusal::none);
  EXPECT_EQ(status_of(ReferralRefusal::none), 0);
}

/// One fault of a REFER or of the policy, and what alone it leads to.
struct Fault {
  ReferralRefusal refusal;
  std::uint16_t status;
  void (*commit)(ReferralFacts&, ReferralPolicy&);
};

/// In the order of outcome table 2.1.
constexpr Fault faults[] = {
    {ReferralRefusal::extension, 420, [](ReferralFacts& f, ReferralPolicy&) { f.supported_require = false; }},
    {ReferralRefusal::malformed, 400, [](ReferralFacts& f, ReferralPolicy&) { f.refer_to_count = 2; }},
    {ReferralRefusal::malformed, 400, [](ReferralFacts& f, ReferralPolicy&) { f.contact_count = 0; }},
    {ReferralRefusal::malformed, 400, [](ReferralFacts& f, ReferralPolicy&) { f.refer_to_readable = false; }},
    {ReferralRefusal::no_handler, 405, [](ReferralFacts& f, ReferralPolicy&) { f.handler = false; }},
    {ReferralRefusal::glare, 491, [](ReferralFacts& f, ReferralPolicy&) { f.own_refer_open = true; }},
    {ReferralRefusal::no_room, 500, [](ReferralFacts& f, ReferralPolicy&) { f.room = false; }},
    {ReferralRefusal::outside_dialog, 403, [](ReferralFacts& f, ReferralPolicy&) { f.in_call = false; }},
    {ReferralRefusal::unproven, 401, [](ReferralFacts&, ReferralPolicy& p) { p.want_digest = true; }},
    {ReferralRefusal::number, 403, [](ReferralFacts&, ReferralPolicy& p) { p.refused_numbers = "+1900"; }},
    {ReferralRefusal::number, 403, [](ReferralFacts&, ReferralPolicy& p) { p.allowed_numbers = "+49"; }},
    {ReferralRefusal::host, 403, [](ReferralFacts&, ReferralPolicy& p) { p.hosts = "good.example"; }},
    {ReferralRefusal::rate, 403, [](ReferralFacts& f, ReferralPolicy&) { f.rate_reached = true; }},
    {ReferralRefusal::depth, 403, [](ReferralFacts& f, ReferralPolicy& p) { f.depth = p.depth = 3; }},
    {ReferralRefusal::too_many, 403, [](ReferralFacts& f, ReferralPolicy& p) { f.live = p.live_per_call = 2; }},
    {ReferralRefusal::method, 403, [](ReferralFacts& f, ReferralPolicy&) { f.target.method = "BYE"; }},
    {ReferralRefusal::header, 403, [](ReferralFacts& f, ReferralPolicy&) { f.target.other_headers = true; }},
    {ReferralRefusal::uri_extension, 403, [](ReferralFacts& f, ReferralPolicy&) { f.target.require = "x"; }},
    {ReferralRefusal::downgrade, 403, [](ReferralFacts& f, ReferralPolicy&) { f.over_tls = true; }},
    {ReferralRefusal::switched_off, 403, [](ReferralFacts& f, ReferralPolicy&) { f.allowed = false; }},
    {ReferralRefusal::self, 403, [](ReferralFacts& f, ReferralPolicy&) { f.refers_to_self = true; }},
    {ReferralRefusal::scheme, 603, [](ReferralFacts&, ReferralPolicy& p) { p.sip = false; }},
    {ReferralRefusal::no_call, 603, [](ReferralFacts& f, ReferralPolicy&) { f.confirmed_call = false; }},
};

/// The number in it makes each fault possible.
constexpr std::string_view a_number = "<sip:+19005@bad.example>";

// Every two faults at once, the same one twice included; and each with all that come behind it.
TEST(Policy, RefusesInTheOrderOfTheTable) {
  std::array<bool, referral_refusals> seen{true};  // none
  const auto expect = [&seen](const Fault& first, const ReferralFacts& facts, const ReferralPolicy& policy) {
    EXPECT_EQ(name(evaluate(facts, policy, {})), name(first.refusal));
    EXPECT_EQ(status_of(first.refusal), first.status) << name(first.refusal);
    seen[static_cast<std::size_t>(first.refusal)] = true;
  };
  for (std::size_t i = 0; i < std::size(faults); ++i) {
    ReferralFacts all = facts_of(a_number);
    ReferralPolicy all_policy;
    for (std::size_t j = i; j < std::size(faults); ++j) {
      ReferralFacts facts = facts_of(a_number);
      ReferralPolicy policy;
      faults[j].commit(facts, policy);
      faults[i].commit(facts, policy);
      expect(faults[i], facts, policy);
      faults[j].commit(all, all_policy);
    }
    expect(faults[i], all, all_policy);
  }
  EXPECT_EQ(std::count(seen.begin(), seen.end(), true), static_cast<std::ptrdiff_t>(referral_refusals))
      << "every refusal has its turn";
  EXPECT_EQ(evaluate(facts_of(a_number), {}, {}), ReferralRefusal::none) << "and without a fault there is none";
}

// What the Stack's own policy says is nothing to an account or a call that has another.
TEST(Policy, TheOneGivenIsJudgedByAndNotTheStacks) {
  StackOptions options;
  options.referral = {.outside_dialogs = true, .sip = false, .keep_secure = false, .refused_numbers = "+1900",
                      .depth = 0, .live_per_call = 0};
  EXPECT_EQ(evaluate(facts_of(a_number), {}, options), ReferralRefusal::none);
  for (const Fault& fault : faults) {
    ReferralFacts facts = facts_of(a_number);
    ReferralPolicy policy;
    fault.commit(facts, policy);
    EXPECT_EQ(name(evaluate(facts, policy, options)), name(fault.refusal));
  }
}

TEST(Policy, NoStatusOfItEndsThePeersDialog_Rfc5057_5_1) {
  for (std::size_t i = 1; i < referral_refusals; ++i) {
    const auto refusal = static_cast<ReferralRefusal>(i);
    const int status = status_of(refusal);
    for (const int ending : {404, 408, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 502, 604}) {
      EXPECT_NE(status, ending) << name(refusal);
    }
    EXPECT_FALSE(text(refusal).empty());
  }
}

TEST(Policy, OutOfDialogNeedsNoCallOnceItIsSwitchedOn) {
  ReferralFacts facts = facts_of();
  facts.in_call = false;
  facts.confirmed_call = false;
  EXPECT_EQ(evaluate(facts, {}, {}), ReferralRefusal::outside_dialog);
  ReferralPolicy policy;
  policy.outside_dialogs = true;
  EXPECT_EQ(evaluate(facts, policy, {}), ReferralRefusal::none);
}

TEST(Policy, NumbersAreComparedWithoutSeparatorsAndEscapes) {
  ReferralPolicy policy;
  policy.refused_numbers = "+1900  0-900";
  policy.tel = true;
  struct Row {
    std::string_view refer_to;
    bool refused;
  };
  constexpr Row rows[] = {
      {"<sip:+19001234@x>", true},
      {"<sip:+1-900.12(34)@x>", true},
      {"<sip:%2B1%3900@x>", true},
      {"<sip:+1900;phone-context=x@x;user=phone>", true},
      {"<sips:+1900@x>", true},
      {"<tel:+1-900-1234>", true},
      {"<sip:0900@x>", true},
      {"<sip:+1901@x>", false},
      {"<sip:+190@x>", false},
      {"<sip:1900@x>", false},
      {"<sip:carol@x>", false},
      {"<sip:x>", false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(evaluate(facts_of(row.refer_to), policy, {}) == ReferralRefusal::number, row.refused) << row.refer_to;
  }
}

TEST(Policy, AListOfAllowedNumbersRefusesEveryOtherNumberButNoName) {
  ReferralPolicy policy;
  policy.allowed_numbers = "+49 1";
  policy.refused_numbers = "+49900";
  EXPECT_EQ(evaluate(facts_of("<sip:+4930@x>"), policy, {}), ReferralRefusal::none);
  EXPECT_EQ(evaluate(facts_of("<sip:112@x>"), policy, {}), ReferralRefusal::none);
  EXPECT_EQ(evaluate(facts_of("<sip:+49900@x>"), policy, {}), ReferralRefusal::number);
  EXPECT_EQ(evaluate(facts_of("<sip:+33@x>"), policy, {}), ReferralRefusal::number);
  EXPECT_EQ(evaluate(facts_of("<sip:*21*33@x>"), policy, {}), ReferralRefusal::number) << "a code that forwards";
  EXPECT_EQ(evaluate(facts_of("<sip:carol@x>"), policy, {}), ReferralRefusal::none);
}

ReferralRefusal judged(std::string_view refer_to, std::string_view refused, std::string_view allowed) {
  ReferralPolicy policy;
  policy.refused_numbers = refused;
  policy.allowed_numbers = allowed;
  policy.tel = true;
  return evaluate(facts_of(refer_to), policy, {});
}

// A gateway may drop what it cannot dial.
TEST(Policy, WhatCouldBeDialledAndCannotBeReadAsANumberIsRefused) {
  for (const char* const target :
       {"sip:0900123%20@gw", "sip:0900123x@gw", "sip:0900123A@gw", "sip:0900%3Bx@gw", "sip:0900,1@gw", "sip:%200900@gw",
        "sip:%000900@gw", "sip:_0900@gw", "sip:;0900@gw", "sip:-;0900@gw", "sip:~0-9-0-0@gw", "sip:0%0D900@gw",
        "sip:A0900@gw", "sip:d0900*@gw", "sip:*310900@gw", "sip:*31%230900@gw", "sip:%23310900@gw", "sip:1*0900@gw",
        "sip:x0900@gw;user=phone", "sip:x0900@gw;USER=Phone", "sip:++0900@gw", "sip:0+900@gw", "sip:%EF%BC%900900@gw",
        "sips:0900123x@gw", "tel:0900;phone-context=x", "tel:0-9(0)0;ext=1", "sip:0900:secret@gw",
        "sip:0900123456789012345678901234567890123456789@gw", "sip:4912345678901234567890123456789012345678901@gw"}) {
    const std::string refer_to = "<" + std::string(target) + ">";
    EXPECT_EQ(name(judged(refer_to, "0900", {})), "number") << target;
    EXPECT_EQ(name(judged(refer_to, {}, "+49 +1")), "number") << target;
    EXPECT_EQ(name(judged(refer_to, {}, {})), "none") << "no rule for numbers, " << target;
  }
}

TEST(Policy, NamesAndNumbersThatAreReadPass) {
  for (const char* const target :
       {"sip:alice@gw", "sip:bob2@gw", "sip:x0900@gw", "sip:%61lice@gw", "sip:alice;0900@gw", "sip:dave@gw", "sip:gw",
        "sip:gw;user=phone", "sip:-alice@gw", "sip:%C3%B6zil@gw", "sip:alice%200900@gw", "sip:+49-30.(123)@gw",
        "sip:%2b4930@gw", "sip:+49;phone-context=x@gw", "tel:+4930;isub=1", "sip:0049:1@gw", "sip:*97@gw",
        "tel:030;phone-context=+49", "sip:00491*2%23@gw;user=phone",
        "sip:1234567890123456789012345678901234567890@gw"}) {
    const std::string refer_to = "<" + std::string(target) + ">";
    EXPECT_EQ(name(judged(refer_to, "0900 +1", {})), "none") << target;
    EXPECT_EQ(name(judged(refer_to, {}, "+49 0 1 *97")), "none") << target;
  }
}

TEST(Policy, ALocalNumberMustPassInItsContextToo_Rfc3966_5_1_5) {
  EXPECT_EQ(name(judged("<tel:900;phone-context=+1>", "+1900", {})), "number");
  EXPECT_EQ(name(judged("<tel:900;phone-context=example.com;PHONE-context=+1>", "+1900", {})), "number");
  EXPECT_EQ(name(judged("<sip:900;phone-context=%2b1@gw;user=phone>", "+1900", {})), "number");
  EXPECT_EQ(name(judged("<sip:900@gw;phone-context=+1>", "+1900", {})), "number");
  EXPECT_EQ(name(judged("<tel:0123;phone-context=+1>", {}, "0")), "number");
  EXPECT_EQ(name(judged("<tel:0123;phone-context=+1>", {}, "0 +1")), "none");
  EXPECT_EQ(name(judged("<tel:901;phone-context=+1>", "+1900", {})), "none");
  EXPECT_EQ(name(judged("<tel:+1901;phone-context=+1>", "+1900", {})), "none");
}

TEST(Policy, AMaddrMustBeAListedHostToo_Rfc3261_16_5) {
  ReferralPolicy policy;
  policy.hosts = "good.example 192.0.2.1 [2001:db8::1]";
  for (const char* const elsewhere :
       {"maddr=203.0.113.9", "MADDR=203.0.113.9", "m%61ddr=203.0.113.9", "maddr=192.0.2.1;maddr=203.0.113.9",
        "transport=udp;maddr=evil.example", "maddr=good.example.evil.example", "maddr", "maddr=good%2Eexample"}) {
    const std::string refer_to = "<sip:x@good.example;" + std::string(elsewhere) + ">";
    EXPECT_EQ(name(evaluate(facts_of(refer_to), policy, {})), "host") << elsewhere;
  }
  for (const char* const near : {"maddr=192.0.2.1", "maddr=GOOD.example", "maddr=[2001:db8::1]", "x=203.0.113.9"}) {
    const std::string refer_to = "<sip:x@good.example;" + std::string(near) + ">";
    EXPECT_EQ(name(evaluate(facts_of(refer_to), policy, {})), "none") << near;
  }
  ReferTarget redirect;
  ASSERT_EQ(read_refer_target("<sip:x@good.example;maddr=203.0.113.9>", redirect), Errc::ok);
  EXPECT_EQ(name(evaluate_target(redirect, policy, {}, false)), "host");
}

TEST(Policy, HostsAreComparedWithoutCase) {
  ReferralPolicy policy;
  policy.hosts = "example.com [2001:db8::1]";
  EXPECT_EQ(evaluate(facts_of("<sip:a@EXAMPLE.com:5070>"), policy, {}), ReferralRefusal::none);
  EXPECT_EQ(evaluate(facts_of("<sip:a@[2001:db8::1]>"), policy, {}), ReferralRefusal::none);
  EXPECT_EQ(evaluate(facts_of("<sip:a@sub.example.com>"), policy, {}), ReferralRefusal::host);
  EXPECT_EQ(evaluate(facts_of("<sip:example.com@evil.test>"), policy, {}), ReferralRefusal::host);
}

TEST(Policy, SchemesAreSwitchedOneByOne) {
  ReferralPolicy policy;
  EXPECT_EQ(evaluate(facts_of("<tel:+1>"), policy, {}), ReferralRefusal::scheme);
  EXPECT_EQ(evaluate(facts_of("<http://example.com/>"), policy, {}), ReferralRefusal::scheme);
  policy.tel = true;
  policy.sips = false;
  EXPECT_EQ(evaluate(facts_of("<tel:+1>"), policy, {}), ReferralRefusal::none);
  EXPECT_EQ(evaluate(facts_of("<sips:a@x>"), policy, {}), ReferralRefusal::scheme);
}

TEST(Policy, AReferThatCameOverTlsStaysSecure) {
  ReferralPolicy policy;
  ReferralFacts facts = facts_of("<sip:a@x;transport=tls>");
  facts.over_tls = true;
  EXPECT_EQ(evaluate(facts, policy, {}), ReferralRefusal::downgrade);
  policy.keep_secure = false;
  EXPECT_EQ(evaluate(facts, policy, {}), ReferralRefusal::none);
  policy.keep_secure = true;
  facts = facts_of("<sips:a@x>");
  facts.over_tls = true;
  EXPECT_EQ(evaluate(facts, policy, {}), ReferralRefusal::none);
}

TEST(Policy, HeadersOfTheUriPassByAllowList_Rfc3261_19_1_5) {
  struct Row {
    std::string_view headers;
    ReferralRefusal refusal;
  };
  constexpr Row rows[] = {
      {"Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2&Require=replaces", ReferralRefusal::none},
      {"replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2", ReferralRefusal::none},
      {"Require=tdialog%2C%20nosub", ReferralRefusal::none},
      {"Require=100rel", ReferralRefusal::uri_extension},
      {"Require=replaces%2C100rel", ReferralRefusal::uri_extension},
      {"Accept-Contact=*%3Baudio&Accept-Contact=*%3Bvideo", ReferralRefusal::none},
      {"User-to-User=56a390f3%3Bencoding%3Dhex", ReferralRefusal::none},
      {"Target-Dialog=a%3Blocal-tag%3D1%3Bremote-tag%3D2", ReferralRefusal::none},
      {"Route=%3Csip%3Aevil%3E", ReferralRefusal::header},
      {"From=sip%3Aceo%40x", ReferralRefusal::header},
      {"body=v%3D0", ReferralRefusal::header},
      {"Repl%61ces=a%3Bto-tag%3D1%3Bfrom-tag%3D2", ReferralRefusal::header},
      {"Replaces=a&Replaces=b", ReferralRefusal::header},
      {"Require=replaces&Require=replaces", ReferralRefusal::header},
      {"User-to-User=a%0D%0ARoute:%20b", ReferralRefusal::header},
      {"Accept-Contact=a%0a", ReferralRefusal::header},
      {"Replaces=a%00", ReferralRefusal::header},
  };
  for (const Row& row : rows) {
    const std::string refer_to = "<sip:a@x?" + std::string(row.headers) + ">";
    EXPECT_EQ(name(evaluate(facts_of(refer_to), {}, {})), name(row.refusal)) << row.headers;
  }
}

TEST(Policy, ARedirectIsJudgedByItsTargetAlone) {
  ReferralPolicy policy;
  policy.refused_numbers = "+1900";
  ReferTarget target;
  ASSERT_EQ(read_refer_target("<sip:+1900@x>", target), Errc::ok);
  EXPECT_EQ(evaluate_target(target, policy, {}, false), ReferralRefusal::number);
  ASSERT_EQ(read_refer_target("<sip:a@x?Route=b>", target), Errc::ok);
  EXPECT_EQ(evaluate_target(target, policy, {}, false), ReferralRefusal::header);
  ASSERT_EQ(read_refer_target("<sip:a@x>", target), Errc::ok);
  EXPECT_EQ(evaluate_target(target, policy, {}, true), ReferralRefusal::downgrade);
  EXPECT_EQ(evaluate_target(target, policy, {}, false), ReferralRefusal::none);
  ASSERT_EQ(read_refer_target("<mailto:a@x>", target), Errc::ok);
  EXPECT_EQ(evaluate_target(target, policy, {}, false), ReferralRefusal::scheme);
}

}  // namespace
}  // namespace baton::core
