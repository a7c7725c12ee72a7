#include "fuzz/asked_message.hpp"

#include <algorithm>

#include "baton/message.hpp"
#include "fuzz/exact_text.hpp"
#include "fuzz/property.hpp"

namespace baton::fuzz {
namespace {

/// White space around a value is not part of it (RFC 3261 7.3.1).
std::string_view trimmed(std::string_view value) {
  const std::size_t first = value.find_first_not_of("\t ");
  if (first == std::string_view::npos) {
    return {};
  }
  return value.substr(first, value.find_last_not_of("\t ") - first + 1);
}

bool may_be_refused(Errc code, const AskedMessage& asked) {
  const auto is_length = [](const AskedField& field) { return field.id == HeaderId::content_length; };
  const bool length_asked = std::any_of(asked.fields.begin(), asked.fields.end(), is_length);
  switch (code) {
    case Errc::bad_character:
    case Errc::message_too_long: return true;
    case Errc::bad_content_length:
    case Errc::repeated_header: return length_asked;
    default: return false;
  }
}

void require_start_line(const MessageView& message, const AskedMessage& asked) {
  require(message.is_request() == (asked.status == 0), "a request is read as one, a response as one");
  if (message.is_request()) {
    require(message.method_text() == asked.method, "the method is the one asked for");
    require(message.request_uri() == asked.target, "the Request-URI is the one asked for");
  } else {
    require(message.status() == asked.status, "the status is the one asked for");
    require(trimmed(message.reason()) == trimmed(asked.reason), "the reason is the one asked for");
  }
}

void require_fields(const MessageView& message, const AskedMessage& asked) {
  auto field = asked.fields.begin();
  std::size_t lengths = 0;
  for (const HeaderEntry& entry : message.headers()) {
    if (entry.id == HeaderId::content_length) {
      ++lengths;
      continue;
    }
    require(field != asked.fields.end(), "no header was added");
    require(entry.id == field->id, "each header is the one asked for");
    require(field->name.empty() || message.name_of(entry) == field->name, "its name is the one asked for");
    require(field->loose || message.value_of(entry) == trimmed(field->value),
            "its value is the one asked for");
    ++field;
  }
  require(field == asked.fields.end(), "no header is lost");
  require(lengths <= 1, "there is one Content-Length at most");
}

}  // namespace

void require_reads_as(std::string_view text, const AskedMessage& asked) {
  const ExactText exact(text);
  std::vector<HeaderEntry> index(asked.fields.size() + 2);
  MessageView message;
  const ParseError error = index_message(exact.view(), index, message);
  if (error) {
    require(may_be_refused(error.code, asked), "what was written reads as a message");
    return;
  }
  require_start_line(message, asked);
  require_fields(message, asked);
  require(message.body() == asked.body, "the body is the one asked for");
}

}  // namespace baton::fuzz
