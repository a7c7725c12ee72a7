#include "baton/editor.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <vector>

#include "tests/parser/corpus.hpp"
#include "tests/parser/exact.hpp"

namespace baton {
namespace {

using Edit = std::function<void(MessageEditor&)>;

struct Edited {
  std::string text;
  Errc error = Errc::ok;
  std::size_t needed = 0;
};

/// In a buffer of exactly this size.
Edited edit(std::string_view message, const Edit& edits, std::size_t room = 65'535) {
  const test::Exact source(message);
  const auto block = std::make_unique<char[]>(room);
  MessageEditor editor(source.view(), {block.get(), room});
  edits(editor);
  const auto size = editor.finish();
  EXPECT_EQ(size.error(), editor.error());
  if (size) {
    EXPECT_EQ(*size, editor.text().size());
  }
  return {std::string(editor.text()), editor.error(), editor.needed()};
}

constexpr std::string_view start = "INVITE sip:a@b SIP/2.0\r\n";

struct EditRow {
  const char* what;
  const char* before;  ///< header lines
  Edit edits;
  const char* after;
};

const std::vector<EditRow>& edit_rows() {
  static const std::vector<EditRow> rows{
      {"nothing", "v: 1 ,2\r\nX : a\r\n b\r\n", [](auto&) {}, "v: 1 ,2\r\nX : a\r\n b\r\n"},
      {"a Via on top of Vias", "X: y\r\nv: 1\r\nVia: 2\r\n", [](auto& e) { e.push_via("0"); },
       "X: y\r\nVia: 0\r\nv: 1\r\nVia: 2\r\n"},
      {"a Via where none is", "X: y\r\n", [](auto& e) { e.push_via("0"); }, "Via: 0\r\nX: y\r\n"},
      {"a Via into no header at all", "", [](auto& e) { e.push_via("0"); }, "Via: 0\r\n"},
      {"the only Via", "X: y\r\nVia: 1\r\nZ: y\r\n", [](auto& e) { e.strip_via(); }, "X: y\r\nZ: y\r\n"},
      {"the Via of a field", "v : 1\r\n ;x\r\nVia: 2\r\n", [](auto& e) { e.strip_via(); }, "Via: 2\r\n"},
      {"the first of a list", "VIA: 1, 2,3\r\n", [](auto& e) { e.strip_via(); }, "VIA: 2,3\r\n"},
      {"of a list with folds", "v: 1\r\n ;a\r\n ,\r\n 2;b\r\n", [](auto& e) { e.strip_via(); }, "v: 2;b\r\n"},
      {"a comma that is quoted", "v: 1;a=\",\",2\r\n", [](auto& e) { e.strip_via(); }, "v: 2\r\n"},
      {"twice", "v: 1,2\r\nVia: 3\r\n",
       [](auto& e) {
         e.strip_via();
         e.strip_via();
       },
       "Via: 3\r\n"},
      {"push and strip", "v: 1,2\r\n",
       [](auto& e) {
         e.push_via("0");
         e.strip_via();
       },
       "v: 1,2\r\n"},
      {"all of a header, long and compact", "f: 1\r\nTo: 2\r\nFROM : 3\r\n 4\r\nFrom: 5\r\n",
       [](auto& e) { e.remove(HeaderId::from); }, "To: 2\r\n"},
      {"by name, long and compact", "f: 1\r\nTo: 2\r\nFrom: 3\r\n", [](auto& e) { e.remove("F"); },
       "To: 2\r\n"},
      {"an unknown one", "X-a: 1\r\nx-A: 2\r\nX-ab: 3\r\n", [](auto& e) { e.remove("x-a"); }, "X-ab: 3\r\n"},
      {"one that is not there", "X: 1\r\n", [](auto& e) { e.remove("Y"); }, "X: 1\r\n"},
      {"not what only looks like it", "X: a\r\n Y: b\r\nZ: Y: c\r\nY d\r\n", [](auto& e) { e.remove("Y"); },
       "X: a\r\n Y: b\r\nZ: Y: c\r\nY d\r\n"},
      {"a value", "s :  a\r\n b \r\nX: y\r\n", [](auto& e) { e.replace(HeaderId::subject, "new one"); },
       "s :  new one \r\nX: y\r\n"},
      {"a value by name", "X: a\r\n", [](auto& e) { e.replace("x", "bc"); }, "X: bc\r\n"},
      {"a value with nothing", "X: a\r\n", [](auto& e) { e.replace("x", ""); }, "X: \r\n"},
      {"an empty value", "X:\r\nY: \r\n",
       [](auto& e) {
         e.replace("x", "a");
         e.replace("y", "b");
       },
       "X:a\r\nY: b\r\n"},
      {"all values by one", "Route: 1\r\nX: y\r\nroute: 2\r\nRoute: 3\r\n",
       [](auto& e) { e.replace(HeaderId::route, "0"); }, "Route: 0\r\nX: y\r\n"},
      {"in front", "X: y\r\n", [](auto& e) { e.prepend(HeaderId::route, "1"); }, "Route: 1\r\nX: y\r\n"},
      {"in front by name", "", [](auto& e) { e.prepend("r", "1"); }, "r: 1\r\n"},
      {"in front, twice", "X: y\r\n",
       [](auto& e) {
         e.prepend("b", "2");
         e.prepend("a", "1");
       },
       "a: 1\r\nb: 2\r\nX: y\r\n"},
      {"behind", "X: a\r\n b\r\n", [](auto& e) { e.append(HeaderId::to, "1"); }, "X: a\r\n b\r\nTo: 1\r\n"},
      {"behind by name", "", [](auto& e) { e.append("t", ""); }, "t: \r\n"},
  };
  return rows;
}

TEST(MessageEditor, ChangesWhatItIsAskedAndNothingElse) {
  for (const EditRow& row : edit_rows()) {
    for (const std::string_view body : {"", "body\r\n\r\nVia: x\r\n"}) {
      const std::string tail = "\r\n" + std::string(body);
      const Edited edited = edit(std::string(start) + row.before + tail, row.edits);
      EXPECT_EQ(edited.error, Errc::ok) << row.what;
      EXPECT_EQ(edited.text, std::string(start) + row.after + tail) << row.what;
    }
  }
}

TEST(MessageEditor, ReplacesTheRequestUri_16_6) {
  for (const std::string_view uri : {"sip:x", "sip:much.longer@than.before;lr?a=b", "tel:+1"}) {
    const Edited edited = edit("INVITE sip:a@b SIP/2.0\r\nX: y\r\n\r\nb", [&](auto& e) {
      e.request_uri(uri);
      e.append("Z", "1");
    });
    EXPECT_EQ(edited.text, "INVITE " + std::string(uri) + " SIP/2.0\r\nX: y\r\nZ: 1\r\n\r\nb");
  }
  for (const std::string_view uri : {"", "sip:a b", "sip:a\tb", " sip:a"}) {
    EXPECT_EQ(edit("INVITE sip:a SIP/2.0\r\n\r\n", [&](auto& e) { e.request_uri(uri); }).error,
              Errc::injection);
  }
  const Edit to_x = [](auto& e) { e.request_uri("sip:x"); };
  EXPECT_EQ(edit("SIP/2.0 200 OK\r\n\r\n", to_x).error, Errc::wrong_state);
  for (const char* line :
       {"INVITE", "INVITE sip:a", "INVITE SIP/2.0", "INVITE sip:a HTTP/1.1", "INVITE sip:a SIP/2.0 "}) {
    EXPECT_EQ(edit(std::string(line) + "\r\n\r\n", to_x).error, Errc::bad_start_line) << line;
  }
}

struct BodyRow {
  const char* what;
  const char* before;
  std::string_view type;
  std::string_view body;
  const char* after;
};

TEST(MessageEditor, ReplacesTheBodyWithItsHeaders_20_14_20_15) {
  const BodyRow rows[] = {
      {"in their places", "c: a/b\r\nX: y\r\nL : 3\r\n z: 9\r\n\r\nold", "t/p", "longer body", nullptr},
      {"in their places", "c: a/b\r\nX: y\r\nL : 3\r\nZ: z\r\n\r\nold", "t/p", "longer body",
       "c: t/p\r\nX: y\r\nL : 11\r\nZ: z\r\n\r\nlonger body"},
      {"where there are none", "X: y\r\n\r\n", "t/p", "new",
       "X: y\r\nContent-Type: t/p\r\nContent-Length: 3\r\n\r\nnew"},
      {"removed", "l: 3\r\nc: a/b\r\nX: y\r\n\r\nold", "", "", "l: 0\r\nX: y\r\n\r\n"},
      {"an empty one of a type", "l: 3\r\n\r\nold", "t/p", "", "l: 0\r\nContent-Type: t/p\r\n\r\n"},
      {"without a length before", "c: a/b\r\n\r\nold", "t/p", "n", "c: t/p\r\nContent-Length: 1\r\n\r\nn"},
      {"any octets", "l: 0\r\n\r\n", "t/p", {"\r\n\0\r\n\r\n", 7}, "l: 7\r\nContent-Type: t/p\r\n\r\n"},
  };
  for (const BodyRow& row : rows) {
    const Edited edited = edit(std::string(start) + row.before, [&](auto& e) { e.body(row.type, row.body); });
    if (row.after == nullptr) continue;
    std::string expected = std::string(start) + row.after;
    if (row.what == std::string_view("any octets")) expected += row.body;
    EXPECT_EQ(edited.text, expected) << row.what;
    EXPECT_EQ(edited.error, Errc::ok) << row.what;
  }
}

TEST(MessageEditor, RefusesWhatMakesNoMessage) {
  struct Row {
    const char* what;
    const char* headers;
    Edit edits;
    Errc error;
  };
  const std::vector<Row> rows{
      {"no Via", "X: y\r\n", [](auto& e) { e.strip_via(); }, Errc::missing_header},
      {"no such header", "X: y\r\n", [](auto& e) { e.replace("Y", "z"); }, Errc::missing_header},
      {"no such header by id", "X: y\r\n", [](auto& e) { e.replace(HeaderId::to, "z"); },
       Errc::missing_header},
      {"an unknown id", "", [](auto& e) { e.append(HeaderId::other, "z"); }, Errc::bad_header_name},
      {"an unknown id in front", "", [](auto& e) { e.prepend(HeaderId::other, "z"); }, Errc::bad_header_name},
      {"an unknown id away", "", [](auto& e) { e.remove(HeaderId::other); }, Errc::bad_header_name},
      {"an unknown id anew", "", [](auto& e) { e.replace(HeaderId::other, "z"); }, Errc::bad_header_name},
      {"no name", "", [](auto& e) { e.append("", "z"); }, Errc::bad_header_name},
      {"a name with a colon", "", [](auto& e) { e.prepend("a:", "z"); }, Errc::bad_header_name},
      {"a name with a space", "", [](auto& e) { e.remove("a b"); }, Errc::bad_header_name},
      {"a name in quotes", "", [](auto& e) { e.replace("\"a\"", "z"); }, Errc::bad_header_name},
      {"a second length", "l: 0\r\n", [](auto& e) { e.append("l", "5"); }, Errc::bad_argument},
      {"a first length", "", [](auto& e) { e.prepend("Content-LENGTH", "5"); }, Errc::bad_argument},
      {"another length", "l: 0\r\n", [](auto& e) { e.replace(HeaderId::content_length, "5"); },
       Errc::bad_argument},
      {"no length", "l: 0\r\n", [](auto& e) { e.remove("l"); }, Errc::bad_argument},
      {"a body without type", "", [](auto& e) { e.body("", "x"); }, Errc::bad_argument},
      {"a body with two lengths", "l: 0\r\nContent-Length: 0\r\n", [](auto& e) { e.body("a/b", "x"); },
       Errc::repeated_header},
  };
  for (const Row& row : rows) {
    const std::string text = std::string(start) + row.headers + "\r\n";
    const Edited edited = edit(text, [&](MessageEditor& e) {
      row.edits(e);
      e.append("Later", "x");
      e.strip_via();
      e.request_uri("sip:x");
      e.body("a/b", "c");
      e.push_via("x");
    });
    EXPECT_EQ(edited.error, row.error) << row.what;
    EXPECT_EQ(edited.text, text) << row.what << ": the first error sticks";
  }
  for (const std::string_view text :
       {"", "\r\n", "INVITE sip:a SIP/2.0", "INVITE sip:a SIP/2.0\r\n", "INVITE sip:a SIP/2.0\r\nX: y\r\n",
        "INVITE sip:a SIP/2.0\r\nX: y\r\n\r"}) {
    EXPECT_EQ(edit(text, [](auto& e) { e.append("X", "y"); }).error, Errc::truncated) << text;
  }
}

TEST(MessageEditor, NeverWritesPastItsBufferAndSaysWhatItNeeds) {
  std::vector<EditRow> rows = edit_rows();
  rows.push_back({"uri", "", [](auto& e) { e.request_uri("sip:longer.than@before"); }, ""});
  rows.push_back({"body", "l: 0\r\n", [](auto& e) { e.body("text/plain", "a body"); }, ""});
  rows.push_back({"shorter body", "l: 3\r\nc: text/plain\r\n", [](auto& e) { e.body("", ""); }, ""});
  for (const EditRow& row : rows) {
    const std::string text = std::string(start) + row.before + "\r\nold";
    std::size_t room = 0;
    for (unsigned grown = 0;; ++grown) {  // as a caller would: as large as it says, until it fits
      const Edited edited = edit(text, row.edits, room);
      if (edited.error == Errc::ok) break;
      ASSERT_EQ(edited.error, Errc::buffer_too_small) << row.what;
      ASSERT_GT(edited.needed, room) << row.what;
      ASSERT_LT(grown, 8U) << row.what;
      room = edited.needed;
    }
    const std::string whole = edit(text, row.edits).text;
    for (std::size_t size = 0; size <= room + 2; ++size) {
      const Edited edited = edit(text, row.edits, size);
      EXPECT_EQ(edited.error, size < room ? Errc::buffer_too_small : Errc::ok) << row.what << ", " << size;
      if (edited.error == Errc::ok) {
        EXPECT_EQ(edited.text, whole) << row.what;
      }
    }
  }
}

TEST(MessageEditor, NoArgumentInjectsALineEndOrANul) {
  using Call = std::function<void(MessageEditor&, std::string_view)>;
  const std::vector<std::pair<const char*, Call>> arguments{
      {"request_uri", [](auto& e, auto t) { e.request_uri(t); }},
      {"push_via", [](auto& e, auto t) { e.push_via(t); }},
      {"prepend value", [](auto& e, auto t) { e.prepend(HeaderId::subject, t); }},
      {"prepend named value", [](auto& e, auto t) { e.prepend("X", t); }},
      {"prepend name", [](auto& e, auto t) { e.prepend(t, "x"); }},
      {"append value", [](auto& e, auto t) { e.append(HeaderId::subject, t); }},
      {"append named value", [](auto& e, auto t) { e.append("X", t); }},
      {"append name", [](auto& e, auto t) { e.append(t, "x"); }},
      {"remove name", [](auto& e, auto t) { e.remove(t); }},
      {"replace value", [](auto& e, auto t) { e.replace(HeaderId::to, t); }},
      {"replace named value", [](auto& e, auto t) { e.replace("To", t); }},
      {"replace name", [](auto& e, auto t) { e.replace(t, "x"); }},
      {"body type", [](auto& e, auto t) { e.body(t, "x"); }},
  };
  const std::string text = std::string(start) + "To: y\r\nGood: y\r\n\r\n";
  for (const auto& [what, call] : arguments) {
    const Edited harmless = edit(text, [&call = call](auto& e) { call(e, "Good"); });
    EXPECT_EQ(harmless.error, Errc::ok) << what;
    for (const char evil : {'\r', '\n', '\0'}) {
      for (const std::size_t place : {0U, 2U, 4U}) {
        std::string argument = "Good";
        argument.insert(place, 1, evil);
        const Edited edited = edit(text, [&call = call, &argument](auto& e) { call(e, argument); });
        EXPECT_EQ(edited.error, Errc::injection) << what << " at " << place;
        EXPECT_EQ(edited.text, text) << what;
      }
    }
    for (const std::string_view fold : {"a\r\n b", "a\r\n\tb", "a\r\nVia: b"}) {
      EXPECT_EQ(edit(text, [&call = call, fold](auto& e) { call(e, fold); }).error, Errc::injection) << what;
    }
  }
}

TEST(MessageEditor, WorksWhereTheMessageLiesAlready) {
  const std::string text = "\r\n\r\n" + std::string(start) + "Via: 1,2\r\n\r\nbody";
  std::array<char, 256> buffer{};
  std::memcpy(buffer.data(), text.data(), text.size());
  MessageEditor editor({buffer.data(), text.size()}, buffer);
  editor.strip_via();
  editor.append("X", "y");
  EXPECT_EQ(editor.text(), std::string(start) + "Via: 2\r\nX: y\r\n\r\nbody");
}

std::vector<std::string> values_of(const MessageView& message, HeaderId id) {
  std::vector<std::string> values;
  auto walk = message.values(id);
  while (const auto value = walk.next())
    values.emplace_back(*value);
  return values;
}

/// What a proxy does and undoes, on a message as it came.
void check_on(const test::File& file) {
  const test::Parsed before(file.octets);
  if (before.error) return;
  std::string text(before.message.bytes());
  while (text.starts_with("\r\n"))
    text.erase(0, 2);
  EXPECT_EQ(edit(text, [](auto&) {}).text, text) << file.name;
  EXPECT_EQ(edit(text,
                 [](auto& e) {
                   e.push_via("SIP/2.0/UDP p;branch=z9hG4bKp");
                   e.append("X-Edit", "1");
                   e.prepend("x-edit", "2");
                   e.strip_via();
                   e.remove("X-EDIT");
                 })
                .text,
            text)
      << file.name << ": what is taken back leaves nothing";
  std::vector<std::string> vias = values_of(before.message, HeaderId::via);
  const Edited pushed = edit(text, [](auto& e) { e.push_via("SIP/2.0/UDP p;branch=z9hG4bKp"); });
  const test::Parsed after(pushed.text);
  EXPECT_FALSE(after.error) << file.name;
  vias.insert(vias.begin(), "SIP/2.0/UDP p;branch=z9hG4bKp");
  EXPECT_EQ(values_of(after.message, HeaderId::via), vias) << file.name;
  EXPECT_EQ(after.message.headers().size(), before.message.headers().size() + 1) << file.name;
  std::string rest = pushed.text;
  for (std::size_t stripped = 1; stripped <= vias.size(); ++stripped) {
    rest = edit(rest, [](auto& e) { e.strip_via(); }).text;
    std::array<HeaderEntry, 128> index{};
    MessageView message;
    EXPECT_FALSE(index_message(rest, index, message)) << file.name;
    EXPECT_EQ(values_of(message, HeaderId::via),
              std::vector<std::string>(vias.begin() + static_cast<std::ptrdiff_t>(stripped), vias.end()));
    EXPECT_EQ(message.body(), before.message.body()) << file.name;
  }
  EXPECT_EQ(edit(rest, [](auto& e) { e.strip_via(); }).error, Errc::missing_header) << file.name;
  const Edited other = edit(text, [](auto& e) { e.body("text/plain", std::string_view("a\0\r\n", 4)); });
  const test::Parsed with_body(other.text, {.framed = true});
  EXPECT_FALSE(with_body.error) << file.name << ": " << name(with_body.error.code);
  EXPECT_EQ(with_body.message.body(), std::string_view("a\0\r\n", 4)) << file.name;
  EXPECT_EQ(with_body.message.value(HeaderId::content_type), "text/plain") << file.name;
}

TEST(MessageEditor, OnEveryMessageThatIsKept) {
  for (const test::File& file : test::read_folder(BATON_CORPUS_DIR, ".sip"))
    check_on(file);
}

#ifdef BATON_VECTORS_DIR
TEST(MessageEditor, OnEveryTortureMessageThatIsAccepted) {
  for (const char* folder : {BATON_VECTORS_DIR "/torture", BATON_VECTORS_DIR "/torture-ipv6"}) {
    const auto files = test::read_folder(folder, ".dat");
    EXPECT_GE(files.size(), 12U);
    for (const test::File& file : files)
      check_on(file);
  }
}
#endif

}  // namespace
}  // namespace baton
