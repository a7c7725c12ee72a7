// A crowd of transactions under random messages, commands, failures and lack of room. Whatever
// happens: every client transaction has exactly one outcome, no handle comes back to life, and at
// the end nothing is left.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "tests/transaction/bench.hpp"

namespace baton::core {
namespace {

using Id = std::pair<std::uint32_t, std::uint32_t>;
Id key_of(TransactionId id) {
  return {id.index, id.generation};
}

class Crowd : public ::testing::TestWithParam<unsigned>, public Bench {
 protected:
  Crowd()
      : Bench(Sizes{.transactions = 10, .reserved = 3, .blocks = 40, .outputs = 3}),
        random(GetParam()) {}

  int pick(int count) { return static_cast<int>(random() % static_cast<unsigned>(count)); }
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(pick(static_cast<int>(all.size())))];
  }

  /// A chain, or none when the store is full.
  Chain try_keep(const std::string& text) {
    const Result<Chain> chain = store.store(text);
    return chain ? *chain : no_index;
  }
  Privilege privilege() { return pick(3) == 0 ? Privilege::standing : Privilege::stranger; }
  const Route& route() { return pick(3) == 0 ? tcp : udp; }
  Request some_request() {
    static const std::vector<std::string> methods{"INVITE", "INVITE", "REFER", "BYE", "NOTIFY"};
    return numbered(one_of(methods), pick(12), pick(2) == 0 ? "" : "t");
  }
  TransactionId some_id() { return ids.empty() ? TransactionId{} : one_of(ids); }

  void open_one_client() {
    Request request = some_request();
    request.branch += "-" + std::to_string(++branches);
    Route to = route();
    if (pick(4) == 0)
      to.peer = {};
    Chain chain = try_keep(request.text());
    if (chain == no_index)
      return;
    const auto id = layer.open_client(now, method_from(request.method), request.branch, chain, to,
                                      somebody, privilege());
    if (!id) {
      store.release(chain);
      return;
    }
    ids.push_back(*id);
    ours[key_of(*id)] = request;
    EXPECT_EQ(outcomes[key_of(*id)], 0) << "a handle was given twice";
  }
  void receive_one_response() {
    if (ours.empty())
      return;
    auto at = ours.begin();
    std::advance(at, pick(static_cast<int>(ours.size())));
    static const std::vector<int> statuses{100, 180, 200, 200, 302, 401, 486, 603};
    const int status = one_of(statuses);
    const ResponseMatch match = layer.receive_response(
        now, parse(response_text(at->second, status, std::to_string(pick(3)))), work);
    if (match.arrival == ResponseArrival::deliver && status >= 200 && !match.repeated)
      ++outcomes[key_of(match.transaction)];
  }
  void receive_one_request() {
    Request request = some_request();
    if (pick(4) == 0)
      request.method = pick(2) == 0 ? "ACK" : "CANCEL";
    const Route& source = route();
    const MessageView view = parse(request.text());
    const RequestMatch match = layer.receive_request(now, view, source);
    layer.cancelled_by(view);
    if (match.arrival != Arrival::fresh)
      return;
    Chain chain = try_keep(request.text());
    const auto id = layer.open_server(now, view, source, chain, privilege());
    if (!id) {
      store.release(chain);
      return;
    }
    layer.find(*id)->owner = somebody;
    ids.push_back(*id);
  }
  void respond_once() {
    static const std::vector<int> statuses{100, 180, 200, 202, 408, 486, 603};
    const int status = one_of(statuses);
    layer.respond(now, some_id(), try_keep(response_text(Request{}, status)),
                  static_cast<std::uint16_t>(status));
  }
  void note(const TransactionExpiry& expiry) {
    if (ours.contains(key_of(expiry.transaction)) && expiry.end != TransactionEnd::none)
      ++outcomes[key_of(expiry.transaction)];
  }
  void fail_a_flow() {
    const Route& failed = route();
    const Endpoint peer = pick(2) == 0 ? failed.peer : Endpoint{};
    for (auto expiry = layer.fail_one(now, failed.flow, peer); expiry.transaction;
         expiry = layer.fail_one(now, failed.flow, peer))
      note(expiry);
  }
  void let_time_pass() {
    static const std::vector<Microseconds> lengths{
        1, milliseconds(1), milliseconds(250), milliseconds(700), seconds(5), seconds(40)};
    hold_outputs = pick(4) == 0;
    pass(one_of(lengths));
    hold_outputs = false;
    if (pick(2) == 0)
      drain();
    for (const Report& report : reports)
      note(report.expiry);
    reports.clear();
  }
  void step_once() {
    switch (pick(16)) {
      case 0:
      case 1:
        open_one_client();
        break;
      case 2:
      case 3:
      case 4:
        receive_one_response();
        break;
      case 5:
      case 6:
      case 7:
        receive_one_request();
        break;
      case 8:
      case 9:
        respond_once();
        break;
      case 10:
        layer.cancel(now, some_id(), work);
        break;
      case 11:
        layer.start(now, some_id(), route());
        break;
      case 12:
        pick(2) == 0 ? void(layer.resend_2xx(now, some_id())) : layer.drop_message(some_id());
        break;
      case 13:
        if (pick(8) == 0)
          note(layer.abandon(some_id()));
        break;
      case 14:
        if (pick(8) == 0)
          fail_a_flow();
        break;
      case 15:
        let_time_pass();
        break;
    }
    forget_texts();
  }

  std::mt19937 random;
  int branches = 0;
  std::vector<TransactionId> ids;
  std::map<Id, Request> ours;  ///< client transactions, alive or not
  std::map<Id, int> outcomes;
};

TEST_P(Crowd, HasOneOutcomeEachAndLeavesNothing) {
  for (int i = 0; i < 3'000; ++i) {
    step_once();
    ASSERT_LE(layer.used(), layer.capacity());
    ASSERT_LE(wheel.armed_count(), 2 * layer.used());
  }
  // The end: what rings is cancelled or refused by its user, the rest ends by itself.
  drain();
  for (const TransactionId id : ids) {
    layer.cancel(now, id, work);
    drain();
    const Transaction* record = layer.find(id);
    if (record != nullptr && record->kind == TransactionKind::invite_server && record->status < 200)
      layer.respond(now, id, try_keep(response_text(Request{}, 480)), 480);
    drain();
  }
  pass(seconds(200));
  for (const Report& report : reports)
    note(report.expiry);
  for (const TransactionId id : ids) {
    // Had the store no room even for a refusal, its user gives up.
    if (alive(id))
      layer.abandon(id);
  }
  pass(seconds(200));
  expect_empty();
  EXPECT_GT(ours.size(), 20U) << "a crowd";
  for (const auto& [id, request] : ours)
    EXPECT_EQ(outcomes[id], 1) << request.method;
}

INSTANTIATE_TEST_SUITE_P(Seeds, Crowd, ::testing::Range(1U, 25U));

}  // namespace
}  // namespace baton::core
