// The bounded writer: builds one message into the caller's buffer.
//
// Errors stick: after the first, all calls do nothing and `finish` returns it. No argument can inject
// a line: CR, LF or NUL anywhere but in a body give `injection` (a fold given to `add_unfolded` is
// made a space), and nothing is ever written past the buffer. Calls out
// of order (a header within a header, anything behind the body) give `wrong_state`.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "baton/header_id.hpp"
#include "baton/method.hpp"
#include "baton/result.hpp"

namespace baton {

/// How a header that is given by its id is named: "Via", or "v" where the header has a compact form
/// (RFC 3261 7.3.3). A name given as text is written as it is.
enum class HeaderNames : std::uint8_t { full, compact };

class MessageWriter {
 public:
  /// The buffer must outlive the writer.
  explicit MessageWriter(std::span<char> buffer, HeaderNames names = HeaderNames::full) noexcept
      : buffer_(buffer), names_(names) {}

  /// Errors: `injection`, also for a method that is no token and a URI that is empty or holds white
  /// space.
  void request_line(std::string_view method, std::string_view uri) noexcept;
  /// Error: `bad_status_code` outside 100 to 699.
  void status_line(std::uint16_t status, std::string_view reason) noexcept;

  /// "Name: " and the parts joined. Headers come in the order of the calls. Error: `bad_header_name`
  /// for a name that is no token, and for `HeaderId::other`.
  void header(HeaderId id, std::initializer_list<std::string_view> parts) noexcept;
  void header(std::string_view name, std::initializer_list<std::string_view> parts) noexcept;
  void header(HeaderId id, std::uint32_t number) noexcept;

  // For values of many pieces: begin, any number of adds, end.
  void begin(HeaderId id) noexcept;
  void add(std::string_view text) noexcept;
  /// A value as a peer wrote it, each of its folds (CRLF and white space) made one space (RFC 3261
  /// 7.3.1) and one at its end dropped. A CR or LF that is of no fold is `injection` as elsewhere.
  void add_unfolded(std::string_view value) noexcept;
  void add_number(std::uint32_t number) noexcept;
  void add_quoted(std::string_view text) noexcept;  ///< as a quoted-string, escaping \ and "
  void end() noexcept;

  /// Content-Type, Content-Length, the empty line and the body, which may hold any octet. With
  /// an empty `type` and body only Content-Length: 0 and the empty line. Error: `bad_argument` for a
  /// body without a type.
  void body(std::string_view type, std::string_view octets) noexcept;

  /// The message's size, or the first error. Without a call of `body` before, an empty one is
  /// written. Errors: `buffer_too_small`, `injection`, and those named at the calls above.
  Result<std::size_t> finish() noexcept;

  Errc error() const noexcept { return error_; }
  std::string_view written() const noexcept { return {buffer_.data(), size_}; }

 private:
  void raw(std::string_view text) noexcept;
  void checked(std::string_view text) noexcept;
  void fail(Errc error) noexcept;
  void begin_named(std::string_view name) noexcept;
  void name_line(std::string_view name) noexcept;
  bool expect_between_headers() noexcept;

  std::span<char> buffer_;
  std::size_t size_ = 0;
  Errc error_ = Errc::ok;
  HeaderNames names_ = HeaderNames::full;
  bool open_ = false;   ///< within a header, between `begin` and `end`
  bool ended_ = false;  ///< the body is written
};

}  // namespace baton
