// A tap hears every message that passes a driver: for ladders, captures and logs.
#pragma once

#include <cstdint>
#include <string_view>

#include "baton/endpoint.hpp"
#include "baton/time.hpp"

namespace baton {

enum class Direction : std::uint8_t { in, out };

/// One message as it passed the socket. Its octets hold until `on_message` returns.
struct TappedMessage {
  Time time;  ///< of the driver's clock: microseconds of the monotonic clock
  Direction direction = Direction::in;
  Transport transport = Transport::udp;
  Endpoint local;  ///< our socket
  Endpoint peer;
  std::string_view bytes;
};

class MessageTap {
 public:
  /// On the thread that runs the driver, in the order of the wire: an incoming message before it is
  /// read (junk too), an outgoing one after the socket took it. Must not call the driver back.
  virtual void on_message(const TappedMessage& message) = 0;

 protected:
  ~MessageTap() = default;
};

}  // namespace baton
