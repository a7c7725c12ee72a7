#include "src/dialog/session_description.hpp"

#include <array>
#include <cstring>
#include <optional>

#include "parser/slice.hpp"

namespace baton::core {
namespace {

constexpr unsigned pcmu = 0;
constexpr unsigned pcma = 8;
constexpr unsigned our_telephone_event = 101;

/// Payload types have seven bits (RFC 3550 5.1).
constexpr unsigned payload_types = 128;

class Text {
 public:
  explicit Text(std::span<char> into) noexcept : into_(into) {}

  void add(std::string_view text) noexcept {
    if (error_ != Errc::ok) {
      return;
    }
    if (text.size() > into_.size() - size_) {
      error_ = Errc::buffer_too_small;
      return;
    }
    if (!text.empty()) {
      std::memcpy(into_.data() + size_, text.data(), text.size());
    }
    size_ += text.size();
  }

  void add(std::uint64_t number) noexcept {
    std::array<char, 20> digits{};
    std::size_t first = digits.size();
    do {
      digits[--first] = static_cast<char>('0' + number % 10);
      number /= 10;
    } while (number != 0);
    add(std::string_view(digits.data() + first, digits.size() - first));
  }

  void fail(Errc error) noexcept {
    if (error_ == Errc::ok) {
      error_ = error;
    }
  }
  Result<std::size_t> finish() const noexcept {
    return error_ == Errc::ok ? Result<std::size_t>(size_) : Result<std::size_t>(error_);
  }

 private:
  std::span<char> into_;
  std::size_t size_ = 0;
  Errc error_ = Errc::ok;
};

/// Takes the first line, without its end, off `rest`.
std::string_view take_line(std::string_view& rest) noexcept {
  const std::size_t end = rest.find('\n');
  std::string_view line = parser::slice(rest, 0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  return line;
}

/// Takes the first word off `rest`; empty at the end.
std::string_view take_word(std::string_view& rest) noexcept {
  while (rest.starts_with(' ')) {
    rest.remove_prefix(1);
  }
  const std::string_view word = parser::slice(rest, 0, rest.find(' '));
  rest.remove_prefix(word.size());
  return word;
}

bool equal_ignoring_case(std::string_view text, std::string_view lower) noexcept {
  if (text.size() != lower.size()) {
    return false;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c) != lower[i]) {
      return false;
    }
  }
  return true;
}

/// An RTP payload type as everybody writes it, without leading zeros.
std::optional<unsigned> payload_type(std::string_view format) noexcept {
  if (format.empty() || format.size() > 3 || (format.size() > 1 && format[0] == '0')) {
    return std::nullopt;
  }
  unsigned value = 0;
  for (const char c : format) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value < payload_types ? std::optional(value) : std::nullopt;
}

using PayloadSet = std::array<bool, payload_types>;

/// The payload types that the section maps to telephone-event/8000 (RFC 4733 7.1.1).
PayloadSet telephone_events(std::string_view section) noexcept {
  PayloadSet found{};
  constexpr std::string_view attribute = "a=rtpmap:";
  while (!section.empty()) {
    std::string_view line = take_line(section);
    if (!parser::begins_with(line, attribute)) {
      continue;
    }
    line.remove_prefix(attribute.size());
    const auto type = payload_type(take_word(line));
    const std::string_view encoding = take_word(line);
    if (type && (equal_ignoring_case(encoding, "telephone-event/8000") ||
                 equal_ignoring_case(encoding, "telephone-event/8000/1"))) {
      found[*type] = true;
    }
  }
  return found;
}

/// What of an offered stream we speak, in the offer's order.
struct Formats {
  std::array<unsigned, 3> types{};
  std::size_t count = 0;
  unsigned telephone_event = payload_types;  ///< none
  bool audible = false;                      ///< more than telephone events

