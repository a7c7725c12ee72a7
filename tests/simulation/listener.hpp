// The callbacks of a bridged agent, and their contract for each session.
#pragma once

#include <string_view>
#include <vector>

#include "baton/callback_bridge.hpp"

namespace baton::simulation {

class Listener final : public SIPCallbackEvents {
 public:
  void begin() {
    sessions_.clear();
    broken = nullptr;
    last_refer = 0;
  }
  /// A refer of ours was taken on for this session: its contract begins.
  void refers(Int32 session);
  /// Whether every transfer that began has ended.
  bool all_ended() const;

  Int32 onReceivedRefer(Int32, Int32, Int32, Int32 referId, std::string_view, std::string_view,
                        std::string_view) override {
    last_refer = referId;
    return 0;
  }
  Int32 onReferAccepted(Int32, Int32, Int32 sessionId) override { return move(sessionId, 's', 'a'); }
  Int32 onReferRejected(Int32, Int32, Int32 sessionId, std::string_view, Int32) override {
    return move(sessionId, 's', 0);
  }
  Int32 onTransferTrying(Int32, Int32, Int32 sessionId) override { return move(sessionId, 'a', 't'); }
  Int32 onTransferRinging(Int32, Int32, Int32 sessionId) override { return move(sessionId, 't', 'r'); }
  Int32 onACTVTransferSuccess(Int32, Int32, Int32 sessionId) override { return end(sessionId); }
  Int32 onACTVTransferFailure(Int32, Int32, Int32 sessionId, std::string_view, Int32) override {
    return end(sessionId);
  }

  const char* broken = nullptr;  ///< what of the contract
  Int32 last_refer = 0;

 private:
  Int32 move(Int32 session, char from, char to);
  Int32 end(Int32 session);
  char& stage(Int32 session);

  /// Of each session's transfer: s sent, a accepted, t trying, r ringing, 0 none.
  std::vector<char> sessions_;
};

}  // namespace baton::simulation
