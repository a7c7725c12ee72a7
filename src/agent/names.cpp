// Host names: requests that wait for the driver to resolve where they go (RFC 3263).
#include "src/agent/challenges.hpp"
#include "src/agent/dispatch.hpp"
#include "src/agent/sending.hpp"
#include "src/dialog/route_set.hpp"

namespace baton {

using namespace core;

bool core::read_next_hop(const MessageView& request, UriView& uri) noexcept {
  auto routes = request.values(HeaderId::route);
  NameAddrView route;
  const auto first = routes.next();
  if (first && parse_name_addr(*first, route) == Errc::ok && route.uri.parameter("lr")) {
    uri = route.uri;
    return true;
  }
  return parse_uri(request.request_uri(), uri) == Errc::ok;
}

void core::prune_lookups(Core& core) noexcept {
  for (std::uint32_t i = 0; i < core.lookups.capacity(); ++i) {
    if (!core.lookups.live(i)) continue;
    LookupRecord& lookup = core.lookups.at(i);
    const Transaction* transaction = core.transactions.find(lookup.transaction);
    const bool waits = transaction != nullptr && transaction->state == TransactionState::waiting;
    if (!waits) core.lookups.release(lookup);
  }
}

std::optional<Lookup> Stack::next_lookup() noexcept {
  Core& core = core_of(*this);
  prune_lookups(core);
  for (std::uint32_t i = 0; i < core.lookups.capacity(); ++i) {
    if (!core.lookups.live(i) || core.lookups.at(i).given_out) continue;
    LookupRecord& lookup = core.lookups.at(i);
    MessageView request;
    UriView uri;
    if (!core.transactions.load(lookup.transaction, core.work, request) || !read_next_hop(request, uri))
      continue;
    lookup.given_out = true;
    return Lookup{.id = core.lookups.handle_of<struct baton::Lookup>(lookup),
                  .host = uri.host,
                  .port = uri.port,
                  .transport = core.transactions.find(lookup.transaction)->route.transport};
  }
  return std::nullopt;
}

Errc Stack::resolved(Time now, LookupId id, std::span<const Target> in_order_of_preference) noexcept {
  Core& core = core_of(*this);
  if (now > core.now) core.now = now;
  if (!core.events.empty()) return Errc::not_drained;
  if (core.outputs.free() < sends_per_input) return Errc::output_full;
  LookupRecord* lookup = core.lookups.find(id);
  if (lookup == nullptr) return Errc::unknown_handle;
  const TransactionId waiting = lookup->transaction;
  core.lookups.release(*lookup);
  const Transaction* transaction = core.transactions.find(waiting);
  if (transaction == nullptr || transaction->state != TransactionState::waiting) return Errc::ok;
  core.in_input = true;
  core.has_received = false;
  // The Via names the flow already: only targets that it reaches will do.
  Route route = transaction->route;
  const FlowRecord* flow = core.flows.find(route.flow);
  bool started = false;
  for (const Target& target : in_order_of_preference) {
    if (started || flow == nullptr || target.transport != route.transport) continue;
    if (target.peer.family != flow->info.local.family) continue;
    route.peer = target.peer;
    started = core.transactions.start(core.now, waiting, route) == Errc::ok;
  }
  if (started) note_server(core, waiting);
  else dispatch_end(core, core.transactions.abandon(waiting));
  core.in_input = false;
  return Errc::ok;
}

}  // namespace baton
