// One UDP socket: its receive loop, its sends, and the errors that come back.
#pragma once

#include <asio/ip/udp.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <system_error>

#include "baton/endpoint.hpp"

namespace baton::transport {

class UdpFlow : public std::enable_shared_from_this<UdpFlow> {
 public:
  /// Whom a flow belongs to. It may close the flow inside these.
  class Owner {
   public:
    /// One datagram. The octets are the owner's own buffer.
    virtual void on_datagram(UdpFlow& flow, const Endpoint& peer,
                             std::span<const std::byte> datagram) = 0;
    /// What was sent to `peer` did not arrive.
    virtual void on_unreachable(UdpFlow& flow, const Endpoint& peer) = 0;

   protected:
    ~Owner() = default;
  };

  enum class Sent { yes, would_block, failed };

  explicit UdpFlow(const asio::any_io_executor& executor) : socket_(executor) {}

  /// Opens and binds. No two sockets share a port: address_in_use is an error, not a habit.
  void open(const Endpoint& local, std::error_code& error);
  /// Receives into `buffer` for `owner`, each datagram cut to the buffer's size, until `close`. The
  /// flow keeps `life` while it waits, so that buffer and owner are there.
  void start(Owner& owner, std::span<std::byte> buffer, std::shared_ptr<void> life);
  void close();

  Sent send(const Endpoint& peer, std::span<const std::byte> datagram);

  FlowId id;
  Endpoint bound;  ///< what the socket is bound to
  Endpoint local;  ///< what peers are told: a concrete address

 private:
  void wait();
  void receive();
  bool take_errors();

  asio::ip::udp::socket socket_;
  Owner* owner_ = nullptr;  ///< null: closed
  std::span<std::byte> buffer_;
  std::shared_ptr<void> life_;
};

}  // namespace baton::transport
