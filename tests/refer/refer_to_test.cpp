// Refer-To as we write it: what is put in comes out again (field notes 1 to 8).
#include "src/refer/refer_to.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

#include "baton/header_values.hpp"
#include "src/refer/refer_target.hpp"

namespace baton::core {
namespace {

struct Composed {
  Errc error = Errc::ok;
  std::string text;
};

Composed compose(std::string_view uri, std::string_view method = {}, const ReplacesTexts* replaces = nullptr,
                 std::size_t room = 1024) {
  std::string buffer(room, '\0');
  TextJoiner joiner(buffer);
  std::string_view refer_to;
  const Errc error = compose_refer_to(uri, method, replaces, joiner, refer_to);
  return {error, std::string(error == Errc::ok ? refer_to : std::string_view{})};
}

const ReplacesTexts plain{.call_id = "id", .local_tag = "ours", .remote_tag = "theirs"};

TEST(ReferTo, IsTheUriItselfWhereNothingIsAdded) {
  for (const char* uri : {"sip:a?b@host", "tel:+1;x=y", "sip:h;p=%41?S=%20", "sips:a@b"}) {
    EXPECT_EQ(compose(uri).text, uri);
  }
}

TEST(ReferTo, ToTagIsThePeersAndFromTagOurs_Rfc3891_3) {
  EXPECT_EQ(compose("sip:c@h", {}, &plain).text, "sip:c@h?Replaces=id%3Bto-tag%3Dtheirs%3Bfrom-tag%3Dours");
}

TEST(ReferTo, MethodStandsBehindTheParametersAndAheadOfTheHeaders) {
  EXPECT_EQ(compose("sip:c@h;x", "BYE", &plain).text,
            "sip:c@h;x;method=BYE?Replaces=id%3Bto-tag%3Dtheirs%3Bfrom-tag%3Dours");
  EXPECT_EQ(compose("sip:c?d@h?Subject=a", "BYE", &plain).text,
            "sip:c?d@h;method=BYE?Subject=a&Replaces=id%3Bto-tag%3Dtheirs%3Bfrom-tag%3Dours");
}

TEST(ReferTo, RefusesWhatCannotBeWritten) {
  EXPECT_EQ(compose("carol", {}, &plain).error, Errc::bad_uri);
  EXPECT_EQ(compose("tel:+1", {}, &plain).error, Errc::unsupported_uri);
  EXPECT_EQ(compose("tel:+1", "BYE").error, Errc::unsupported_uri);
  EXPECT_EQ(compose("sip:c@h;method=INVITE", "BYE").error, Errc::bad_uri);
  EXPECT_EQ(compose("sip:c@h", "B;YE").error, Errc::bad_uri);
  EXPECT_EQ(compose("sip:c@h?replaces=x", {}, &plain).error, Errc::bad_uri);
  EXPECT_EQ(compose("sip:c@h", {}, &plain, 40).error, Errc::buffer_too_small);
}

/// Any octets in Call-ID and tags that can stand in a message: escape, split, unescape once, parse.
TEST(ReferTo, Notes3To7_AnyCallIdAndTagsSurviveBeingWrittenAndRead) {
  std::mt19937 random(7);
  // RFC 3261 25.1: word and "@" for a Call-ID, token for a tag.
  const std::string token = "abcXYZ019-.!%*_+`'~";
  const std::string word = token + "()<>:\\\"/[]?{}";
  const auto draw = [&](const std::string& alphabet, std::size_t most) {
    std::string text;
    for (std::size_t i = 1 + random() % most; i != 0; --i) text += alphabet[random() % alphabet.size()];
    return text;
  };
  for (int run = 0; run < 20'000; ++run) {
    const std::string call_id = draw(word, 40) + (random() % 2 == 0 ? "@" + draw(word, 20) : "");
    const std::string ours = draw(token, 30);
    const std::string theirs = draw(token, 30);
    const ReplacesTexts texts{.call_id = call_id, .local_tag = ours, .remote_tag = theirs};
    const char* const uri = random() % 2 == 0 ? "sip:carol@10.0.0.3;x=%41" : "sip:carol@10.0.0.3?Subject=%20";
    const Composed made = compose(uri, random() % 2 == 0 ? "INVITE" : "", &texts);
    ASSERT_EQ(made.error, Errc::ok) << call_id;
    ReferTarget target;
    const std::string header = "<" + made.text + ">";
    ASSERT_EQ(read_refer_target(header, target), Errc::ok) << made.text;
    std::array<char, 256> value{};
    const auto size = unescape(target.replaces, value);
    ASSERT_TRUE(size) << made.text;
    ReplacesView view;
    ASSERT_EQ(parse_replaces({value.data(), *size}, view), Errc::ok) << made.text;
    EXPECT_EQ(view.call_id, call_id);
    EXPECT_EQ(view.to_tag, theirs);
    EXPECT_EQ(view.from_tag, ours);
    EXPECT_FALSE(view.early_only);
  }
}

TEST(ReferTo, ABareUserIsThePeersEscapedOrNot) {
  EXPECT_TRUE(names_user_of("carol", "sip:carol@h"));
  EXPECT_TRUE(names_user_of("a b", "sip:a%20b@h"));
  EXPECT_TRUE(names_user_of("a%20b", "sip:a%20b@h"));
  EXPECT_FALSE(names_user_of("carol@h", "sip:carol@h"));
  EXPECT_FALSE(names_user_of("Carol", "sip:carol@h")) << "users are compared with case";
  EXPECT_FALSE(names_user_of("", "sip:h"));
}

TEST(ReferTo, AnonymousIsKnownByItsHost) {
  EXPECT_TRUE(is_anonymous("sip:anonymous@Anonymous.Invalid"));
  EXPECT_TRUE(is_anonymous("sip:x@anonymous.invalid;user=phone"));
  EXPECT_FALSE(is_anonymous("sip:anonymous@example.com"));
}

}  // namespace
}  // namespace baton::core