  void add(unsigned type) noexcept { types[count++] = type; }
  bool has(unsigned type) const noexcept {
    for (std::size_t i = 0; i < count; ++i) {
      if (types[i] == type) {
        return true;
      }
    }
    return false;
  }
};

Formats formats_in_common(const MediaView& stream) noexcept {
  const PayloadSet events = telephone_events(stream.section);
  Formats common;
  std::string_view rest = stream.formats;
  for (std::string_view word = take_word(rest); !word.empty(); word = take_word(rest)) {
    const auto type = payload_type(word);
    if (!type || common.has(*type)) {
      continue;
    }
    if (*type == pcmu || *type == pcma) {
      common.add(*type);
      common.audible = true;
    } else if (events[*type] && common.telephone_event == payload_types) {
      common.add(*type);
      common.telephone_event = *type;
    }
  }
  return common;
}

bool usable(const MediaView& stream, const Formats& common) noexcept {
  return stream.media == "audio" && stream.port != 0 && common.audible &&
         (stream.protocol == "RTP/AVP" || stream.protocol == "RTP/AVPF");
}

constexpr unsigned sending = 1;
constexpr unsigned receiving = 2;

unsigned ways(MediaDirection direction) noexcept {
  switch (direction) {
    case MediaDirection::sendrecv:
      return sending | receiving;
    case MediaDirection::sendonly:
      return sending;
    case MediaDirection::recvonly:
      return receiving;
    case MediaDirection::inactive:
      break;
  }
  return 0;
}

std::string_view direction_line(unsigned ways) noexcept {
  switch (ways) {
    case sending | receiving:
      return "a=sendrecv\r\n";
    case sending:
      return "a=sendonly\r\n";
    case receiving:
      return "a=recvonly\r\n";
    default:
      return "a=inactive\r\n";
  }
}

/// The last "c=" line before the next stream, or `otherwise`.
std::string_view connection(std::string_view lines, std::string_view otherwise) noexcept {
  while (!lines.empty()) {
    const std::string_view line = take_line(lines);
    if (parser::begins_with(line, "c=")) {
      otherwise = line;
    }
  }
  return otherwise;
}

/// What remains for us once the peer has said what it does (RFC 3264 6.1): it receives what we
/// send. The address 0.0.0.0 asks us not to send, whatever the direction says (8.4).
unsigned ways_left(const MediaView& offered, std::string_view connection_line,
                   MediaDirection willing) noexcept {
  const unsigned theirs = ways(offered.direction);
  unsigned ours = 0;
  if ((theirs & sending) != 0) {
    ours |= receiving;
  }
  if ((theirs & receiving) != 0 && connection_line != "c=IN IP4 0.0.0.0") {
    ours |= sending;
  }
  return ours & ways(willing);
}

/// v=, o=, s= and c=. RFC 3264 5: a session name of one dash where there is none.
void write_session(Text& text, const LocalMedia& media) noexcept {
  std::array<char, endpoint_text_size> buffer;
  std::string_view address = format_address(media.address, buffer);
  if (address.empty()) {
    text.fail(Errc::bad_address);
    return;
  }
  std::string_view type = " IN IP4 ";
  if (address.starts_with('[')) {  // brackets are for URIs
    address.remove_prefix(1);
    address.remove_suffix(1);
    type = " IN IP6 ";
  }
  text.add("v=0\r\no=- ");
  text.add(media.session_id);
  text.add(" ");
  text.add(media.version);
  text.add(type);
  text.add(address);
  text.add("\r\ns=-\r\nc=");
  text.add(parser::slice(type, 1));
  text.add(address);
  text.add("\r\n");
}

void write_stream(Text& text, std::uint16_t port, std::string_view protocol, const Formats& formats,
                  unsigned ways) noexcept {
  text.add("m=audio ");
  text.add(port);
  text.add(" ");
  text.add(protocol);
  for (std::size_t i = 0; i < formats.count; ++i) {
    text.add(" ");
    text.add(formats.types[i]);
  }
  text.add("\r\n");
  for (std::size_t i = 0; i < formats.count; ++i) {
    const unsigned type = formats.types[i];
    text.add("a=rtpmap:");
    text.add(type);
    if (type == formats.telephone_event) {
      text.add(" telephone-event/8000\r\na=fmtp:");
      text.add(type);
      text.add(" 0-16\r\n");
    } else {
      text.add(type == pcmu ? " PCMU/8000\r\n" : " PCMA/8000\r\n");
    }
  }
  text.add(direction_line(ways));
}

/// RFC 3264 6: port zero; media, protocol and formats stay, though they mean nothing any more. They
/// hold no control character: check_sdp has looked.
void write_refusal(Text& text, const MediaView& stream) noexcept {
  text.add("m=");
  text.add(stream.media);
  text.add(" 0 ");
  text.add(stream.protocol);
  text.add(" ");
  text.add(stream.formats);
  text.add("\r\n");
}

}  // namespace

Result<std::size_t> write_offer(const LocalMedia& media, std::span<char> into) noexcept {
  Text text(into);
  write_session(text, media);
  text.add("t=0 0\r\n");
  Formats formats;
  formats.add(pcmu);
  formats.add(pcma);
  formats.add(our_telephone_event);
  formats.telephone_event = our_telephone_event;
  write_stream(text, media.port, "RTP/AVP", formats, ways(media.direction));
  return text.finish();
}

Result<std::size_t> write_answer(std::string_view offer, const LocalMedia& media,
                                 std::span<char> into) noexcept {
  if (const Errc error = check_sdp(offer); error != Errc::ok) {
    return error;
  }
  Text text(into);
  write_session(text, media);

  // The session's part of the offer: its times must be those of the answer (RFC 3264 6).
  std::string_view session_connection;
  bool timed = false;
  for (std::string_view rest = offer; !rest.empty();) {
    const std::string_view line = take_line(rest);
    if (parser::begins_with(line, "m=")) {
      break;
    }
    if (parser::begins_with(line, "t=")) {
      timed = true;
      text.add(line);
      text.add("\r\n");
    } else if (parser::begins_with(line, "c=")) {
      session_connection = line;
    }
  }

  if (!timed) {
    return Errc::bad_body;
  }

  bool active = false;
  bool accepted = false;
  MediaIterator streams(offer);
  for (auto stream = streams.next(); stream; stream = streams.next()) {
    active = active || stream->port != 0;
    const Formats common = accepted ? Formats{} : formats_in_common(*stream);
    if (!usable(*stream, common)) {
      write_refusal(text, *stream);
      continue;
    }
    accepted = true;
    const std::string_view line = connection(stream->section, session_connection);
    write_stream(text, media.port, stream->protocol, common,
                 ways_left(*stream, line, media.direction));
  }
  if (active && !accepted) {
    return Errc::bad_argument;
  }
  return text.finish();
}

std::optional<bool> takes_no_media(std::string_view description) noexcept {
  bool active = false;
  MediaIterator streams(description);
  for (auto stream = streams.next(); stream; stream = streams.next()) {
    if (stream->port == 0) continue;
    active = true;
    const auto to = connection_of(*stream);
    const bool nowhere = to && to->endpoint.family != Family::none && to->endpoint.address == Endpoint{}.address;
    if ((ways(stream->direction) & receiving) != 0 && !nowhere) return false;
  }
  return active ? std::optional(true) : std::nullopt;
}

std::size_t stream_count(std::string_view description) noexcept {
  std::size_t count = 0;
  for (MediaIterator streams(description); streams.next();) ++count;
  return count;
}

}  // namespace baton::core
