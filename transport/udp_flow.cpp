#include "transport/udp_flow.hpp"

#include <asio/buffer.hpp>
#include <asio/ip/v6_only.hpp>
#include <utility>

#include "transport/address.hpp"
#include "transport/icmp_errors.hpp"

namespace baton::transport {

void UdpFlow::open(const Endpoint& wanted, std::error_code& error) {
  const asio::ip::udp::endpoint endpoint = to_asio(wanted);
  socket_.open(endpoint.protocol(), error);
  if (!error && wanted.family == Family::ipv6) {
    // A socket for each family: addresses then look the same on every system.
    socket_.set_option(asio::ip::v6_only(true), error);
  }
  if (!error) {
    socket_.bind(endpoint, error);
  }
  if (!error) {
    socket_.non_blocking(true, error);
  }
  asio::ip::udp::endpoint actual;
  if (!error) {
    actual = socket_.local_endpoint(error);
  }
  if (error) {
    asio::error_code ignored;
    socket_.close(ignored);
    return;
  }
  request_icmp_errors(socket_.native_handle(), wanted.family);
  bound = from_asio(actual.address(), actual.port());
  local = bound;
}

void UdpFlow::start(Owner& owner, std::span<std::byte> buffer, std::shared_ptr<void> life) {
  owner_ = &owner;
  buffer_ = buffer;
  life_ = std::move(life);
  wait();
}

void UdpFlow::close() {
  owner_ = nullptr;
  asio::error_code ignored;
  socket_.close(ignored);
  life_.reset();
}

void UdpFlow::wait() {
  socket_.async_wait(asio::socket_base::wait_read,
                     [self = shared_from_this(), life = life_](const asio::error_code& error) {
                       if (error == asio::error::operation_aborted || self->owner_ == nullptr) {
                         return;
                       }
                       self->receive();
                       if (self->owner_ != nullptr) {
                         self->wait();
                       }
                     });
}

void UdpFlow::receive() {
  // A bound, so that a flood on one socket leaves its neighbours and the timer their turn.
  for (int left = 64; left > 0; --left) {
    while (owner_ != nullptr && take_errors()) {
    }
    if (owner_ == nullptr) {
      return;
    }
    asio::ip::udp::endpoint peer;
    asio::error_code error;
    const std::size_t size =
        socket_.receive_from(asio::buffer(buffer_.data(), buffer_.size()), peer, 0, error);
    if (error == asio::error::would_block || error == asio::error::try_again) {
      return;
    }
    if (!error) {
      owner_->on_datagram(*this, from_asio(peer.address(), peer.port()), buffer_.first(size));
    }
    // An error is that of an earlier send; the queue, read at the top, says whose.
  }
}

bool UdpFlow::take_errors() {
  const std::optional<IcmpError> error = next_icmp_error(socket_.native_handle());
  if (!error) {
    return false;
  }
  if (error->fatal && error->peer.family != Family::none) {
    owner_->on_unreachable(*this, error->peer);
  }
  return true;
}

UdpFlow::Sent UdpFlow::send(const Endpoint& peer, std::span<const std::byte> datagram) {
  asio::error_code error;
  // A send may give the error of an earlier one instead of sending. So twice: the system tells each
  // error once.
  for (int tries = 0; tries < 2; ++tries) {
    socket_.send_to(asio::buffer(datagram.data(), datagram.size()), to_asio(peer), 0, error);
    if (!error) {
      return Sent::yes;
    }
    if (error == asio::error::would_block || error == asio::error::try_again ||
        error == asio::error::no_buffer_space) {
      return Sent::would_block;
    }
    while (owner_ != nullptr && take_errors()) {
    }
    if (owner_ == nullptr) {
      break;
    }
  }
  return Sent::failed;
}

}  // namespace baton::transport
