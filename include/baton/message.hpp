// A received message as an index over the caller's octets: nothing is copied, nothing allocated.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "baton/errc.hpp"
#include "baton/header_id.hpp"
#include "baton/header_values.hpp"
#include "baton/method.hpp"
#include "baton/tolerance.hpp"

namespace baton {

/// One header field as offsets into the message: RFC 3261 7.3. Messages have at most 65,535 octets.
struct HeaderEntry {
  std::uint16_t name = 0;       ///< offset of the name
  std::uint16_t value = 0;      ///< offset of the value, leading LWS skipped
  std::uint16_t end = 0;        ///< one past the value, trailing LWS dropped; folds are inside
  std::uint8_t name_size = 0;   ///< 255: 255 octets or more, read on to the colon
  HeaderId id = HeaderId::other;
};
static_assert(sizeof(HeaderEntry) == 8);

/// The largest message that an index can describe.
inline constexpr std::size_t message_bytes_max = 65'535;

/// Why a message was rejected: what, where (octet offset) and in which header.
struct ParseError {
  Errc code = Errc::ok;
  HeaderId header = HeaderId::other;
  std::uint32_t offset = 0;
  explicit constexpr operator bool() const noexcept { return code != Errc::ok; }
};

class MessageView;
struct MessageValues;

namespace parser {
struct MessageAccess;
}

/// Walks the values of all header fields with one id, in order: comma-separated lists are split
/// (not for headers whose grammar has no list), folds and quotes respected.
class ValueIterator {
 public:
  std::optional<std::string_view> next() noexcept;

 private:
  friend class MessageView;
  const MessageView* message_ = nullptr;
  HeaderId id_ = HeaderId::other;
  std::size_t entry_ = 0;
  std::string_view rest_;
};

/// A message that was parsed. It borrows the octets and the index given to `parse_message`.
class MessageView {
 public:
  bool is_request() const noexcept { return !response_; }  ///< false for a broken status line too
  Method method() const noexcept { return method_; }  ///< of a request; of a response its CSeq's
  std::string_view method_text() const noexcept;      ///< as it stands in the start line or CSeq
  std::string_view request_uri() const noexcept;      ///< requests only
  std::uint16_t status() const noexcept { return status_; }  ///< responses only, else 0
  std::string_view reason() const noexcept;           ///< responses only
  std::string_view bytes() const noexcept { return bytes_; }
  std::string_view body() const noexcept;             ///< as long as Content-Length says

  std::span<const HeaderEntry> headers() const noexcept { return headers_; }
  std::string_view name_of(const HeaderEntry&) const noexcept;
  std::string_view value_of(const HeaderEntry&) const noexcept;

  bool has(HeaderId id) const noexcept { return count(id) != 0; }
  std::size_t count(HeaderId id) const noexcept;      ///< header fields, not list elements
  /// The whole value of the first field with this id, trimmed; none if absent.
  std::optional<std::string_view> value(HeaderId id) const noexcept;
  ValueIterator values(HeaderId id) const noexcept;
  /// Whether any field of this id lists `token` (Supported, Require, Allow ...), case ignored.
  bool lists(HeaderId id, std::string_view token) const noexcept;

  // The headers that every message has. `parse_message` has checked them: these cannot fail on an
  // accepted message, and give default-constructed views on any other.
  ViaView top_via() const noexcept;
  NameAddrView from() const noexcept;
  NameAddrView to() const noexcept;
  std::string_view from_tag() const noexcept;  ///< as `from().tag()`; empty: none
  std::string_view to_tag() const noexcept;    ///< as `to().tag()`; empty: none
  std::string_view call_id() const noexcept;
  CSeqView cseq() const noexcept;
  std::optional<std::uint32_t> max_forwards() const noexcept;

 private:
  friend struct parser::MessageAccess;

  /// A part of the octets by its offsets. 0: none, since a start line comes before all of them.
  struct Part {
    std::uint16_t from = 0;
    std::uint16_t end = 0;
  };
  std::string_view text_of(Part part) const noexcept;

