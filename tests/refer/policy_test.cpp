// The referral policy alone (outcome table 2.1).
#include "src/refer/policy.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace baton::core {
namespace {

/// What an ordinary REFER in a call that stands is like. The views borrow `refer_to`.
ReferralFacts facts_of(std::string_view refer_to = "<sip:carol@example.com>") {
  ReferralFacts facts;
  EXPECT_EQ(read_refer_target(refer_to, facts.target), Errc::ok) << refer_to;
  return facts;
}

TEST(Policy, LetsAnOrdinaryReferThrough) {
  EXPECT_EQ(evaluate(facts_of(), {}), ReferralRefusal::none);
  EXPECT_EQ(status_of(ReferralRefusal::none), 0);
}

TEST(Policy, RefusesInTheOrderOfTheTable) {
  StackOptions options;
  options.referral.want_digest = true;
  options.referral.refused_numbers = "+1900";
  options.referral.hosts = "good.example";
  ReferralFacts facts = facts_of("<sip:+19005@bad.example;method=BYE?Require=x&Route=y>");
  facts.supported_require = false;
  facts.refer_to_count = 2;
  facts.handler = false;
  facts.own_refer_open = true;
  facts.room = false;
  facts.in_call = false;
  facts.confirmed_call = false;
  facts.rate_reached = true;
  facts.depth = 8;
  facts.live = 1;
  facts.over_tls = true;
  facts.allowed = false;
  facts.refers_to_self = true;
  std::set<ReferralRefusal> seen{ReferralRefusal::none};
  const auto expect = [&](ReferralRefusal refusal, std::uint16_t status) {
    EXPECT_EQ(name(evaluate(facts, options)), name(refusal));
    EXPECT_EQ(status_of(refusal), status) << name(refusal);
    seen.insert(refusal);
  };
  expect(ReferralRefusal::extension, 420);
  facts.supported_require = true;
  expect(ReferralRefusal::malformed, 400);
  facts.refer_to_count = 1;
  expect(ReferralRefusal::no_handler, 405);
  facts.handler = true;
  expect(ReferralRefusal::glare, 491);
  facts.own_refer_open = false;
  expect(ReferralRefusal::no_room, 500);
  facts.room = true;
  expect(ReferralRefusal::outside_dialog, 403);
  facts.in_call = true;
  expect(ReferralRefusal::unproven, 401);
  facts.proven = true;
  expect(ReferralRefusal::number, 403);
  options.referral.refused_numbers = {};
  expect(ReferralRefusal::host, 403);
  options.referral.hosts = {};
  expect(ReferralRefusal::rate, 403);
  facts.rate_reached = false;
  expect(ReferralRefusal::depth, 403);
  facts.depth = 7;
  expect(ReferralRefusal::too_many, 403);
  facts.live = 0;
  expect(ReferralRefusal::method, 403);
  facts.target.method = "INVITE";
  expect(ReferralRefusal::header, 403);
  facts.target.other_headers = false;
  expect(ReferralRefusal::uri_extension, 403);
  facts.target.require = {};
  expect(ReferralRefusal::downgrade, 403);
  facts.over_tls = false;
  expect(ReferralRefusal::switched_off, 403);
  facts.allowed = true;
  expect(ReferralRefusal::self, 403);
  facts.refers_to_self = false;
  options.referral.sip = false;
  expect(ReferralRefusal::scheme, 603);
  options.referral.sip = true;
  expect(ReferralRefusal::no_call, 603);
  facts.confirmed_call = true;
  EXPECT_EQ(evaluate(facts, options), ReferralRefusal::none);
  EXPECT_EQ(seen.size(), referral_refusals) << "every refusal has its turn";
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
  EXPECT_EQ(evaluate(facts, {}), ReferralRefusal::outside_dialog);
  StackOptions options;
  options.referral.outside_dialogs = true;
  EXPECT_EQ(evaluate(facts, options), ReferralRefusal::none);
}

TEST(Policy, NumbersAreComparedWithoutSeparatorsAndEscapes) {
  StackOptions options;
  options.referral.refused_numbers = "+1900  0-900";
  options.referral.tel = true;
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
    EXPECT_EQ(evaluate(facts_of(row.refer_to), options) == ReferralRefusal::number, row.refused) << row.refer_to;
  }
}

TEST(Policy, AListOfAllowedNumbersRefusesEveryOtherNumberButNoName) {
  StackOptions options;
  options.referral.allowed_numbers = "+49 1";
  options.referral.refused_numbers = "+49900";
  EXPECT_EQ(evaluate(facts_of("<sip:+4930@x>"), options), ReferralRefusal::none);
  EXPECT_EQ(evaluate(facts_of("<sip:112@x>"), options), ReferralRefusal::none);
  EXPECT_EQ(evaluate(facts_of("<sip:+49900@x>"), options), ReferralRefusal::number);
  EXPECT_EQ(evaluate(facts_of("<sip:+33@x>"), options), ReferralRefusal::number);
  EXPECT_EQ(evaluate(facts_of("<sip:*21*33@x>"), options), ReferralRefusal::number) << "a code that forwards";
  EXPECT_EQ(evaluate(facts_of("<sip:carol@x>"), options), ReferralRefusal::none);
}

