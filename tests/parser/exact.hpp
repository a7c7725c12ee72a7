// Texts in heap blocks of exactly their size, so that AddressSanitizer sees one octet of over-read.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "baton/message.hpp"

namespace baton::test {

class Exact {
 public:
  explicit Exact(std::string_view text) : octets_(allocate(text.size())), size_(text.size()) {
    text.copy(octets_.get(), size_);
  }
  std::string_view view() const { return {octets_.get(), size_}; }

 private:
  /// Out of line: where GCC 12 sees `new` and the copy together, it warns of a text larger than half
  /// the address space.
  [[gnu::noinline]] static std::unique_ptr<char[]> allocate(std::size_t size) {
    return std::make_unique<char[]>(size);
  }

  std::unique_ptr<char[]> octets_;
  std::size_t size_;
};

/// A message in an exact block, parsed.
struct Parsed {
  Exact text;
  std::array<HeaderEntry, 128> index{};
  MessageView message;
  ParseError error;

  explicit Parsed(std::string_view octets, const ParseOptions& options = {}) : text(octets) {
    error = parse_message(text.view(), index, message, options);
  }
  Parsed(const Parsed&) = delete;
  Parsed& operator=(const Parsed&) = delete;
};

/// A request that is right in every way, but for `extra` header lines, each with its CRLF.
inline std::string request_with(std::string_view extra, std::string_view body = "") {
  std::string text =
      "OPTIONS sip:bob@example.com SIP/2.0\r\n"
      "Via: SIP/2.0/UDP host.example.com;branch=z9hG4bK1\r\n"
      "From: <sip:alice@example.com>;tag=a1\r\n"
      "To: <sip:bob@example.com>\r\n"
      "Call-ID: c1@example.com\r\n"
      "CSeq: 1 OPTIONS\r\n";
  text.append(extra).append("\r\n").append(body);
  return text;
}

}  // namespace baton::test

namespace baton {

/// GoogleTest prints an error by its name.
inline void PrintTo(Errc code, std::ostream* out) {
  *out << name(code);
}

}  // namespace baton
