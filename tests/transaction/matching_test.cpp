// Which requests belong to one server transaction (RFC 3261 17.2.3), and which are the same request
// by another path (8.2.2.2).
#include "tests/transaction/bench.hpp"

namespace baton::core {
namespace {

using Matching = OnBench;
using Merging = OnBench;

const Request invite{};

/// In another dialog and call, so that nothing is merged by chance.
Request distinct(const std::string& method, const std::string& branch) {
  Request request;
  request.method = method;
  request.branch = branch;
  request.call_id =
      "call-of-" + method + "-" + branch.substr(0, 20) + std::to_string(branch.size());
  return request;
}

TEST_F(Matching, BranchSentByAndMethodDecide_17_2_3) {
  Request in_dialog = invite;
  in_dialog.to_tag = "b-tag";  // no merging here
  const TransactionId id = open(in_dialog);

  Request same = in_dialog;
  same.from_tag = "changed";
  same.call_id = "changed";
  same.uri = "sip:changed@example.com";
  same.cseq = 99;
  EXPECT_EQ(receive(same).transaction, id) << "with the cookie nothing else counts";

  Request branch = in_dialog;
  branch.branch += "x";
  EXPECT_EQ(receive(branch).arrival, Arrival::fresh);
  Request host = in_dialog;
  host.sent_by = "192.0.2.77:5060";
  EXPECT_EQ(receive(host).arrival, Arrival::fresh);
  Request port = in_dialog;
  port.sent_by = "192.0.2.1:5062";
  EXPECT_EQ(receive(port).arrival, Arrival::fresh);
  Request method = in_dialog;
  method.method = "BYE";
  EXPECT_EQ(receive(method).arrival, Arrival::fresh);
  answer(id, in_dialog, 486);
}

TEST_F(Matching, BranchAndHostAreComparedWithoutCase_7_3_1) {
  Request request = invite;
  request.sent_by = "host.example.com";
  request.to_tag = "b-tag";
  const TransactionId id = open(request);
  Request shouted = request;
  shouted.branch = "Z9HG4BKONE";
  shouted.sent_by = "HOST.Example.COM";
  EXPECT_EQ(receive(shouted).transaction, id);
  answer(id, request, 486);
}

TEST_F(Matching, ExtensionMethodsAreToldApartByTheirNames_17_2_3) {
  const Request foo = distinct("FOO", "z9hG4bKx");
  Request bar = foo;
  bar.method = "BAR";
  Request lower = foo;
  lower.method = "foo";
  Request other = foo;
  other.method = std::string(300, 'F');
  const TransactionId id = open(foo);
  EXPECT_EQ(receive(foo).transaction, id);
  EXPECT_EQ(receive(lower).arrival, Arrival::fresh) << "methods have case: 7.1";
  bar.call_id = "else";
  EXPECT_EQ(receive(bar).arrival, Arrival::fresh);
  EXPECT_EQ(receive(other).arrival, Arrival::fresh);
  answer(id, foo, 501);
}

TEST_F(Matching, BranchesOfEveryLength) {
  const std::size_t lengths[] = {0, 1, 2, 6, 7, 8, 9, 15, 16, 255, 256, 257, 1'500};
  for (const std::size_t length : lengths) {
    // Once below the cookie's rules, once by those of RFC 2543.
    const std::string branches[] = {"z9hG4bK" + std::string(length, 'b'), std::string(length, 'b')};
    for (const std::string& branch : branches) {
      const Request request = distinct("REFER", branch);
      const TransactionId id = open(request);
      EXPECT_EQ(receive(request).transaction, id) << branch.size();
      Request longer = request;
      longer.branch += "b";
      EXPECT_NE(receive(longer).arrival, Arrival::absorbed) << branch.size();
      layer.abandon(id);
    }
  }
}

TEST_F(Matching, EveryRequestFindsItsOwnTransactionAmongMany) {
  std::vector<Request> requests;
  std::vector<TransactionId> ids;
  for (int i = 0; i < 6; ++i) {
    requests.push_back(distinct("NOTIFY", "z9hG4bK" + std::to_string(i)));
    ids.push_back(open(requests.back()));
  }
  for (std::size_t i = 0; i < ids.size(); ++i)
    EXPECT_EQ(receive(requests[i]).transaction, ids[i]);
  layer.abandon(ids[2]);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    EXPECT_EQ(receive(requests[i]).arrival, i == 2 ? Arrival::fresh : Arrival::absorbed);
  }
}

TEST_F(Matching, TwoIndependentHashesMustAgree) {
  const TransactionId id = open(invite);
  layer.find(id)->check ^= 1;
  EXPECT_NE(receive(invite).arrival, Arrival::absorbed) << "one hash may collide by chance";
  layer.find(id)->check ^= 1;
  EXPECT_EQ(receive(invite).transaction, id);
  answer(id, invite, 486);
}

// --- Without the magic cookie (17.2.3, RFC 2543) -------------------------------------------------

TEST_F(Matching, WithoutTheCookieTheRequestItselfDecides_17_2_3) {
  Request old = invite;
  old.branch = "1";
  old.to_tag = "in-dialog";
  const TransactionId id = open(old);
  EXPECT_EQ(receive(old).transaction, id);
  Request changed = old;
  changed.uri = "sip:carol@example.com";
  EXPECT_EQ(receive(changed).arrival, Arrival::fresh);
  changed = old;
  changed.from_tag = "other";
  EXPECT_EQ(receive(changed).arrival, Arrival::fresh);
  changed = old;
  changed.call_id = "other";
  EXPECT_EQ(receive(changed).arrival, Arrival::fresh);
  changed = old;
  changed.cseq = 2;
  EXPECT_EQ(receive(changed).arrival, Arrival::fresh);
  changed = old;
  changed.branch = "2";
  EXPECT_EQ(receive(changed).arrival, Arrival::fresh);
  changed = old;
  changed.sent_by = "192.0.2.3";
  EXPECT_EQ(receive(changed).arrival, Arrival::fresh);
  std::string other_transport = old.text();
  other_transport.replace(other_transport.find("2.0/UDP"), 7, "2.0/TCP");
  EXPECT_EQ(layer.receive_request(now, parse(other_transport), udp).arrival, Arrival::fresh);
  answer(id, old, 486);
}

TEST_F(Matching, WithoutAnyBranchInviteAckAndCancelFindEachOther_17_2_3) {
  // peer          us
  //  |--INVITE---->|   no branch at all
  //  |---CANCEL--->|   names the INVITE
  //  |<----487-----|
  //  |-----ACK---->|   with a To tag that the INVITE had not: absorbed
  Request old = invite;
  old.branch.clear();
  const TransactionId id = open(old);
  Request cancel_request = old;
  cancel_request.method = "CANCEL";
  EXPECT_EQ(layer.cancelled_by(parse(cancel_request.text())), id);
  EXPECT_EQ(receive(cancel_request).arrival, Arrival::fresh);
  answer(id, old, 487);
  Request ack = old;
  ack.method = "ACK";
  ack.to_tag = "b-tag";
  EXPECT_EQ(receive(ack).transaction, id);
  EXPECT_EQ(state(id), TransactionState::confirmed);
}

TEST_F(Matching, TheBareCookieIsNoIdentity_RFC4475_3_2_1) {
  // Two requests of a client that stops after the cookie must not be taken for one.
  Request first = distinct("OPTIONS", "z9hG4bK");
  Request second = first;
  second.call_id = "another";
  const TransactionId id = open(first);
  EXPECT_EQ(receive(first).transaction, id);
  EXPECT_EQ(receive(second).arrival, Arrival::fresh);
  answer(id, first, 200);
}

// --- Merged requests (8.2.2.2) -------------------------------------------------------------------

TEST_F(Merging, TheSameRequestByAnotherPathIsMerged_8_2_2_2) {
  // peer          us
  //  |--INVITE---->|   by one proxy: fresh
  //  |--INVITE---->|   by another: merged, to be answered 482
  const TransactionId id = open(invite);
  Request other_path = invite;
  other_path.branch = "z9hG4bKother";
  other_path.sent_by = "198.51.100.7";
  const RequestMatch match = receive(other_path);
  EXPECT_EQ(match.arrival, Arrival::merged);
  EXPECT_FALSE(match.transaction);
  EXPECT_EQ(receive(invite).arrival, Arrival::absorbed) << "a repetition is none";
  EXPECT_EQ(receive(other_path).arrival, Arrival::merged);
  answer(id, invite, 486);
  EXPECT_EQ(receive(other_path).arrival, Arrival::merged)
      << "ongoing as long as the transaction is";
}

TEST_F(Merging, AToTagAnotherTagCallIdOrCSeqMakesItAnotherRequest_8_2_2_2) {
  const TransactionId id = open(invite);
  Request other = invite;
  other.branch = "z9hG4bKother";
  Request changed = other;
  changed.to_tag = "b-tag";
  EXPECT_EQ(receive(changed).arrival, Arrival::fresh);
  changed = other;
  changed.from_tag = "A-TAG";
  EXPECT_EQ(receive(changed).arrival, Arrival::fresh);
  changed = other;
  changed.call_id = "other";
  EXPECT_EQ(receive(changed).arrival, Arrival::fresh);
  changed = other;
  changed.cseq = 2;
  EXPECT_EQ(receive(changed).arrival, Arrival::fresh);
  changed = other;
  changed.method = "OPTIONS";
  EXPECT_EQ(receive(changed).arrival, Arrival::fresh);
  answer(id, invite, 486);
}

TEST_F(Merging, ARequestInADialogIsNotRemembered_8_2_2_2) {
  Request in_dialog = invite;
  in_dialog.to_tag = "b-tag";
  const TransactionId id = open(in_dialog);
  Request outside = invite;
  outside.branch = "z9hG4bKother";
  EXPECT_EQ(receive(outside).arrival, Arrival::fresh);
  answer(id, in_dialog, 486);
}

TEST_F(Merging, ACancelIsNotMergedSinceItBelongsToOneHop_9_1) {
  // peer          us
  //  |--INVITE---->|   by one proxy
  //  |--INVITE---->|   by another: 482
  //  |---CANCEL--->|   of the first
  //  |---CANCEL--->|   of the second: 481 by its own merits
  const TransactionId id = open(invite);
  Request first = invite;
  first.method = "CANCEL";
  Request second = first;
  second.branch = "z9hG4bKother";
  open(first);
  EXPECT_EQ(receive(second).arrival, Arrival::fresh);
  EXPECT_FALSE(layer.cancelled_by(parse(second.text())));
  answer(id, invite, 487);
}

TEST_F(Merging, EndsWithTheTransaction_8_2_2_2) {
  const TransactionId id = open(invite);
  answer(id, invite, 486);
  pass(seconds(33));
  Request other = invite;
  other.branch = "z9hG4bKother";
  EXPECT_EQ(receive(other).arrival, Arrival::fresh);
}

TEST_F(Merging, OurOwnRequestThatComesBackIsNotMerged) {
  send(invite);
  Request back = invite;
  back.branch = "z9hG4bKproxy";
  EXPECT_EQ(receive(back).arrival, Arrival::fresh);
}

// --- Where a response goes (18.2.2, RFC 3581) ----------------------------------------------------

struct ResponseRoute : OnBench {
  Endpoint to(const std::string& sent_by, const std::string& parameters, const Route& source) {
    Request request = invite;
    request.sent_by = sent_by;
    request.via_parameters = parameters;
    const Route route = TransactionLayer::response_route(parse(request.text()), source);
    EXPECT_EQ(route.flow, source.flow);
    EXPECT_EQ(route.transport, source.transport);
    return route.peer;
  }
  Route from = Route{.flow = udp_flow, .peer = endpoint(33, 41'234), .transport = Transport::udp};
};

TEST_F(ResponseRoute, WithRportToTheSourceAddressAndPort_RFC3581_4) {
  EXPECT_EQ(to("10.0.0.1:5060", ";rport", from), endpoint(33, 41'234));
  EXPECT_EQ(to("10.0.0.1", ";rport=1", from), endpoint(33, 41'234)) << "only we know the port";
}

TEST_F(ResponseRoute, WithoutRportToTheSourceAddressAndTheSentByPort_18_2_2) {
  EXPECT_EQ(to("192.0.2.33:5070", "", from), endpoint(33, 5'070));
  EXPECT_EQ(to("192.0.2.33", "", from), endpoint(33, 5'060));
  EXPECT_EQ(to("client.example.com:5080", "", from), endpoint(33, 5'080))
      << "names are not resolved";
  EXPECT_EQ(to("203.0.113.5:5080", ";received=203.0.113.6", from), endpoint(33, 5'080))
      << "a received that the client wrote itself is a lie";
}

TEST_F(ResponseRoute, NeverToAMaddrThatAStrangerNames) {
  EXPECT_EQ(to("192.0.2.33", ";maddr=203.0.113.9", from), endpoint(33, 5'060));
  EXPECT_EQ(to("192.0.2.33", ";maddr=203.0.113.9;rport", from), endpoint(33, 41'234));
}

TEST_F(ResponseRoute, OverAStreamTheSameConnection_18_2_2) {
  EXPECT_EQ(to("10.0.0.1:5060", "", tcp), tcp.peer);
  EXPECT_EQ(to("10.0.0.1:5060", ";maddr=203.0.113.9", tcp), tcp.peer);
}

}  // namespace
}  // namespace baton::core