ReferralRefusal judged(std::string_view refer_to, std::string_view refused, std::string_view allowed) {
  StackOptions options;
  options.referral.refused_numbers = refused;
  options.referral.allowed_numbers = allowed;
  options.referral.tel = true;
  return evaluate(facts_of(refer_to), options);
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
  StackOptions options;
  options.referral.hosts = "good.example 192.0.2.1 [2001:db8::1]";
  for (const char* const elsewhere :
       {"maddr=203.0.113.9", "MADDR=203.0.113.9", "m%61ddr=203.0.113.9", "maddr=192.0.2.1;maddr=203.0.113.9",
        "transport=udp;maddr=evil.example", "maddr=good.example.evil.example", "maddr", "maddr=good%2Eexample"}) {
    const std::string refer_to = "<sip:x@good.example;" + std::string(elsewhere) + ">";
    EXPECT_EQ(name(evaluate(facts_of(refer_to), options)), "host") << elsewhere;
  }
  for (const char* const near : {"maddr=192.0.2.1", "maddr=GOOD.example", "maddr=[2001:db8::1]", "x=203.0.113.9"}) {
    const std::string refer_to = "<sip:x@good.example;" + std::string(near) + ">";
    EXPECT_EQ(name(evaluate(facts_of(refer_to), options)), "none") << near;
  }
  ReferTarget redirect;
  ASSERT_EQ(read_refer_target("<sip:x@good.example;maddr=203.0.113.9>", redirect), Errc::ok);
  EXPECT_EQ(name(evaluate_target(redirect, options, false)), "host");
}

TEST(Policy, HostsAreComparedWithoutCase) {
  StackOptions options;
  options.referral.hosts = "example.com [2001:db8::1]";
  EXPECT_EQ(evaluate(facts_of("<sip:a@EXAMPLE.com:5070>"), options), ReferralRefusal::none);
  EXPECT_EQ(evaluate(facts_of("<sip:a@[2001:db8::1]>"), options), ReferralRefusal::none);
  EXPECT_EQ(evaluate(facts_of("<sip:a@sub.example.com>"), options), ReferralRefusal::host);
  EXPECT_EQ(evaluate(facts_of("<sip:example.com@evil.test>"), options), ReferralRefusal::host);
}

TEST(Policy, SchemesAreSwitchedOneByOne) {
  StackOptions options;
  EXPECT_EQ(evaluate(facts_of("<tel:+1>"), options), ReferralRefusal::scheme);
  EXPECT_EQ(evaluate(facts_of("<http://example.com/>"), options), ReferralRefusal::scheme);
  options.referral.tel = true;
  options.referral.sips = false;
  EXPECT_EQ(evaluate(facts_of("<tel:+1>"), options), ReferralRefusal::none);
  EXPECT_EQ(evaluate(facts_of("<sips:a@x>"), options), ReferralRefusal::scheme);
}

TEST(Policy, AReferThatCameOverTlsStaysSecure) {
  StackOptions options;
  ReferralFacts facts = facts_of("<sip:a@x;transport=tls>");
  facts.over_tls = true;
  EXPECT_EQ(evaluate(facts, options), ReferralRefusal::downgrade);
  options.referral.keep_secure = false;
  EXPECT_EQ(evaluate(facts, options), ReferralRefusal::none);
  options.referral.keep_secure = true;
  facts = facts_of("<sips:a@x>");
  facts.over_tls = true;
  EXPECT_EQ(evaluate(facts, options), ReferralRefusal::none);
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
    EXPECT_EQ(name(evaluate(facts_of(refer_to), {})), name(row.refusal)) << row.headers;
  }
}

TEST(Policy, ARedirectIsJudgedByItsTargetAlone) {
  StackOptions options;
  options.referral.refused_numbers = "+1900";
  ReferTarget target;
  ASSERT_EQ(read_refer_target("<sip:+1900@x>", target), Errc::ok);
  EXPECT_EQ(evaluate_target(target, options, false), ReferralRefusal::number);
  ASSERT_EQ(read_refer_target("<sip:a@x?Route=b>", target), Errc::ok);
  EXPECT_EQ(evaluate_target(target, options, false), ReferralRefusal::header);
  ASSERT_EQ(read_refer_target("<sip:a@x>", target), Errc::ok);
  EXPECT_EQ(evaluate_target(target, options, true), ReferralRefusal::downgrade);
  EXPECT_EQ(evaluate_target(target, options, false), ReferralRefusal::none);
  ASSERT_EQ(read_refer_target("<mailto:a@x>", target), Errc::ok);
  EXPECT_EQ(evaluate_target(target, options, false), ReferralRefusal::scheme);
}

TEST(ReferralRate, NeverMoreThanTheLimitInAnyOneMinute) {
  for (const Microseconds step : {seconds(1), milliseconds(700), seconds(3), seconds(61)}) {
    ReferralRate rate;
    std::vector<Time> passed;
    for (Time now{-seconds(500)}; now < Time{seconds(500)}; now = now + step) {
      if (rate.reached(5, now)) continue;
      rate.count(now);
      passed.push_back(now);
      std::size_t in_minute = 0;
      for (const Time time : passed) in_minute += now - time < seconds(60) ? 1U : 0U;
      EXPECT_LE(in_minute, 5u);
    }
    EXPECT_GE(passed.size(), 15u) << "and what is older than 70 s counts no more";
  }
}

TEST(ReferralRate, ZeroIsNoLimit) {
  ReferralRate rate;
  for (int i = 0; i < 1000; ++i) rate.count(Time{});
  EXPECT_FALSE(rate.reached(0, Time{}));
  EXPECT_TRUE(rate.reached(1000, Time{}));
  EXPECT_FALSE(rate.reached(1001, Time{}));
}

}  // namespace
}  // namespace baton::core
