#include "transport/name_lookup.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "transport/address.hpp"

namespace baton::transport {
namespace {

std::uint16_t port_of(const Lookup& lookup) {
  if (lookup.port != 0) {
    return lookup.port;
  }
  const bool secure = lookup.transport == Transport::tls || lookup.transport == Transport::wss;
  return secure ? 5061 : 5060;
}

}  // namespace

void NameLookup::start(const Lookup& lookup, Done done) {
  resolver_.async_resolve(
      std::string(lookup.host), std::string(),
      [done = std::move(done), transport = lookup.transport, port = port_of(lookup)](
          const asio::error_code& /*error*/,
          const asio::ip::udp::resolver::results_type& found) {  // empty after an error
        std::vector<Target> targets;
        for (const auto& entry : found) {
          const Target target{.transport = transport,
                              .peer = from_asio(entry.endpoint().address(), port)};
          const bool again = std::ranges::any_of(
              targets, [&](const Target& known) { return known.peer == target.peer; });
          if (!again) {
            targets.push_back(target);
          }
        }
        done(std::move(targets));
      });
}

}  // namespace baton::transport
