// What broke other SIP stacks where messages come out of streams and WebSockets; docs/parser-tests.md
// names the published fault behind each test.
#include <gtest/gtest.h>

#include <vector>

#include "baton/framer.hpp"
#include "baton/message.hpp"
#include "tests/parser/framing.hpp"

namespace baton {
namespace {

using test::Exact;
using test::Framing;
using test::request_with;

struct LengthRow {
  std::string_view value;
  bool readable;  ///< 1*DIGIT with LWS about it
  std::string_view reason;
};

const LengthRow lengths[] = {
    {"5", true, ""},
    {" 5 ", true, "LWS about it"},
    {"\t005\t", true, "leading zeros"},
    {"\r\n 5", true, "folded"},
    {"+5", false, "no sign"},
    {"-5", false, "no sign"},
    {"-0", false, "no sign"},
    {"5,5", false, "no list"},
    {"5 5", false, "one number"},
    {"0x5", false, "decimal"},
    {"5.", false, "no fraction"},
    {"", false, "no digit"},
    {"\xEF\xBC\x95", false, "a digit, but not of ASCII"},
    {"2147483648", true, "2^31"},
    {"2147483653", true, "2^31 + 5"},
    {"4294967296", true, "2^32"},
    {"4294967301", true, "2^32 + 5"},
    {"9223372036854775808", true, "2^63"},
    {"9223372036854775813", true, "2^63 + 5"},
    {"18446744073709551616", true, "2^64"},
    {"18446744073709551621", true, "2^64 + 5"},
    {"340282366920938463463374607431768211461", true, "2^128 + 5"},
    {"65536", true, "beyond the largest message"},
};

bool is_five(const LengthRow& row) {
  return row.readable && row.value.find_first_of("1234678") == std::string::npos;
}

// CVE-2026-45103, CVE-2014-10375
TEST(OwedStream, NoContentLengthOverflowsToAnother) {
  for (const LengthRow& row : lengths) {
    const std::string head =
        request_with("Content-Type: text/plain\r\nContent-Length:" + std::string(row.value) + "\r\n");
    const std::string text = head + "12345";
    // As a datagram, and as one message of a stream.
    for (const bool framed : {false, true}) {
      const test::Parsed parsed(text, {.framed = framed});
      EXPECT_EQ(parsed.error.code, is_five(row) ? Errc::ok : Errc::bad_content_length)
          << row.value << ": " << row.reason << ", framed " << framed;
      EXPECT_EQ(parsed.message.body(), "12345") << row.value << ": all that there is, and no more";
    }
    // As a stream with another request in it, which must never come out of its midst.
    const std::string smuggled = text + request_with("Content-Length: 0\r\nX: smuggled\r\n");
    Framing framing;
    framing.feed(smuggled);
    ASSERT_GE(framing.lines().size(), 1U) << row.value;
    if (is_five(row)) {
      EXPECT_EQ(framing.lines().front(), "message " + std::to_string(text.size()) + ": " + text) << row.value;
      EXPECT_EQ(framing.lines().size(), 2U) << row.value;
      continue;
    }
    EXPECT_EQ(framing.lines().size(), 1U) << row.value << ": nothing behind what cannot be framed";
    EXPECT_TRUE(framing.lines().front().starts_with(row.readable ? "message_too_long close: "
                                                                 : "bad_content_length close: "))
        << row.value << ": " << framing.lines().front();
    EXPECT_TRUE(framing.framer().closed()) << row.value;
  }
}

// CVE-2026-45103
TEST(OwedStream, TwoContentLengthsAreRefusedWhereverTheyStand) {
  for (const std::string_view first : {"5", "0", "99999"}) {
    for (const std::string_view name : {"Content-Length: ", "l:", "CONTENT-LENGTH\t: ", "L :"}) {
      for (const std::string_view between : {"", "X: y\r\n", "Subject: a\r\n b\r\n"}) {
        const std::string text = request_with("Content-Length: " + std::string(first) + "\r\n" +
                                                  std::string(between) + std::string(name) + "5\r\n",
                                              "12345");
        EXPECT_EQ(test::Parsed(text).error.code, Errc::repeated_header) << text;
        Framing framing;
        EXPECT_FALSE(framing.feed(text + text)) << text;
        EXPECT_EQ(framing.lines().size(), 1U) << text;
      }
    }
  }
}

// CVE-2026-58268, CVE-2014-10375
TEST(OwedStream, NothingIsHeldForWhatWasOnlyDeclared) {
  for (const std::string_view declared :
       {"1", "1000", "60000", "65000", "4294967295", "18446744073709551615"}) {
    const std::string head = request_with("Content-Length: " + std::string(declared) + "\r\n");
    for (const std::size_t room : {std::size_t{0}, head.size() - 1, head.size(), head.size() + 1'000}) {
      Framing framing(room);
      std::size_t came = 0;
      for (const char c : head) {
        ++came;
        const bool open = framing.feed({&c, 1});
        ASSERT_LE(framing.framer().held(), came) << declared;
        ASSERT_LE(framing.framer().held(), room) << declared;
        if (!open) break;
      }
      const bool fits = declared == "1" && room > head.size();
      const bool waits = fits || (declared == "1000" && room == head.size() + 1'000);
      EXPECT_EQ(framing.framer().closed(), !waits) << declared << ", room " << room;
    }
  }
}

// CVE-2018-12584
TEST(OwedStream, AMessageIsReadTheSameHoweverTheStreamIsCut) {
  const std::string first = request_with("l: 8\r\nContent-Type: a/b\r\n", "\r\n\r\n\r\n\r\n");
  const std::string second = request_with("Content-Length :\r\n 3\r\nc: a/b\r\nX: \"\\\\\"\r\n", "abc");
  EXPECT_TRUE(test::same_however_cut("\r\n\r\n" + first + "\r\n" + second));
  EXPECT_TRUE(test::same_however_cut(first + second.substr(0, second.size() - 4)))
      << "and where it breaks off";
  EXPECT_TRUE(test::same_however_cut(first + "\x01" + second)) << "and where it is none";
}

// re#1584
TEST(OwedStream, AWebSocketMessageOfAnySize) {
  for (const std::size_t size :
       {125U, 126U, 127U, 128U, 255U, 256U, 1'000U, 16'000U, 65'534U, 65'535U, 65'536U, 65'537U, 131'072U}) {
    for (const std::size_t declared : {size, size + 1}) {
      std::string text = "OPTIONS sip:a SIP/2.0\r\nl: ";
      const std::size_t head = text.size() + 6 + 4;  // six digits, the two line ends
      if (size < head) continue;
      const std::string digits = std::to_string(declared - head);
      text += std::string(6 - digits.size(), '0') + digits + "\r\n\r\n" + std::string(size - head, 'b');
      ASSERT_EQ(text.size(), size);
      const Exact block(text);
      const Frame frame = frame_websocket(block.view());
      const Errc expected = size > 65'535      ? Errc::message_too_long
                            : declared != size ? Errc::bad_content_length
                                               : Errc::ok;
      EXPECT_EQ(frame.error, expected) << size << ", declared " << declared;
      EXPECT_EQ(frame.kind, expected == Errc::ok ? FrameKind::message : FrameKind::error);
      EXPECT_LE(frame.octets.size(), size);
      EXPECT_FALSE(frame.close) << "the next message is one of its own";
    }
  }
}

}  // namespace
}  // namespace baton
