// Ladders, drawn and compared line by line.
#include "src/trace/ladder.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "src/trace/printable_text.hpp"

namespace baton::trace {
namespace {

constexpr std::size_t bob = 0;
constexpr std::size_t alice = 1;
constexpr std::size_t carol = 2;

std::string message(const std::string& start, const std::string& cseq,
                    const std::string& headers = "", const std::string& body = "") {
  return start +
         "\r\n"
         "Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\r\n"
         "From: <sip:alice@127.0.0.1>;tag=a\r\n"
         "To: <sip:bob@127.0.0.1>;tag=b\r\n"
         "Call-ID: 1\r\nMax-Forwards: 70\r\nCSeq: " +
         cseq + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

const std::string invite = message("INVITE sip:bob@127.0.0.1 SIP/2.0", "1 INVITE");
const std::string ringing = message("SIP/2.0 180 Ringing", "1 INVITE");
const std::string refer = message("REFER sip:alice@127.0.0.1 SIP/2.0", "2 REFER");

std::string notify(const std::string& state, const std::string& status) {
  return message(
      "NOTIFY sip:bob@127.0.0.1 SIP/2.0", "4 NOTIFY",
      "Event: refer\r\nSubscription-State: " + state + "\r\nContent-Type: message/sipfrag\r\n",
      "SIP/2.0 " + status + "\r\n");
}

/// A ladder whose lines are collected; a line break in front makes the expectation readable.
class Drawn {
 public:
  explicit Drawn(LadderOptions options)
      : ladder(std::move(options), [this](std::string_view line) {
          lines.emplace_back(line);
          text += '\n';
          text += line;
        }) {}

  std::vector<std::string> lines;
  std::string text;
  Ladder ladder;
};

LadderOptions three(std::size_t width) {
  return {.parties = {"Bob", "Alice", "Carol"}, .width = width};
}

Time ms(double milliseconds) {
  return {static_cast<std::int64_t>(5'000 + milliseconds * 1'000)};
}

TEST(Ladder, DrawsArrowsBetweenTheRightColumns) {
  Drawn drawn(three(90));
  drawn.ladder.head(ms(0));
  drawn.ladder.message(ms(0), alice, bob, invite);
  drawn.ladder.message(ms(1.25), bob, alice, ringing);
  drawn.ladder.message(ms(20), alice, carol, invite);
  drawn.ladder.message(ms(31'234.5), carol, bob, refer);
  drawn.ladder.flush();
  EXPECT_EQ(drawn.text, R"(
     ms Bob                      Alice                     Carol
    0.0  |<------ INVITE (1) ------|                         |
    1.2  |----- 180 Ringing ------>|                         |
   20.0  |                         |------ INVITE (1) ------>|
31234.5  |<-------------------- REFER (2) -------------------|)");
}

TEST(Ladder, WhoHearsWhatStandsBesideTheMessageThatCausedIt) {
  Drawn drawn(three(100));
  drawn.ladder.head(ms(0));
  drawn.ladder.message(ms(1), bob, alice, refer);
  drawn.ladder.heard(ms(1.1), alice, "onReceivedRefer");
  drawn.ladder.heard(ms(1.2), alice, "onInviteTrying");
  drawn.ladder.message(ms(2), alice, carol, invite);
  drawn.ladder.heard(ms(3), bob, "onReferAccepted");
  drawn.ladder.note("Carol answers.");
  EXPECT_EQ(drawn.text, R"(
     ms Bob                       Alice                      Carol
    1.0  |------- REFER (2) ------->|                          |  Alice: onReceivedRefer
    1.2  |                          |                          |  Alice: onInviteTrying
    2.0  |                          |------ INVITE (1) ------->|
    3.0  |                          |                          |  Bob: onReferAccepted
        Carol answers.)");
}

TEST(Ladder, ARowWaitsForItsCallbackUntilTheFlush) {
  Drawn drawn(three(100));
  drawn.ladder.message(ms(1), bob, alice, refer);
  EXPECT_EQ(drawn.lines.size(), 0U);
  drawn.ladder.flush();
  EXPECT_EQ(drawn.lines.size(), 1U);
  drawn.ladder.flush();
  EXPECT_EQ(drawn.lines.size(), 1U);
}

TEST(Ladder, ANotifyTellsStatusAndState) {
  Drawn drawn(three(120));
  drawn.ladder.head(ms(0));
  drawn.ladder.message(ms(1), alice, bob, notify("terminated;reason=noresource", "200 OK"));
  drawn.ladder.heard(ms(1), bob, "onACTVTransferSuccess");
  EXPECT_EQ(drawn.text, R"(
     ms Bob                              Alice                             Carol
    1.0  |<--- NOTIFY 200 OK, terminated --|                                 |  Bob: onACTVTransferSuccess)");
}

TEST(Ladder, ARetransmissionIsDottedAndMarked) {
  Drawn drawn(three(90));
  drawn.ladder.head(ms(0));
  drawn.ladder.message(ms(0), alice, bob, invite);
  drawn.ladder.message(ms(500), alice, bob, invite);
  drawn.ladder.message(ms(600), alice, carol, invite);  // the same octets to somebody else
  drawn.ladder.message(ms(700), bob, alice, ringing);
  drawn.ladder.message(ms(800), bob, alice, ringing);
  drawn.ladder.flush();
  EXPECT_EQ(drawn.text, R"(
     ms Bob                      Alice                     Carol
    0.0  |<------ INVITE (1) ------|                         |
  500.0  |<... again INVITE (1) ...|                         |
  600.0  |                         |------ INVITE (1) ------>|
  700.0  |----- 180 Ringing ------>|                         |
  800.0  |.. again 180 Ringing ...>|                         |)");
}

TEST(Ladder, EightyColumnsHoldMessagesAndCallbacks) {
  Drawn drawn(three(80));
  drawn.ladder.head(ms(0));
  drawn.ladder.message(ms(0), alice, bob, invite);
  drawn.ladder.heard(ms(0), bob, "onInviteIncoming");
  drawn.ladder.message(ms(1), bob, alice, ringing);
  drawn.ladder.heard(ms(1), alice, "onInviteRinging 180 Ringing");
  drawn.ladder.message(ms(2), alice, bob, notify("active", "180 Ringing"));
  drawn.ladder.heard(ms(2), bob, "onTransferRinging");
  drawn.ladder.message(ms(3), alice, bob, notify("terminated", "486 Busy Here"));
  drawn.ladder.heard(ms(3), bob, "onACTVTransferFailure 486 Busy Here");
  EXPECT_EQ(drawn.text, R"(
     ms Bob                 Alice                Carol
    0.0  |<---- INVITE (1) ---|                    |  Bob: onInviteIncoming
    1.0  |--- 180 Ringing --->|                    |  Alice: onInviteRinging 180
    2.0  |<-NOTIFY 180 Ringing|                    |  Bob: onTransferRinging
    3.0  |<NOTIFY 486 Busy ...|                    |  Bob: onACTVTransferFailure)");
}

TEST(Ladder, ANarrowTerminalHasTheCallbacksBelowTheMessages) {
  Drawn drawn(three(60));
  drawn.ladder.head(ms(0));
  drawn.ladder.message(ms(0), alice, bob, ringing);
  drawn.ladder.heard(ms(1), bob, "onReferRejected 603 Decline");
  EXPECT_EQ(drawn.text, R"(
     ms Bob                   Alice                  Carol
    0.0  |<---- 180 Ringing ----|                      |
          Bob: onReferRejected 603 Decline)");
}

TEST(Ladder, TheUnknownHaveNoColumn) {
  Drawn drawn(three(100));
  drawn.ladder.head(ms(0));
  drawn.ladder.message(ms(1), Ladder::outside, bob, invite);
  drawn.ladder.message(ms(2), bob, 17, ringing);
  drawn.ladder.message(ms(3), carol, carol, refer);
  drawn.ladder.heard(ms(4), 17, "onInviteClosed");
  EXPECT_EQ(drawn.text, R"(
     ms Bob                       Alice                      Carol
    1.0  |                          |                          |  outside to Bob: INVITE (1)
    2.0  |                          |                          |  Bob to outside: 180 Ringing (1
    3.0  |                          |                          |  Carol to Carol: REFER (2)
    4.0  |                          |                          |  outside: onInviteClosed)");
}

TEST(Ladder, ColourOnlyWhenAskedFor) {
  LadderOptions options = three(100);
  options.colour = true;
  Drawn plain(three(100));
  Drawn coloured(options);
  for (Drawn* drawn : {&plain, &coloured}) {
    drawn->ladder.head(ms(0));
    drawn->ladder.message(ms(1), bob, alice, refer);
    drawn->ladder.heard(ms(2), alice, "onReceivedRefer");
    drawn->ladder.note("Bob waits.");
  }
  EXPECT_EQ(plain.text.find('\x1B'), std::string::npos);
  EXPECT_NE(coloured.text.find('\x1B'), std::string::npos);
  std::string stripped;
  for (std::size_t at = 0; at < coloured.text.size(); ++at) {
    if (coloured.text[at] == '\x1B') {
      at = coloured.text.find('m', at);
    } else {
      stripped += coloured.text[at];
    }
  }
  EXPECT_EQ(stripped, plain.text) << "colour moves nothing";
}

TEST(Ladder, NamesOfAnyKindKeepTheColumnsStraight) {
  Drawn drawn({.parties = {"日本語", "A\r\nB", std::string(500, 'x')}, .width = 90});
  drawn.ladder.head(ms(0));
  drawn.ladder.message(ms(0), 0, 1, invite);
  drawn.ladder.message(ms(0), 2, 1, ringing);
  drawn.ladder.flush();
  EXPECT_EQ(drawn.text, R"(
     ms 日本語                   A\r\nB              xxxxxxxxxxxxx...
    0.0    |----- INVITE (1) ------>|                        |
    0.0    |                        |<----- 180 Ringing -----|)");
}

TEST(Ladder, WhateverStrangersSendALineIsOneLineWithinTheWidth) {
  std::mt19937 random(3);
  const std::vector<std::string> texts{invite, ringing, refer, "", std::string(300, '\xFF')};
  for (int round = 0; round < 300; ++round) {
    LadderOptions options;
    options.width = random() % 200;
    for (auto count = random() % 12; count > 0; --count) {
      options.parties.push_back(std::string(random() % 30, static_cast<char>(random() % 256)));
    }
    const std::size_t width = std::max(options.width, Ladder::width_min);
    Drawn drawn(options);
    drawn.ladder.head(ms(0));
    for (int entry = 0; entry < 6; ++entry) {
      std::string octets = texts[random() % texts.size()];
      for (auto hits = random() % 6; hits > 0 && !octets.empty(); --hits) {
        octets[random() % octets.size()] = static_cast<char>(random() % 256);
      }
      const Time time{static_cast<std::int64_t>(random()) * (random() % 2 == 0 ? 1 : -1'000'000)};
      drawn.ladder.message(time, random() % 10, random() % 10, octets);
      if (random() % 2 == 0) {
        drawn.ladder.heard(time, random() % 10, octets);
      }
      if (random() % 4 == 0) {
        drawn.ladder.note(octets);
      }
    }
    drawn.ladder.flush();
    for (const std::string& line : drawn.lines) {
      ASSERT_LE(columns_of(line), width) << line;
      ASSERT_EQ(printable(line), line);
    }
  }
}

}  // namespace
}  // namespace baton::trace
