// The text of a REFER: handed out whole, and taken back only as it was (a caller of the seven callbacks
// passes it through its own memory).
#include <gtest/gtest.h>

#include "tests/agent/contract_peer.hpp"

namespace baton {
namespace {

using contract::Alone;
using contract::Peer;
using contract::take_call;

struct Referred {
  Alone alone;
  Peer peer;
  CallId call;
  TransferId transfer;
  std::string text;

  Referred() {
    call = take_call(alone, peer);
    text = peer.refer();
    EXPECT_EQ(alone.receive(text), Errc::ok);
    EXPECT_EQ(alone.drain(), "refer_received");
    transfer = alone.heard.back().transfer;
    alone.outbox.clear();
  }
  Errc accept(std::string_view with) { return alone.stack().accept_refer(alone.now, transfer, with).error(); }
  std::string edited(std::string_view what, std::string_view by) const {
    std::string copy = text;
    const std::size_t at = copy.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return copy.replace(at, what.size(), by);
  }
};

TEST(ReferText, IsTheWholeReferOctetForOctet) {
  Referred referred;
  std::array<char, 4096> into{};
  const auto size = referred.alone.stack().refer_text(referred.transfer, into);
  ASSERT_TRUE(size);
  EXPECT_EQ(std::string_view(into.data(), *size), referred.text);
  EXPECT_EQ(referred.alone.stack().refer_text(referred.transfer, std::span(into).first(*size - 1)).error(),
            Errc::buffer_too_small);
  EXPECT_TRUE(referred.alone.stack().refer_text(referred.transfer, std::span(into).first(*size)));
}

TEST(ReferText, IsWrongStateOnceTheReferIsDecided) {
  Referred referred;
  ASSERT_EQ(referred.accept(referred.text), Errc::ok);
  std::array<char, 4096> into{};
  EXPECT_EQ(referred.alone.stack().refer_text(referred.transfer, into).error(), Errc::wrong_state);
  const auto own = referred.alone.stack().refer(referred.alone.now, referred.call, "carol");
  ASSERT_TRUE(own);
  EXPECT_EQ(referred.alone.stack().refer_text(*own, into).error(), Errc::wrong_state) << "a REFER of our own";
}

TEST(ReferText, HandedBackAsItWasIsAccepted) {
  Referred referred;
  EXPECT_EQ(referred.accept(referred.text), Errc::ok);
}

TEST(ReferText, NeedNotBeHandedBack) {
  Referred referred;
  EXPECT_EQ(referred.accept({}), Errc::ok);
}

TEST(ReferText, EditedIsRefusedNothingIsSentAndTheReferStaysUndecided) {
  Referred referred;
  const std::string cseq = "CSeq: " + std::to_string(referred.peer.cseq) + " REFER";
  const std::pair<std::string, std::string> edits[] = {
      {"carol", "mallory"},
      {"Refer-To: <sip:carol", "Refer-To: <sips:carol"},
      {"Call-ID: c1@peer", "Call-ID: c2@peer"},
      {"tag=peer1", "tag=peer2"},
      {";tag=" + referred.peer.stack_tag, ";tag=other"},
      {cseq, "CSeq: 99 REFER"},
      {"carol@127.0.0.1:5099>", "carol@127.0.0.1:5099?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>"},
      {"Refer-To: <sip:carol@127.0.0.1:5099>\r\n", ""},
      {"Refer-To: <sip:carol@127.0.0.1:5099>\r\n",
       "Refer-To: <sip:carol@127.0.0.1:5099>\r\nRefer-To: <sip:b@c>\r\n"},
      {"Refer-To: ", "Refer-To: \r\n\r\n"},
      {"REFER sip:", "\r\n"},
  };
  for (const auto& [what, by] : edits) {
    EXPECT_EQ(referred.accept(referred.edited(what, by)), Errc::refer_mismatch) << by;
    EXPECT_EQ(referred.alone.stack().state(referred.transfer), TransferState::undecided);
  }
  EXPECT_EQ(referred.accept("not SIP at all"), Errc::refer_mismatch);
  EXPECT_EQ(referred.accept(std::string_view("\0", 1)), Errc::refer_mismatch);
  EXPECT_EQ(referred.accept(std::string(100'000, 'x')), Errc::refer_mismatch);
  EXPECT_TRUE(referred.alone.sent().empty());
  EXPECT_EQ(referred.alone.stack().usage().calls.used, 1u);
  EXPECT_EQ(referred.accept(referred.text), Errc::ok);
}

TEST(ReferText, LinesAddedToItReachNoMessage) {
  Referred referred;
  // What is compared is what decides; everything else is taken from the stored REFER.
  const std::string more =
      referred.edited("Refer-To: <sip:carol@127.0.0.1:5099>\r\n",
                      "Refer-To: <sip:carol@127.0.0.1:5099>\r\nReferred-By: <sip:evil@x>\r\n"
                      "Route: <sip:evil@127.0.0.9;lr>\r\n");
  EXPECT_EQ(referred.accept(more), Errc::ok);
  for (const std::string& message : referred.alone.sent())
    EXPECT_EQ(message.find("evil"), std::string::npos) << message;
}

}  // namespace
}  // namespace baton
