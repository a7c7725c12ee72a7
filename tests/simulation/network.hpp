// The network between the nodes: a heap of datagrams on their way, in virtual time.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "tests/simulation/random.hpp"
#include "tests/simulation/wire.hpp"

namespace baton::simulation {

/// How the network treats datagrams.
struct Weather {
  unsigned loss = 0;     ///< percent
  unsigned doubled = 0;  ///< percent
  Microseconds least = milliseconds(1);
  Microseconds most = milliseconds(10);  ///< more than `least`: they overtake each other
  unsigned stray = 0;                    ///< percent that take up to `straying` more
  Microseconds straying = 0;
};

struct Datagram {
  Port from = 0, to = 0;
  std::string_view bytes;
};

class Network {
 public:
  static constexpr std::size_t datagram_bytes = 8'192;

  void begin(const Weather& weather);
  /// Whether it was lost.
  bool send(Time now, Random& random, Port from, Port to, std::string_view bytes);
  void put(Time arrival, Port from, Port to, std::string_view bytes);
  Time next_arrival() const { return heap_.empty() ? never : Time{heap_.front().at}; }
  /// The next datagram; its octets hold until the one after it is taken. Of those that arrive at the same
  /// time the one sent first comes first.
  Datagram take();

  Weather weather;
  std::uint64_t carried = 0;

 private:
  struct Entry {
    std::int64_t at;
    std::uint64_t order;
    std::uint32_t slot;
    bool operator<(const Entry& other) const {  // the heap's top is the greatest
      return at != other.at ? at > other.at : order > other.order;
    }
  };
  struct Slot {
    Port from = 0, to = 0;
    std::uint32_t size = 0;
    std::unique_ptr<char[]> bytes;
  };

  std::vector<Entry> heap_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::uint64_t order_ = 0;
  std::uint32_t taken_ = UINT32_MAX;
};

}  // namespace baton::simulation
