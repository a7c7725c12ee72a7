#include "tests/device/callback.hpp"

namespace baton::device {

std::string_view name(Callback callback) noexcept {
  switch (callback) {
    case Callback::received_refer:
      return "onReceivedRefer";
    case Callback::refer_accepted:
      return "onReferAccepted";
    case Callback::refer_rejected:
      return "onReferRejected";
    case Callback::transfer_trying:
      return "onTransferTrying";
    case Callback::transfer_ringing:
      return "onTransferRinging";
    case Callback::transfer_success:
      return "onACTVTransferSuccess";
    case Callback::transfer_failure:
      return "onACTVTransferFailure";
  }
  return {};
}

bool TransferRecord::hear(Callback callback, std::int32_t code) noexcept {
  const bool legal = is_legal(callback);
  heard_.add(callback);
  last_ = callback;
  code_ = code;
  return legal;
}

bool TransferRecord::is_over() const noexcept {
  return heard_.has(Callback::refer_rejected) || heard_.has(Callback::transfer_success) ||
         heard_.has(Callback::transfer_failure);
}

bool TransferRecord::is_legal(Callback callback) const noexcept {
  if (is_over() || heard_.has(callback)) {
    return false;
  }
  const bool accepted = heard_.has(Callback::refer_accepted);
  switch (callback) {
    case Callback::received_refer:
      return true;
    case Callback::refer_accepted:
      return true;
    case Callback::refer_rejected:
      return !accepted;
    case Callback::transfer_trying:
      return accepted && !heard_.has(Callback::transfer_ringing);
    case Callback::transfer_ringing:
    case Callback::transfer_success:
    case Callback::transfer_failure:
      return accepted;
  }
  return false;
}

}  // namespace baton::device
