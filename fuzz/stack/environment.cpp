#include "fuzz/stack/environment.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace baton::fuzz {
namespace {

std::uint64_t step(std::uint64_t state) {
  return state * 6364136223846793005u + 1442695040888963407u;
}

void draw(void* context, std::span<std::byte> out) noexcept {
  auto& state = *static_cast<std::uint64_t*>(context);
  for (std::byte& octet : out) {
    state = step(state);
    octet = static_cast<std::byte>(state >> 56);
  }
}

bool hash(void*, HashAlgorithm algorithm, std::span<const std::string_view> parts,
          std::span<std::byte> out) noexcept {
  std::uint64_t state = 14695981039346656037u + static_cast<std::uint64_t>(algorithm);
  for (const std::string_view part : parts) {
    for (const char c : part)
      state = (state ^ static_cast<std::uint8_t>(c)) * 1099511628211u;
  }
  for (std::byte& octet : out) {
    state = step(state);
    octet = static_cast<std::byte>(state >> 56);
  }
  return true;
}

std::size_t password(void*, std::string_view, std::string_view, std::span<char> out) noexcept {
  constexpr std::string_view secret = "secret";
  if (out.size() < secret.size()) return 0;
  std::copy(secret.begin(), secret.end(), out.begin());
  return secret.size();
}

}  // namespace

Endpoint at(std::uint16_t port) {
  return *parse_address("127.0.0.1", port);
}

Environment environment_of(std::uint64_t& random) {
  return {.context = &random, .random = draw, .hash = hash, .password = password};
}

void tell(std::uint16_t port, const Event& event) {
  if (std::getenv("BATON_FUZZ_STORY") == nullptr) return;
  const std::string_view kind = name(event.kind), cause = name(event.cause);
  std::fprintf(stderr, "%u           %.*s %d (%.*s)\n", port, static_cast<int>(kind.size()), kind.data(),
               event.status, static_cast<int>(cause.size()), cause.data());
}

void tell(std::uint16_t port, const Packet& packet) {
  const char* const story = std::getenv("BATON_FUZZ_STORY");
  if (story == nullptr) return;
  const std::size_t size = std::string_view(story) == "whole" ? packet.text.size() : packet.text.find("\r\n");
  std::fprintf(stderr, "%u -> %u  %s\n", port, packet.to, packet.text.substr(0, size).c_str());
}

}  // namespace baton::fuzz