  /// What every layer asks for, kept when the message is validated, so that it is read once.
  struct Kept {
    Part protocol, transport, host, parameters, branch, received, maddr;  ///< of the topmost Via
    std::uint16_t port = 0, rport = 0;
    bool has_rport = false;
    bool valid = false;  ///< else the accessors read the header fields
    Part from_tag, to_tag;
  };

  std::string_view bytes_;
  std::span<const HeaderEntry> headers_;
  Kept kept_;
  std::uint32_t body_ = 0;
  std::uint32_t body_size_ = 0;
  std::uint16_t start_a_ = 0, start_a_end_ = 0;  ///< method, or SIP-Version
  std::uint16_t start_b_ = 0, start_b_end_ = 0;  ///< Request-URI, or Reason-Phrase
  std::uint16_t status_ = 0;
  Method method_ = Method::other;
  bool response_ = false;
};

/// What is being parsed, and what is let pass beyond the grammar: by default what RFC 3261 and
/// RFC 4475 ask of a robust element.
struct ParseOptions {
  bool framed = false;  ///< by a stream: Content-Length is mandatory and exact (RFC 3261 18.3)
  Tolerances tolerances = Tolerances::standard();
};

/// First pass: start line, lines, header names, character checks, body by Content-Length. Says
/// nothing of the headers' values but Content-Length's. The octets may be a `message/sipfrag` part
/// only through `parse_sipfrag`. Heeds the tolerances that are off by default; none is refused here.
ParseError index_message(std::string_view bytes, std::span<HeaderEntry> index, MessageView& into,
                         const ParseOptions& = {}) noexcept;

/// Second pass: mandatory headers, headers that may stand once, and the grammar of every header
/// that a user agent acts on (Via, From, To, Contact, Route, Record-Route, CSeq, Call-ID,
/// Max-Forwards, Content-Type, Refer-To, Event, ...), with the Request-URI. The tolerances that are
/// on by default hold.
ParseError validate(const MessageView& message) noexcept;

namespace parser {

/// Both passes, as if every tolerance were on that is on by default. `values` may be null.
ParseError parse_tolerantly(std::string_view bytes, std::span<HeaderEntry> index, MessageView& into,
                            MessageValues* values, const ParseOptions&) noexcept;

/// The same, and a look at what was accepted for what `options` do not tolerate.
ParseError parse_strictly(std::string_view bytes, std::span<HeaderEntry> index, MessageView& into,
                          MessageValues* values, const ParseOptions& options) noexcept;

/// Inline even where a compiler saves space: so a program that refuses no tolerance links nothing of
/// the strict grammar.
[[gnu::always_inline]] inline ParseError parse(std::string_view bytes, std::span<HeaderEntry> index,
                                               MessageView& into, MessageValues* values,
                                               const ParseOptions& options) noexcept {
  return options.tolerances.lack_standard() ? parse_strictly(bytes, index, into, values, options)
                                            : parse_tolerantly(bytes, index, into, values, options);
}

}  // namespace parser

/// Both passes, and the tolerances of the options. On an error `into` holds as much as was read, so
/// that a 400 can be made from it where Via, From, To, Call-ID and CSeq stand (`answerable`).
[[gnu::always_inline]] inline ParseError parse_message(std::string_view bytes, std::span<HeaderEntry> index,
                                                       MessageView& into,
                                                       const ParseOptions& options = {}) noexcept {
  return parser::parse(bytes, index, into, nullptr, options);
}

/// Whether a rejected message is a request (other than ACK) with Via, From, To, Call-ID and CSeq
/// readable, so that a response to it can be built.
bool answerable(const MessageView& message) noexcept;

/// The status that a user agent server answers to an error of the parser, as far as its code alone
/// tells: 400, 505, 513; 0: drop, or none that parsing a message gives.
std::uint16_t status_for(Errc code) noexcept;

/// The status due to this message, as `verdict_on` has it: 0 for responses, ACKs and requests without
/// a Via, which are never answered; 413 for a body that is too long; else as above.
std::uint16_t status_for(const MessageView& message, Errc code) noexcept;

}  // namespace baton
