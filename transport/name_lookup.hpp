// Host names to addresses, by the system's resolver: A and AAAA records and the hosts file, in the
// order of RFC 6724. A URI without a port gets the transport's default (RFC 3263 4.2); NAPTR and
// SRV are not asked for.
#pragma once

#include <asio/ip/udp.hpp>
#include <functional>
#include <vector>

#include "baton/stack.hpp"

namespace baton::transport {

class NameLookup {
 public:
  /// What was found; empty: nothing.
  using Done = std::function<void(std::vector<Target>)>;

  explicit NameLookup(const asio::any_io_executor& executor) : resolver_(executor) {}

  /// `done` is called later, also after `cancel`.
  void start(const Lookup& lookup, Done done);
  void cancel() { resolver_.cancel(); }

 private:
  asio::ip::udp::resolver resolver_;
};

}  // namespace baton::transport
