// Both ends of each REFER, while nobody has changed a message: they may differ only as outcome table 4 says.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "baton/stack.hpp"

namespace baton::fuzz {

class Agreement {
 public:
  /// From here on messages are not their senders', or a report was untrue: nothing can be said of both ends.
  void give_up() { void_ = true; }
  /// A request went to several at once, and nobody chooses the best of their answers as a proxy would (RFC
  /// 3261 16.7).
  void forked() { forked_ = true; }
  /// Our application has accepted a REFER, which is now answered 2xx.
  void refer_accepted(std::uint16_t port, TransferId referral);
  void hear(std::uint16_t port, const Event& event);
  /// A message that was received and taken (`owed`: a request must be answered), and one that was sent.
  void took(std::uint16_t port, const MessageView& message, bool owed);
  void gave(std::uint16_t port, const MessageView& message);
  /// Nothing has left it for so long that who asked it before has given up (RFC 4320 4.2).
  void was_deaf(std::uint16_t port);
  /// When all has ended.
  void judge() const;

 private:
  using Handle = std::pair<std::uint16_t, std::pair<std::uint32_t, std::uint32_t>>;
  struct Sent {
    std::string refer;  ///< Call-ID and CSeq of the REFER that was answered; empty: not known
    bool rejected = false, succeeded = false, by_message = false;
    std::uint16_t status = 0;
  };
  struct Received {
    std::string refer;
    bool accepted = false;
    bool again = false;  ///< a copy that came when the first one's transaction was over (RFC 3261 17.2.2)
    std::uint16_t status = 0;
  };
  bool void_ = false, forked_ = false;
  std::map<Handle, Sent> sent_;
  std::map<Handle, Received> received_;
  std::map<std::string, bool> owed_;  ///< requests by their transaction: whether they have a final response
};

}  // namespace baton::fuzz
