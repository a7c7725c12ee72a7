// Where a session of the peer's target takes place: limits, the application's manners, what it asks for.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "baton/limits.hpp"
#include "baton/time.hpp"

namespace baton::fuzz {

/// What the application does inside events, as bits.
enum Manners : std::uint8_t {
  answers = 1,
  accepts_refers = 2,
  hangs_up_on_refer = 4,
  hangs_up_on_outcome = 8,
  hangs_up_on_everything = 16,
  rings = 32,
  refers_on_connect = 64,
  takes_no_refers = 128,
};

inline constexpr std::string_view own_uri = "sip:stack@127.0.0.1:5060";
inline constexpr std::array<std::string_view, 12> targets{own_uri,
                                                          "sip:peer@127.0.0.1:5070",
                                                          "peer",
                                                          "sip:peer@peer.example",
                                                          "tel:+1",
                                                          "",
                                                          "sip:peer@127.0.0.1:5070;transport=tcp",
                                                          "a\r\nb",
                                                          "sips:x@127.0.0.1",
                                                          "x@y",
                                                          "sip:x@[::1]",
                                                          "<sip:q@127.0.0.1>"};
inline constexpr std::array<Microseconds, 16> lengths{
    0,           milliseconds(1), milliseconds(200),  milliseconds(500),
    seconds(1),  seconds(2),      milliseconds(3500), seconds(4),
    seconds(8),  seconds(20),     seconds(32),        seconds(33),
    seconds(64), seconds(120),    seconds(200),       -seconds(5)};

inline Limits limits_of(std::uint8_t choice) {
  Limits limits = Limits::host(8);
  limits.message_bytes = 4096;
  limits.headers = 64;
  limits.lookups = 2;
  limits.flows = 4;
  switch (choice % 8) {
    case 0: break;
    case 1: return Limits::device();
    case 2: limits.transactions = 5, limits.reserved = 1; break;
    case 3: limits.blocks = 24, limits.block_bytes = 64; break;
    case 4: limits.outputs = 4, limits.events = 8; break;
    case 5: limits.transfers = 1, limits.subscriptions = 1, limits.dialogs = 1; break;
    case 6: limits.dialog_text = 200, limits.message_bytes = 700, limits.headers = 20; break;
    default: limits.blocks = 12, limits.transactions = 6, limits.reserved = 0, limits.outputs = 5; break;
  }
  return limits;
}

/// `Environment::random`: a state of 64 bits.
inline void draw(void* context, std::span<std::byte> out) noexcept {
  auto& state = *static_cast<std::uint64_t*>(context);
  for (std::byte& byte : out) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    byte = static_cast<std::byte>(state >> 56);
  }
}

}  // namespace baton::fuzz
