// What the applications of a script command: every function of the Stack's face, at any time, with any
// handle.
#pragma once

#include "fuzz/script.hpp"
#include "fuzz/stack/agent.hpp"

namespace baton::fuzz {

class Commands {
 public:
  Commands(Script& script, Surroundings& around) : script_(script), around_(around) {}
  /// Reads a command and its operands, and gives it to this agent. No command queues an event.
  void give(Agent& agent);

  // What applications also do by their manners.
  void call_made(Agent& agent, const Result<CallId>& call);
  void refer(Agent& agent, CallId call, std::string_view target, const ReferOptions& options);
  void accept_refer(Agent& agent, TransferId referral, std::string_view text, const CallOptions& options);

 private:
  void call_replacing(Agent& agent);
  void refer(Agent& agent, bool outside);
  void accept_refer(Agent& agent);
  void allow_refers(Agent& agent);
  void query(Agent& agent);
  void add_account(Agent& agent);
  std::string target();
  std::uint16_t status(std::uint16_t usual);
  template <class Id>
  Id pick(const std::vector<Id>& from);

  Script& script_;
  Surroundings& around_;
};

/// The places of words in the commands' tables, for the seeds.
namespace target_words {
enum : std::uint8_t {
  first,
  second,
  third,
  fork,
  empty,
  bare_user,
  tel,
  secure,
  with_header,
  with_method,
  by_name,
  unknown_parameters,
  silent,
  other_scheme,
  text,
  injecting,
  host_only,
  number,
  stream,
  with_replaces,
  count,
};
}
namespace description_words {
enum : std::uint8_t { none, audio, sendonly, video, junk, count };
}

}  // namespace baton::fuzz
