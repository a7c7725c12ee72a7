// Errors, methods, status codes: the tables of words.
#include <gtest/gtest.h>

#include <set>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

TEST(Errc, EachHasANameAndATextOfItsOwn) {
  std::set<std::string_view> names;
  std::set<std::string_view> texts;
  for (unsigned code = 0; code < errc_count; ++code) {
    const auto errc = static_cast<Errc>(code);
    EXPECT_FALSE(name(errc).empty());
    EXPECT_FALSE(text(errc).empty()) << name(errc);
    EXPECT_FALSE(text(errc).ends_with('.')) << name(errc);
    EXPECT_TRUE(names.insert(name(errc)).second) << name(errc);
    EXPECT_TRUE(texts.insert(text(errc)).second) << name(errc);
  }
}

TEST(Errc, NamesAreTheEnumerators) {
  EXPECT_EQ(name(Errc::ok), "ok");
  EXPECT_EQ(name(Errc::bad_start_line), "bad_start_line");
  EXPECT_EQ(name(Errc::stray_ack), "stray_ack");
}

TEST(Errc, AnUnknownCodeIsNotRead) {
  EXPECT_FALSE(name(static_cast<Errc>(255)).empty());
}

TEST(Method, TokensAndEnumeratorsAnswerEachOther) {
  for (unsigned index = 1; index <= static_cast<unsigned>(Method::publish); ++index) {
    const auto method = static_cast<Method>(index);
    EXPECT_FALSE(method_text(method).empty()) << index;
    EXPECT_EQ(method_from(method_text(method)), method);
  }
  EXPECT_EQ(method_text(Method::other), "");
}

TEST(Method, IsCaseSensitive_Rfc3261_7_1) {
  EXPECT_EQ(method_from("INVITE"), Method::invite);
  EXPECT_EQ(method_from("invite"), Method::other);
  EXPECT_EQ(method_from("Invite"), Method::other);
}

TEST(Method, NearMissesAreOthers) {
  for (const std::string_view token : {"", "I", "INVIT", "INVITE ", "INVITEE", "REGISTER_"}) {
    EXPECT_EQ(method_from(token), Method::other) << token;
  }
  EXPECT_EQ(method_from(std::string_view("ACK\0", 4)), Method::other);
}

TEST(ReasonPhrase, KnownCodesHaveTheirs) {
  EXPECT_EQ(reason_phrase(100), "Trying");
  EXPECT_EQ(reason_phrase(202), "Accepted");
  EXPECT_EQ(reason_phrase(481), "Call/Transaction Does Not Exist");
  EXPECT_EQ(reason_phrase(603), "Decline");
}

TEST(ReasonPhrase, IsNeverEmptyFrom100To699) {
  for (std::uint16_t status = 100; status < 700; ++status) {
    EXPECT_FALSE(reason_phrase(status).empty()) << status;
  }
  EXPECT_EQ(reason_phrase(99), "");
  EXPECT_EQ(reason_phrase(700), "");
  EXPECT_EQ(reason_phrase(0), "");
  EXPECT_EQ(reason_phrase(65535), "");
}

TEST(StatusFor, IsWhatAUserAgentServerAnswers) {
  EXPECT_EQ(status_for(Errc::ok), 0);
  EXPECT_EQ(status_for(Errc::empty_message), 0) << "a keep-alive is not answered";
  EXPECT_EQ(status_for(Errc::bad_version), 505);
  EXPECT_EQ(status_for(Errc::message_too_long), 513);
  EXPECT_EQ(status_for(Errc::bad_header_value), 400);
  EXPECT_EQ(status_for(Errc::transactions_full), 0) << "not the parser's to say";
}

struct Provoked {
  Errc code;
  std::string_view octets;
  std::string_view reason;
};

// Every error that reading a message can end with, once.
const Provoked provoked[] = {
    {Errc::empty_message, "", "no octet"},
    {Errc::empty_message, "\r\n\r\n", "RFC 5626 3.5.1: a keep-alive"},
    {Errc::truncated, "BYE sip:a@b SIP/2.0\r\nVia: x\r\n", "no empty line"},
    {Errc::truncated, "BYE sip:a@b SIP/2.0", "no line end"},
    {Errc::bad_start_line, "hello\r\n\r\n", "RFC 3261 25.1"},
    {Errc::bad_version, "BYE sip:a@b SIP/3.0\r\n\r\n", "RFC 3261 7.1"},
    {Errc::bad_method, "B(YE sip:a@b SIP/2.0\r\n\r\n", "a method is a token"},
    {Errc::bad_request_uri, "BYE sip:a@b c SIP/2.0\r\n\r\n", "RFC 4475 3.1.2.8"},
    {Errc::bad_status_code, "SIP/2.0 99 x\r\n\r\n", "RFC 3261 7.2"},
    {Errc::bad_header_name, "BYE sip:a@b SIP/2.0\r\nFrom\r\n\r\n", "no colon"},
    {Errc::bad_character, "BYE sip:a@b SIP/2.0\r\nSubject: a\x01\r\n\r\n", "no TEXT"},
};

TEST(ParseMessage, GivesEveryErrorOfTheFirstPass) {
  for (const Provoked& row : provoked) {
    const test::Parsed parsed(row.octets);
    EXPECT_EQ(parsed.error.code, row.code) << row.octets << " (" << row.reason << ")";
  }
}

struct ProvokedHeader {
  Errc code;
  std::string_view lines;
  std::string_view reason;
};

const ProvokedHeader provoked_headers[] = {
    {Errc::bad_header_value, "Event: \r\n", "RFC 6665 8.4"},
    {Errc::bad_uri, "Contact: <sip:>\r\n", "no host"},
    {Errc::bad_quoted_string, "Contact: \"x <sip:a@b>\r\n", "no closing quote"},
    {Errc::bad_number, "Max-Forwards: many\r\n", "RFC 3261 20.22"},
    {Errc::bad_address, "Contact: <sip:a@[1::2::3]>\r\n", "two gaps"},
    {Errc::bad_escape, "Contact: <sip:%4@b>\r\n", "half an escape"},
    {Errc::repeated_header, "Call-ID: 2\r\n", "RFC 3261 7.3.1"},
    {Errc::bad_content_length, "Content-Length: 1\r\n", "more than there is"},
};

TEST(ParseMessage, GivesEveryErrorOfTheSecondPass) {
  for (const ProvokedHeader& row : provoked_headers) {
    const test::Parsed parsed(test::request_with(row.lines));
    EXPECT_EQ(parsed.error.code, row.code) << row.lines << " (" << row.reason << ")";
  }
  EXPECT_EQ(test::Parsed("BYE sip:a@b SIP/2.0\r\n\r\n").error.code, Errc::missing_header);
  EXPECT_EQ(test::Parsed(test::request_with("")).error.code, Errc::ok);
}

}  // namespace
}  // namespace baton
