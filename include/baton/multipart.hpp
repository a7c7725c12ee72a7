// Multipart bodies (RFC 2046 5.1, RFC 5621), read in place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "baton/errc.hpp"
#include "baton/header_values.hpp"

namespace baton {

/// One body part. All views borrow the body. Values of headers are trimmed; folds are inside.
struct PartView {
  std::string_view headers;              ///< its header lines with their CRLFs, without the empty line behind
  std::string_view content_type;         ///< empty: none, which means text/plain (RFC 2046 5.1)
  std::string_view content_id;           ///< between its angle brackets (RFC 2392 2); empty: none
  std::string_view content_disposition;  ///< empty: none
  std::string_view body;                 ///< without the CRLF that belongs to the next delimiter
  /// Whether each header line is a name, a colon and text, and the three headers above stand at most
  /// once. Where not, what could be read is there all the same.
  bool well_formed = true;

  /// The first header called `name`, case ignored, trimmed; none if absent.
  std::optional<std::string_view> header(std::string_view name) const noexcept;
};

/// How far a multipart body has been read.
enum class MultipartState : std::uint8_t {
  reading,    ///< there may be more parts
  complete,   ///< the closing delimiter was found; what follows is the epilogue
  truncated,  ///< the body ended without one, or held no delimiter at all
  too_many,   ///< more than `multipart_parts_max` parts
};

/// The most parts that are read of one body.
inline constexpr unsigned multipart_parts_max = 64;

/// Walks the parts of a body. A delimiter is a whole line, "--" boundary, then white space, at the
/// start of the body or behind a CRLF, and ended by a CRLF or the body's end: a line that only begins
/// like one, as another boundary does that has this one as its prefix, is content. LF alone ends no
/// line. The preamble and the epilogue are skipped. A part before a missing closing delimiter is
/// yielded with all that there is, and the state is `truncated` then: who needs the whole asks for
/// `complete` after the last part. A multipart body inside a part is read by another iterator.
/// Each octet is looked at a bounded number of times.
class MultipartIterator {
 public:
  /// `boundary` as `boundary_of` gives it, without quotes and the leading "--". With one that is
  /// empty or longer than 70 characters there is no part and the state is `truncated`. Both views
  /// must outlive the iterator.
  MultipartIterator(std::string_view body, std::string_view boundary) noexcept;

  /// The next part, or none: then `state` says why, and no later call yields one.
  std::optional<PartView> next() noexcept;

  MultipartState state() const noexcept { return state_; }

 private:
  struct Delimiter {
    std::size_t line = 0;    ///< where its line begins
    std::size_t behind = 0;  ///< what follows its line
    bool closing = false;
    bool ended = false;  ///< by a CRLF; else by the end of the body
  };
  bool read_delimiter(std::size_t line, Delimiter& into) const noexcept;
  bool find_delimiter(std::size_t from, Delimiter& into) const noexcept;
  void pass(const Delimiter& delimiter) noexcept;

  std::string_view body_;
  std::string_view boundary_;
  std::size_t at_ = 0;  ///< where the next part begins
  unsigned parts_ = 0;
  MultipartState state_ = MultipartState::reading;
};

/// The boundary that a Content-Type names: 1 to 70 bchars, the last no space (RFC 2046 5.1.1), quoted
/// or not; unquoted it may hold ":" too, which is a common fault. `into` borrows the header's value.
/// Error: `bad_header_value` (not multipart/..., no boundary or two, other characters; a quoted-pair
/// too, which no bchar needs). Then `into` is empty.
Errc boundary_of(const MediaTypeView& type, std::string_view& into) noexcept;

}  // namespace baton
