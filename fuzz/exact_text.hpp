// A text in a heap block of exactly its size: AddressSanitizer and valgrind see one octet of over-read,
// which the fuzzer's own input or a std::string would hide.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string_view>

namespace baton::fuzz {

class ExactText {
 public:
  explicit ExactText(std::string_view text)
      : octets_(std::make_unique<char[]>(text.size())), size_(text.size()) {
    std::copy_n(text.data(), text.size(), octets_.get());
  }
  std::string_view view() const { return {octets_.get(), size_}; }

 private:
  std::unique_ptr<char[]> octets_;
  std::size_t size_;
};

}  // namespace baton::fuzz
