#include "transport/icmp_errors.hpp"

#ifdef __linux__
#include <ctime>
// Needs timespec, and does not say so.
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>

#include "transport/address.hpp"
#endif

namespace baton::transport {

#ifdef __linux__

namespace {

bool is_fatal(const sock_extended_err& error) noexcept {
  if (error.ee_origin == SO_EE_ORIGIN_ICMP) {
    constexpr int unreachable = 3;
    constexpr int fragmentation_needed = 4;
    constexpr int parameter_problem = 12;
    return (error.ee_type == unreachable && error.ee_code != fragmentation_needed) ||
           error.ee_type == parameter_problem;
  }
  if (error.ee_origin == SO_EE_ORIGIN_ICMP6) {
    constexpr int unreachable = 1;
    constexpr int parameter_problem = 4;
    return error.ee_type == unreachable || error.ee_type == parameter_problem;
  }
  return false;
}

}  // namespace

void request_icmp_errors(int socket, Family family) noexcept {
  // Without it nothing is lost but speed: a transaction then waits for its timer.
  const int on = 1;
  if (family == Family::ipv4) {
    static_cast<void>(setsockopt(socket, IPPROTO_IP, IP_RECVERR, &on, sizeof on));
  } else {
    static_cast<void>(setsockopt(socket, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on));
  }
}

std::optional<IcmpError> next_icmp_error(int socket) noexcept {
  sockaddr_storage name{};
  std::array<char, 1> payload{};  // the datagram itself is not wanted
  iovec vector{payload.data(), payload.size()};
  alignas(cmsghdr) std::array<char, 512> control{};
  msghdr message{};
  message.msg_name = &name;
  message.msg_namelen = sizeof name;
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  if (recvmsg(socket, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) {
    return std::nullopt;
  }
  IcmpError result;
  result.peer = from_system(reinterpret_cast<const sockaddr&>(name));
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr;
       part = CMSG_NXTHDR(&message, part)) {
    const bool is_report = (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_RECVERR) ||
                           (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_RECVERR);
    if (is_report) {
      sock_extended_err error{};
      std::memcpy(&error, CMSG_DATA(part), sizeof error);
      result.fatal = is_fatal(error);
    }
  }
  return result;
}

#else

void request_icmp_errors(int, Family) noexcept {}
std::optional<IcmpError> next_icmp_error(int) noexcept {
  return std::nullopt;
}

#endif

}  // namespace baton::transport
