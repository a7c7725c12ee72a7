// The second pass: which headers stand and the grammar of each.
#include <gtest/gtest.h>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

using test::Parsed;
using test::request_with;

struct Row {
  std::string_view lines;
  Errc error;
  HeaderId header;
  std::string_view offender;
  std::string_view reason;
};

const Row rows[] = {
    {"Max-Forwards: 70\r\n", Errc::ok, {}, "", ""},
    {"Max-Forwards: 0\r\n", Errc::ok, {}, "", "RFC 4475 3.3.11"},
    {"Max-Forwards: 300\r\n", Errc::ok, {}, "", "RFC 4475 3.1.2.4: may be taken as absent"},
    {"Max-Forwards: -1\r\n", Errc::bad_number, HeaderId::max_forwards, "-1", ""},
    {"Max-Forwards: 7x\r\n", Errc::bad_number, HeaderId::max_forwards, "x", ""},
    {"Max-Forwards:\r\n", Errc::bad_number, HeaderId::max_forwards, "", ""},
    {"Max-Forwards: 1\r\nmax-forwards: 1\r\n", Errc::repeated_header, HeaderId::max_forwards,
     "max-forwards: 1", "RFC 4475 3.3.8"},
    {"Call-ID: c1@example.com\r\n", Errc::repeated_header, HeaderId::call_id, "Call-ID: c1@", ""},
    {"i: c1@example.com\r\n", Errc::repeated_header, HeaderId::call_id, "i: c1@", "compact too"},
    {"CSeq: 1 OPTIONS\r\n", Errc::repeated_header, HeaderId::cseq, "CSeq", ""},
    {"f: <sip:a@b>;tag=1\r\n", Errc::repeated_header, HeaderId::from, "f:", ""},
    {"T: <sip:a@b>\r\n", Errc::repeated_header, HeaderId::to, "T:", ""},
    {"c: a/b\r\nContent-Type: a/b\r\n", Errc::repeated_header, HeaderId::content_type, "Content",
     ""},
    {"Refer-To: <sip:a@b>\r\nr: <sip:a@b>\r\n", Errc::repeated_header, HeaderId::refer_to,
     "r:", "RFC 3515 2.1"},
    {"Replaces: a;to-tag=1;from-tag=2\r\nReplaces: a;to-tag=1;from-tag=2\r\n",
     Errc::repeated_header, HeaderId::replaces, "Replaces: a;to-tag=1;from-tag=2\r\n\r\n",
     "RFC 3891 3"},
    {"o: refer\r\nEvent: refer\r\n", Errc::repeated_header, HeaderId::event, "Event", ""},
    {"User-Agent: a\r\nUser-Agent: b\r\n", Errc::ok, {}, "", "RFC 3261 8.2: not needed"},
    {"Referred-By: <sip:a@b>\r\nb: <sip:a@b>\r\n", Errc::ok, {}, "", "the reader takes neither"},
    {"Via: SIP/2.0/UDP h\r\nv: SIP/2.0/TCP h, SIP/2.0/TCP h\r\n", Errc::ok, {}, "", "a list"},
    {"Via: SIP/2.0/UDP h, \r\n", Errc::bad_header_value, HeaderId::via, " \r\n", "empty element"},
    {"Via:\r\n", Errc::bad_header_value, HeaderId::via, "\r\n", "no element"},
    {"Via: SIP/2.0/UDP h;;\r\n", Errc::bad_header_value, HeaderId::via, ";\r\n",
     "RFC 4475 3.1.2.1"},
    {"Via: SIP/2.0/UDP h;received=x\r\n", Errc::bad_address, HeaderId::via, "received=x", ""},
    {"Contact: *\r\n", Errc::ok, {}, "", "STAR"},
    {"Contact: *, <sip:a@b>\r\n", Errc::bad_header_value, HeaderId::contact, "*,", "STAR alone"},
    {"Contact: <sip:a@b>\r\nm: *\r\n", Errc::bad_header_value, HeaderId::contact, "*",
     "STAR alone"},
    {"Contact: sip:a@b\r\n", Errc::ok, {}, "", "CVE-2011-2665"},
    {"Contact: sip:a@b?x=y\r\n", Errc::bad_header_value, HeaderId::contact, "sip:a@b?",
     "RFC 4475 3.1.2.13"},
    {"Contact: <sip:a@b?Route=%3Csip:c%3E>\r\n", Errc::ok, {}, "", "RFC 4475 3.3.14"},
    {"Contact: <sip:a@b>, \"x\r\n", Errc::bad_quoted_string, HeaderId::contact, "\r\n", ""},
    {"Contact:\r\n", Errc::bad_header_value, HeaderId::contact, "\r\n", "no element"},
    {"Contact: <sip:a@b:99999>\r\n", Errc::bad_number, HeaderId::contact, "99999", ""},
    {"Contact: <sip:a@[::x]>\r\n", Errc::bad_address, HeaderId::contact, "[::x]", ""},
    {"Contact: <sip:a%4@b>\r\n", Errc::bad_escape, HeaderId::contact, "%4@", ""},
    {"Route: <sip:a;lr>, <sip:b;lr>\r\n", Errc::ok, {}, "", ""},
    {"Route: sip:a;lr\r\n", Errc::bad_header_value, HeaderId::route, "sip:a", "name-addr only"},
    {"Record-Route: *\r\n", Errc::bad_header_value, HeaderId::record_route, "*", "no STAR"},
    {"Refer-To: sip:c@d?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2\r\n",
     Errc::ok,
     {},
     "",
     "without brackets, as the field has it"},
    {"Refer-To: <sip:c@d?Replaces=a;to-tag=1>\r\n", Errc::bad_uri, HeaderId::refer_to, ";to-tag",
     "must be escaped"},
    {"Refer-To: *\r\n", Errc::bad_header_value, HeaderId::refer_to, "*", "no STAR"},
    {"Refer-To: tel:+15551234\r\n", Errc::ok, {}, "", "CVE-2020-35652"},
    {"Referred-By: sip:a@b\r\n", Errc::ok, {}, "", "without brackets"},
    {"Referred-By: a\r\n", Errc::bad_header_value, HeaderId::referred_by, "\r\n", ""},
    {"Event: refer;id=1\r\n", Errc::ok, {}, "", ""},
    {"Event: refer;id=\r\n", Errc::bad_header_value, HeaderId::event, "\r\n", ""},
    {"Replaces: a;to-tag=1;from-tag=2\r\n", Errc::ok, {}, "", ""},
    {"Replaces: a;to-tag=1\r\n", Errc::bad_header_value, HeaderId::replaces, "\r\n",
     "RFC 3891 6.1"},
    {"Subscription-State: ;;\r\n", Errc::ok, {}, "", "left to the subscription: read leniently"},
    {"Content-Type: text/plain\r\n", Errc::ok, {}, "", ""},
    {"Content-Type: text\r\n", Errc::bad_header_value, HeaderId::content_type, "\r\n", ""},
    {"Content-Encoding: gzip, \r\n", Errc::bad_header_value, HeaderId::content_encoding, "", ""},
    {"Require: replaces,100rel\r\n", Errc::ok, {}, "", ""},
    {"Require:\r\n", Errc::bad_header_value, HeaderId::require, "", "at least one"},
    {"Require: a b\r\n", Errc::bad_header_value, HeaderId::require, " b", "no token"},
    {"Supported: a b,,\r\n", Errc::ok, {}, "", "RFC 3261 8.2: not needed"},
    {"Date: Fri, 01 Jan 2010 16:00:00 EST\r\n", Errc::ok, {}, "", "RFC 4475 3.1.2.12"},
    {"Expires: 0\r\n", Errc::ok, {}, "", ""},
    {"Expires: 99999999999999999999\r\n", Errc::ok, {}, "", "RFC 4475 3.1.2.4: the default holds"},
    {"Expires: soon\r\n", Errc::bad_number, HeaderId::expires, "soon", ""},
    {"UnknownHeaderWithUnusualValue: ;;,,;;,;\r\n", Errc::ok, {}, "", "RFC 4475 3.1.1.1"},
    {"Authorization: NoOneKnowsThisScheme opaque-data=here\r\n",
     Errc::ok,
     {},
     "",
     "RFC 4475 3.3.7"},
    {"Authorization: Digest =,\"\r\n", Errc::ok, {}, "", "CVE-2023-28098: the digest's to judge"},
};

