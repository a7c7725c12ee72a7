#include "baton/multipart.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

using namespace std::string_view_literals;

struct Part {
  std::string_view headers, body;
  bool well_formed = true;
};

struct Row {
  std::string_view name;
  std::string_view boundary;
  std::string_view body;
  std::vector<Part> parts;
  MultipartState state;
};

std::vector<Row> rows() {
  constexpr auto complete = MultipartState::complete;
  constexpr auto truncated = MultipartState::truncated;
  return {
      {"RFC 2046 5.1.1, the example",
       "simple boundary",
       "This is the preamble.  It is to be ignored, though it\r\n"
       "is a handy place.\r\n\r\n"
       "--simple boundary\r\n\r\n"
       "This is implicitly typed plain US-ASCII text.\r\nIt does NOT end with a linebreak.\r\n"
       "--simple boundary\r\nContent-type: text/plain; charset=us-ascii\r\n\r\n"
       "This is explicitly typed plain US-ASCII text.\r\nIt DOES end with a linebreak.\r\n\r\n"
       "--simple boundary--\r\n\r\nThis is the epilogue.  It is also to be ignored.\r\n",
       {{"", "This is implicitly typed plain US-ASCII text.\r\nIt does NOT end with a linebreak."},
        {"Content-type: text/plain; charset=us-ascii\r\n",
         "This is explicitly typed plain US-ASCII text.\r\nIt DOES end with a linebreak.\r\n"}},
       complete},
      {"one part", "b", "--b\r\nX: y\r\n\r\ntext\r\n--b--\r\n", {{"X: y\r\n", "text"}}, complete},
      {"no preamble but a CRLF", "b", "\r\n--b\r\n\r\ntext\r\n--b--", {{"", "text"}}, complete},
      {"no CRLF behind the closing delimiter", "b", "--b\r\n\r\nx\r\n--b--", {{"", "x"}}, complete},
      {"white space behind delimiters", "b", "--b \t\r\n\r\nx\r\n--b-- \t\r\n", {{"", "x"}}, complete},
      {"headers but no body", "b", "--b\r\nX: y\r\n\r\n--b--", {{"X: y\r\n", ""}}, complete},
      {"headers and an empty line", "b", "--b\r\nX: y\r\n\r\n\r\n--b--", {{"X: y\r\n", ""}}, complete},
      {"a header without its CRLF", "b", "--b\r\nX: y\r\n--b--", {{"X: y", ""}}, complete},
      {"binary octets", "b", "--b\r\n\r\n\0\r\n\xFF\n\r\r\n--b--"sv, {{"", "\0\r\n\xFF\n\r"sv}}, complete},
      {"only a closing delimiter", "b", "--b--\r\n", {}, complete},
      {"a preamble and a closing delimiter", "b", "x\r\n--b--", {}, complete},
      {"the epilogue is not read",
       "b",
       "--b\r\n\r\nx\r\n--b--\r\n--b\r\n\r\ny\r\n--b--",
       {{"", "x"}},
       complete},
      {"a delimiter within a line", "b", "--b\r\n\r\nx--b--\r\n--b--", {{"", "x--b--"}}, complete},
      {"a delimiter behind LF alone", "b", "--b\r\n\r\nx\n--b\n\r\n--b--", {{"", "x\n--b\n"}}, complete},
      {"boundary of all bchars",
       "a'()+_,-./:=? z",
       "--a'()+_,-./:=? z\r\n\r\nx\r\n--a'()+_,-./:=? z--",
       {{"", "x"}},
       complete},
      {"boundary of hyphens", "-", "---\r\n\r\nx\r\n-----", {{"", "x"}}, complete},

      {"CVE-2017-7853: an empty part between delimiters",
       "b",
       "--b\r\n--b\r\n--b--",
       {{"", ""}, {"", ""}},
       complete},
      {"CVE-2017-7853: an empty part with its CRLF", "b", "--b\r\n\r\n--b--", {{"", ""}}, complete},
      {"CVE-2017-7853: an empty part with its empty line", "b", "--b\r\n\r\n\r\n--b--", {{"", ""}}, complete},
      {"CVE-2017-7853: the boundary at the very end", "b", "--b\r\n\r\nx\r\n--b", {{"", "x"}}, truncated},
      {"CVE-2017-7853: a delimiter and no more", "b", "--b\r\n", {{"", ""}}, truncated},
      {"CVE-2022-41550: folded headers in a part",
       "b",
       "--b\r\nContent-Type: text/plain;\r\n\tcharset=utf-8\r\nX: a\r\n b\r\n \r\n\r\nx\r\n--b--",
       {{"Content-Type: text/plain;\r\n\tcharset=utf-8\r\nX: a\r\n b\r\n \r\n", "x"}},
       complete},
      {"CVE-2022-41550: a fold at the end of the body",
       "b",
       "--b\r\nX: a\r\n ",
       {{"X: a\r\n ", ""}},
       truncated},
      {"CVE-2022-41550: a fold before any header",
       "b",
       "--b\r\n x\r\n\r\ny\r\n--b--",
       {{" x\r\n", "y", false}},
       complete},
      {"CVE-2022-21723: a body that ends within the delimiter's hyphens",
       "b",
       "--b\r\n\r\nx\r\n-",
       {{"", "x\r\n-"}},
       truncated},
      {"CVE-2022-21723: that ends behind them", "b", "--b\r\n\r\nx\r\n--", {{"", "x\r\n--"}}, truncated},
      {"CVE-2022-21723: half a closing delimiter",
       "b",
       "--b\r\n\r\nx\r\n--b-",
       {{"", "x\r\n--b-"}},
       truncated},
      {"GHSA-x5pq-qrp4-fmrj: no boundary in the body", "b", "no boundary", {}, truncated},
      {"GHSA-x5pq-qrp4-fmrj: an empty body", "b", "", {}, truncated},
      {"GHSA-x5pq-qrp4-fmrj: an empty boundary", "", "--\r\n\r\nx\r\n----", {}, truncated},
      {"CVE-2026-110658: a boundary longer than the body", "boundary", "--b", {}, truncated},
      {"CVE-2026-110658: longer than what is left",
       "boundary",
       "--boundary\r\n\r\nx\r\n--bound",
       {{"", "x\r\n--bound"}},
       truncated},

      {"a boundary that begins another",
       "b",
       "--bc\r\n\r\n--b\r\n\r\nx\r\n--bc\r\ny\r\n--b--",
       {{"", "x\r\n--bc\r\ny"}},
       complete},
      {"a closing delimiter that begins another",
       "b",
       "--b\r\n\r\nx\r\n--b--c\r\ny\r\n--b--",
       {{"", "x\r\n--b--c\r\ny"}},
       complete},
      {"white space and then text", "b", "--b\r\n\r\nx\r\n--b c\r\n--b--", {{"", "x\r\n--b c"}}, complete},
      {"no closing delimiter", "b", "--b\r\nX: y\r\n\r\ntext\r\n", {{"X: y\r\n", "text\r\n"}}, truncated},
      {"the delimiter's CR only", "b", "--b\r", {}, truncated},
      {"a header without a colon",
       "b",
       "--b\r\ntext\r\n\r\nx\r\n--b--",
       {{"text\r\n", "x", false}},
       complete},
      {"a header with a control character",
       "b",
       "--b\r\nX: a\1b\r\n\r\nx\r\n--b--",
       {{"X: a\1b\r\n", "x", false}},
       complete},
      {"a header with a bare LF",
       "b",
       "--b\r\nX: a\n\r\n\r\nx\r\n--b--",
       {{"X: a\n\r\n", "x", false}},
       complete},
      {"Content-Type twice",
       "b",
       "--b\r\nContent-Type: a/b\r\ncontent-type: c/d\r\n\r\nx\r\n--b--",
       {{"Content-Type: a/b\r\ncontent-type: c/d\r\n", "x", false}},
       complete},
  };
}

