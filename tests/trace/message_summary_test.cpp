// One message in a few words, also where the message is a stranger's.
#include "src/trace/message_summary.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "src/trace/printable_text.hpp"

namespace baton::trace {
namespace {

std::string request(const std::string& method, const std::string& cseq,
                    const std::string& headers = "", const std::string& body = "") {
  return method +
         " sip:bob@127.0.0.1 SIP/2.0\r\n"
         "Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\r\n"
         "From: <sip:alice@127.0.0.1>;tag=a\r\n"
         "To: <sip:bob@127.0.0.1>;tag=b\r\n"
         "Call-ID: 1\r\nMax-Forwards: 70\r\nCSeq: " +
         cseq + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

std::string response(const std::string& start, const std::string& cseq) {
  return "SIP/2.0 " + start +
         "\r\n"
         "Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\r\n"
         "From: <sip:alice@127.0.0.1>;tag=a\r\n"
         "To: <sip:bob@127.0.0.1>;tag=b\r\n"
         "Call-ID: 1\r\nCSeq: " +
         cseq + "\r\nContent-Length: 0\r\n\r\n";
}

std::string notify(const std::string& state, const std::string& body) {
  return request(
      "NOTIFY", "4 NOTIFY",
      "Event: refer\r\nSubscription-State: " + state + "\r\nContent-Type: message/sipfrag\r\n",
      body);
}

TEST(MessageSummary, NamesMethodOrStatusAndCSeq) {
  EXPECT_EQ(summarize(request("INVITE", "1 INVITE")).line(), "INVITE (1)");
  EXPECT_EQ(summarize(request("REFER", "2 REFER")).line(), "REFER (2)");
  EXPECT_EQ(summarize(request("FANCY", "7 FANCY")).line(), "FANCY (7)");
  EXPECT_EQ(summarize(response("180 Ringing", "1 INVITE")).line(), "180 Ringing (1 INVITE)");
  EXPECT_EQ(summarize(response("202 ", "2 REFER")).line(), "202 (2 REFER)");
}

TEST(MessageSummary, TellsWhatANotifyReports) {
  EXPECT_EQ(summarize(notify("active;expires=60", "SIP/2.0 180 Ringing\r\n")).line(),
            "NOTIFY 180 Ringing, active (4)");
  EXPECT_EQ(summarize(notify("terminated;reason=noresource", "SIP/2.0 200 OK")).line(),
            "NOTIFY 200 OK, terminated (4)");
  EXPECT_EQ(summarize(notify("pending", "")).line(), "NOTIFY, pending (4)");
  EXPECT_EQ(summarize(notify("terminated", "no fragment")).line(), "NOTIFY, terminated (4)");
}

TEST(MessageSummary, Classes) {
  EXPECT_EQ(summarize(request("BYE", "2 BYE")).kind, MessageClass::request);
  EXPECT_EQ(summarize(response("100 Trying", "1 INVITE")).kind, MessageClass::provisional);
  EXPECT_EQ(summarize(response("200 OK", "1 INVITE")).kind, MessageClass::success);
  EXPECT_EQ(summarize(response("302 Moved", "1 INVITE")).kind, MessageClass::failure);
  EXPECT_EQ(summarize(response("486 Busy Here", "1 INVITE")).kind, MessageClass::failure);
}

TEST(MessageSummary, ReadsWhatThereIsOfABadMessage) {
  EXPECT_EQ(summarize("").line(), "0 octets, not SIP");
  EXPECT_EQ(summarize("\r\n\r\n").line(), "4 octets, not SIP");
  EXPECT_EQ(summarize("hello").line(), "5 octets, not SIP");
  EXPECT_EQ(summarize(std::string(60'000, '\0')).line(), "60000 octets, not SIP");
  EXPECT_EQ(summarize("hello").kind, MessageClass::other);
  EXPECT_EQ(summarize("BYE sip:a@b SIP/2.0\r\n\r\n").line(), "BYE");
}

TEST(MessageSummary, HostileTextIsEscapedAndCut) {
  const std::string phrase = "OK \x1B[2J\xE2\x80\xAE " + std::string(5'000, 'x');
  const std::string text = summarize(response("200 " + phrase, "1 INVITE")).line();
  EXPECT_LE(columns_of(text), 120U);
  EXPECT_EQ(printable(text), text);
  EXPECT_EQ(text.find('\x1B'), std::string::npos);
  EXPECT_LE(
      summarize(request(std::string(3'000, 'M'), "1 " + std::string(3'000, 'M'))).line().size(),
      80U);
  EXPECT_LE(
      summarize(notify(std::string(3'000, 's'), "SIP/2.0 180 " + phrase + "\r\n")).line().size(),
      160U);
}

TEST(MessageSummary, DamagedMessagesGiveOnePrintableLine) {
  std::mt19937 random(11);
  const std::string whole = notify("active", "SIP/2.0 180 Ringing\r\n");
  for (int round = 0; round < 5'000; ++round) {
    std::string damaged = whole.substr(0, random() % (whole.size() + 1));
    for (auto hits = random() % 4; hits > 0 && !damaged.empty(); --hits) {
      damaged[random() % damaged.size()] = static_cast<char>(random() % 256);
    }
    const std::string text = summarize(damaged).line();
    EXPECT_EQ(printable(text), text);
    EXPECT_LE(columns_of(text), 160U);
  }
}

}  // namespace
}  // namespace baton::trace