TEST(Validate, HoldsEachHeaderToItsGrammar) {
  for (const Row& row : rows) {
    const Parsed parsed(request_with(row.lines));
    EXPECT_EQ(parsed.error.code, row.error) << row.lines << ": " << row.reason;
    if (row.error == Errc::ok) {
      continue;
    }
    EXPECT_EQ(parsed.error.header, row.header) << row.lines;
    EXPECT_TRUE(parsed.text.view().substr(parsed.error.offset).starts_with(row.offender))
        << row.lines << ": at " << parsed.text.view().substr(parsed.error.offset);
  }
}

std::string without(std::string_view name) {
  std::string text = request_with("");
  const std::size_t from = text.find("\r\n" + std::string(name)) + 2;
  text.erase(from, text.find("\r\n", from) + 2 - from);
  return text;
}

TEST(Validate, EveryMandatoryHeaderIsMissed_Rfc3261_8_1_1) {
  for (const HeaderId id :
       {HeaderId::via, HeaderId::from, HeaderId::to, HeaderId::call_id, HeaderId::cseq}) {
    for (const std::string_view start : {"OPTIONS sip:bob@example.com SIP/2.0", "SIP/2.0 200 OK"}) {
      std::string text = without(header_name(id));
      text.replace(0, text.find('\r'), start);
      const Parsed parsed(text);
      EXPECT_EQ(parsed.error.code, Errc::missing_header) << header_name(id);
      EXPECT_EQ(parsed.error.header, id) << header_name(id);
      EXPECT_FALSE(answerable(parsed.message)) << header_name(id);
      // Without a Via nobody knows where an answer goes (RFC 3261 18.2.2).
      const bool answered = start[0] == 'O' && id != HeaderId::via;
      EXPECT_EQ(status_for(parsed.message, parsed.error.code), answered ? 400 : 0);
    }
  }
}

