// A text in a heap block of exactly its size: AddressSanitizer and valgrind see one octet of over-read,
// which the fuzzer's own input or a std::string would hide.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace baton::fuzz {

class ExactText {
 public:
  explicit ExactText(std::string_view text)
      : octets_(std::make_unique<char[]>(text.size())), size_(text.size()) {
    for (std::size_t at = 0; at < size_; ++at) {  // std::copy makes GCC 12 see an overflow
      octets_[at] = text[at];
    }
  }
  std::string_view view() const { return {octets_.get(), size_}; }

 private:
  std::unique_ptr<char[]> octets_;
  std::size_t size_;
};

}  // namespace baton::fuzz
