#include "fuzz/stack/agreement.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "fuzz/property.hpp"

namespace baton::fuzz {
namespace {

std::string refer_of(const MessageView& message) {
  return std::string(message.call_id()) + ' ' + std::to_string(message.cseq().number);
}

bool is_success(std::uint16_t status) {
  return status >= 200 && status < 300;
}

/// What makes a server transaction (RFC 3261 17.2.3).
std::string transaction_of(std::uint16_t port, const MessageView& message) {
  std::string via(message.value(HeaderId::via).value_or(""));
  via = via.substr(std::min(via.find(";branch="), via.size()));
  via = via.substr(0, via.find_first_of(";,", 1));
  return std::to_string(port) + ' ' + via + ' ' + std::string(message.value(HeaderId::cseq).value_or(""));
}

}  // namespace

void Agreement::refer_accepted(std::uint16_t port, TransferId referral) {
  received_[{port, {referral.index, referral.generation}}].accepted = true;
}

void Agreement::hear(std::uint16_t port, const Event& event) {
  const Handle handle{port, {event.transfer.index, event.transfer.generation}};
  switch (event.kind) {
    case EventKind::refer_received: {
      const std::string refer = refer_of(*event.message);
      const bool again = std::any_of(received_.begin(), received_.end(), [&](const auto& entry) {
        return entry.first.first == port && entry.second.refer == refer;
      });
      received_[handle].refer = refer;
      received_[handle].again = again;
      return;
    }
    case EventKind::referral_ended: received_[handle].status = event.status; return;
    case EventKind::refer_accepted:
      if (event.message != nullptr && !event.message->is_request())
        sent_[handle].refer = refer_of(*event.message);
      return;
    case EventKind::refer_rejected:
      if (event.message == nullptr || event.message->is_request()) return;
      sent_[handle].refer = refer_of(*event.message);
      sent_[handle].rejected = true;
      sent_[handle].status = event.status;
      return;
    case EventKind::transfer_succeeded:
    case EventKind::transfer_failed:
      sent_[handle].succeeded = event.kind == EventKind::transfer_succeeded;
      sent_[handle].by_message = event.cause == Cause::message;
      sent_[handle].status = event.status;
      return;
    default: return;
  }
}

void Agreement::took(std::uint16_t port, const MessageView& message, bool owed) {
  if (message.is_request() && message.method() != Method::ack)
    owed_.emplace(transaction_of(port, message), !owed);
}

void Agreement::gave(std::uint16_t port, const MessageView& message) {
  if (message.is_request() || message.status() < 200) return;
  const auto owed = owed_.find(transaction_of(port, message));
  require(void_ || owed != owed_.end(), "a response answers a request that came");
  if (owed != owed_.end()) owed->second = true;
}

void Agreement::was_deaf(std::uint16_t port) {
  const std::string start = std::to_string(port) + ' ';
  for (auto owed = owed_.lower_bound(start); owed != owed_.end() && owed->first.starts_with(start); ++owed)
    owed->second = true;
}

void Agreement::judge() const {
  if (void_) return;
  for (const auto& [transaction, answered] : owed_) {
    if (!answered && std::getenv("BATON_FUZZ_STORY") != nullptr)
      std::fprintf(stderr, "unanswered: %s\n", transaction.c_str());
    require(answered, "every request that was taken has its final response");
  }
  for (const auto& [handle, sent] : sent_) {
    if (sent.refer.empty()) continue;
    bool accepted_at_first = false, same = false, succeeded = false, known = false;
    for (const auto& [other, received] : received_) {
      if (received.refer != sent.refer) continue;
      known = true;
      accepted_at_first |= received.accepted && !received.again;
      same |= received.status == sent.status;
      succeeded |= received.accepted && is_success(received.status);
    }
    if (sent.rejected) {
      require(!accepted_at_first || forked_, "what is rejected here is not accepted there");
      continue;
    }
    require(known, "what is accepted here was received there");
    if (!sent.by_message) continue;
    if (sent.succeeded)
      require(succeeded, "success here is success there");
    else
      require(same, "failure here has the status of there");
  }
}

}  // namespace baton::fuzz
