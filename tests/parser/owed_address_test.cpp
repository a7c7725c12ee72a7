// What broke other SIP stacks in From, To, Contact and the other headers that hold a URI;
// docs/parser-tests.md names the published fault behind each test.
#include <gtest/gtest.h>

#include <vector>

#include "baton/identity_values.hpp"
#include "baton/message_values.hpp"
#include "tests/parser/exact.hpp"

namespace baton {
namespace {

using test::Exact;
using test::Parsed;
using test::request_with;

/// A request whose only field `id` has this value.
std::string request_where(HeaderId id, std::string_view value) {
  std::string request = request_with("");
  const std::string line = std::string(header_name(id)) + ": ";
  const std::size_t at = request.find("\r\n" + line);
  if (at == std::string::npos) return request_with(line + std::string(value) + "\r\n");
  const std::size_t from = at + 2 + line.size();
  return request.replace(from, request.find("\r\n", from) - from, value);
}

/// Those whose values are addresses and are checked as the message is read.
constexpr HeaderId checked[] = {HeaderId::from,        HeaderId::to,          HeaderId::contact,
                                HeaderId::refer_to,    HeaderId::referred_by, HeaderId::route,
                                HeaderId::record_route};
/// Those whose values are read on demand.
constexpr HeaderId on_demand[] = {HeaderId::reply_to,
                                  HeaderId::also,
                                  HeaderId::path,
                                  HeaderId::service_route,
                                  HeaderId::p_asserted_identity,
                                  HeaderId::p_preferred_identity,
                                  HeaderId::history_info,
                                  HeaderId::alert_info,
                                  HeaderId::call_info,
                                  HeaderId::error_info};

/// Reads all that can be read of addresses in this message.
void read_addresses(const MessageView& message) {
  for (unsigned id = 0; id < header_id_count; ++id) {
    auto walk = message.values(static_cast<HeaderId>(id));
    while (const auto value = walk.next()) {
      const Exact alone(*value);
      NameAddrView address;
      HistoryInfoView entry;
      (void)parse_name_addr(alone.view(), address);
      (void)parse_history_info(alone.view(), entry);
      ASSERT_LE(address.uri.text.size(), alone.view().size());
    }
  }
}

// CVE-2021-33056
TEST(OwedAddress, UrisThatAreNotSipStandInEveryHeader) {
  for (const HeaderId id : checked) {
    for (const std::string_view uri : {"http://www.example.com/a?b=c", "urn:service:sos", "tel:+1-555-1234",
                                       "mailto:a@b", "isbn:2983792873", "x:/"}) {
      const Parsed parsed(request_where(id, "<" + std::string(uri) + ">"));
      ASSERT_FALSE(parsed.error) << header_name(id) << " " << uri << ": " << name(parsed.error.code);
      NameAddrView address;
      ASSERT_EQ(parse_name_addr(*parsed.message.value(id), address), Errc::ok);
      EXPECT_EQ(address.uri.text, uri);
      EXPECT_EQ(address.uri.host, "") << "and no host is made up";
      read_addresses(parsed.message);
    }
    for (const std::string_view value : {"/", "</>", "<>", "<:>", ":", "<x:>", "//", "<//a>", "a", "<a>"}) {
      const Parsed parsed(request_where(id, value));
      EXPECT_TRUE(parsed.error) << header_name(id) << ": " << value;
      EXPECT_EQ(parsed.error.header, id) << value;
      read_addresses(parsed.message);
    }
  }
  for (const HeaderId id : on_demand) {
    for (const std::string_view value : {"/", "</>", "<>", "<:>", "<x:>", "<http://a>", "<urn:a:b>"}) {
      const Parsed parsed(request_where(id, value));
      EXPECT_FALSE(parsed.error) << header_name(id) << ": read on demand";
      read_addresses(parsed.message);
    }
  }
}

// CVE-2021-43611
TEST(OwedAddress, ABackslashAtTheEndOfADisplayName) {
  for (const std::string_view value : {"\"\\", "\"x\\", "\"\\\\\\", "\"\\\"", "\"x\\\" <sip:a@b>", "\"",
                                       "\"\\\r\n <sip:a@b>", "\"x\" \\<sip:a@b>", "\\", "x\\ <sip:a@b>"}) {
    for (const HeaderId id : checked) {
      const std::string text = request_where(id, value);
      const Parsed parsed(text);
      EXPECT_TRUE(parsed.error) << header_name(id) << ": " << value;
      EXPECT_EQ(parsed.error.header, id) << header_name(id) << ": " << value;
      // and where the octets end with it
      const Parsed cut(std::string_view(text).substr(0, text.find(value) + value.size()));
      EXPECT_EQ(cut.error.code, Errc::truncated) << header_name(id) << ": " << value;
      read_addresses(cut.message);
    }
    for (const HeaderId id : on_demand)
      read_addresses(Parsed(request_where(id, value)).message);
  }
}

// CVE-2021-43610
TEST(OwedAddress, AFromWithoutParametersOrTag) {
  for (const std::string_view value : {"<sip:a@b>", "sip:a@b", "\"\" <sip:a@b>", "a <sip:a@b>", "<sip:b>",
                                       "<sip:a@b;tag=1>", "<sip:a@b>;x", "<sip:a@b> "}) {
    const Parsed parsed(request_where(HeaderId::from, value));
    ASSERT_FALSE(parsed.error) << value << ": RFC 2543 had no mandatory tag";
    EXPECT_EQ(parsed.message.from().tag(), "") << value;
    EXPECT_FALSE(parsed.message.from().parameter("tag")) << value;
    EXPECT_EQ(parsed.message.from().uri.scheme, UriScheme::sip) << value;
  }
  for (const std::string_view value : {"", " ", "<sip:a@b", "sip:a@b>", "<", ">", ";tag=1", "<sip:a@b>;"}) {
    const Parsed parsed(request_where(HeaderId::from, value));
    EXPECT_EQ(parsed.error.header, HeaderId::from) << value;
    EXPECT_EQ(parsed.message.from().tag(), "") << value;
  }
}

// CVE-2011-2665, CVE-2011-2216
TEST(OwedAddress, AUriWithoutBracketsInEveryHeader) {
  for (const HeaderId id : checked) {
    const bool bracketed = id == HeaderId::route || id == HeaderId::record_route;
    for (const std::string_view uri : {"sip:a@b", "sips:b", "tel:+1", "sip:[::1]:5060", "urn:a:b"}) {
      for (const std::string_view parameters : {"", ";x", ";x=y;z=\"<\""}) {
        const Parsed parsed(request_where(id, std::string(uri) + std::string(parameters)));
        ASSERT_EQ(parsed.error.code, bracketed ? Errc::bad_header_value : Errc::ok)
            << header_name(id) << ": " << uri << parameters;
        if (bracketed) continue;
        NameAddrView address;
        ASSERT_EQ(parse_name_addr(*parsed.message.value(id), address), Errc::ok);
        EXPECT_EQ(address.uri.text, uri) << header_name(id);
        EXPECT_EQ(address.parameters, parameters) << "RFC 3261 20.10: the header's";
        EXPECT_FALSE(address.bracketed);
      }
    }
  }
}

// CVE-2022-31002
TEST(OwedAddress, HalfAnEscapeAtTheEnd) {
  for (const std::string_view half : {"%", "%4", "%zz", "%4z", "%%",
                                      "%\x80"
                                      "1"}) {
    for (const std::string_view shape :
         {"<sip:a*", "<sip:a*@b>", "<sip:a:*@b>", "<sip:a@b;x=*", "<sip:a@b;*>", "<sip:a@b?x=*>",
          "<sip:a@b?x=*", "sip:a@b?*", "<tel:1;x=*>", "<urn:*>", "<urn:*", "urn:*"}) {
      std::string value(shape);
      value.replace(value.find('*'), 1, half);
      for (const HeaderId id : checked) {
        const std::string text = request_where(id, value);
        const Parsed parsed(text);
        EXPECT_EQ(parsed.error.header, id) << header_name(id) << ": " << value;
        EXPECT_TRUE(parsed.error) << header_name(id) << ": " << value;
        const Parsed cut(std::string_view(text).substr(0, text.find(value) + value.size()));
        EXPECT_TRUE(cut.error);
        read_addresses(cut.message);
      }
      NameAddrView address;
      EXPECT_NE(parse_name_addr(Exact(value).view(), address), Errc::ok) << value;
    }
  }
}

// CVE-2021-32611
TEST(OwedAddress, ARedirectionWithoutATarget) {
  struct Row {
    std::string_view lines;
    std::uint32_t contacts;
    bool star;
    std::string_view uri;
  };
  const Row rows[] = {
      {"", 0, false, ""},
      {"Contact: *\r\n", 1, true, ""},
      {"m: <http://a>\r\n", 1, false, "http://a"},
      {"Contact: <sip:a@b>;q=0, <sip:c@d>\r\n", 2, false, "sip:a@b"},
  };
  for (const unsigned status : {300U, 301U, 302U, 305U, 380U, 399U}) {
    for (const Row& row : rows) {
      std::string text = request_with(row.lines);
      text.replace(0, text.find('\r'), "SIP/2.0 " + std::to_string(status) + " ");
      const Exact block(text);
      std::array<HeaderEntry, 16> index{};
      MessageView message;
      MessageValues values;
      ASSERT_FALSE(parse_message(block.view(), index, message, values)) << row.lines;
      EXPECT_EQ(values.contacts, row.contacts) << row.lines;
      EXPECT_EQ(values.contact.star, row.star) << row.lines;
      EXPECT_EQ(values.contact.uri.text, row.uri) << row.lines;
    }
    for (const std::string_view line : {"Contact:\r\n", "Contact: ,\r\n", "Contact: *, <sip:a@b>\r\n"}) {
      std::string text = request_with(line);
      text.replace(0, text.find('\r'), "SIP/2.0 " + std::to_string(status) + " ");
      EXPECT_EQ(Parsed(text).error.header, HeaderId::contact) << line;
    }
  }
}

// OSV-2021-1585
TEST(OwedAddress, TheOctetsEndWithinAnAddress) {
  for (const HeaderId id : checked) {
    for (const std::string_view value : {"<sip:a@b>", "sip:a@b;x=y", "\"\" <sip:b>;x=\"\""}) {
      const std::string name(header_name(id));
      std::string text = request_where(id, value);
      for (std::size_t size = text.find(value); size <= text.find(value) + value.size(); ++size) {
        const Parsed cut(std::string_view(text).substr(0, size));
        EXPECT_EQ(cut.error.code, Errc::truncated) << name << ", " << size;
        read_addresses(cut.message);
      }
    }
  }
}

}  // namespace
}  // namespace baton
