#include "src/base/message_store.hpp"

#include <algorithm>
#include <cstring>

namespace baton::core {
namespace {

constexpr std::size_t size_at = 0;
constexpr std::size_t references_at = 4;

}  // namespace

MessageStore::MessageStore(Arena& arena, std::uint32_t blocks, std::uint32_t block_bytes) noexcept
    : block_bytes_(block_bytes) {
  // A first block that has no room beside its prefix could store nothing.
  const std::uint64_t bytes = std::uint64_t{blocks} * block_bytes;
  if (block_bytes <= prefix_bytes || bytes > SIZE_MAX) {
    return;
  }
  links_ = arena.take<std::uint32_t>(blocks);
  memory_ = arena.take<std::byte>(static_cast<std::size_t>(bytes));
  if (memory_.empty()) {
    links_ = {};
  }
  for (std::uint32_t i = 0; i < links_.size(); ++i) {
    links_[i] = i + 1 < links_.size() ? i + 1 : no_index;
  }
  free_ = links_.empty() ? no_index : 0;
}

Result<Chain> MessageStore::store(std::string_view octets, std::size_t keep_free) noexcept {
  if (!has_room(octets.size(), keep_free)) {
    return Errc::store_full;
  }
  const Chain chain = free_;
  std::string_view rest = octets;
  std::uint32_t last = no_index;
  for (std::uint64_t left = blocks_for(octets.size()); left != 0; --left) {
    const std::size_t skip = last == no_index ? prefix_bytes : 0;
    last = free_;
    free_ = links_[last];
    ++used_;
    const std::size_t part = std::min<std::size_t>(rest.size(), block_bytes_ - skip);
    if (part != 0) {
      std::memcpy(block(last) + skip, rest.data(), part);
    }
    rest.remove_prefix(part);
  }
  links_[last] = no_index;
  set_prefix(chain, size_at, static_cast<std::uint32_t>(octets.size()));
  set_prefix(chain, references_at, 1);
  high_water_ = std::max(high_water_, used_);
  return chain;
}

Chain MessageStore::retain(Chain chain) noexcept {
  if (chain < links_.size()) {
    set_prefix(chain, references_at, prefix(chain, references_at) + 1);
  }
  return chain;
}

void MessageStore::release(Chain& chain) noexcept {
  const Chain first = chain;
  chain = no_index;
  if (first >= links_.size()) {
    return;
  }
  const std::uint32_t references = prefix(first, references_at) - 1;
  set_prefix(first, references_at, references);
  if (references != 0) {
    return;
  }
  std::uint32_t last = first;
  for (--used_; links_[last] != no_index; --used_) {
    last = links_[last];
  }
  links_[last] = free_;
  free_ = first;
}

std::size_t MessageStore::size(Chain chain) const noexcept {
  return chain < links_.size() ? prefix(chain, size_at) : 0;
}

std::string_view MessageStore::copy(Chain chain, std::span<char> into) const noexcept {
  const std::size_t octets = size(chain);
  if (octets == 0 || octets > into.size()) {
    return {};
  }
  std::size_t done = 0;
  std::size_t skip = prefix_bytes;
  for (std::uint32_t at = chain; done != octets; at = links_[at]) {
    const std::size_t part = std::min<std::size_t>(octets - done, block_bytes_ - skip);
    std::memcpy(into.data() + done, block(at) + skip, part);
    done += part;
    skip = 0;
  }
  return {into.data(), octets};
}

bool MessageStore::has_room(std::size_t octets, std::size_t keep_free) const noexcept {
  const std::uint32_t free_blocks = capacity_blocks() - used_;
  if (free_blocks == 0 || octets > memory_.size()) {
    return false;
  }
  const std::uint64_t needed = blocks_for(octets);
  return needed <= free_blocks && (free_blocks - needed) * block_bytes_ >= keep_free;
}

std::uint64_t MessageStore::blocks_for(std::size_t octets) const noexcept {
  return (std::uint64_t{octets} + prefix_bytes + block_bytes_ - 1) / block_bytes_;
}

std::byte* MessageStore::block(std::uint32_t index) const noexcept {
  return memory_.data() + std::size_t{index} * block_bytes_;
}

// The prefix is read and written octet-wise: blocks need not be aligned.
std::uint32_t MessageStore::prefix(Chain chain, std::size_t at) const noexcept {
  std::uint32_t value = 0;
  std::memcpy(&value, block(chain) + at, sizeof value);
  return value;
}

void MessageStore::set_prefix(Chain chain, std::size_t at, std::uint32_t value) noexcept {
  std::memcpy(block(chain) + at, &value, sizeof value);
}

}  // namespace baton::core
