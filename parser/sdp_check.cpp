// Which line of a description breaks which rule (RFC 8866 5, 9).
#include "baton/sdp.hpp"
#include "parser/cursor.hpp"
#include "parser/sdp_line.hpp"

namespace baton {
namespace {

using parser::is_sdp_token;
using parser::slice;
using parser::take_word;

/// What can be broken. The texts stand apart: who asks only whether a description is good does not link them.
enum class Rule : std::uint8_t {
  none,
  line,
  end,
  text,
  version,
  origin_place,
  name_place,
  origin,
  name,
  connection,
  one_connection,
  no_connection,
  bandwidth,
  time,
  no_time,
  session_only,
  attribute,
  rtpmap,
  ptime,
  media,
  order,
  type,
};

constexpr std::string_view texts[] = {
    {},
    "RFC 8866 5: a line is a letter, \"=\" and a value",
    "RFC 8866 9: a line ends with CRLF",
    "RFC 8866 9: no control character stands in a line",
    "RFC 8866 5.1: v=0 comes first, once",
    "RFC 8866 5: o= follows v=, once",
    "RFC 8866 5: s= follows o=, once",
    "RFC 8866 5.2: o= is username, numeric id, numeric version, nettype, addrtype, address",
    "RFC 8866 5.3: s= is not empty",
    "RFC 8866 5.7: c= is nettype, addrtype and an address of that type; multicast has its TTL",
    "RFC 8866 5.7: the session has one c= at most",
    "RFC 8866 5.7: c= stands for the session or in each media section",
    "RFC 8866 5.8: b= is a type, \":\" and a number",
    "RFC 8866 5.9: t= is a start and a stop time",
    "RFC 8866 5: t= stands in the session's part",
    "RFC 8866 5: this line belongs to the session, not to media",
    "RFC 8866 5.13: a= is a token, and a value behind \":\"",
    "RFC 8866 6.6: rtpmap is payload type, encoding name \"/\" clock rate",
    "RFC 8866 6.4, 6.5: packet times are numbers above zero",
    "RFC 8866 5.14: m= is media, port, protocol and formats",
    "RFC 8866 5: lines stand in the order of the grammar",
    "RFC 8866 5: no such type of line",
};

/// The lines of each part in their order. A capital letter may be repeated. Times are a group of
/// their own: 1*( t [ 1*r [ z ] ] ).
constexpr std::string_view session_order = "vosiuEPcBtkA";
constexpr std::string_view media_order = "miCBkA";
constexpr std::string_view session_types = "vosuepctrz";  // and not media's, but for c=

template <SdpRules rules>
bool is_time(std::string_view text) noexcept {
  for (const char c : text) {
    if (!parser::is(c, parser::digit_char)) {
      return false;
    }
  }
  // time = POS-DIGIT 9*DIGIT
  return !text.empty() &&
         (rules == SdpRules::received || text == "0" || (text.size() >= 10 && text.front() != '0'));
}

/// Without the white space at its end that real descriptions have.
template <SdpRules rules>
std::string_view without_padding(std::string_view value) noexcept {
  while (rules == SdpRules::received && !value.empty() && parser::is_wsp(value.back())) {
    value.remove_suffix(1);
  }
  return value;
}

/// FQDN = 4*( alpha-numeric / "-" / "." ), where neither that nor an address is a fault already.
bool is_long_enough(const SdpConnectionView& connection) noexcept {
  return connection.network_type != "IN" || connection.endpoint.family != Family::none ||
         (connection.address.size() >= 4 && connection.address.find('_') == std::string_view::npos);
}

template <SdpRules rules>
Rule check_origin(std::string_view value) noexcept {
  SdpOriginView origin;
  const Errc error = parse_sdp_origin(without_padding<rules>(value), origin);
  if (error == Errc::bad_number) {
    return Rule::none;  // 1*DIGIT, however many
  }
  if (error != Errc::ok || (rules == SdpRules::strict && value.back() == ' ')) {
    return Rule::origin;
  }
  SdpConnectionView address;
  const std::string_view where =
      slice(value, static_cast<std::size_t>(origin.network_type.data() - value.data()));
  const bool good = rules == SdpRules::received ||
                    (parse_sdp_connection(where, address) == Errc::ok && is_long_enough(address) &&
                     origin.address.find('/') == std::string_view::npos);
  return good ? Rule::none : Rule::origin;
}

template <SdpRules rules>
Rule check_connection(std::string_view value) noexcept {
  SdpConnectionView connection;
  const bool good = parse_sdp_connection(without_padding<rules>(value), connection) == Errc::ok &&
                    (rules == SdpRules::received || (is_long_enough(connection) && value.back() != ' '));
  return good ? Rule::none : Rule::connection;
}

template <SdpRules rules>
Rule check_times(std::string_view value) noexcept {
  std::string_view rest = without_padding<rules>(value);
  const std::string_view start = take_word(rest);
  return is_time<rules>(start) && is_time<rules>(rest) ? Rule::none : Rule::time;
}

template <SdpRules rules>
Rule check_bandwidth(std::string_view value) noexcept {
  const std::string_view text = without_padding<rules>(value);
  const std::size_t colon = text.find(':');
  std::uint64_t number = 0;
  bool overflow = false;
  const bool good = colon != std::string_view::npos && is_sdp_token(slice(text, 0, colon)) &&
                    (parser::read_digits(slice(text, colon + 1), number, overflow) || overflow);
  return good ? Rule::none : Rule::bandwidth;
}

Rule check_attribute(std::string_view value) noexcept {
  const std::size_t colon = value.find(':');
  const std::string_view name = slice(value, 0, colon);
  const std::string_view rest = slice(value, colon == std::string_view::npos ? value.size() : colon + 1);
  if (!is_sdp_token(name) || (colon != std::string_view::npos && rest.empty())) {
    return Rule::attribute;
  }
  RtpmapView map;
  if (name == "rtpmap" && parse_rtpmap(rest, map) != Errc::ok) {
    return Rule::rtpmap;
  }
  const bool time = name == "ptime" || name == "maxptime";
  return time && !parse_packet_time(rest) ? Rule::ptime : Rule::none;
}

/// proto = token *("/" token)
bool is_protocol(std::string_view text) noexcept {
  for (;;) {
    const std::size_t slash = text.find('/');
    if (!is_sdp_token(slice(text, 0, slash))) {
      return false;
    }
    if (slash == std::string_view::npos) {
      return true;
    }
    text.remove_prefix(slash + 1);
  }
}

template <SdpRules rules>
Rule check_media(std::string_view line) noexcept {
  parser::MediaLine media;
  if (!parser::read_media_line(line, media)) {
    return Rule::media;
  }
  if (rules == SdpRules::received) {
    return Rule::none;
  }
  bool good = is_sdp_token(media.media) && is_protocol(media.protocol) && media.ports != 0;
  std::string_view rest = media.formats;
  while (good && !rest.empty()) {
    good = is_sdp_token(take_word(rest));
  }
  return good && media.formats.back() != ' ' ? Rule::none : Rule::media;
}

/// By one set of rules, so that those of `strict` are linked only where they are asked for.
template <SdpRules rules>
class SdpChecker {
 public:
  explicit SdpChecker(std::string_view description) noexcept : text_(description), rest_(description) {}

