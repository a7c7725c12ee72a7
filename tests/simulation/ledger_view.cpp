// A ledger as octets: the same for two ledgers that the oracle cannot tell apart.
#include <algorithm>

#include "tests/simulation/ledger.hpp"

namespace baton::simulation {
namespace {

class Octets {
 public:
  template <class... Of>
  void put(const Of&... values) {
    (put_one(static_cast<std::uint64_t>(values)), ...);
  }
  template <class Range>
  void put_all(const Range& values) {
    put(values.size());
    for (const auto& value : values)
      put(value);
  }
  std::string text;

 private:
  void put_one(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
      text += static_cast<char>(value | 0x80);
    text += static_cast<char>(value);
  }
};

std::uint64_t us(Time time) {
  return static_cast<std::uint64_t>(time.us);
}

/// Facts in whatever order they came to be known.
template <class Facts, class Put>
void append_sorted(std::string& into, char mark, const Facts& facts, Put put_fact) {
  std::vector<std::string> texts;
  for (const auto& fact : facts) {
    Octets octets;
    put_fact(octets, fact);
    texts.push_back(std::move(octets.text));
  }
  std::sort(texts.begin(), texts.end());
  for (const std::string& text : texts)
    (into += mark) += text;
}

}  // namespace

void Ledger::append_view(std::string& text) const {
  // Records are named by what the wire knows of them: handles follow from the order in which they were made.
  const auto dialog_of = [&](CallId id) {
    const CallFact* const fact = call(id);
    return fact != nullptr ? fact->dialog : 0;
  };
  append_sorted(text, 'c', calls, [&](Octets& octets, const CallFact& fact) {
    octets.put(fact.dialog, fact.token, static_cast<bool>(fact.referral), dialog_of(fact.replaces), fact.outgoing,
               fact.answered, fact.connected, fact.hung_up, fact.ended, fact.bye_in, fact.bye_out, fact.status,
               fact.cause);
  });
  append_sorted(text, 's', sents, [&](Octets& octets, const SentFact& fact) {
    octets.put(dialog_of(fact.call), dialog_of(fact.replaces), fact.form, fact.token, fact.side, fact.stage,
               fact.accepted, fact.succeeded, fact.rejected, fact.status, fact.cause, us(fact.accepted_at),
               us(fact.ended_at), fact.success_seen, fact.notifies, fact.final_taken, fact.reports, fact.unclear);
    octets.put_all(fact.finals);
    octets.put_all(std::vector(fact.cseqs.begin(), fact.cseqs.begin() + fact.cseq_count));
  });
  append_sorted(text, 'r', receiveds, [&](Octets& octets, const ReceivedFact& fact) {
    octets.put(static_cast<bool>(fact.id), dialog_of(fact.call), dialog_of(fact.referred), fact.token, fact.dialog,
               fact.cseq, fact.accepted, fact.refused, fact.ended, fact.pending, fact.reports_wanted, fact.status,
               fact.cause, fact.final_sent, fact.unsubscribed, fact.report_failed, fact.notify_sent,
               fact.notify_answered, fact.asked_again, fact.times_asked, us(fact.ended_at));
    octets.put_all(fact.cseqs);
  });
  append_sorted(text, 'b', byes, [](Octets& octets, const ByeFact& fact) {
    octets.put(fact.dialog, fact.peer, fact.cseq, fact.status);
  });
  append_sorted(text, 'o', owed_, [](Octets& octets, const Owed& owed) {
    octets.put(owed.transaction, owed.method, owed.cseq, owed.answered, owed.excused, owed.status);
  });
  append_sorted(text, 'g', granted_, [](Octets& octets, const auto& granted) {
    octets.put(granted.first, granted.second);
  });
}

}  // namespace baton::simulation
