// Every error of the groups "pools" and "use", provoked once; in each case nothing is half done.
#include <gtest/gtest.h>

#include "tests/agent/contract_peer.hpp"

namespace baton {
namespace {

using contract::Alone;
using contract::Peer;
using contract::take_call;

constexpr std::string_view peer_uri = "sip:peer@127.0.0.1:5070";

Limits host_with(void (*change)(Limits&)) {
  Limits limits = Limits::host(4);
  change(limits);
  return limits;
}

void expect_nothing_held(Alone& alone) {
  const Usage usage = alone.stack().usage();
  EXPECT_EQ(usage.transactions.used, 0u);
  EXPECT_EQ(usage.dialogs.used, 0u);
  EXPECT_EQ(usage.calls.used, 0u);
  EXPECT_EQ(usage.transfers.used, 0u);
  EXPECT_EQ(usage.subscriptions.used, 0u);
  EXPECT_EQ(usage.blocks.used, 0u);
  EXPECT_EQ(usage.outputs.used, 0u);
  EXPECT_EQ(alone.stack().next_deadline(), never);
}

Errc call(Alone& alone, std::string_view target, const CallOptions& options = {}) {
  return alone.stack().call(alone.now, alone.account, target, options).error();
}

// --- Pools -----------------------------------------------------------------------------------------

TEST(PoolErrors, TransactionsFullLeavesTheReserveToStandingCalls) {
  Alone alone(host_with([](Limits& l) {
    l.transactions = 5;
    l.reserved = 3;
  }));
  EXPECT_EQ(call(alone, peer_uri), Errc::ok);
  EXPECT_EQ(call(alone, peer_uri), Errc::ok);
  const Usage before = alone.stack().usage();
  EXPECT_EQ(call(alone, peer_uri), Errc::transactions_full);
  const Usage after = alone.stack().usage();
  EXPECT_EQ(after.calls.used, before.calls.used);
  EXPECT_EQ(after.dialogs.used, before.dialogs.used);
  EXPECT_EQ(after.blocks.used, before.blocks.used);
}

TEST(PoolErrors, CallsFull) {
  Alone alone(host_with([](Limits& l) { l.calls = 1; }));
  EXPECT_EQ(call(alone, peer_uri), Errc::ok);
  EXPECT_EQ(call(alone, peer_uri), Errc::calls_full);
  Alone few_dialogs(host_with([](Limits& l) { l.dialogs = 1; }));
  EXPECT_EQ(call(few_dialogs, peer_uri), Errc::ok);
  EXPECT_EQ(call(few_dialogs, peer_uri), Errc::calls_full);
  EXPECT_EQ(few_dialogs.stack().usage().calls.used, 1u);
}

TEST(PoolErrors, TransfersFull) {
  Alone alone(host_with([](Limits& l) { l.transfers = 1; }));
  Peer peer;
  const CallId id = take_call(alone, peer);
  EXPECT_TRUE(alone.stack().refer(alone.now, id, "carol"));
  EXPECT_EQ(alone.stack().refer(alone.now, id, "carol").error(), Errc::transfers_full);
  Alone few(host_with([](Limits& l) { l.subscriptions = 1; }));
  Peer other;
  const CallId second = take_call(few, other);
  EXPECT_TRUE(few.stack().refer(few.now, second, "carol"));
  EXPECT_EQ(few.stack().refer(few.now, second, "carol").error(), Errc::transfers_full);
  EXPECT_EQ(few.stack().usage().transfers.used, 1u);
}

TEST(PoolErrors, StoreFull) {
  Alone alone(host_with([](Limits& l) {
    l.blocks = 4;
    l.block_bytes = 64;
  }));
  EXPECT_EQ(call(alone, peer_uri), Errc::store_full);
  expect_nothing_held(alone);
}

TEST(PoolErrors, OutputFullKeepsAReferUndecided) {
  Alone alone(host_with([](Limits& l) { l.outputs = 8; }));
  Peer peer, other{.call_id = "c2@peer", .tag = "peer2"};
  take_call(alone, peer);
  ASSERT_EQ(alone.receive(peer.refer()), Errc::ok);
  ASSERT_EQ(alone.events().size(), 1u);
  const TransferId transfer{0, 1};
  for (int i = 0; i < 2; ++i)
    ASSERT_TRUE(alone.stack().call(alone.now, alone.account, peer_uri));
  ASSERT_EQ(alone.receive(other.request("OPTIONS")), Errc::ok);
  Peer third{.call_id = "c3@peer", .tag = "peer3"}, fourth{.call_id = "c4@peer", .tag = "peer4"};
  ASSERT_EQ(alone.receive(third.request("OPTIONS")), Errc::ok);
  ASSERT_EQ(alone.stack().usage().outputs.used, 4u);
  ASSERT_EQ(alone.receive(fourth.request("OPTIONS")), Errc::ok);
  ASSERT_EQ(alone.receive(fourth.request("OPTIONS")), Errc::output_full);
  ASSERT_TRUE(alone.stack().hang_up(alone.now, CallId{1, 1}) == Errc::ok);
  ASSERT_TRUE(alone.stack().call(alone.now, alone.account, peer_uri));
  EXPECT_EQ(alone.stack().accept_refer(alone.now, transfer).error(), Errc::output_full);
  EXPECT_EQ(alone.stack().state(transfer), TransferState::undecided);
  (void)alone.sent();
}

TEST(PoolErrors, FlowsFull) {
  Alone alone(host_with([](Limits& l) { l.flows = 1; }));
  EXPECT_EQ(alone.stack()
                .flow_opened(alone.now, {.transport = Transport::udp, .local = alone.local, .peer = {}})
                .error(),
            Errc::flows_full);
}

TEST(PoolErrors, LookupsFull) {
  Alone alone(host_with([](Limits& l) { l.lookups = 1; }));
  EXPECT_EQ(call(alone, "sip:a@one.example"), Errc::ok);
  EXPECT_EQ(call(alone, "sip:a@two.example"), Errc::lookups_full);
  EXPECT_EQ(alone.stack().usage().calls.used, 1u);
  EXPECT_EQ(alone.stack().usage().transactions.used, 1u);
}

TEST(PoolErrors, AccountsFull) {
  Alone alone(host_with([](Limits& l) { l.accounts = 1; }));
  EXPECT_EQ(alone.stack()
                .add_account(alone.now, {.uri = "sip:b@127.0.0.1",
                                         .display_name = {},
                                         .contact_user = {},
                                         .proxy = {},
                                         .user_agent = {}})
                .error(),
            Errc::accounts_full);
}

TEST(PoolErrors, DialogTextFull) {
  Alone alone(host_with([](Limits& l) { l.dialog_text = 128; }));
  EXPECT_EQ(call(alone, "sip:" + std::string(120, 'p') + "@127.0.0.1:5070"), Errc::dialog_text_full);
  expect_nothing_held(alone);
}

TEST(PoolErrors, MessageTooLong) {
  Alone alone(host_with([](Limits& l) { l.message_bytes = 512; }));
  const std::string sdp(600, 'x');
  EXPECT_EQ(call(alone, peer_uri, {.sdp = sdp}), Errc::message_too_long);
  expect_nothing_held(alone);
  EXPECT_EQ(alone.receive(std::string(513, 'x')), Errc::message_too_long);
}

// --- Use -------------------------------------------------------------------------------------------

TEST(UseErrors, UnknownHandle) {
  Alone alone;
  EXPECT_EQ(alone.stack().call(alone.now, {}, peer_uri).error(), Errc::unknown_handle);
  EXPECT_EQ(alone.stack().ring(alone.now, {}), Errc::unknown_handle);
  EXPECT_EQ(alone.stack().answer(alone.now, {}), Errc::unknown_handle);
  EXPECT_EQ(alone.stack().reject(alone.now, {}), Errc::unknown_handle);
  EXPECT_EQ(alone.stack().hang_up(alone.now, {}), Errc::unknown_handle);
  EXPECT_EQ(alone.stack().refer(alone.now, {}, "carol").error(), Errc::unknown_handle);
  EXPECT_EQ(alone.stack().accept_refer(alone.now, {}).error(), Errc::unknown_handle);
  EXPECT_EQ(alone.stack().reject_refer(alone.now, {}), Errc::unknown_handle);
  std::array<char, 16> text{};
  EXPECT_EQ(alone.stack().refer_text({}, text).error(), Errc::unknown_handle);
  EXPECT_EQ(alone.stack().flow_closed(alone.now, {}), Errc::unknown_handle);
  EXPECT_EQ(alone.stack().flow_failed(alone.now, {}, alone.peer), Errc::unknown_handle);
  EXPECT_EQ(alone.stack().resolved(alone.now, {}, {}), Errc::unknown_handle);
  EXPECT_EQ(alone.stack().receive(alone.now, {}, alone.peer, {}), Errc::unknown_handle);
  // Indices beyond every pool are no handles either.
  EXPECT_EQ(alone.stack().hang_up(alone.now, {0xffffffff, 1}), Errc::unknown_handle);
  EXPECT_EQ(alone.stack().receive(alone.now, {7, 7}, alone.peer, {}), Errc::unknown_handle);
}

TEST(UseErrors, NoFlow) {
  Alone alone;
  EXPECT_EQ(call(alone, "sip:peer@127.0.0.1;transport=tcp"), Errc::no_flow);
  EXPECT_EQ(call(alone, "sips:peer@127.0.0.1"), Errc::no_flow);
  EXPECT_EQ(call(alone, "sip:peer@[::1]"), Errc::no_flow);
  ASSERT_EQ(alone.stack().flow_closed(alone.now, alone.flow), Errc::ok);
  EXPECT_EQ(call(alone, peer_uri), Errc::no_flow);
  alone.run(0);
  expect_nothing_held(alone);
}

TEST(UseErrors, BadUriAndUnsupportedUri) {
  Alone alone(host_with([](Limits& l) { l.lookups = 0; }));
  EXPECT_EQ(call(alone, ""), Errc::bad_uri);
  EXPECT_EQ(call(alone, "sip:"), Errc::bad_uri);
  EXPECT_EQ(call(alone, "sip:peer@127.0.0.1?Replaces=x"), Errc::bad_uri)
      << "headers do not belong into a Request-URI";
  EXPECT_EQ(call(alone, "tel:+1234"), Errc::unsupported_uri);
  EXPECT_EQ(call(alone, "sip:peer@name.example"), Errc::unsupported_uri) << "a name, and no lookups";
  EXPECT_EQ(alone.stack()
                .add_account(
                    alone.now,
                    {.uri = "tel:+1", .display_name = {}, .contact_user = {}, .proxy = {}, .user_agent = {}})
                .error(),
            Errc::bad_uri);
  expect_nothing_held(alone);
}

TEST(UseErrors, NothingOfAnArgumentCanInjectALine) {
  Alone alone;
  const auto account = alone.stack().add_account(alone.now, {.uri = "sip:b@127.0.0.1",
                                                             .display_name = "B\r\nX-Evil: 1",
                                                             .contact_user = {},
                                                             .proxy = {},
                                                             .user_agent = {}});
  ASSERT_TRUE(account);
  EXPECT_EQ(alone.stack().call(alone.now, *account, peer_uri).error(), Errc::injection);
  EXPECT_NE(call(alone, "sip:peer@127.0.0.1:5070\r\nX-Evil: 1"), Errc::ok);
  EXPECT_NE(call(alone, std::string_view("sip:pe\0er@127.0.0.1", 19)), Errc::ok);
  expect_nothing_held(alone);
  Peer peer;
  const CallId id = take_call(alone, peer);
  EXPECT_FALSE(alone.stack().refer(alone.now, id, "sip:carol@127.0.0.1>\r\nX-Evil: 1\r\nX: <sip:x@y"));
  EXPECT_TRUE(alone.sent().empty());
}

TEST(UseErrors, BadArgument) {
  Alone alone;
  Peer peer;
  ASSERT_EQ(alone.receive(peer.invite()), Errc::ok);
  ASSERT_EQ(alone.drain(), "call_incoming");
  const CallId id = alone.heard.back().call;
  for (const int status : {0, 99, 100, 200, 65535}) {
    EXPECT_EQ(alone.stack().ring(alone.now, id, static_cast<std::uint16_t>(status)), Errc::bad_argument)
        << status;
  }
  for (const int status : {0, 180, 200, 299, 700, 65535}) {
    EXPECT_EQ(alone.stack().reject(alone.now, id, static_cast<std::uint16_t>(status)), Errc::bad_argument)
        << status;
  }
  EXPECT_EQ(alone.stack().flow_opened(alone.now, {}).error(), Errc::bad_argument);
  EXPECT_EQ(alone.stack()
                .flow_opened(alone.now, {.transport = Transport::tcp, .local = alone.local, .peer = {}})
                .error(),
            Errc::bad_argument);
}

TEST(UseErrors, ForbiddenStatusOfARefusedRefer_Rfc5057_5_1) {
  Alone alone;
  Peer peer;
  take_call(alone, peer);
  ASSERT_EQ(alone.receive(peer.refer()), Errc::ok);
  ASSERT_EQ(alone.drain(), "refer_received");
  const TransferId transfer = alone.heard.back().transfer;
  for (const int status : {0,   100, 200, 302, 399, 404, 405, 408, 410, 416, 480,
                           481, 482, 483, 484, 485, 489, 501, 502, 604, 700}) {
    EXPECT_EQ(alone.stack().reject_refer(alone.now, transfer, static_cast<std::uint16_t>(status)),
              Errc::forbidden_status)
        << status;
  }
  EXPECT_EQ(alone.stack().state(transfer), TransferState::undecided);
  EXPECT_EQ(alone.stack().reject_refer(alone.now, transfer, 486), Errc::ok);
}

TEST(UseErrors, BadBodyOfAnOfferThatCannotBeMet) {
  Alone alone;
  Peer peer;
  const std::string offer =
      "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 4000 RTP/AVP 99\r\n"
      "a=rtpmap:99 H264/90000\r\n";
  ASSERT_EQ(
      alone.receive(peer.request("INVITE", Peer::contact() + "Content-Type: application/sdp\r\n", offer)),
      Errc::ok);
  ASSERT_EQ(alone.drain(), "call_incoming");
  const CallId id = alone.heard.back().call;
  EXPECT_EQ(alone.stack().answer(alone.now, id), Errc::bad_body);
  EXPECT_EQ(alone.stack().state(id), CallState::incoming);
  EXPECT_EQ(alone.stack().reject(alone.now, id, 488), Errc::ok);
}

// --- Received messages -----------------------------------------------------------------------------

TEST(ReceiveErrors, SayWhyAMessageWasNotTaken) {
  Alone alone;
  Peer peer;
  EXPECT_EQ(alone.receive("junk"), Errc::malformed);
  EXPECT_EQ(alone.receive("\r\n\r\n"), Errc::ok) << "a keep-alive";
  EXPECT_EQ(alone.stack().counters().keepalives, 1u);
  EXPECT_EQ(
      alone.receive(
          "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\n"
          "To: <sip:c@d>;tag=2\r\nCall-ID: x\r\nCSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n"),
      Errc::stray_response);
  EXPECT_EQ(alone.stack().counters().stray_responses, 1u);
  EXPECT_EQ(alone.receive(peer.ack()), Errc::stray_ack);
  EXPECT_EQ(alone.stack().counters().stray_requests, 1u);
  EXPECT_EQ(alone.drain(), "");
  EXPECT_TRUE(alone.outbox.empty());
}

}  // namespace
}  // namespace baton