  /// Whether it is good.
  bool run() noexcept {
    while (!rest_.empty() && is_good()) {
      const std::size_t start = text_.size() - rest_.size();
      line_at_ = start;
      const std::string_view line = parser::take_line(rest_);
      const bool last_and_empty = line.empty() && rest_.empty() && rules == SdpRules::received;
      if (!last_and_empty) {
        check_line(line);
      }
    }
    line_at_ = text_.size();
    if (is_good()) {
      type_ = '\0';
      check_whole();
    }
    return is_good();
  }

  SdpError error() const noexcept {
    return broken_ == Rule::none ? SdpError{}
                                 : SdpError{.code = Errc::bad_body,
                                            .type = error_type_,
                                            .offset = error_at_,
                                            .rule = texts[static_cast<std::size_t>(broken_)]};
  }

 private:
  bool is_good() const noexcept { return broken_ == Rule::none; }
  static constexpr bool strict() noexcept { return rules == SdpRules::strict; }

  void fail(Rule rule) noexcept {
    if (rule != Rule::none && is_good()) {
      broken_ = rule;
      error_type_ = type_;
      error_at_ = static_cast<std::uint32_t>(line_at_);
    }
  }

  void check_line(std::string_view line) noexcept {
    type_ = '\0';
    // No white space on either side of the "=" but what s= may be.
    if (line.size() < 2 || line[0] < 'a' || line[0] > 'z' || line[1] != '=') {
      return fail(first_ ? Rule::version : Rule::line);
    }
    type_ = line[0];
    parser::Cursor cursor(line);
    if (cursor.take(parser::text_char).size() != line.size()) {
      return fail(Rule::text);
    }
    if (strict() && !parser::begins_with(slice(text_, line_at_ + line.size()), "\r\n")) {
      return fail(Rule::end);
    }
    check_place(line);
    check_value(line);
    before_ = type_;
    first_ = false;
  }

