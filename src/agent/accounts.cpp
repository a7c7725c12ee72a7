// What belongs to no single call: accounts, and the orderly end.
#include "src/agent/sending.hpp"

namespace baton::core {

std::uint32_t account_for(const Core& core, const MessageView& request) noexcept {
  UriView uri;
  const bool readable = parse_uri(request.request_uri(), uri) == Errc::ok;
  std::uint32_t first = no_index;
  for (std::uint32_t i = 0; i < core.accounts.capacity(); ++i) {
    if (!core.accounts.live(i)) continue;
    if (first == no_index) first = i;
    UriView own;
    const AccountView& view = core.accounts.at(i).view;
    if (readable && (uri.user == view.contact_user ||
                     (parse_uri(view.uri, own) == Errc::ok && own.user == uri.user))) {
      return i;
    }
  }
  return first;
}

}  // namespace baton::core

namespace baton {

using namespace core;

Result<AccountId> Stack::add_account(Time now, const AccountView& view) noexcept {
  Core& core = core_of(*this);
  if (now > core.now) core.now = now;
  UriView uri;
  if (parse_uri(view.uri, uri) != Errc::ok ||
      (uri.scheme != UriScheme::sip && uri.scheme != UriScheme::sips)) {
    return Errc::bad_uri;
  }
  UriView proxy;
  if (!view.proxy.empty() && parse_uri(view.proxy, proxy) != Errc::ok) return Errc::bad_uri;
  AccountRecord* account = core.accounts.allocate();
  if (account == nullptr) return Errc::accounts_full;
  account->view = view;
  if (view.contact_user.empty()) account->view.contact_user = uri.user;
  return core.accounts.handle_of<struct Account>(*account);
}

void Stack::shutdown(Time now) noexcept {
  Core& core = core_of(*this);
  if (now > core.now) core.now = now;
  core.shutting_down = true;
  // Each object is ended by a timer of its own, so that the work stays bounded.
  for (std::uint32_t i = 0; i < core.transfers.capacity(); ++i) {
    if (!core.transfers.live(i) || core.transfers.at(i).end_queued) continue;
    TransferRecord& transfer = core.transfers.at(i);
    transfer.shut_down = true;
    arm(core, transfer, TransferTimer::limit, 0);
  }
  for (std::uint32_t i = 0; i < core.calls.capacity(); ++i) {
    if (!core.calls.live(i) || core.calls.at(i).end_queued) continue;
    core.calls.at(i).shut_down = true;
    arm(core, core.calls.at(i), CallTimer::due, 0);
  }
}

}  // namespace baton
