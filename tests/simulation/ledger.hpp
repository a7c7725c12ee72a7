// What went in and out of one agent, as far as the oracle needs it: its calls, the REFERs it sent and those it
// received, and the requests that it owes an answer. Kept from the wire and from the events, never from the Stack's
// inside.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "baton/event.hpp"
#include "baton/options.hpp"
#include "baton/time.hpp"
#include "tests/simulation/wire.hpp"

namespace baton::simulation {

/// How a call is transferred.
enum class Form : std::uint8_t { blind, attended, semi_attended, outside, outside_attended };
inline constexpr std::size_t form_count = 5;
constexpr bool is_outside(Form form) { return form == Form::outside || form == Form::outside_attended; }
const char* name(Form form);

struct CallFact {
  CallId id;
  std::uint64_t dialog = 0;  ///< hash of its Call-ID; 0: not sent yet
  std::uint32_t token = 0;
  TransferId referral;  ///< that made it
  CallId replaces;      ///< the call of ours that it is to replace
  bool outgoing = false;
  bool answered = false;   ///< by us, or to us
  bool connected = false;  ///< the ACK came or went
  bool hung_up = false;    ///< or refused by our application
  bool ended = false;
  bool bye_in = false;   ///< and answered 200
  bool bye_out = false;
  std::uint16_t status = 0;
  Cause cause = Cause::message;
};

/// A REFER that we sent.
struct SentFact {
  TransferId id;
  CallId call;
  Form form = Form::blind;
  std::uint32_t token = 0;
  std::uint64_t side = 0;  ///< hash of its Call-ID and our tag
  std::array<std::uint32_t, 24> cseqs{};
  std::uint8_t cseq_count = 0;
  char stage = 's';  ///< s sent, a accepted, t trying, r ringing, e ended
  bool accepted = false, succeeded = false, rejected = false;
  std::uint16_t status = 0;
  Cause cause = Cause::message;
  Time accepted_at{}, ended_at{};
  bool success_seen = false;        ///< a 2xx to it arrived before its end
  std::uint32_t notifies = 0;       ///< that arrived and were answered 200 before its end
  std::uint16_t final_taken = 0;    ///< the status of the first final one of them
  std::vector<std::uint16_t> finals;  ///< and of all of them: forks have one each
  CallId replaces;
  Reports reports = Reports::implicit;
  bool unclear = false;             ///< a NOTIFY without id, with several REFERs it may be for

  bool has_cseq(std::uint32_t number) const {
    for (std::uint8_t i = 0; i < cseq_count; ++i) {
      if (cseqs[i] == number) return true;
    }
    return false;
  }
};

/// A REFER that we received and that the application heard of.
struct ReceivedFact {
  TransferId id;
  CallId call;
  std::uint32_t token = 0;
  std::uint64_t dialog = 0;
  std::uint32_t cseq = 0;
  bool accepted = false, refused = false;  ///< by our application
  bool ended = false;
  bool pending = false;         ///< answered 200 before anybody decided
  bool reports_wanted = true;  ///< by the subscription of RFC 3515
  CallId referred;
  std::int32_t refer_id = 0;  ///< of the CallbackBridge
  std::uint16_t status = 0;
  Cause cause = Cause::message;
  bool final_sent = false;
  bool unsubscribed = false;   ///< by a SUBSCRIBE with Expires 0
  bool report_failed = false;  ///< a NOTIFY was answered with other than 200
  std::uint32_t notify_sent = 0, notify_answered = 0;  ///< CSeq of the last one
  std::uint32_t asked_again = 0;                      ///< CSeq of the last that got a Retry-After
  unsigned times_asked = 0;
  std::vector<std::uint32_t> cseqs;  ///< of its NOTIFYs

  bool has_sent(std::uint32_t number) const {
    return std::find(cseqs.begin(), cseqs.end(), number) != cseqs.end();
  }
  Time heard_at{}, ended_at{};
};

/// A BYE that we sent, to whichever fork.
struct ByeFact {
  std::uint64_t dialog = 0;
  std::uint64_t peer = 0;     ///< hash of its tag
  std::uint32_t cseq = 0;     ///< of the last one
  std::uint16_t status = 0;   ///< that this one was answered with; 0: it was lost, or its answers were
};

class Ledger {
 public:
  void begin();

  CallFact* call(CallId id);
  const CallFact* call(CallId id) const;
  CallFact* call_of(std::uint64_t dialog);
  SentFact* sent(TransferId id);
  ReceivedFact* received(TransferId id);
  const ReceivedFact* received_for(std::uint32_t token) const;

  // The wire. Each returns what of the contract is broken, or null.
  void took(const Wire& message);         ///< before the Stack gets it
  void heeded(const Wire& message);       ///< after the Stack got it: it was of a transaction that it has
  void dropped();                         ///< the Stack had no room to take or to answer it
  const char* gave(const Wire& message);  ///< the Stack sends it
  // The events.
  const char* heard(Time now, const Event& event);

  std::string unanswered() const;  ///< which request got no answer, or ""
  std::size_t live_calls() const;
  /// Octets that differ if the oracle could tell two ledgers apart.
  void append_view(std::string& text) const;

  std::vector<CallFact> calls;
  std::vector<SentFact> sents;
  std::vector<ReceivedFact> receiveds;
  std::vector<ByeFact> byes;
  CallId expects_invite;  ///< whose INVITE is about to be sent for the first time

 private:
  struct Owed {
    std::uint64_t transaction;
    Method method;
    std::uint32_t cseq;
    bool answered;
    bool excused;  ///< there was no room for an answer when it came last
    std::uint16_t status = 0;  ///< that it was answered with; a 500 without state may become another answer
  };
  const char* gave_request(const Wire& request);
  void gave_bye(const Wire& bye);
  const char* gave_response(const Wire& response);
  SentFact* sent_for(std::uint64_t side, std::uint32_t id, bool& unclear);
  const char* heard_call(const Event& event);
  const char* heard_sent(Time now, const Event& event, SentFact& fact);

  std::vector<Owed> owed_;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> granted_;  ///< dialog and CSeq of REFERs answered 2xx
  bool notify_waits_ = false;  ///< the input is a NOTIFY for `notified_`
  std::size_t owing_ = 0;  ///< which one the input is
  std::size_t notified_ = 0;
  std::uint64_t notify_transaction_ = 0;
  bool notified_was_live_ = false;
  Said said_;
};

}  // namespace baton::simulation
