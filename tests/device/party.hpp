// One user agent in memory: a Stack, the bridge on it, and an application that behaves as the story
// wants it.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "baton/callback_bridge.hpp"
#include "baton/stack.hpp"
#include "tests/device/callback.hpp"
#include "tests/device/random.hpp"

namespace baton::device {

inline constexpr Limits limits = Limits::device();

/// What a party's application does when it is asked.
struct Manners {
  Int32 call_status = 200;   ///< 200: rings and answers after a while; else refuses with this
  Int32 refer_status = 200;  ///< 200: accepts; else refuses with this
};

/// Who a party is. Texts must live as long as the party.
struct Identity {
  std::string_view name;
  std::string_view uri;
  std::uint8_t host = 0;  ///< the last octet of its address, 192.0.2.host
};

class Party final : public SIPCallbackEvents {
 public:
  constexpr explicit Party(Identity identity) noexcept
      : identity_(identity), random_(identity.host) {}

  /// Makes the Stack. `clock` is the time of everything that the application does.
  bool start(const Time& clock, std::span<std::byte> state, std::span<std::byte> work) noexcept;
  /// Forgets the last story.
  void begin_story(Manners manners) noexcept;
  void change_manners(Manners manners) noexcept { manners_ = manners; }

  bool is_started() const noexcept { return stack_ != nullptr; }
  Stack& stack() noexcept { return *stack_; }
  FlowId flow() const noexcept { return flow_; }
  Endpoint endpoint() const noexcept;
  std::string_view name() const noexcept { return identity_.name; }
  std::string_view uri() const noexcept { return identity_.uri; }

  /// Takes all events of the last input.
  void drain() noexcept;
  /// When the application itself wants to do something: `never`, or the time for `act`.
  Time next_action() const noexcept { return answer_at_; }
  void act() noexcept;

  void call(std::string_view uri) noexcept;
  void refer(std::string_view target) noexcept;  ///< the peer of the first of its calls
  void refer_to_second_call() noexcept;          ///< the same peer to the second one's, which it replaces
  void hold() noexcept;                          ///< the first of its calls
  void take_off_hold() noexcept;
  void hang_up_all() noexcept;

  std::size_t calls_connected() const noexcept { return connected_count_; }
  const TransferRecord& transfer() const noexcept { return transfer_; }
  std::uint32_t remote_holds() const noexcept { return remote_holds_; }
  std::uint32_t remote_unholds() const noexcept { return remote_unholds_; }
  std::uint32_t updates() const noexcept { return updates_; }  ///< changes of sessions that were agreed
  /// Whether no command was refused and no callback came out of order, since `start`.
  bool is_blameless() const noexcept { return blameless_; }

  Int32 onReceivedRefer(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId, Int32 referId,
                        std::string_view to, std::string_view from,
                        std::string_view referSipMessage) override;
  Int32 onReferAccepted(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId) override;
  Int32 onReferRejected(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                        std::string_view reason, Int32 code) override;
  Int32 onTransferTrying(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId) override;
  Int32 onTransferRinging(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId) override;
  Int32 onACTVTransferSuccess(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId) override;
  Int32 onACTVTransferFailure(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                              std::string_view reason, Int32 code) override;
  Int32 onInviteIncoming(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                         std::string_view caller, std::string_view callee,
                         std::string_view sipMessage) override;
  Int32 onInviteConnected(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId) override;
  Int32 onInviteClosed(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId) override;
  Int32 onInviteUpdated(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId,
                        std::string_view sipMessage) override;
  Int32 onRemoteHold(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId) override;
  Int32 onRemoteUnHold(Int32 callbackIndex, Int32 callbackObject, Int32 sessionId) override;

 private:
  /// Prints and judges one of the seven.
  void hear(Callback callback, Int32 sessionId, std::string_view reason = {},
            Int32 code = 0) noexcept;
  /// A result of a command; a negative one is to blame.
  void check(std::string_view command, Int32 result) noexcept;
  void hang_up(Int32 session) noexcept;
  void forget(Int32 session) noexcept;

  Identity identity_;
  Random random_;
  const Time* clock_ = nullptr;
  Stack* stack_ = nullptr;
  FlowId flow_;
  std::array<SessionSlot, session_slots(limits)> session_slots_{};
  std::array<ReferSlot, refer_slots(limits)> refer_slots_{};
  std::optional<CallbackBridge> bridge_;

  Manners manners_;
  Int32 ringing_ = 0;  ///< the session to be answered at `answer_at_`
  Time answer_at_ = never;
  std::array<Int32, limits.calls> connected_{};  ///< sessions, oldest first
  std::size_t connected_count_ = 0;
  TransferRecord transfer_;
  std::uint32_t remote_holds_ = 0;
  std::uint32_t remote_unholds_ = 0;
  std::uint32_t updates_ = 0;
  bool blameless_ = true;
};

}  // namespace baton::device
