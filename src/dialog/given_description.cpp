#include "src/dialog/given_description.hpp"

#include <array>
#include <cstring>

#include "baton/sdp.hpp"
#include "parser/slice.hpp"

namespace baton::core {
namespace {

using parser::slice;

class Text {
 public:
  explicit Text(std::span<char> into) noexcept : into_(into) {}

  void add(std::string_view text) noexcept {
    if (into_.size() - size_ < text.size()) {
      full_ = true;
    } else if (!text.empty()) {
      std::memcpy(into_.data() + size_, text.data(), text.size());
      size_ += text.size();
    }
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
  Result<std::size_t> finish() const noexcept {
    return full_ ? Result<std::size_t>(Errc::buffer_too_small) : Result<std::size_t>(size_);
  }

 private:
  std::span<char> into_;
  std::size_t size_ = 0;
  bool full_ = false;
};

/// Takes the first line off `rest`, with its line end.
std::string_view take_line(std::string_view& rest) noexcept {
  const std::size_t end = rest.find('\n');
  const std::string_view line = slice(rest, 0, end == std::string_view::npos ? end : end + 1);
  rest = slice(rest, line.size());
  return line;
}

std::string_view without_end(std::string_view line) noexcept {
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool begins(std::string_view line, std::string_view with) noexcept { return slice(line, 0, with.size()) == with; }

/// Takes the first word off `rest`, and one space behind it.
std::string_view take_word(std::string_view& rest) noexcept {
  const std::string_view word = slice(rest, 0, rest.find(' '));
  rest = slice(rest, word.size() + 1);
  return word;
}

bool lists_format(std::string_view formats, std::string_view format) noexcept {
  while (!formats.empty()) {
    if (take_word(formats) == format) return true;
  }
  return false;
}

/// "o=" user session version ...: the version is a number of up to 64 bits (RFC 8866 5.2). One that
/// is none stays as it is.
void write_origin(Text& out, std::string_view line, std::uint32_t changes) noexcept {
  std::string_view rest = line;
  (void)take_word(rest);
  (void)take_word(rest);
  const std::string_view version = slice(rest, 0, rest.find(' '));
  std::uint64_t number = 0;
  bool readable = !version.empty() && version.size() < 20;
  for (const char c : version) {
    readable = readable && c >= '0' && c <= '9';
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (!readable || changes == 0) return out.add(line);
  out.add(slice(line, 0, static_cast<std::size_t>(version.data() - line.data())));
  out.add(number + changes);
  out.add(slice(rest, version.size()));
}

void write_session(Text& out, std::string_view lines, std::uint32_t changes) noexcept {
  while (!lines.empty()) {
    const std::string_view line = take_line(lines);
    if (begins(line, "o=")) write_origin(out, line, changes);
    else out.add(line);
  }
}

struct Flow {
  bool send = false, receive = false;
  bool operator==(const Flow&) const = default;
};
Flow flow_of(MediaDirection direction) noexcept {
  return {.send = direction == MediaDirection::sendrecv || direction == MediaDirection::sendonly,
          .receive = direction == MediaDirection::sendrecv || direction == MediaDirection::recvonly};
}
std::string_view attribute_of(Flow flow) noexcept {
  if (flow.send) return flow.receive ? "a=sendrecv\r\n" : "a=sendonly\r\n";
  return flow.receive ? "a=recvonly\r\n" : "a=inactive\r\n";
}
bool is_direction(std::string_view line) noexcept {
  for (const std::string_view name : {"a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive"}) {
    if (without_end(line) == name) return true;
  }
  return false;
}

/// Whether the line describes a format that `formats` does not list.
bool is_of_other_format(std::string_view line, std::string_view formats) noexcept {
  for (const std::string_view name : {"a=rtpmap:", "a=fmtp:"}) {
    if (!begins(line, name)) continue;
    std::string_view rest = slice(without_end(line), name.size());
    return !lists_format(formats, take_word(rest));
  }
  return false;
}

/// The "m=" line with the formats that both name, or with port 0. Whether the stream is accepted.
bool write_media_line(Text& out, std::string_view line, const MediaView& own,
                      const MediaView& offered) noexcept {
  bool common = false;
  for (std::string_view rest = own.formats; !rest.empty();) {
    common |= lists_format(offered.formats, take_word(rest));
  }
  const bool accepted = common && offered.port != 0 && own.port != 0;
  std::string_view rest = slice(line, 2);
  (void)take_word(rest);
  out.add("m=");
  out.add(own.media);
  out.add(" ");
  out.add(accepted ? take_word(rest) : std::string_view("0"));
  out.add(" ");
  out.add(own.protocol);
  for (std::string_view formats = common ? own.formats : offered.formats; !formats.empty();) {
    const std::string_view format = take_word(formats);
    if (common && !lists_format(offered.formats, format)) continue;
    out.add(" ");
    out.add(format);
  }
  out.add("\r\n");
  return accepted;
}

/// One stream of the answer. Whether it is accepted.
bool write_stream(Text& out, const MediaView& own, const MediaView& offered, Flow willing) noexcept {
  const Flow ours = flow_of(own.direction);
  const Flow theirs = flow_of(offered.direction);
  const Flow flow{.send = ours.send && theirs.receive && willing.send,
                  .receive = ours.receive && theirs.send && willing.receive};
  std::string_view lines = own.section;
  const bool accepted = write_media_line(out, without_end(take_line(lines)), own, offered);
  while (!lines.empty()) {
    const std::string_view line = take_line(lines);
    if (is_of_other_format(line, offered.formats) || (flow != ours && is_direction(line))) continue;
    out.add(line);
    if (lines.empty() && !line.ends_with('\n')) out.add("\r\n");
  }
  if (flow != ours) out.add(attribute_of(flow));
  return accepted;
}

/// One stream of an offer.
void write_offered(Text& out, const MediaView& own, Flow flow) noexcept {
  const bool changed = flow != flow_of(own.direction) && own.port != 0;
  for (std::string_view lines = own.section; !lines.empty();) {
    const std::string_view line = take_line(lines);
    if (changed && is_direction(line)) continue;
    out.add(line);
    if (changed && lines.empty() && !line.ends_with('\n')) out.add("\r\n");
  }
  if (changed) out.add(attribute_of(flow));
}

std::size_t session_size(std::string_view own) noexcept {
  const auto stream = MediaIterator(own).next();
  return stream ? static_cast<std::size_t>(stream->section.data() - own.data()) : own.size();
}

}  // namespace

Result<std::size_t> answer_with(std::string_view own, std::string_view offer, std::uint32_t changes,
                                MediaDirection willing, std::span<char> into) noexcept {
  Text out(into);
  const Flow most = flow_of(willing);
  MediaIterator own_streams(own);
  auto stream = own_streams.next();
  const std::size_t session = session_size(own);
  write_session(out, slice(own, 0, session), changes);
  if (offer.empty()) {
    for (; stream; stream = own_streams.next()) {
      const Flow ours = flow_of(stream->direction);
      write_offered(out, *stream, {.send = ours.send && most.send, .receive = ours.receive && most.receive});
    }
    return out.finish();
  }
  if (check_sdp(offer) != Errc::ok || check_sdp(own) != Errc::ok) return Errc::bad_body;
  MediaIterator offered_streams(offer);
  bool wanted = false;
  bool accepted = false;
  auto offered = offered_streams.next();
  for (; stream && offered; stream = own_streams.next(), offered = offered_streams.next()) {
    if (stream->media != offered->media || stream->protocol != offered->protocol) return Errc::bad_argument;
    wanted |= offered->port != 0;
    accepted |= write_stream(out, *stream, *offered, most);
  }
  if (stream || offered || (wanted && !accepted)) return Errc::bad_argument;
  return out.finish();
}

Result<std::size_t> offer_again(std::string_view own, std::uint32_t changes, MediaDirection willing,
                                std::span<char> into) noexcept {
  Text out(into);
  write_session(out, slice(own, 0, session_size(own)), changes);
  MediaIterator streams(own);
  for (auto stream = streams.next(); stream; stream = streams.next()) write_offered(out, *stream, flow_of(willing));
  return out.finish();
}

}  // namespace baton::core
