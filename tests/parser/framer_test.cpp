#include "baton/framer.hpp"

#include <gtest/gtest.h>

#include "baton/message.hpp"
#include "tests/parser/framing.hpp"

namespace baton {
namespace {

using test::cut;
using test::Framing;
using test::lines_of;
using test::same_however_cut;
using Lines = std::vector<std::string>;

std::string with_lines(std::string_view lines, std::string_view body = "") {
  return "OPTIONS sip:b@c SIP/2.0\r\n" + std::string(lines) + "\r\n" + std::string(body);
}

std::string message(std::string_view body = "") {
  return with_lines("Content-Length: " + std::to_string(body.size()) + "\r\n", body);
}

std::string reported(std::string_view octets) {
  return "message " + std::to_string(octets.size()) + ": " + std::string(octets);
}

struct Stream {
  const char* what;
  std::string octets;
  Lines lines;
};

TEST(Framer, FindsMessagesAndKeepAlivesHoweverTheStreamIsCut) {
  const std::string a = message();
  const std::string b = message("body with\r\n\r\nINVITE sip:x SIP/2.0\r\n\r\n");
  const std::vector<Stream> streams{
      {"nothing", "", {}},
      {"one message", a, {reported(a)}},
      {"two in one piece", a + b, {reported(a), reported(b)}},
      {"the same one thrice", b + b + b, {reported(b), reported(b), reported(b)}},
      {"a message that goes on", a + b.substr(0, b.size() - 1), {reported(a)}},
      {"a body of line ends is no ping",
       message("\r\n\r\n\r\n\r\n"),
       {reported(message("\r\n\r\n\r\n\r\n"))}},
      {"a ping", "\r\n\r\n", {"ping"}},
      {"two pings", "\r\n\r\n\r\n\r\n", {"ping", "ping"}},
      {"half a ping", "\r\n", {}},
      {"a half and a CR", "\r\n\r", {}},
      {"a ping before a message", "\r\n\r\n" + a, {"ping", reported(a)}},
      {"a ping behind one", a + "\r\n\r\n", {reported(a), "ping"}},
      {"pings between",
       a + "\r\n\r\n" + b + "\r\n\r\n\r\n\r\n" + a,
       {reported(a), "ping", reported(b), "ping", "ping", reported(a)}},
      {"a line end before a start line", "\r\n" + a, {reported(a)}},
      {"one behind a ping", "\r\n\r\n\r\n" + a, {"ping", reported(a)}},
      {"line ends round messages make no ping together",
       "\r\n" + a + "\r\n" + b + "\r\n",
       {reported(a), reported(b)}},
  };
  for (const Stream& row : streams) {
    EXPECT_EQ(lines_of({row.octets}), row.lines) << row.what;
    EXPECT_TRUE(same_however_cut(row.octets)) << row.what;
  }
}

struct LengthRow {
  const char* what;
  const char* lines;
  std::size_t body;  ///< octets of the body that is found
};

TEST(Framer, FindsContentLengthInAllItsForms_20_14) {
  const LengthRow rows[] = {
      {"as written", "Content-Length: 5\r\n", 5},
      {"compact", "l: 5\r\n", 5},
      {"compact, upper case", "L:5\r\n", 5},
      {"any case", "cOnTeNt-LENGTH:5\r\n", 5},
      {"LWS before the colon", "Content-Length \t : 5\r\n", 5},
      {"compact, LWS before the colon", "l\t:5\r\n", 5},
      {"LWS on both sides", "Content-Length: \t 5 \t\r\n", 5},
      {"folded before the number", "Content-Length:\r\n 5\r\n", 5},
      {"folded twice", "Content-Length: \r\n \r\n\t5\r\n", 5},
      {"folded behind the number", "Content-Length: 5\r\n \r\n", 5},
      {"leading zeros", "Content-Length: 00000000000000000005\r\n", 5},
      {"zero", "Content-Length: 0\r\n", 0},
      {"first of many", "Content-Length: 5\r\nl2: 9\r\nX: 7\r\n", 5},
      {"last of many", "X: 7\r\nlength: 9\r\nContent-Lengthy: 9\r\nContent-Lengt: 9\r\nl: 5\r\n", 5},
      {"not in a fold", "Subject: a\r\n Content-Length: 9\r\n\tl: 9\r\nl: 5\r\n", 5},
      {"not in a quoted string", "X: \"Content-Length: 9\"\r\nl: 5\r\n", 5},
      {"not in a quoted string that is folded", "X: \"a\r\n Content-Length: 9\r\n l: 9\"\r\nl: 5\r\n", 5},
      {"not in a value", "X: Content-Length: 9\r\nY:l: 9\r\nl: 5\r\n", 5},
      {"not in a line without colon", "X-Content-Length 9\r\nl: 5\r\n", 5},
      {"behind an empty value", "X:\r\nl: 5\r\n", 5},
      {"behind quoted pairs of control characters", "X: \"\\\x01\\\x7f\"\r\nl: 5\r\n", 5},
  };
  for (const LengthRow& row : rows) {
    const std::string text = with_lines(row.lines);
    const std::string octets = text + "INVITE and more";
    const std::string_view first = std::string_view(octets).substr(0, text.size() + row.body);
    ASSERT_FALSE(lines_of({octets}).empty()) << row.what;
    EXPECT_EQ(lines_of({octets}).front(), reported(first)) << row.what;
    EXPECT_TRUE(same_however_cut(octets)) << row.what;
  }
}

struct ErrorRow {
  const char* what;
  std::string octets;
  Errc error;
};

TEST(Framer, ClosesWhereTheNextMessageCannotBeFound_18_3) {
  const auto length = [](std::string_view value) {
    return with_lines("Content-Length: " + std::string(value) + "\r\n", "12345678901234567890");
  };
  const std::vector<ErrorRow> rows{
      {"no Content-Length", with_lines("To: x\r\n"), Errc::missing_header},
      {"no header at all", with_lines(""), Errc::missing_header},
      {"only one that looks like it", with_lines("Content-Lengths: 5\r\nX: l: 5\r\n"), Errc::missing_header},
      {"negative", length("-5"), Errc::bad_content_length},
      {"a plus", length("+5"), Errc::bad_content_length},
      {"a word", length("five"), Errc::bad_content_length},
      {"empty", length(""), Errc::bad_content_length},
      {"only white space", length(" \t"), Errc::bad_content_length},
      {"only a fold", length("\r\n "), Errc::bad_content_length},
      {"hexadecimal", length("0x5"), Errc::bad_content_length},
      {"a fraction", length("5.0"), Errc::bad_content_length},
      {"two numbers", length("5 5"), Errc::bad_content_length},
      {"a folded number", length("1\r\n 5"), Errc::bad_content_length},
      {"a list", length("5, 5"), Errc::bad_content_length},
      {"a parameter", length("5;x"), Errc::bad_content_length},
      {"quoted", length("\"5\""), Errc::bad_content_length},
      {"a NUL behind", length(std::string_view("5\0", 2)), Errc::bad_content_length},
      {"an exponent", length("5e1"), Errc::bad_content_length},
      {"2^31", length("2147483648"), Errc::message_too_long},
      {"2^32", length("4294967296"), Errc::message_too_long},
      {"2^32 + 5", length("4294967301"), Errc::message_too_long},
      {"2^64", length("18446744073709551616"), Errc::message_too_long},
      {"2^64 + 5", length("18446744073709551621"), Errc::message_too_long},
      {"a hundred digits", length(std::string(100, '9')), Errc::message_too_long},
      {"twice the same", with_lines("Content-Length: 5\r\nContent-Length: 5\r\n"), Errc::repeated_header},
      {"twice, different", with_lines("Content-Length: 5\r\nX: y\r\nContent-Length: 6\r\n"),
       Errc::repeated_header},
      {"long and compact", with_lines("l: 5\r\nContent-Length: 5\r\n"), Errc::repeated_header},
      {"no colon", with_lines("Content-Length\r\n : 5\r\nl: 5\r\n"), Errc::bad_header_name},
      {"no colon but a number", with_lines("Content-Length 5\r\n"), Errc::bad_header_name},
      {"compact without colon", with_lines("l 5\r\nl: 5\r\n"), Errc::bad_header_name},
      {"a fold of the start line", with_lines(" l: 5\r\nl: 0\r\n"), Errc::bad_header_name},
      {"bare LF in the start line", "OPTIONS sip:b@c SIP/2.0\nl: 0\r\n\r\n", Errc::bad_character},
      {"bare LF in a value", with_lines("X: a\nl: 5\r\nl: 0\r\n"), Errc::bad_character},
      {"bare LF behind the number", with_lines("l: 5\nX: a\r\n"), Errc::bad_character},
      {"bare LF as empty line", "OPTIONS sip:b@c SIP/2.0\r\nl: 0\r\n\n", Errc::bad_character},
      {"bare CR in a value", with_lines("X: a\rl: 5\r\nl: 0\r\n"), Errc::bad_character},
      {"bare CR before the number", with_lines("l: \r5\r\n"), Errc::bad_character},
      {"two CRs", with_lines("X: a\r\r\nl: 0\r\n"), Errc::bad_character},
      {"bare CR in a name", with_lines("Content\r-Length: 5\r\n"), Errc::bad_character},
      {"NUL before a start line", std::string("\0", 1) + message(), Errc::bad_start_line},
      {"a space before one", " " + message(), Errc::bad_start_line},
      {"a TLS record", "\x16\x03\x01", Errc::bad_start_line},
      {"an octet beyond ASCII", "\xff", Errc::bad_start_line},
      {"a bare LF before one", "\n" + message(), Errc::bad_start_line},
      {"a bare CR before one", "\r" + message(), Errc::bad_start_line},
      {"CR CR LF", "\r\r\n", Errc::bad_start_line},
      {"a colon", ": x", Errc::bad_start_line},
  };
  for (const ErrorRow& row : rows) {
    const std::string good = message("ok");
    const std::string octets = good + row.octets + good;
    const Lines lines = lines_of({octets});
    ASSERT_EQ(lines.size(), 2U) << row.what;
    EXPECT_EQ(lines[0], reported(good)) << row.what;
    EXPECT_TRUE(lines[1].starts_with(std::string(name(row.error)) + " close: "))
        << row.what << ": " << lines[1];
    EXPECT_TRUE(same_however_cut(octets)) << row.what;
  }
}

TEST(Framer, StaysClosed) {
  Framing framing;
  EXPECT_FALSE(framing.feed("\x01"));
  const std::string good = message();
  std::string_view rest = good;
  for (int time = 0; time < 3; ++time) {
    const Frame frame = framing.framer().next(rest);
    EXPECT_EQ(frame.kind, FrameKind::error);
    EXPECT_EQ(frame.error, Errc::bad_start_line);
    EXPECT_TRUE(frame.close && frame.octets.empty() && rest.empty() && framing.framer().closed());
  }
}

TEST(Framer, WhatCameOfARefusedMessageCanBeAnswered) {
  const std::string head = test::request_with("").substr(0, test::request_with("").size() - 2);
  for (const std::string_view line : {"Content-Length: -1", "Content-Length: 70000", "l: 1\r\nl: 1"}) {
    const std::string stream = head + std::string(line) + "\r\n\r\n";
    for (const std::size_t every : {1'000U, 1U}) {
      Framing framing;
      Frame refused;
      for (const std::string_view piece : cut(stream, every)) {
        std::string_view rest = piece;
        refused = framing.framer().next(rest);
        if (refused.kind == FrameKind::error) break;
      }
      ASSERT_EQ(refused.kind, FrameKind::error) << line;
      std::array<HeaderEntry, 32> index{};
      MessageView request;
      EXPECT_TRUE(parse_message(refused.octets, index, request, {.framed = true})) << line;
      EXPECT_TRUE(answerable(request)) << line;
    }
  }
}

TEST(Framer, APongIsACrlfThatWasExpected_5626_4_4_1) {
  const std::string a = message();
  {
    Framing framing;
    framing.framer().expect_pong();
    framing.feed("\r\n\r\n\r\n" + a + "\r\n");
    EXPECT_EQ(framing.lines(), (Lines{"pong", "ping", reported(a)})) << "one pong was due, then a ping came";
  }
  {
    Framing framing;
    framing.framer().expect_pong();
    framing.framer().expect_pong();
    framing.feed(a + "\r");
    framing.feed("\n" + a + "\r\n");
    EXPECT_EQ(framing.lines(), (Lines{reported(a), "pong", reported(a), "pong"}));
  }
  {
    Framing framing;
    framing.feed(a + "\r\n");
    framing.framer().expect_pong();
    framing.feed("\r\n");
    EXPECT_EQ(framing.lines(), (Lines{reported(a), "pong"}))
        << "what a message left behind is no half of a ping";
  }
  {
    Framing framing;
    framing.feed(a.substr(0, 9));
    framing.framer().expect_pong();
    framing.feed(a.substr(9) + "\r\n");
    EXPECT_EQ(framing.lines(), (Lines{reported(a), "pong"})) << "no line end within a message is one";
  }
}

TEST(Framer, KeepsToItsLimits) {
  struct Row {
    const char* what;
    std::size_t buffer;
    FramerLimits limits;
    bool fits;
  };
  const std::string text = message("12345");
  const std::size_t size = text.size();
  const auto octets = static_cast<std::uint32_t>(size);
  const Row rows[] = {
      {"a buffer that fits", size, {}, true},
      {"one octet less", size - 1, {}, false},
      {"a limit that fits", 4096, {.message_bytes = octets}, true},
      {"a limit one less", 4096, {.message_bytes = octets - 1}, false},
      {"a section that fits", 4096, {.section_bytes = octets - 5}, true},
      {"a section one longer", 4096, {.section_bytes = octets - 6}, false},
      {"no room for a body", octets - 5, {}, false},
      {"no room for the section", octets - 6, {}, false},
      {"room for one octet", 1, {}, false},
      {"no buffer", 0, {}, false},
      {"a limit of nothing", 4096, {.section_bytes = 0}, false},
  };
  for (const Row& row : rows) {
    const Lines lines = lines_of({text}, row.buffer, row.limits);
    ASSERT_EQ(lines.size(), 1U) << row.what;
    EXPECT_EQ(lines[0].starts_with(row.fits ? "message " : "message_too_long close: "), true)
        << row.what << ": " << lines[0];
    EXPECT_TRUE(same_however_cut(text, row.buffer, row.limits)) << row.what;
  }
}

TEST(Framer, RefusesWhatCannotFitAsSoonAsThatIsKnown) {
  const std::string head = "OPTIONS sip:b@c SIP/2.0\r\nl: 1000";
  const Lines lines = lines_of({head + "0000\r\n\r\n"}, head.size() + 999);
  EXPECT_EQ(lines, Lines{"message_too_long close: " + head}) << "at the digit that goes beyond";
  const std::string endless = "OPTIONS sip:b@c SIP/2.0\r\nX: " + std::string(1'000, 'x');
  EXPECT_EQ(lines_of({endless}, 4096, {.section_bytes = 100}),
            Lines{"message_too_long close: " + endless.substr(0, 100)});
}

TEST(Framer, LooksAtEachOctetOnce) {
  // A piece is gone when the next comes, and what the buffer held is written over: there is nothing
  // left that could be looked at again.
  const std::string a = message("12345");
  const std::string stream =
      "\r\n\r\n" + a + with_lines("X: y\r\n z\r\nContent-Length :\r\n 12\r\n", "abc\r\n\r\ndefgh");
  Framing whole;
  whole.feed(stream);
  Framing scrambled;
  for (const std::string_view piece : cut(stream, 1)) {
    ASSERT_TRUE(scrambled.feed(piece));
    scrambled.scramble();
  }
  ASSERT_EQ(scrambled.lines().size(), whole.lines().size());
  for (std::size_t at = 0; at < whole.lines().size(); ++at) {
    const std::string& line = whole.lines()[at];
    EXPECT_EQ(scrambled.lines()[at].substr(0, 11), line.substr(0, 11)) << "the kind and the size";
  }
}

TEST(Framer, HoldsNoMoreThanWhatCame) {
  EXPECT_LE(sizeof(StreamFramer), 80U) << "and that of the framer itself is fixed";
  const std::string stream = "\r\n\r\n\r\n" + message("12345") + "\r\n\r\n" + message("67890") + "\r\n";
  Framing framing;
  std::size_t came = 0;
  for (const std::string_view piece : cut(stream, 1)) {
    ++came;
    const std::size_t before = framing.lines().size();
    ASSERT_TRUE(framing.feed(piece));
    EXPECT_LE(framing.framer().held(), came);
    if (framing.lines().size() != before) came = 0;
  }
  EXPECT_EQ(framing.framer().held(), 0U);
  framing.feed("OPTIONS sip:b@c SIP/2.0\r\nContent-Length: 60000\r\n\r\n");
  EXPECT_EQ(framing.framer().held(), 50U) << "nothing is held for what was only declared";
}

TEST(Framer, AMessageThatLiesWholeInThePieceIsNotCopied) {
  const std::string a = message("12345");
  const test::Exact block(a + a);
  std::array<char, 512> buffer{};
  StreamFramer framer(buffer);
  std::string_view rest = block.view();
  EXPECT_EQ(framer.next(rest).octets.data(), block.view().data());
  EXPECT_EQ(framer.next(rest).octets.data(), block.view().data() + a.size());
  EXPECT_EQ(framer.held(), 0U);
}

TEST(Framer, TellsWhereAStreamMayEnd) {
  Framing framing;
  StreamFramer& framer = framing.framer();
  EXPECT_TRUE(framer.between_messages());
  framing.feed("\r");
  EXPECT_FALSE(framer.between_messages());
  framing.feed("\n");
  EXPECT_TRUE(framer.between_messages());
  framing.feed("O");
  EXPECT_FALSE(framer.between_messages());
  framing.feed(message("1").substr(1, message("1").size() - 2));
  EXPECT_FALSE(framer.between_messages());
  framing.feed("1");
  EXPECT_TRUE(framer.between_messages());
}

TEST(WebSocketFrame, IsOneMessageOrAKeepAlive_7118_5_6) {
  const std::string bare = with_lines("To: x\r\n", "12345");
  const std::string exact = message("12345");
  const std::vector<Stream> rows{
      {"a message", exact, {reported(exact)}},
      {"without Content-Length", bare, {reported(bare)}},
      {"without body either", with_lines("To: x\r\n"), {reported(with_lines("To: x\r\n"))}},
      {"line ends before", "\r\n\r\n\r\n" + exact, {reported(exact)}},
      {"a ping", "\r\n\r\n", {"ping"}},
      {"a pong", "\r\n", {"pong"}},
      {"nothing", "", {"empty_message: "}},
      {"three line ends", "\r\n\r\n\r\n", {"empty_message: "}},
      {"a second message", exact + exact, {"bad_content_length: " + exact + exact}},
      {"an octet too few",
       exact.substr(0, exact.size() - 1),
       {"bad_content_length: " + exact.substr(0, exact.size() - 1)}},
      {"no empty line",
       "OPTIONS sip:b@c SIP/2.0\r\nl: 0\r\n",
       {"truncated: OPTIONS sip:b@c SIP/2.0\r\nl: 0\r\n"}},
      {"garbage", "{}", {"bad_start_line: {}"}},
      {"half a line end", "\r", {"bad_start_line: \r"}},
      {"a bad length", with_lines("l: x\r\n"), {"bad_content_length: " + with_lines("l: x\r\n")}},
      {"two lengths", with_lines("l: 0\r\nl: 0\r\n"), {"repeated_header: " + with_lines("l: 0\r\nl: 0\r\n")}},
  };
  for (const Stream& row : rows) {
    const test::Exact block(row.octets);
    EXPECT_EQ(test::line_of(frame_websocket(block.view())), row.lines.front()) << row.what;
  }
  const FramerLimits limits{.message_bytes = static_cast<std::uint32_t>(exact.size())};
  EXPECT_EQ(frame_websocket(exact, limits).kind, FrameKind::message);
  EXPECT_EQ(frame_websocket(exact + "6", limits).error, Errc::message_too_long);
  EXPECT_EQ(frame_websocket(bare, {.section_bytes = 20}).error, Errc::message_too_long);
}

}  // namespace
}  // namespace baton
