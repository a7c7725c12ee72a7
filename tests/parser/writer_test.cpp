#include "baton/writer.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "tests/parser/exact.hpp"

namespace baton {
namespace {

void write_request(MessageWriter& writer) {
  writer.request_line("REFER", "sip:alice@192.0.2.40");
  writer.header(HeaderId::via, {"SIP/2.0/UDP ", "192.0.2.17:5070", ";branch=", "z9hG4bK1"});
  writer.header(HeaderId::max_forwards, 70U);
  writer.begin(HeaderId::from);
  writer.add_quoted("B \"the\\boss\" <x>");
  writer.add(" <sip:bob@example.com>;tag=");
  writer.add_number(4294967295U);
  writer.end();
  writer.header(HeaderId::to, {"<sip:alice@example.com>;tag=1"});
  writer.header(HeaderId::call_id, {"c@h"});
  writer.header(HeaderId::cseq, {"1 REFER"});
  writer.header("X-Note", {"", "a", "", "b"});
  writer.header(HeaderId::subject, {});
  writer.body("text/plain", std::string_view("a\r\n\0b", 5));
}

TEST(Writer, WhatItWritesIsParsedAsMeant) {
  std::array<char, 1024> buffer{};
  MessageWriter writer(buffer);
  write_request(writer);
  const auto size = writer.finish();
  ASSERT_TRUE(size) << name(size.error());
  EXPECT_EQ(writer.written().size(), *size);
  const test::Parsed parsed(writer.written());
  ASSERT_FALSE(parsed.error) << name(parsed.error.code);
  const MessageView& message = parsed.message;
  EXPECT_EQ(message.method(), Method::refer);
  EXPECT_EQ(message.request_uri(), "sip:alice@192.0.2.40");
  EXPECT_EQ(message.top_via().branch, "z9hG4bK1");
  EXPECT_EQ(message.max_forwards(), 70U);
  EXPECT_EQ(message.from().display_name, "B \\\"the\\\\boss\\\" <x>");
  EXPECT_EQ(message.from().tag(), "4294967295");
  EXPECT_EQ(message.value(HeaderId::subject), "");
  EXPECT_EQ(message.value(HeaderId::content_length), "5");
  EXPECT_EQ(message.body(), std::string_view("a\r\n\0b", 5));
  EXPECT_EQ(message.value_of(message.headers()[6]), "ab");
  EXPECT_EQ(message.name_of(message.headers()[6]), "X-Note");
}

TEST(Writer, AResponseNeedsNoBody) {
  std::array<char, 128> buffer{};
  MessageWriter writer(buffer);
  writer.status_line(100, "");
  const auto size = writer.finish();
  ASSERT_TRUE(size);
  EXPECT_EQ(writer.written(), "SIP/2.0 100 \r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(*writer.finish(), *size) << "finishing twice changes nothing";
}

TEST(Writer, NeverWritesPastItsBuffer) {
  std::array<char, 1024> whole{};
  MessageWriter reference(whole);
  write_request(reference);
  const std::size_t needed = *reference.finish();
  for (std::size_t size = 0; size <= needed; ++size) {
    const auto block = std::make_unique<char[]>(size);
    MessageWriter writer({block.get(), size});
    write_request(writer);
    const auto finished = writer.finish();
    EXPECT_EQ(finished.error(), size < needed ? Errc::buffer_too_small : Errc::ok) << size;
    EXPECT_EQ(writer.error(), finished.error());
  }
}

using Call = std::function<void(MessageWriter&, std::string_view)>;

struct Argument {
  std::string_view name;
  Call call;
  bool start_line;
};

/// Every argument that takes text.
const std::vector<Argument>& arguments() {
  static const std::vector<Argument> all{
      {"method", [](auto& w, auto text) { w.request_line(text, "sip:a@b"); }, true},
      {"uri", [](auto& w, auto text) { w.request_line("BYE", text); }, true},
      {"reason", [](auto& w, auto text) { w.status_line(200, text); }, true},
      {"value", [](auto& w, auto text) { w.header(HeaderId::subject, {text}); }, false},
      {"second part",
       [](auto& w, auto text) {
         w.header(HeaderId::subject, {"x", text});
       },
       false},
      {"name", [](auto& w, auto text) { w.header(text, {"x"}); }, false},
      {"named value", [](auto& w, auto text) { w.header("X", {text}); }, false},
      {"add",
       [](auto& w, auto text) {
         w.begin(HeaderId::to);
         w.add(text);
         w.end();
       },
       false},
      {"add_quoted",
       [](auto& w, auto text) {
         w.begin(HeaderId::to);
         w.add_quoted(text);
         w.end();
       },
       false},
      {"named second part",
       [](auto& w, auto text) {
         w.header("X", {"x", text});
       },
       false},
      {"type", [](auto& w, auto text) { w.body(text, "x"); }, false},
  };
  return all;
}

TEST(Writer, NoArgumentInjectsALineEndOrANul) {
  for (const Argument& argument : arguments()) {
    for (const char evil : {'\r', '\n', '\0'}) {
      for (const std::size_t place : {0U, 2U, 4U}) {
        std::string text = "good";
        text.insert(place, 1, evil);
        std::array<char, 512> buffer{};
        MessageWriter writer(buffer);
        if (!argument.start_line) {
          writer.request_line("BYE", "sip:a@b");
        }
        argument.call(writer, text);
        const std::size_t size = writer.written().size();
        writer.header(HeaderId::subject, {"later"});
        EXPECT_EQ(writer.finish().error(), Errc::injection) << argument.name << " at " << place;
        EXPECT_EQ(writer.written().size(), size) << "the first error sticks";
      }
    }
  }
}

/// Long texts are looked at many octets at a time.
TEST(Writer, InATextOfAnyLengthALineEndIsFoundAtAnyPlace) {
  for (std::size_t size = 1; size <= 70; ++size) {
    for (std::size_t place = 0; place < size; ++place) {
      for (const char c : {'\r', '\n', '\0', '\x0b', '\x8d', '\xff', '\x01'}) {
        std::string text(size, '\x80');
        text[place] = c;
        std::array<char, 256> buffer{};
        MessageWriter writer(buffer);
        writer.request_line("BYE", "sip:a@b");
        writer.header(HeaderId::subject, {text});
        const bool evil = c == '\r' || c == '\n' || c == '\0';
        EXPECT_EQ(writer.error(), evil ? Errc::injection : Errc::ok) << size << ", " << place;
        EXPECT_EQ(writer.written().ends_with("Subject: " + text + "\r\n"), !evil) << size << ", " << place;
      }
    }
  }
}

TEST(Writer, WhiteSpaceDoesNotMoveTheStartLinesParts) {
  for (const std::string_view uri : {"", "sip:a@b SIP/2.0", "sip:a@b\tx", " sip:a@b"}) {
    std::array<char, 512> buffer{};
    MessageWriter writer(buffer);
    writer.request_line("BYE", uri);
    EXPECT_EQ(writer.finish().error(), Errc::injection) << uri;
  }
  for (const std::string_view method : {"", "BYE x", "B\tYE", "SIP/2.0", "B:"}) {
    std::array<char, 512> buffer{};
    MessageWriter writer(buffer);
    writer.request_line(method, "sip:a@b");
    EXPECT_EQ(writer.finish().error(), Errc::injection) << method;
  }
}

TEST(Writer, RefusesWhatMakesNoMessage) {
  struct Row {
    std::string_view what;
    std::function<void(MessageWriter&)> call;
    Errc error;
  };
  const std::vector<Row> rows{
      {"status 99", [](auto& w) { w.status_line(99, "x"); }, Errc::bad_status_code},
      {"status 700", [](auto& w) { w.status_line(700, "x"); }, Errc::bad_status_code},
      {"no name", [](auto& w) { w.header("", {"x"}); }, Errc::bad_header_name},
      {"a name with a colon", [](auto& w) { w.header("a:b", {"x"}); }, Errc::bad_header_name},
      {"an unknown id", [](auto& w) { w.header(HeaderId::other, {"x"}); }, Errc::bad_header_name},
      {"add outside", [](auto& w) { w.add("x"); }, Errc::wrong_state},
      {"end outside", [](auto& w) { w.end(); }, Errc::wrong_state},
      {"begin within",
       [](auto& w) {
         w.begin(HeaderId::to);
         w.begin(HeaderId::from);
       },
       Errc::wrong_state},
      {"unfinished", [](auto& w) { w.begin(HeaderId::to); }, Errc::wrong_state},
      {"behind the body",
       [](auto& w) {
         w.body("", "");
         w.header(HeaderId::to, {"x"});
       },
       Errc::wrong_state},
      {"two start lines",
       [](auto& w) {
         w.status_line(200, "OK");
         w.status_line(200, "OK");
       },
       Errc::wrong_state},
      {"a body without a type", [](auto& w) { w.body("", "x"); }, Errc::bad_argument},
  };
  for (const Row& row : rows) {
    std::array<char, 512> buffer{};
    MessageWriter writer(buffer);
    row.call(writer);
    EXPECT_EQ(writer.finish().error(), row.error) << row.what;
  }
}

TEST(Writer, ATypeWithAnEmptyBodyIsWritten) {
  std::array<char, 128> buffer{};
  MessageWriter writer(buffer);
  writer.status_line(200, "OK");
  writer.body("application/sdp", "");
  EXPECT_EQ(*writer.finish(), writer.written().size());
  EXPECT_NE(writer.written().find("Content-Type: application/sdp\r\nContent-Length: 0\r\n\r\n"),
            std::string_view::npos);
}

std::string written_unfolded(std::string_view value, Errc& error) {
  std::array<char, 64> buffer{};
  MessageWriter writer(buffer);
  writer.begin(HeaderId::subject);
  writer.add_unfolded(test::Exact(value).view());
  writer.end();
  error = writer.error();
  return std::string(writer.written());
}

TEST(Writer, MakesFoldsOfACopiedValueSingleSpaces_7_3_1) {
  struct Row {
    const char* value;
    const char* written;
  };
  for (const Row& row : {Row{"plain", "plain"}, Row{"a\r\n b", "a b"}, Row{"a\r\n \t\r\n\tb\r\n c", "a b c"},
                         Row{"a\r\n ", "a"}, Row{"a\r\n \r\n\t", "a"}, Row{"\r\n a", " a"}, Row{"", ""}}) {
    Errc error = Errc::ok;
    EXPECT_EQ(written_unfolded(row.value, error), "Subject: " + std::string(row.written) + "\r\n");
    EXPECT_EQ(error, Errc::ok);
  }
}

TEST(Writer, WhatIsNoFoldIsNotMadeOne) {
  for (const std::string_view value :
       {"\r", "\n", "\r\n", "a\r", "a\n", "a\r\n", "a\rb", "a\nb", "a\r\nb", "a\n b", "a\r b", "a\r\r\n b",
        "a\r\n b\nc", "a\r\n b\r\n", "a\n\r\n b", "a\r\n \n"}) {
    Errc error = Errc::ok;
    (void)written_unfolded(value, error);
    EXPECT_EQ(error, Errc::injection) << testing::PrintToString(value);
  }
  for (const std::size_t place : {0U, 2U, 4U}) {
    Errc error = Errc::ok;
    (void)written_unfolded(std::string("good").insert(place, 1, '\0'), error);
    EXPECT_EQ(error, Errc::injection) << place;
  }
}

TEST(Writer, NamesHeadersByTheirCompactForms_7_3_3) {
  for (unsigned number = 1; number < header_id_count; ++number) {
    const auto id = static_cast<HeaderId>(number);
    std::array<char, 64> buffer{};
    MessageWriter writer(buffer, HeaderNames::compact);
    writer.header(id, {"x"});
    const std::string expected(compact_name(id).empty() ? header_name(id) : compact_name(id));
    EXPECT_EQ(writer.written(), expected + ": x\r\n");
  }
  std::array<char, 256> buffer{};
  MessageWriter writer(buffer, HeaderNames::compact);
  writer.status_line(200, "OK");
  writer.header("Via", {"as given"});
  writer.begin(HeaderId::call_id);
  writer.add("c");
  writer.end();
  writer.body("a/b", "12");
  ASSERT_TRUE(writer.finish());
  EXPECT_EQ(writer.written(), "SIP/2.0 200 OK\r\nVia: as given\r\ni: c\r\nc: a/b\r\nl: 2\r\n\r\n12");
  MessageWriter refused(buffer, HeaderNames::compact);
  refused.header(HeaderId::other, {"x"});
  EXPECT_EQ(refused.error(), Errc::bad_header_name);
}

}  // namespace
}  // namespace baton