  /// The rules of the first three lines.
  static Rule head_rule(std::size_t line) noexcept {
    return line == 0 ? Rule::version : line == 1 ? Rule::origin_place : Rule::name_place;
  }

  /// v=, o= and s= come first; what is the session's does not stand in media sections.
  void check_place(std::string_view line) noexcept {
    constexpr std::string_view head = "vos";
    const std::size_t place = head.find(type_);
    if (in_media_ && type_ != 'c' && session_types.find(type_) != std::string_view::npos) {
      return fail(Rule::session_only);
    }
    if (head_ < head.size() ? place != head_ : place != std::string_view::npos) {
      return fail(head_rule(head_ < head.size() ? head_ : place));
    }
    head_ += head_ < head.size() ? 1U : 0U;
    if (type_ == 'v' && line != "v=0") {
      return fail(Rule::version);
    }
    if (strict()) {
      fail(check_order());
    }
  }

  /// What the grammar lets follow `before_`.
  Rule check_order() noexcept {
    if (type_ == 'm') {
      rank_ = 0;
      return Rule::none;
    }
    if (type_ == 'r' || type_ == 'z') {
      const bool follows = before_ == 'r' || (type_ == 'r' && before_ == 't');
      return follows ? Rule::none : Rule::order;
    }
    const std::string_view order = in_media_ ? media_order : session_order;
    const auto capital = static_cast<char>(type_ - 'a' + 'A');
    const bool repeats = order.find(capital) != std::string_view::npos;
    const std::size_t rank = order.find(repeats ? capital : type_);
    if (rank == std::string_view::npos) {
      return Rule::type;
    }
    const bool again = rank == rank_ && (repeats || type_ == 't');
    if (rank < rank_ || (rank == rank_ && !again && !first_)) {
      return Rule::order;
    }
    rank_ = rank;
    return Rule::none;
  }

  void check_value(std::string_view line) noexcept {
    const std::string_view value = slice(line, 2);
    switch (type_) {
      case 'o': return fail(check_origin<rules>(value));
      case 's': return fail(strict() && value.empty() ? Rule::name : Rule::none);
      case 'c': fail(check_connection<rules>(value)); return note_connection();
      case 'b': return fail(check_bandwidth<rules>(value));
      case 't': timed_ = true; return fail(check_times<rules>(value));
      case 'a': return fail(strict() ? check_attribute(value) : Rule::none);
      case 'm': fail(check_media<rules>(line)); return begin_media();
      default: return fail(strict() && value.empty() ? Rule::line : Rule::none);
    }
  }

  void note_connection() noexcept {
    if (!in_media_ && session_connection_) {
      fail(Rule::one_connection);
    }
    connection_ = true;
    session_connection_ = session_connection_ || !in_media_;
  }

  void begin_media() noexcept {
    if (!timed_) {
      fail(Rule::no_time);
    }
    if (in_media_ && !connection_) {
      fail(Rule::no_connection);
    }
    in_media_ = true;
    connection_ = session_connection_;
  }

  /// What is missing at the end.
  void check_whole() noexcept {
    if (head_ < 3) {
      return fail(head_rule(head_));
    }
    if (!timed_) {
      return fail(Rule::no_time);
    }
    if (in_media_ && !connection_) {
      return fail(Rule::no_connection);
    }
  }

  std::string_view text_;
  std::string_view rest_;
  Rule broken_ = Rule::none;  ///< the first
  std::uint32_t error_at_ = 0;
  char error_type_ = '\0';
  std::size_t line_at_ = 0;
  std::size_t rank_ = 0;  ///< of the last line, in the order of its part
  std::size_t head_ = 0;  ///< how many of v=, o= and s= have been read
  char type_ = '\0';
  char before_ = '\0';
  bool first_ = true;
  bool in_media_ = false;
  bool timed_ = false;
  bool session_connection_ = false;
  bool connection_ = false;  ///< of the media section at hand, or of the session
};

}  // namespace

SdpError find_sdp_error(std::string_view description, SdpRules rules) noexcept {
  if (rules == SdpRules::strict) {
    SdpChecker<SdpRules::strict> checker(description);
    return checker.run() ? SdpError{} : checker.error();
  }
  SdpChecker<SdpRules::received> checker(description);
  return checker.run() ? SdpError{} : checker.error();
}

Errc check_sdp(std::string_view description) noexcept {
  return SdpChecker<SdpRules::received>(description).run() ? Errc::ok : Errc::bad_body;
}

}  // namespace baton
