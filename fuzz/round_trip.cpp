#include "fuzz/round_trip.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/exact_text.hpp"
#include "fuzz/property.hpp"

namespace baton::fuzz {
namespace {

using Index = std::array<HeaderEntry, index_room>;

bool is_fold(std::string_view text) {
  return text.size() > 2 && text[0] == '\r' && text[1] == '\n' && (text[2] == ' ' || text[2] == '\t');
}

/// Each fold as one space, which is how `add_unfolded` writes it; a model of its own, made simply.
std::string unfolded(std::string_view value) {
  std::string result;
  std::size_t at = 0;
  while (at < value.size()) {
    if (!is_fold(value.substr(at))) {
      result += value[at++];
      continue;
    }
    while (is_fold(value.substr(at))) {
      at = std::min(value.find_first_not_of("\t ", at + 2), value.size());
    }
    if (at < value.size()) {
      result += ' ';
    }
  }
  return result;
}

bool is_length_or_type(const HeaderEntry& entry) {
  return entry.id == HeaderId::content_length || entry.id == HeaderId::content_type;
}

void write_fields(MessageWriter& writer, const MessageView& message) {
  for (const HeaderEntry& entry : message.headers()) {
    if (is_length_or_type(entry)) {
      continue;
    }
    const std::string value = unfolded(message.value_of(entry));
    if (entry.id == HeaderId::other) {
      writer.header(message.name_of(entry), {value});
    } else {
      writer.begin(entry.id);
      writer.add_unfolded(message.value_of(entry));
      writer.end();
    }
  }
}

Result<std::size_t> write(MessageWriter& writer, const MessageView& message) {
  if (message.is_request()) {
    writer.request_line(message.method_text(), message.request_uri());
  } else {
    writer.status_line(message.status(), message.reason());
  }
  write_fields(writer, message);
  const std::string type = unfolded(message.value(HeaderId::content_type)
                                        .value_or(message.body().empty() ? "" : "application/octet-stream"));
  writer.body(type, message.body());
  return writer.finish();
}

void check_same(const MessageView& message, const MessageView& copy) {
  require(copy.is_request() == message.is_request() && copy.status() == message.status() &&
              copy.method_text() == message.method_text() && copy.request_uri() == message.request_uri() &&
              copy.reason() == message.reason(),
          "the start line survives writing");
  require(copy.body() == message.body(), "the body survives writing");
  auto theirs = copy.headers().begin();
  for (const HeaderEntry& entry : message.headers()) {
    if (is_length_or_type(entry)) {
      continue;
    }
    require(theirs != copy.headers().end() && theirs->id == entry.id, "each header survives writing");
    require(entry.id != HeaderId::other || copy.name_of(*theirs) == message.name_of(entry),
            "a name that is not known survives writing");
    require(copy.value_of(*theirs) == unfolded(message.value_of(entry)), "each value survives writing");
    ++theirs;
  }
  const auto added = std::count_if(copy.headers().begin(), copy.headers().end(), is_length_or_type);
  require(theirs + added == copy.headers().end(), "no header is added but those of the body");
}

bool holds_nul(const MessageView& message) {
  return std::any_of(message.headers().begin(), message.headers().end(), [&](const HeaderEntry& entry) {
    return message.value_of(entry).find('\0') != std::string_view::npos;
  });
}

}  // namespace

void check_round_trip(const MessageView& message, HeaderNames names) {
  // A long name may take the place of a compact one.
  std::vector<char> buffer(message.bytes().size() * 2 + 20 * message.headers().size() + 128);
  MessageWriter writer(buffer, names);
  const auto finished = write(writer, message);
  if (holds_nul(message)) {
    // NUL may stand in a quoted-pair, but is never written.
    require(finished.error() == Errc::injection, "NUL is refused");
    return;
  }
  require(static_cast<bool>(finished), "an accepted message can be written");
  if (*finished > message_bytes_max) {
    return;
  }
  const ExactText text({buffer.data(), *finished});
  Index index;
  MessageView copy;
  ParseOptions framed;
  framed.framed = true;
  const ParseError error = parse_message(text.view(), index, copy, framed);
  if (error.code == Errc::too_many_headers) {
    return;  // Content-Length was one too many
  }
  require(!error, "what was written is accepted from a stream");
  check_same(message, copy);
  std::vector<char> small(*finished - 1);
  MessageWriter cramped(small, names);
  require(write(cramped, message).error() == Errc::buffer_too_small,
          "a buffer of one octet less is too small");
}

}  // namespace baton::fuzz
