// How a Stack behaves, and what single commands may ask for.
#pragma once

#include <cstdint>
#include <string_view>

#include "baton/timing.hpp"

namespace baton {

/// The status that accepts a REFER (outcome table 2.1).
enum class AcceptStatus : std::uint8_t {
  automatic,  ///< 200 to a sender that shows it is past RFC 7647, 202 to everybody else
  strict,     ///< always 200 (RFC 7647 5)
};

struct StackOptions {
  TransactionTiming transaction;
  TransferorTiming transferor;
  TransfereeTiming transferee;
  AcceptStatus accept_status = AcceptStatus::automatic;
  bool bye_means_success = false;  ///< profile for PBXs that report nothing and hang up
  bool handle_refer = true;        ///< off: REFER is answered 405 and missing from Allow
};

struct CallOptions {
  std::string_view sdp;  ///< the offer; empty: a minimal audio offer is made
};
struct AnswerOptions {
  std::string_view sdp;  ///< the answer (or offer, if the INVITE had none); empty: made here
};
struct ReferOptions {};

}  // namespace baton
