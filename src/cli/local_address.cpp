#include "src/cli/local_address.hpp"

#include <asio/io_context.hpp>
#include <asio/ip/udp.hpp>

namespace baton::cli {

std::string local_address_towards(const UriView& uri, std::error_code& error) {
  std::string host(uri.host);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  }
  asio::io_context context;
  asio::ip::udp::resolver resolver(context);
  const auto targets =
      resolver.resolve(host, "5060", asio::ip::udp::resolver::numeric_service, error);
  if (error) {
    return {};
  }
  for (const auto& target : targets) {
    asio::ip::udp::socket socket(context);
    // Connecting a UDP socket chooses the route and the source address, no more.
    socket.connect(target.endpoint(), error);
    if (!error) {
      return socket.local_endpoint().address().to_string();
    }
  }
  return {};
}

}  // namespace baton::cli
