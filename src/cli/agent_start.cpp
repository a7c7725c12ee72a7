#include "src/cli/agent_start.hpp"

#include <fmt/format.h>

#include "baton/error_code.hpp"
#include "src/cli/console.hpp"
#include "src/cli/exit_code.hpp"

namespace baton::cli {

std::string start_problem(std::error_code error, std::string_view address, std::uint16_t port) {
  if (error == std::errc::address_in_use) {
    return fmt::format(
        "port {} of {} is in use: choose another with --port, or --port 0 for any free one", port,
        address);
  }
  if (error == std::errc::permission_denied) {
    return fmt::format("port {} needs privileges: choose one from 1024 up with --port", port);
  }
  if (error == std::errc::address_not_available) {
    return fmt::format("{} is not an address of this machine: choose another with --local",
                       address);
  }
  if (error == Errc::bad_address) {
    return fmt::format(
        "'{}' is not an IPv4 or IPv6 address: give one of this machine's with --local", address);
  }
  if (error == std::errc::address_family_not_supported) {
    return fmt::format("this machine has no socket for {}: choose another address with --local",
                       address);
  }
  if (error == Errc::bad_argument) {
    return "nobody could prove himself: proofs need a realm, users and a build with OpenSSL";
  }
  if (error == Errc::bad_uri) {
    return "the user or domain cannot stand in a SIP URI, or the proxy is none: choose another "
           "with --user, --from or --proxy";
  }
  return fmt::format("cannot open a socket on {} port {}: {}", address, port, error.message());
}

int start_agent(Agent& agent, std::string_view address, std::uint16_t port) {
  const std::error_code error = agent.start();
  if (!error) {
    return exit_success;
  }
  complain(start_problem(error, address, port));
  return error == Errc::bad_uri || error == Errc::bad_argument ? exit_usage : exit_socket;
}

}  // namespace baton::cli
