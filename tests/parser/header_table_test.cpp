#include <gtest/gtest.h>

#include <set>

#include "parser/header_table.hpp"
#include "tests/parser/exact.hpp"

namespace baton {
namespace {

HeaderId id_of(unsigned index) {
  return static_cast<HeaderId>(index);
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  }
  return result;
}

TEST(HeaderTable, EveryHeaderIsFoundByItsNamesInAnyCase) {
  for (unsigned index = 1; index < header_id_count; ++index) {
    const HeaderId id = id_of(index);
    ASSERT_FALSE(header_name(id).empty());
    EXPECT_EQ(header_from(header_name(id)), id) << header_name(id);
    EXPECT_EQ(header_from(upper(header_name(id))), id) << header_name(id);
    if (!compact_name(id).empty()) {
      EXPECT_EQ(header_from(compact_name(id)), id);
      EXPECT_EQ(header_from(upper(compact_name(id))), id);
    }
  }
  EXPECT_EQ(header_name(HeaderId::other), "");
  EXPECT_EQ(compact_name(HeaderId::other), "");
}

TEST(HeaderTable, NamesAreComparedOctetByOctet) {
  for (unsigned index = 1; index < header_id_count; ++index) {
    const std::string_view name = header_name(id_of(index));
    for (std::size_t place = 0; place < name.size(); ++place) {
      for (unsigned octet = 0; octet < 256; ++octet) {
        std::string changed(name);
        changed[place] = static_cast<char>(octet);
        const HeaderId found = header_from(test::Exact(changed).view());
        if (equal_ignoring_case(changed, name)) {
          EXPECT_EQ(found, id_of(index)) << changed;
        } else {
          EXPECT_TRUE(found == HeaderId::other || equal_ignoring_case(header_name(found), changed))
              << changed;
        }
      }
    }
    if (name.size() > 2) {  // "T" is To
      EXPECT_NE(header_from(test::Exact(name.substr(0, name.size() - 1)).view()), id_of(index));
    }
    EXPECT_NE(header_from(std::string(name) + "s"), id_of(index));
    EXPECT_NE(header_from(std::string(name) + '\0'), id_of(index));
  }
}

TEST(HeaderTable, UnknownNamesAreOther) {
  for (const std::string_view name :
       {"", "x", "q", "1", "-", "X-Unknown", "Viaa", "C%6Fntact", "\xC3\xA9", "h", "z"}) {
    const HeaderId id = header_from(test::Exact(name).view());
    EXPECT_EQ(id, name == "x" ? HeaderId::session_expires : HeaderId::other) << name;
  }
  EXPECT_EQ(header_from(std::string(255, 'a')), HeaderId::other);
  EXPECT_EQ(header_from(std::string(65535, 'a')), HeaderId::other);
}

TEST(HeaderTable, CompactFormsAreTheRegistered) {
  struct Row {
    std::string_view compact;
    std::string_view name;
  };
  for (const Row& row :
       {Row{"a", "Accept-Contact"},       // RFC 3841
        Row{"b", "Referred-By"},          // RFC 3892
        Row{"c", "Content-Type"},         // RFC 3261 20
        Row{"d", "Request-Disposition"},  // RFC 3841
        Row{"e", "Content-Encoding"}, Row{"f", "From"}, Row{"i", "Call-ID"}, Row{"k", "Supported"},
        Row{"l", "Content-Length"}, Row{"m", "Contact"}, Row{"o", "Event"},  // RFC 6665
        Row{"r", "Refer-To"},                                                // RFC 3515
        Row{"s", "Subject"}, Row{"t", "To"}, Row{"u", "Allow-Events"},       // RFC 6665
        Row{"v", "Via"}, Row{"x", "Session-Expires"},                        // RFC 4028
        Row{"y", "Identity"}}) {                                             // RFC 8224
    EXPECT_EQ(header_name(header_from(row.compact)), row.name);
  }
}

}  // namespace
}  // namespace baton
