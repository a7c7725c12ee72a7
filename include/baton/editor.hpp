// Edits of one received message, in the caller's buffer: what a proxy does to it on its way
// (RFC 3261 16.6, 16.7), and what a test or a fuzzer wants changed.
//
// What is not edited is kept octet for octet: header names as they are spelled, their order, unknown
// headers, folds, white space. Nothing is ever written past the buffer. Errors stick: after the first
// all calls do nothing and `finish` returns it. No argument can inject a line: CR, LF or NUL in any
// of them gives `injection`, only a body may hold any octet. Values are not held to their header's
// grammar: `parse_message` on the result does that.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>

#include "baton/header_id.hpp"
#include "baton/result.hpp"

namespace baton {

class MessageEditor {
 public:
  /// Copies `message`, the octets of one message as MessageView::bytes() or a Frame has them, into
  /// `buffer`, which may be where they lie already. CRLFs before the start line are left out, as
  /// they are not of the message (RFC 3261 7.5). The buffer must outlive the editor; views of it
  /// must not be arguments of the calls below, which move its octets. Errors: `truncated` if the
  /// header section has no end, `buffer_too_small`.
  MessageEditor(std::string_view message, std::span<char> buffer) noexcept;

  /// Replaces the Request-URI (RFC 3261 16.6 step 2). Errors: `wrong_state` for a response,
  /// `bad_start_line` if the start line has no three parts, `injection` also for a URI that is empty
  /// or holds white space.
  void request_uri(std::string_view uri) noexcept;

  /// A Via header field above all others (RFC 3261 16.6 step 8).
  void push_via(std::string_view value) noexcept;
  /// Removes the topmost Via value (RFC 3261 16.7 step 3): the first of its field's list, or the
  /// field with its last. Error: `missing_header` if there is none.
  void strip_via() noexcept;

  // Header fields by id or by name. A name that Baton knows means the header in its long and its
  // compact form, any other is compared without case. Content-Length is the editor's own: it is
  // kept right and none of these can touch it (`bad_argument`). Error of all: `bad_header_name` for
  // `HeaderId::other` and for a name that is no token.

  /// A field in front of all other header fields, or behind them.
  void prepend(HeaderId id, std::string_view value) noexcept;
  void prepend(std::string_view name, std::string_view value) noexcept;
  void append(HeaderId id, std::string_view value) noexcept;
  void append(std::string_view name, std::string_view value) noexcept;
  /// All fields of this header, if there are any.
  void remove(HeaderId id) noexcept;
  void remove(std::string_view name) noexcept;
  /// The header's only value from here on: it stands in the first field, whose name stays as it is
  /// spelled, and any others are removed. Error: `missing_header` if there is no field.
  void replace(HeaderId id, std::string_view value) noexcept;
  void replace(std::string_view name, std::string_view value) noexcept;

  /// Replaces the body, Content-Type and Content-Length, each in its place or, where the message has
  /// none, as the last header fields. An empty `type` removes Content-Type. Errors: `bad_argument`
  /// for a body without a type (RFC 3261 20.15), `repeated_header` if there are two
  /// Content-Lengths.
  void body(std::string_view type, std::string_view octets) noexcept;

  /// The message's size, or the first error.
  Result<std::size_t> finish() const noexcept;
  Errc error() const noexcept { return error_; }
  /// The message as edited so far; after an error not to be used.
  std::string_view text() const noexcept { return {buffer_.data(), size_}; }
  /// After `buffer_too_small`: how large the message would have become by the edit that did not fit,
  /// in octets. Edits behind that one may need more.
  std::size_t needed() const noexcept { return needed_; }

 private:
  /// One header field, as offsets.
  struct Field {
    std::size_t name = 0, name_end = 0;
    std::size_t value = 0;      ///< leading LWS skipped
    std::size_t value_end = 0;  ///< trailing LWS dropped
    std::size_t end = 0;        ///< behind the CRLF
  };
  struct Name {
    HeaderId id;
    std::string_view text;
  };

  bool fail(Errc error) noexcept;
  bool accept(std::initializer_list<std::string_view> arguments) noexcept;
  bool accept_name(const Name& name) noexcept;
  static Name named(HeaderId id) noexcept;
  static Name named(std::string_view name) noexcept;

  std::size_t line_end(std::size_t from) const noexcept;
  bool read_field(std::size_t from, Field& into) const noexcept;
  bool find(const Name& name, std::size_t from, Field& into) const noexcept;
  void splice(std::size_t from, std::size_t to, std::initializer_list<std::string_view> parts) noexcept;
  void insert(std::size_t where, const Name& name, std::string_view value) noexcept;
  void replace_first(const Name& name, std::string_view value) noexcept;
  void remove_all(const Name& name, std::size_t from) noexcept;
  std::size_t section_end() const noexcept { return section_ - 2; }  ///< where the empty line is

  std::span<char> buffer_;
  std::size_t size_ = 0;
  std::size_t fields_ = 0;   ///< offset of the first header field
  std::size_t section_ = 0;  ///< size of the header section with the empty line
  std::size_t needed_ = 0;
  Errc error_ = Errc::ok;
};

}  // namespace baton
