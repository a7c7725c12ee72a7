// Transcripts of recordings made by hand, compared with what they must say.
#include "src/trace/transcript.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include "baton/message.hpp"
#include "src/trace/printable_text.hpp"

namespace baton::trace {
namespace {

constexpr std::size_t bob = 0;
constexpr std::size_t alice = 1;
constexpr std::size_t carol = 2;

constexpr CallId old_call{.index = 0, .generation = 1};
constexpr CallId new_call{.index = 1, .generation = 1};
constexpr CallId consultation{.index = 1, .generation = 1};
constexpr TransferId transfer{.index = 0, .generation = 1};
constexpr TransferId second_transfer{.index = 1, .generation = 1};

std::string sip(const std::string& start, const std::string& call, const std::string& cseq,
                    const std::string& headers = "", const std::string& body = "") {
  return start +
         "\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK" + std::to_string(start.size()) +
         "\r\nFrom: <sip:a@192.0.2.1>;tag=a\r\nTo: <sip:b@192.0.2.2>;tag=b\r\nCall-ID: " + call +
         "\r\nMax-Forwards: 70\r\nCSeq: " + cseq + "\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string refer(const std::string& refer_to, const std::string& cseq = "2") {
  return sip("REFER sip:alice@192.0.2.1 SIP/2.0", "old", cseq + " REFER",
                 "Contact: <sip:bob@192.0.2.2>\r\nRefer-To: <" + refer_to + ">\r\n");
}

std::string notify(const std::string& cseq, const std::string& state, const std::string& status) {
  return sip("NOTIFY sip:bob@192.0.2.2 SIP/2.0", "old", cseq + " NOTIFY",
                 "Event: refer\r\nSubscription-State: " + state +
                     "\r\nContent-Type: message/sipfrag\r\n",
                 "SIP/2.0 " + status + "\r\n");
}

/// A recording with a clock, and events that name the message that came last.
class Played {
 public:
  explicit Played(std::size_t entries_max = 2'000) : recording({"Bob", "Alice", "Carol"}, entries_max) {}

  void message(std::size_t from, std::size_t to, const std::string& octets) {
    last_ = octets;
    recording.message(now_ = now_ + milliseconds(1), from, to, octets);
  }
  void pass(Microseconds length) { now_ = now_ + length; }
  void event(std::size_t party, EventKind kind, CallId call, TransferId of = {},
             Cause cause = Cause::message) {
    Event event;
    event.kind = kind;
    event.call = call;
    event.transfer = of;
    event.cause = cause;
    std::array<HeaderEntry, 32> index;
    MessageView view;
    if (cause == Cause::message || cause == Cause::bye) {
      EXPECT_FALSE(index_message(last_, index, view));
      event.message = &view;
    }
    recording.event(now_, party, event);
  }
  void heard(std::size_t party, std::string_view callback) { recording.heard(party, callback); }

  Recording recording;

 private:
  Time now_{};
  std::string last_;
};

/// Bob refers Alice to Carol, and all goes well; Dave's keep-alive is no part of it.
Played blind() {
  Played played;
  played.message(no_entry, bob, sip("OPTIONS sip:bob@192.0.2.2 SIP/2.0", "stranger", "9 OPTIONS"));
  played.message(bob, alice, refer("sip:carol@192.0.2.3"));
  played.event(alice, EventKind::refer_received, old_call, transfer);
  played.heard(alice, "onReceivedRefer");
  played.message(alice, bob, sip("SIP/2.0 202 Accepted", "old", "2 REFER"));
  played.event(bob, EventKind::refer_accepted, old_call, transfer);
  played.heard(bob, "onReferAccepted");
  played.message(alice, carol, sip("INVITE sip:carol@192.0.2.3 SIP/2.0", "new", "1 INVITE"));
  played.event(carol, EventKind::call_incoming, new_call);
  played.heard(carol, "onInviteIncoming");
  played.message(alice, bob, notify("3", "active;expires=180", "180 Ringing"));
  played.event(bob, EventKind::transfer_trying, old_call, transfer);
  played.heard(bob, "onTransferTrying");
  played.event(bob, EventKind::transfer_ringing, old_call, transfer);
  played.heard(bob, "onTransferRinging");
  return played;
}

TEST(Transcript, TellsEachMessageAndTheRuleBehindEachCallback) {
  Played played = blind();
  played.message(alice, bob, notify("4", "terminated;reason=noresource", "200 OK"));
  played.event(bob, EventKind::transfer_succeeded, old_call, transfer);
  played.heard(bob, "onACTVTransferSuccess");
  played.event(alice, EventKind::referral_ended, old_call, transfer, Cause::local);
  const auto transfers = transfers_in(played.recording);
  ASSERT_EQ(transfers, (std::vector<TransferKey>{{bob, transfer}}));
  EXPECT_EQ('\n' + transcript_text(played.recording, transfers[0]), R"(
      0.0  Bob -> Alice  REFER (2) to sip:carol@192.0.2.3
           Alice: onReceivedRefer
             by this message: all checks are passed; the application decides
             table 2.1, RFC 3515 2.4.2
      1.0  Alice -> Bob  202 Accepted (2 REFER)
           Bob: onReferAccepted
             by this message: a 2xx accepts the REFER, 200 and 202 alike
             row 6, RFC 7647 5
      2.0  Alice -> Carol  INVITE (1)
           Carol: onInviteIncoming
             by this message: an INVITE outside of every dialog
             RFC 3261 13.3.1
      3.0  Alice -> Bob  NOTIFY 180 Ringing, active (3)
           Bob: onTransferTrying
             by this message: a report: the referred call is being set up
             row 19, RFC 3515 2.4.5
           Bob: onTransferRinging
             by this message: a report: the target rings
             row 19, RFC 3515 2.4.5
      4.0  Alice -> Bob  NOTIFY 200 OK, terminated (4)
           Bob: onACTVTransferSuccess
             by this message: a final report: the target answered
             row 20, RFC 3515 2.4.5
           Alice: no callback (referral_ended)
             at 4.0, by no message: the application refused
             table 2.1, RFC 3515 2.4.2
)");
}

TEST(Transcript, IsASequenceDiagramForMermaid) {
  const Played played = blind();
  EXPECT_EQ(transcript_mermaid(played.recording, {bob, transfer}), R"(sequenceDiagram
    participant P0 as Bob
    participant P1 as Alice
    participant P2 as Carol
    P0->>P1: REFER (2) to sip:carol@192.0.2.3
    Note over P1: onReceivedRefer<br/>all checks are passed#59; the application decides<br/>table 2.1, RFC 3515 2.4.2
    P1-->>P0: 202 Accepted (2 REFER)
    Note over P0: onReferAccepted<br/>a 2xx accepts the REFER, 200 and 202 alike<br/>row 6, RFC 7647 5
    P1->>P2: INVITE (1)
    Note over P2: onInviteIncoming<br/>an INVITE outside of every dialog<br/>RFC 3261 13.3.1
    P1->>P0: NOTIFY 180 Ringing, active (3)
    Note over P0: onTransferTrying<br/>a report: the referred call is being set up<br/>row 19, RFC 3515 2.4.5
    Note over P0: onTransferRinging<br/>a report: the target rings<br/>row 19, RFC 3515 2.4.5
)");
}

TEST(Transcript, NamesTheTimerWhereNoMessageIsBehindACallback) {
  Played played;
  played.message(bob, alice, refer("sip:carol@192.0.2.3"));
  played.pass(seconds(4));
  played.message(bob, alice, refer("sip:carol@192.0.2.3"));
  played.pass(seconds(28));
  played.event(bob, EventKind::refer_rejected, old_call, transfer, Cause::timeout);
  played.heard(bob, "onReferRejected 408 Request Timeout");
  EXPECT_EQ('\n' + transcript_text(played.recording, {bob, transfer}), R"(
      0.0  Bob -> Alice  REFER (2) to sip:carol@192.0.2.3
   4001.0  Bob -> Alice  again REFER (2) to sip:carol@192.0.2.3
           Bob: onReferRejected 408 Request Timeout
             at 32001.0, by no message: nothing answered the REFER within 64*T1; the call stands
             row 12, RFC 3261 8.1.3.1
)");
}

TEST(Transcript, AnEventThatWaitedNamesTheMessageThatItCameWith) {
  Played played;
  played.message(bob, alice, refer("sip:carol@192.0.2.3"));
  const std::string accepted = sip("SIP/2.0 202 Accepted", "old", "2 REFER");
  played.message(alice, bob, accepted);
  Event event;
  event.kind = EventKind::refer_accepted;
  event.call = old_call;
  event.transfer = transfer;
  std::array<HeaderEntry, 32> index;
  MessageView view;
  ASSERT_FALSE(index_message(accepted, index, view));
  event.message = &view;
  played.message(alice, bob, notify("3", "active", "100 Trying"));
  played.recording.event(Time{3'000}, bob, event);
  EXPECT_NE(transcript_text(played.recording, {bob, transfer}).find("by 202 Accepted (2 REFER) of 1.0: "),
            std::string::npos);
}

// Bob consults Carol in a call of its own; the REFER names that call, and so does Alice's INVITE, whatever
// URI it goes to.
TEST(Transcript, AnAttendedTransferHasAllThreeCalls) {
  Played played;
  played.message(bob, carol, sip("INVITE sip:carol@192.0.2.3 SIP/2.0", "consult@x", "1 INVITE"));
  played.event(carol, EventKind::call_incoming, consultation);
  played.heard(carol, "onInviteIncoming");
  played.message(bob, alice, refer("sip:carol@192.0.2.3?Replaces=consult%40x%3Bto-tag%3Db%3Bfrom-tag%3Da"));
  played.message(alice, bob, sip("SIP/2.0 200 OK", "old", "2 REFER"));
  played.event(bob, EventKind::refer_accepted, old_call, transfer);
  played.message(alice, carol,
                 sip("INVITE sip:carol@192.0.2.9 SIP/2.0", "new", "1 INVITE",
                         "Replaces: consult@x;to-tag=b;from-tag=a\r\n"));
  played.event(carol, EventKind::call_replacing, new_call);
  played.message(carol, bob, sip("BYE sip:bob@192.0.2.2 SIP/2.0", "consult@x", "7 BYE"));
  played.event(bob, EventKind::call_ended, consultation, {}, Cause::bye);
  played.heard(bob, "onInviteClosed");
  const std::string text = transcript_text(played.recording, {bob, transfer});
  for (const char* expected :
       {"Bob -> Carol  INVITE (1)\n", "Bob -> Alice  REFER (2) to sip:carol@192.0.2.3 with Replaces\n",
        "Alice -> Carol  INVITE (1) with Replaces\n", "Carol: onInviteIncoming\n",
        "by this message: an INVITE with Replaces is honoured\n             table 3, RFC 3891 3\n",
        "Carol -> Bob  BYE (7)\n",
        "Bob: onInviteClosed\n             by this message: the peer hung up\n             RFC 3261 15.1.2\n"}) {
    EXPECT_NE(text.find(expected), std::string::npos) << expected << "\n" << text;
  }
}

// RFC 3261 25.1, user-unreserved.
TEST(Transcript, AQuestionMarkInAUserIsNoBeginningOfHeaders) {
  Played played;
  played.message(bob, alice, refer("sip:who?@192.0.2.3?Subject=x"));
  played.message(alice, bob, sip("SIP/2.0 202 Accepted", "old", "2 REFER"));
  played.event(bob, EventKind::refer_accepted, old_call, transfer);
  const std::string text = transcript_text(played.recording, {bob, transfer});
  EXPECT_NE(text.find("REFER (2) to sip:who?@192.0.2.3\n"), std::string::npos) << text;
}

TEST(Transcript, OfTwoTransfersOfACallEachTellsItsOwnCallbacks) {
  Played played = blind();
  played.message(bob, alice, refer("sip:dave@192.0.2.4", "3"));
  played.message(alice, bob, sip("SIP/2.0 603 Decline", "old", "3 REFER"));
  played.event(bob, EventKind::refer_rejected, old_call, second_transfer);
  played.heard(bob, "onReferRejected 603 Decline");
  ASSERT_EQ(transfers_in(played.recording),
            (std::vector<TransferKey>{{bob, transfer}, {bob, second_transfer}}));
  const std::string first = transcript_text(played.recording, {bob, transfer});
  const std::string second = transcript_text(played.recording, {bob, second_transfer});
  EXPECT_EQ(first.find("onReferRejected"), std::string::npos);
  EXPECT_NE(second.find("onReferRejected 603 Decline"), std::string::npos);
  EXPECT_EQ(second.find("Bob: onReferAccepted"), std::string::npos);
}

TEST(Transcript, WithoutATransferorItIsTheTransfereesStory) {
  Played played;
  played.message(bob, alice, refer("sip:carol@192.0.2.3"));
  played.event(alice, EventKind::refer_received, old_call, transfer);
  played.heard(alice, "onReceivedRefer");
  ASSERT_EQ(transfers_in(played.recording), (std::vector<TransferKey>{{alice, transfer}}));
  EXPECT_NE(transcript_text(played.recording, {alice, transfer}).find("Alice: onReceivedRefer\n"),
            std::string::npos);
}

TEST(Transcript, PartiesMayBeNamedAsTheyAppear) {
  Recording recording({"here"});
  EXPECT_EQ(recording.party("192.0.2.1:5060"), 1U);
  EXPECT_EQ(recording.party("192.0.2.2:5060"), 2U);
  EXPECT_EQ(recording.party("192.0.2.1:5060"), 1U);
  EXPECT_EQ(recording.party("here"), 0U);
  for (std::size_t more = 3; more < Recording::parties_max; ++more) {
    EXPECT_EQ(recording.party(std::to_string(more)), more);
  }
  EXPECT_EQ(recording.party("one too many"), no_entry);
}

TEST(Transcript, KeepsNoMoreThanItMayAndSaysSo) {
  Played played(3);
  played.message(bob, alice, refer("sip:carol@192.0.2.3"));
  played.message(alice, bob, sip("SIP/2.0 202 Accepted", "old", "2 REFER"));
  played.event(bob, EventKind::refer_accepted, old_call, transfer);
  played.message(alice, bob, notify("3", "active", "100 Trying"));
  played.event(bob, EventKind::transfer_trying, old_call, transfer);
  EXPECT_EQ(played.recording.entries().size(), 3U);
  EXPECT_TRUE(transcript_text(played.recording, {bob, transfer})
                  .ends_with("2 more messages and events were not kept\n"));
  EXPECT_TRUE(transcript_mermaid(played.recording, {bob, transfer})
                  .ends_with("    %% 2 more messages and events were not kept\n"));
}

TEST(Transcript, NothingOfAStrangerCanBreakALineOrTheDiagram) {
  Played played;
  played.message(bob, alice, refer("sip:carol@192.0.2.3"));
  played.message(no_entry, bob, sip("SIP/2.0 603 The end; #<b>", "old", "2 REFER"));
  played.event(bob, EventKind::refer_rejected, old_call, transfer);
  played.heard(bob, "onReferRejected 603 The ended endeavour of legend, end;\n\x1B[2J<b>");
  const std::string text = transcript_text(played.recording, {bob, transfer});
  EXPECT_EQ(text.find('\x1B'), std::string::npos);
  EXPECT_NE(text.find("outside -> Bob  603 The end;"), std::string::npos) << text;
  const std::string mermaid = transcript_mermaid(played.recording, {bob, transfer});
  EXPECT_NE(mermaid.find("participant X as outside"), std::string::npos) << mermaid;
  EXPECT_NE(mermaid.find("603 The #101;nd#59;"), std::string::npos) << mermaid;
  EXPECT_NE(mermaid.find("#60;b#62;"), std::string::npos) << mermaid;
  EXPECT_EQ(mermaid.find("<b>"), std::string::npos) << mermaid;
  EXPECT_EQ(std::ranges::count(text, '\n'), 5);
}

/// Each line as `printable` lets it through.
void expect_printable(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    ASSERT_NE(end, std::string::npos) << "each line has its end";
    const std::string line = text.substr(at, end - at);
    ASSERT_EQ(printable(line), line);
    at = end + 1;
  }
}

TEST(Transcript, WhateverPassesItsLinesArePrintable) {
  std::mt19937 random(4);
  const std::vector<std::string> texts{
      refer("sip:carol@192.0.2.3?Replaces=consult%40x%3Bto-tag%3Db%3Bfrom-tag%3Da"),
      sip("SIP/2.0 202 Accepted", "old", "2 REFER"), notify("3", "active;expires=180", "180 Ringing"),
      sip("INVITE sip:carol@192.0.2.9 SIP/2.0", "new", "1 INVITE", "Replaces: old;to-tag=b;from-tag=a\r\n"),
      std::string(300, '\xFF'), ""};
  const auto any = [&random](std::size_t count) { return static_cast<std::size_t>(random()) % count; };
  for (int round = 0; round < 300; ++round) {
    Recording recording({std::string(any(80), static_cast<char>(any(256))), "Alice"}, any(30));
    for (int entry = 0; entry < 20; ++entry) {
      std::string octets = texts[any(texts.size())];
      for (std::size_t hits = any(4); hits > 0 && !octets.empty(); --hits) {
        octets[any(octets.size())] = static_cast<char>(any(256));
      }
      const std::size_t to = any(3);
      recording.message(Time{entry}, any(3), to, octets);
      Event event;
      event.kind = static_cast<EventKind>(any(static_cast<std::size_t>(EventKind::refer_refused) + 1));
      event.cause = static_cast<Cause>(any(static_cast<std::size_t>(Cause::usage_lost) + 1));
      event.transfer = {static_cast<std::uint32_t>(any(2)), static_cast<std::uint32_t>(any(2))};
      std::array<HeaderEntry, 32> index;
      MessageView view;
      if (!index_message(octets, index, view)) {
        event.message = &view;
      }
      recording.event(Time{entry}, to, event);
      recording.heard(to, octets);
    }
    for (const TransferKey& key : transfers_in(recording)) {
      expect_printable(transcript_text(recording, key));
      expect_printable(transcript_mermaid(recording, key));
    }
  }
}

TEST(Transcript, OfNothingIsEmpty) {
  const Recording recording({"Bob"});
  EXPECT_TRUE(transfers_in(recording).empty());
  EXPECT_EQ(transcript_text(recording, {}), "");
}

}  // namespace
}  // namespace baton::trace
