#include "tests/simulation/ledger.hpp"

#include <algorithm>

namespace baton::simulation {

const char* name(Form form) {
  switch (form) {
    case Form::blind: return "blind";
    case Form::attended: return "attended";
    case Form::semi_attended: return "semi-attended";
    case Form::outside: return "out of dialog";
    case Form::outside_attended: return "out of dialog, attended";
  }
  return "";
}

void Ledger::begin() {
  calls.clear();
  sents.clear();
  receiveds.clear();
  byes.clear();
  owed_.clear();
  granted_.clear();
  expects_invite = {};
  notify_waits_ = false;
}

namespace {

template <class Facts, class Id>
auto* find(Facts& facts, Id id) {
  for (auto at = facts.rbegin(); at != facts.rend(); ++at) {
    if (at->id == id) return &*at;
  }
  return static_cast<decltype(&facts[0])>(nullptr);
}

/// Our side of a dialog: an agent that has called itself has both, and each counts its CSeq by itself.
std::uint64_t side_of(std::uint64_t dialog, std::string_view own_tag) {
  return dialog * 31 + hash_of(own_tag);
}

}  // namespace

CallFact* Ledger::call(CallId id) {
  return find(calls, id);
}
const CallFact* Ledger::call(CallId id) const {
  return find(calls, id);
}
SentFact* Ledger::sent(TransferId id) {
  return find(sents, id);
}
ReceivedFact* Ledger::received(TransferId id) {
  return find(receiveds, id);
}
CallFact* Ledger::call_of(std::uint64_t dialog) {
  for (CallFact& fact : calls) {
    if (fact.dialog == dialog) return &fact;
  }
  return nullptr;
}
const ReceivedFact* Ledger::received_for(std::uint32_t token) const {
  const auto at = std::find_if(receiveds.begin(), receiveds.end(),
                               [&](const ReceivedFact& fact) { return fact.token == token; });
  return at == receiveds.end() ? nullptr : &*at;
}
std::size_t Ledger::live_calls() const {
  return static_cast<std::size_t>(
      std::count_if(calls.begin(), calls.end(), [](const CallFact& fact) { return !fact.ended; }));
}

/// By the rules of outcome table 1.3: the id, or the only live one, or the first one sent.
SentFact* Ledger::sent_for(std::uint64_t side, std::uint32_t id, bool& unclear) {
  SentFact* first_live = nullptr;
  unsigned candidates = 0;
  for (SentFact& fact : sents) {
    if (fact.side != side || fact.cseq_count == 0) continue;
    if (id != 0) {
      if (fact.has_cseq(id)) return &fact;
      continue;
    }
    if (fact.stage == 'e') continue;
    ++candidates;
    if (first_live == nullptr || fact.cseqs[0] < first_live->cseqs[0]) first_live = &fact;  // the first one sent
  }
  unclear = candidates > 1;
  return first_live;
}

void Ledger::took(const Wire& message) {
  notify_waits_ = false;
  owing_ = owed_.size();
  const std::uint64_t dialog = message.dialog();
  const Method method = message.method();
  if (!message->is_request()) {
    const std::uint16_t status = message->status();
    if (method == Method::refer && status >= 200 && status < 300) {
      const std::uint64_t side = side_of(dialog, message->from().tag());
      for (SentFact& fact : sents) {
        if (fact.side == side && fact.has_cseq(message.cseq()) && fact.stage != 'e') fact.success_seen = true;
      }
    } else if (method == Method::notify && status >= 200) {
      for (ReceivedFact& fact : receiveds) {
        if (fact.dialog != dialog || fact.ended || !fact.has_sent(message.cseq())) continue;
        fact.notify_answered = message.cseq();
        fact.report_failed |= status >= 300;
        const bool newest = message.cseq() == fact.notify_sent && message.cseq() != fact.asked_again;
        if (status != 500 || !message->has(HeaderId::retry_after) || !newest) continue;
        fact.asked_again = message.cseq();
        ++fact.times_asked;
      }
    }
    return;
  }
  if (method == Method::ack) return;
  const std::uint64_t transaction = message.transaction();
  const auto known = std::find_if(owed_.begin(), owed_.end(),
                                  [&](const Owed& owed) { return owed.transaction == transaction; });
  owing_ = static_cast<std::size_t>(known - owed_.begin());
  if (known == owed_.end()) {
    owed_.push_back({transaction, method, message.cseq(), false, false});
  } else if (known->answered && known->status != 500) {
    return;  // a retransmission, which gets the same answer
  } else {
    known->excused = false;
  }
  if (method == Method::subscribe && message.value(HeaderId::expires) == "0") {
    for (ReceivedFact& fact : receiveds)
      fact.unsubscribed |= fact.dialog == dialog && fact.cseq == message.event_id();
  } else if (method == Method::notify) {
    bool unclear = false;
    SentFact* const fact = sent_for(side_of(dialog, message->to().tag()), message.event_id(), unclear);
    if (fact == nullptr) return;
    fact->unclear |= unclear;
    notify_waits_ = true;
    notified_ = static_cast<std::size_t>(fact - sents.data());
    notify_transaction_ = transaction;
    notified_was_live_ = fact->stage != 'e';
    said_ = read_report(message);
  }
}

void Ledger::heeded(const Wire& message) {
  if (message->is_request() || message.method() != Method::bye || message->status() < 200) return;
  const std::uint64_t dialog = message.dialog(), peer = hash_of(message->to().tag());
  for (ByeFact& fact : byes) {
    if (fact.dialog == dialog && fact.peer == peer && fact.cseq == message.cseq()) fact.status = message->status();
  }
}

void Ledger::dropped() {
  if (owing_ < owed_.size()) owed_[owing_].excused = true;
  notify_waits_ = false;
}

const char* Ledger::gave(const Wire& message) {
  return message->is_request() ? gave_request(message) : gave_response(message);
}

void Ledger::gave_bye(const Wire& bye) {
  const std::uint64_t dialog = bye.dialog(), peer = hash_of(bye->to().tag());
  for (CallFact& fact : calls)  // an agent may have called itself
    fact.bye_out |= fact.dialog == dialog;
  const auto same = [&](const ByeFact& fact) { return fact.dialog == dialog && fact.peer == peer; };
  auto known = std::find_if(byes.begin(), byes.end(), same);
  if (known == byes.end()) known = byes.insert(byes.end(), {.dialog = dialog, .peer = peer});
  if (known->cseq == bye.cseq()) return;
  known->cseq = bye.cseq();
  known->status = 0;
}

const char* Ledger::gave_request(const Wire& request) {
  const std::uint64_t dialog = request.dialog();
  switch (request.method()) {
    case Method::invite: {
      if (request.has_to_tag() || call_of(dialog) != nullptr) return nullptr;
      CallFact* const fact = call(expects_invite);
      if (fact == nullptr || fact->dialog != 0) return "an INVITE is sent only for a call that was asked for";
      fact->dialog = dialog;
      return nullptr;
    }
    case Method::bye: gave_bye(request); return nullptr;
    case Method::refer: {
      const std::uint32_t token = token_of(request.value(HeaderId::refer_to));
      for (SentFact& fact : sents) {
        if (fact.token != token) continue;
        fact.side = side_of(dialog, request->from().tag());
        if (!fact.has_cseq(request.cseq()) && fact.cseq_count < fact.cseqs.size())
          fact.cseqs[fact.cseq_count++] = request.cseq();
        return nullptr;
      }
      return "a REFER is sent only for a transfer that was asked for";
    }
    case Method::notify: {
      const std::uint32_t id = request.event_id();
      // The last one heard of: out of dialog a REFER that comes again behind Timer J is another one.
      for (auto at = receiveds.rbegin(); at != receiveds.rend(); ++at) {
        ReceivedFact& fact = *at;
        if (fact.dialog != dialog || fact.cseq != id) continue;
        if (!fact.accepted && !fact.pending) return "a NOTIFY is sent only for a REFER that was accepted";
        fact.notify_sent = std::max(fact.notify_sent, request.cseq());  // it may be an older one again
        if (!fact.has_sent(request.cseq())) fact.cseqs.push_back(request.cseq());
        fact.final_sent |= read_report(request).status >= 200;
        return nullptr;
      }
      if (std::find(granted_.begin(), granted_.end(), std::pair(dialog, id)) != granted_.end()) {
        // Option `pending`: the first report leaves before the application hears of the REFER.
        ReceivedFact fact;
        fact.dialog = dialog;
        fact.cseq = id;
        fact.pending = true;
        fact.notify_sent = request.cseq();
        fact.cseqs.push_back(request.cseq());
        receiveds.push_back(fact);
        return nullptr;
      }
      for (const ReceivedFact& fact : receiveds) {
        if (!fact.reports_wanted) return nullptr;  // explicitsub: in a dialog of its own
      }
      return "a NOTIFY names the REFER that it is for";
    }
    default: return nullptr;
  }
}

const char* Ledger::gave_response(const Wire& response) {
  const std::uint16_t status = response->status();
  if (status < 200) return nullptr;
  const std::uint64_t transaction = response.transaction();
  const auto owed = std::find_if(owed_.rbegin(), owed_.rend(),
                                 [&](const Owed& each) { return each.transaction == transaction; });
  if (owed == owed_.rend()) return "a response answers a request that came";
  owed->answered = true;
  owed->status = status;
  if (response.method() == Method::refer && status < 300)
    granted_.push_back({response.dialog(), response.cseq()});
  if (response.method() == Method::bye && status == 200) {
    for (CallFact& fact : calls)
      fact.bye_in |= fact.dialog == response.dialog();
  }
  if (!notify_waits_ || transaction != notify_transaction_) return nullptr;
  notify_waits_ = false;
  SentFact& fact = sents[notified_];
  if (status == 200) {
    if (!notified_was_live_) return nullptr;
    ++fact.notifies;
    if (said_.status < 200) return nullptr;
    if (fact.final_taken == 0) fact.final_taken = said_.status;
    fact.finals.push_back(said_.status);
  } else if (notified_was_live_ && status == 481 && !fact.unclear && !is_outside(fact.form)) {
    return "a NOTIFY for a transfer that lives is not refused";
  }
  return nullptr;
}

const char* Ledger::heard(Time now, const Event& event) {
  if (event.kind >= EventKind::call_incoming && event.kind <= EventKind::call_ended) return heard_call(event);
  if (event.kind == EventKind::refer_received) {
    if (event.message == nullptr) return "a received REFER comes with its message";
    if (received(event.transfer) != nullptr) return "a received REFER is new";
    ReceivedFact fact;
    Wire refer;
    (void)refer.read(event.message->bytes());
    fact.id = event.transfer;
    fact.call = event.call;
    fact.heard_at = now;
    fact.token = token_of(refer.value(HeaderId::refer_to));
    fact.dialog = refer.dialog();
    fact.cseq = refer.cseq();
    fact.pending = std::find(granted_.begin(), granted_.end(), std::pair(fact.dialog, fact.cseq)) != granted_.end();
    fact.reports_wanted = !refer->lists(HeaderId::require, "nosub") &&
                          !refer->lists(HeaderId::require, "explicitsub") && refer.value(HeaderId::refer_sub).empty();
    for (ReceivedFact& before : receiveds) {
      if (fact.token == 0 || before.token != fact.token) continue;
      // Out of dialog another fork may have asked for credentials: then it comes again, also to who refused it.
      // So it does to who accepted it, when a copy took longer than the transaction lasts (Timer J, RFC 3261 17.2.2).
      const bool late_copy = now - before.heard_at > seconds(32);
      if ((before.accepted && !late_copy) || !before.ended || event.call) return "a REFER is heard of once";
      before.token = 0;
    }
    for (ReceivedFact& early : receiveds) {
      if (early.id || early.dialog != fact.dialog || early.cseq != fact.cseq) continue;
      fact.notify_sent = early.notify_sent;
      fact.notify_answered = early.notify_answered;
      fact.cseqs = early.cseqs;
      fact.report_failed = early.report_failed;
      early = fact;
      return nullptr;
    }
    receiveds.push_back(fact);
    return nullptr;
  }
  if (event.kind == EventKind::referral_ended) {
    ReceivedFact* const fact = received(event.transfer);
    if (fact == nullptr || fact->ended) return "a referral that was received ends once";
    fact->ended = true;
    fact->ended_at = now;
    fact->status = event.status;
    fact->cause = event.cause;
    return nullptr;
  }
  if (event.kind == EventKind::refer_refused) return nullptr;  // by rule or policy: nothing to keep account of
  SentFact* fact = sent(event.transfer);
  if (fact == nullptr) {
    // A command through the bridge does not tell the transfer's id: its first event does.
    const auto at = std::find_if(sents.begin(), sents.end(), [&](const SentFact& each) {
      return !each.id && each.call == event.call && each.stage == 's';
    });
    if (at == sents.end()) return "no event of a transfer that nobody knows";
    at->id = event.transfer;
    fact = &*at;
  }
  return heard_sent(now, event, *fact);
}

const char* Ledger::heard_call(const Event& event) {
  CallFact* const known = call(event.call);
  if (event.kind == EventKind::call_incoming || event.kind == EventKind::call_replacing) {
    if (known != nullptr) return "an incoming call is new";
    if (event.message == nullptr) return "an incoming call comes with its INVITE";
    CallFact fact;
    fact.id = event.call;
    fact.dialog = hash_of(event.message->call_id());
    fact.token = token_of(event.message->to().uri_text);
    fact.answered = event.kind == EventKind::call_replacing;
    fact.replaces = event.other;
    calls.push_back(fact);
    return nullptr;
  }
  if (known == nullptr) return "no event of a call that nobody knows";
  if (known->ended) return "nothing comes after call_ended";
  if (event.kind == EventKind::call_answered) known->answered = true;
  if (event.kind == EventKind::call_connected) known->connected = true;
  if (event.kind == EventKind::call_ended) {
    // The callbacks refuse by themselves who would take a call over and has proven nothing.
    const bool refused_takeover = known->replaces && !known->answered;
    if (event.cause == Cause::local && !known->hung_up && !refused_takeover)
      return "no call is ended that nobody asked to end";
    known->ended = true;
    known->status = event.status;
    known->cause = event.cause;
  }
  return nullptr;
}

const char* Ledger::heard_sent(Time now, const Event& event, SentFact& fact) {
  if (event.call != fact.call) return "the events of a transfer name the call that the REFER ran on";
  const auto end = [&] {
    fact.stage = 'e';
    fact.status = event.status;
    fact.cause = event.cause;
    fact.ended_at = now;
  };
  switch (event.kind) {
    case EventKind::refer_accepted:
      if (fact.stage != 's') return "accepted comes first and once";
      fact.stage = 'a';
      fact.accepted = true;
      fact.accepted_at = now;
      return nullptr;
    case EventKind::refer_rejected:
      if (fact.stage != 's') return "rejected comes first and once";
      end();
      fact.rejected = true;
      return nullptr;
    case EventKind::transfer_trying:
      if (fact.stage != 'a') return "trying comes after accepted, before ringing, once";
      fact.stage = 't';
      return nullptr;
    case EventKind::transfer_ringing:
      if (fact.stage != 't') return "ringing comes after trying, once";
      fact.stage = 'r';
      return nullptr;
    case EventKind::transfer_succeeded:
    case EventKind::transfer_failed:
      if (fact.stage == 's' || fact.stage == 'e') return "the outcome comes after accepted, once";
      end();
      fact.succeeded = event.kind == EventKind::transfer_succeeded;
      return nullptr;
    default: return nullptr;
  }
}

std::string Ledger::unanswered() const {
  for (const Owed& owed : owed_) {
    if (owed.answered || owed.excused) continue;
    std::string what(method_text(owed.method));
    what += " with CSeq ";
    append_number(what, owed.cseq);
    return what + " got no final response";
  }
  return {};
}

}  // namespace baton::simulation