TEST(Validate, EveryMandatoryHeaderIsCheckedInBothDirections) {
  for (const HeaderId id :
       {HeaderId::via, HeaderId::from, HeaderId::to, HeaderId::call_id, HeaderId::cseq}) {
    for (const std::string_view start : {"OPTIONS sip:bob@example.com SIP/2.0", "SIP/2.0 200 OK"}) {
      std::string text = without(header_name(id));
      text.replace(0, text.find('\r'), start);
      text.insert(text.size() - 2, std::string(header_name(id)) + ": \x80\r\n");
      const Parsed parsed(text);
      EXPECT_TRUE(parsed.error) << header_name(id);
      EXPECT_EQ(parsed.error.header, id) << header_name(id);
    }
  }
}

TEST(Validate, TheMethodOfCSeqIsThatOfTheRequest) {
  std::string text = request_with("");
  text.replace(text.find("1 OPTIONS") + 2, 7, "INVITE");
  const Parsed parsed(text);
  EXPECT_EQ(parsed.error.code, Errc::method_mismatch);
  EXPECT_EQ(parsed.text.view().substr(parsed.error.offset, 6), "INVITE");
  text.replace(0, text.find('\r'), "SIP/2.0 200 OK");
  EXPECT_FALSE(Parsed(text).error) << "a response has only that of CSeq";
  std::string extension = request_with("");
  extension.replace(0, 7, "options");
  EXPECT_EQ(Parsed(extension).error.code, Errc::method_mismatch) << "methods have case";
}

TEST(Answerable, NeedsWhatAResponseIsMadeOf) {
  struct Case {
    std::string_view from, to;
    bool answerable;
    std::string_view reason;
  };
  for (const Case& each : {
           Case{"1 OPTIONS", "36893488147419103232 OPTIONS", true, "RFC 4475 3.1.2.4"},
           Case{"OPTIONS sip", "ACK sip", false, "an ACK is never answered"},
           Case{"SIP/2.0/UDP host", "SIP/2.0/UDP ;;", false, "no way back"},
           Case{"OPTIONS sip", "O(PTIONS sip", true, ""},
           Case{"SIP/2.0\r\n", "SIP/3.0\r\n", true, "505"},
       }) {
    std::string text = request_with("");
    text.replace(text.find(each.from), each.from.size(), each.to);
    const Parsed parsed(text);
    EXPECT_TRUE(parsed.error);
    EXPECT_EQ(answerable(parsed.message), each.answerable) << each.to << ": " << each.reason;
  }
}

}  // namespace
}  // namespace baton