TEST(Multipart, PartsAreReadAsRfc2046Says) {
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.name);
    const test::Exact body(row.body);
    const test::Exact boundary(row.boundary);
    MultipartIterator walk(body.view(), boundary.view());
    for (const Part& expected : row.parts) {
      const auto part = walk.next();
      ASSERT_TRUE(part);
      EXPECT_EQ(part->headers, expected.headers);
      EXPECT_EQ(part->body, expected.body);
      EXPECT_EQ(part->well_formed, expected.well_formed);
    }
    EXPECT_FALSE(walk.next());
    EXPECT_EQ(walk.state(), row.state);
    EXPECT_FALSE(walk.next()) << "and none after the last";
    EXPECT_EQ(walk.state(), row.state);
  }
}

bool inside(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

TEST(Multipart, EveryPrefixIsReadWithoutHarm) {
  for (const Row& row : rows()) {
    for (std::size_t size = 0; size <= row.body.size(); ++size) {
      const test::Exact body(row.body.substr(0, size));
      const test::Exact boundary(row.boundary);
      MultipartIterator walk(body.view(), boundary.view());
      while (const auto part = walk.next()) {
        for (const std::string_view view :
             {part->headers, part->body, part->content_type, part->content_id, part->content_disposition}) {
          ASSERT_TRUE(inside(view, body.view()));
        }
      }
      EXPECT_NE(walk.state(), MultipartState::reading);
    }
  }
}

TEST(Multipart, HeadersOfAPart) {
  const test::Exact body(
      "--b\r\n"
      "Content-Type : multipart/mixed;\r\n boundary=c\r\n"
      "CONTENT-ID: <alice@example.com>\r\n"
      "Content-Disposition:\trender;handling=optional \r\n"
      "Content-Transfer-Encoding: binary\r\n"
      "\r\n--c\r\n\r\ninner\r\n--c--\r\n--b--");
  MultipartIterator walk(body.view(), "b");
  const auto part = walk.next();
  ASSERT_TRUE(part);
  EXPECT_TRUE(part->well_formed);
  EXPECT_EQ(part->content_id, "alice@example.com");
  EXPECT_EQ(part->content_disposition, "render;handling=optional");
  EXPECT_EQ(part->header("content-transfer-encoding"), "binary");
  EXPECT_FALSE(part->header("X"));
  EXPECT_FALSE(part->header(""));
  MediaTypeView type;
  std::string_view boundary;
  ASSERT_EQ(parse_media_type(part->content_type, type), Errc::ok);
  ASSERT_EQ(boundary_of(type, boundary), Errc::ok);
  MultipartIterator nested(part->body, boundary);
  const auto inner = nested.next();
  ASSERT_TRUE(inner);
  EXPECT_EQ(inner->body, "inner");
  EXPECT_FALSE(nested.next());
  EXPECT_EQ(nested.state(), MultipartState::complete);
  EXPECT_FALSE(walk.next());
  EXPECT_EQ(walk.state(), MultipartState::complete);
}

TEST(Multipart, CVE_2026_41415_ContentIdsWithoutBrackets) {
  struct Id {
    std::string_view text, id;
  };
  for (const Id& row : {Id{"<a@b>", "a@b"}, Id{"a@b", "a@b"}, Id{"<>", ""}, Id{"<", "<"}, Id{">", ">"},
                        Id{"", ""}, Id{"<a", "<a"}, Id{"a>", "a>"}}) {
    const test::Exact body("--b\r\nContent-ID: " + std::string(row.text) + "\r\n\r\n\r\n--b--");
    MultipartIterator walk(body.view(), "b");
    const auto part = walk.next();
    ASSERT_TRUE(part);
    EXPECT_EQ(part->content_id, row.id) << row.text;
  }
}

TEST(Multipart, NoMorePartsThanItSays) {
  std::string body;
  for (unsigned count = 0; count < multipart_parts_max; ++count) {
    body += "--b\r\n\r\n";
  }
  for (const bool more : {false, true}) {
    const std::string text = body + (more ? "--b\r\n\r\n--b--" : "--b--");
    MultipartIterator walk(text, "b");
    unsigned count = 0;
    while (walk.next()) {
      ++count;
    }
    EXPECT_EQ(count, multipart_parts_max);
    EXPECT_EQ(walk.state(), more ? MultipartState::too_many : MultipartState::complete);
  }
}

TEST(Multipart, HostileBodiesCostLinearTime) {
  // Each of these is a delimiter but for its last octets.
  const std::string boundary(70, '-');
  std::string almost;
  while (almost.size() < 65'000) {
    almost += "\r\n" + std::string(71, '-');
  }
  std::string padded = "--b\r\n";
  while (padded.size() < 65'000) {
    padded += "\r\n--b" + std::string(1'000, ' ') + "x";
  }
  std::string folded = "--b\r\nX: a";
  while (folded.size() < 65'000) {
    folded += "\r\n ";
  }
  EXPECT_FALSE(MultipartIterator(almost, boundary).next());
  for (const std::string& body : {padded, folded}) {
    MultipartIterator walk(body, "b");
    EXPECT_TRUE(walk.next());
    EXPECT_FALSE(walk.next());
    EXPECT_EQ(walk.state(), MultipartState::truncated);
  }
  EXPECT_EQ(MultipartIterator("--b\r\n", std::string(71, 'b')).state(), MultipartState::truncated);
}

TEST(BoundaryOf, IsTakenAsRfc2046Says) {
  const std::string longest(70, 'x');
  const std::string too_long(71, 'x');
  struct Type {
    std::string value;
    std::string boundary;  // empty: refused
  };
  for (const Type& row : {
           Type{"multipart/mixed; boundary=gc0p4Jq0M2Yt08j34c0p", "gc0p4Jq0M2Yt08j34c0p"},
           Type{"multipart/mixed; boundary=\"gc0pJq0M:08jU534c0p\"", "gc0pJq0M:08jU534c0p"},
           Type{"multipart/mixed; boundary=gc0pJq0M:08jU534c0p", "gc0pJq0M:08jU534c0p"},
           Type{"Multipart/Related;type=\"a/b\";BOUNDARY=b", "b"},
           Type{"multipart/mixed;boundary=\"simple boundary\"", "simple boundary"},
           Type{"multipart/mixed;boundary=\"'()+_,-./:=? z\"", "'()+_,-./:=? z"},
           Type{"multipart/mixed;boundary=" + longest, longest},
           Type{"multipart/mixed;boundary=" + too_long, ""},
           Type{"multipart/mixed", ""},
           Type{"multipart/mixed;boundary", ""},
           Type{"multipart/mixed;boundary=\"\"", ""},
           Type{"multipart/mixed;boundary=\" \"", ""},
           Type{"multipart/mixed;boundary=\"a \"", ""},
           Type{"multipart/mixed;boundary=a;boundary=b", ""},
           Type{"multipart/mixed;boundary=a%", ""},
           Type{"multipart/mixed;boundary=\"a\\-b\"", ""},
           Type{"multipart/mixed;boundary=\"a\r\n b\"", ""},
           Type{"multipart/mixed;boundary=\"a\tb\"", ""},
           Type{"multipart/mixed;boundary=\"\xC3\xA9\"", ""},
           Type{"application/sdp;boundary=b", ""},
       }) {
    const test::Exact value(row.value);
    MediaTypeView type;
    std::string_view boundary = "before";
    ASSERT_EQ(parse_media_type(value.view(), type), Errc::ok) << row.value;
    EXPECT_EQ(boundary_of(type, boundary), row.boundary.empty() ? Errc::bad_header_value : Errc::ok)
        << row.value;
    EXPECT_EQ(boundary, row.boundary) << row.value;
  }
}

}  // namespace
}  // namespace baton
