// The message parser under arbitrary octets: not only must it survive them, what it says must hang
// together.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "baton/message.hpp"
#include "baton/sdp.hpp"
#include "baton/sipfrag.hpp"
#include "baton/uri.hpp"
#include "baton/writer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace baton;

void require(bool holds, const char* property) {
  if (!holds) {
    std::fprintf(stderr, "does not hold: %s\n", property);
    std::abort();
  }
}

constexpr std::size_t index_room = 128;
using Index = std::array<HeaderEntry, index_room>;

std::string unfolded(std::string_view text) {
  std::string result(text);
  result.erase(std::remove_if(result.begin(), result.end(), [](char c) { return c == '\r' || c == '\n'; }),
               result.end());
  return result;
}

bool inside(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void check_uri(const UriView& uri, std::string_view input) {
  for (const std::string_view part :
       {uri.text, uri.scheme_text, uri.user, uri.password, uri.host, uri.parameters, uri.headers}) {
    require(inside(part, input), "a URI's parts lie inside the input");
  }
  require(equal(uri, uri), "a URI equals itself");
  std::size_t steps = 0;
  ParameterIterator parameters(uri.parameters);
  std::size_t covered = 0;
  while (const auto parameter = parameters.next()) {
    covered += 1 + parameter->name.size() + (parameter->has_value ? 1 : 0) + parameter->value.size();
    require(++steps <= input.size(), "the walk over parameters ends");
  }
  require(covered == uri.parameters.size(), "an accepted URI's parameters are all walked");
  UriHeaderIterator headers(uri.headers);
  std::vector<char> plain(uri.text.size());
  std::vector<char> again(uri.text.size() * 3);
  while (const auto header = headers.next()) {
    const auto unescaped = unescape(header->value, plain);
    require(static_cast<bool>(unescaped), "an accepted URI's escapes can be undone");
    const std::string_view text(plain.data(), *unescaped);
    const auto escaped = escape(text, UriPart::header, again);
    require(static_cast<bool>(escaped), "what was unescaped can be escaped");
    std::vector<char> twice(text.size());
    const auto back = unescape({again.data(), *escaped}, twice);
    require(back && std::string_view(twice.data(), *back) == text, "unescape undoes escape");
    ReplacesView replaces;
    if (parse_replaces(text, replaces) == Errc::ok) {
      require(!replaces.call_id.empty() && !replaces.to_tag.empty() && !replaces.from_tag.empty(),
              "an accepted Replaces is whole");
    }
    require(++steps <= input.size() * 2, "the walk over URI headers ends");
  }
}

void check_name_addr(std::string_view value, std::string_view input) {
  NameAddrView view;
  const Errc error = parse_name_addr(value, view);
  for (const std::string_view part : {view.display_name, view.uri_text, view.parameters, view.tag()}) {
    require(inside(part, input), "a name-addr's parts lie inside the input");
  }
  if (error != Errc::ok) {
    require(view.uri_text.empty() && !view.bracketed && !view.star, "a failed parse gives nothing");
  } else if (!view.star) {
    check_uri(view.uri, input);
  }
}

/// Every typed accessor on every value, whatever the header.
void check_value(std::string_view value, std::string_view input) {
  require(inside(value, input), "a value lies inside the input");
  check_name_addr(value, input);
  ViaView via;
  if (parse_via(value, via) == Errc::ok) {
    require(!via.host.empty() && !via.transport_text.empty(), "an accepted Via is whole");
  } else {
    require(via.host.empty() && via.branch.empty(), "a failed parse gives nothing");
  }
  for (const std::string_view part :
       {via.protocol, via.transport_text, via.host, via.parameters, via.branch, via.received, via.maddr}) {
    require(inside(part, input), "a Via's parts lie inside the input");
  }
  CSeqView cseq;
  EventView event;
  SubscriptionStateView state;
  ReplacesView replaces;
  MediaTypeView media;
  std::uint32_t number = 0;
  (void)parse_cseq(value, cseq);
  (void)parse_event(value, event);
  (void)parse_subscription_state(value, state);
  (void)parse_replaces(value, replaces);
  (void)parse_media_type(value, media);
  (void)parse_number(value, number);
  (void)parse_retry_after(value, number);
  (void)lists_token(value, "replaces");
  for (const std::string_view part :
       {cseq.method_text, event.package, event.id, event.parameters, state.state_text, state.reason,
        replaces.call_id, replaces.to_tag, replaces.from_tag, media.type, media.subtype, media.parameters}) {
    require(inside(part, input), "a typed value's parts lie inside the input");
  }
  UriView uri;
  if (parse_uri(value, uri) == Errc::ok) {
    check_uri(uri, input);
  }
}

void check_views(const MessageView& message, std::string_view input) {
  require(inside(message.bytes(), input), "the message lies inside the input");
  for (const std::string_view part :
       {message.method_text(), message.request_uri(), message.reason(), message.body(), message.call_id()}) {
    require(inside(part, input), "the parts of a message lie inside the input");
  }
  for (const HeaderEntry& entry : message.headers()) {
    const std::string_view name = message.name_of(entry);
    require(!name.empty() && inside(name, input), "a header's name lies inside the input");
    require(header_from(name) == entry.id, "a header is what its name says");
    require(message.count(entry.id) != 0 && message.has(entry.id), "an indexed header is found");
    check_value(message.value_of(entry), input);
  }
  for (unsigned id = 0; id < header_id_count; ++id) {
    std::size_t steps = 0;
    auto walk = message.values(static_cast<HeaderId>(id));
    while (const auto value = walk.next()) {
      check_value(*value, input);
      require(++steps <= input.size() + index_room, "the walk over values ends");
    }
    (void)message.lists(static_cast<HeaderId>(id), "replaces");
  }
  (void)message.top_via();
  (void)message.from();
  (void)message.to();
  (void)message.cseq();
  (void)message.max_forwards();
  SipfragView fragment;
  if (parse_sipfrag(message.body(), fragment) == Errc::ok) {
    require(fragment.status >= 100 && fragment.status <= 699, "a sipfrag's status is one");
  }
  (void)check_sdp(message.body());
  MediaIterator sections(message.body());
  std::size_t steps = 0;
  while (const auto section = sections.next()) {
    require(inside(section->section, input), "a media section lies inside the input");
    require(++steps <= input.size(), "the walk over media ends");
  }
}

void check_accepted(const MessageView& message) {
  require(!message.top_via().host.empty(), "an accepted message has a Via");
  require(!message.from().uri_text.empty(), "an accepted message has a From");
  require(!message.to().uri_text.empty(), "an accepted message has a To");
  require(!message.call_id().empty(), "an accepted message has a Call-ID");
  require(!message.cseq().method_text.empty(), "an accepted message has a CSeq");
  require(message.is_request() == (message.status() == 0), "a response has a status");
  require(answerable(message) == (message.is_request() && message.method() != Method::ack),
          "an accepted request other than ACK can be answered");
}

bool is_length_or_type(const HeaderEntry& entry) {
  return entry.id == HeaderId::content_length || entry.id == HeaderId::content_type;
}

/// Writes all of `message` anew and reads it back.
void check_round_trip(const MessageView& message, std::size_t size) {
  std::vector<char> buffer(size * 2 + 1024);
  MessageWriter writer(buffer);
  bool writable = true;  // NUL may stand in a quoted pair, but is never written
  if (message.is_request()) {
    writer.request_line(message.method_text(), message.request_uri());
  } else {
    writer.status_line(message.status(), message.reason());
  }
  std::size_t written = 0;
  for (const HeaderEntry& entry : message.headers()) {
    const std::string value = unfolded(message.value_of(entry));
    writable = writable && value.find('\0') == std::string::npos;
    if (!is_length_or_type(entry)) {
      writer.header(message.name_of(entry), {value});
      ++written;
    }
  }
  const std::string type = unfolded(message.value(HeaderId::content_type)
                                        .value_or(message.body().empty() ? "" : "application/octet-stream"));
  writer.body(type, message.body());
  const auto finished = writer.finish();
  if (!writable) {
    require(finished.error() == Errc::injection, "NUL is refused");
    return;
  }
  require(static_cast<bool>(finished), "an accepted message can be written");

  Index index;
  MessageView copy;
  const std::string_view text(buffer.data(), *finished);
  require(!parse_message(text, index, copy), "what was written is accepted");
  ParseOptions framed;
  framed.framed = true;
  require(!parse_message(text, index, copy, framed), "what was written is accepted from a stream");
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
    require(theirs != copy.headers().end() && theirs->id == entry.id &&
                copy.name_of(*theirs) == message.name_of(entry) &&
                copy.value_of(*theirs) == unfolded(message.value_of(entry)),
            "each header survives writing");
    ++theirs;
  }
  require(copy.headers().size() >= written, "no header is lost");
}

void check(std::string_view input, const ParseOptions& options) {
  Index index;
  Index full_index;
  MessageView indexed;
  MessageView message;
  const ParseError first_pass = index_message(input, index, indexed, options);
  check_views(indexed, input);
  const ParseError error = parse_message(input, full_index, message, options);
  require(error || !first_pass, "what the index rejects is rejected");
  require(error.offset <= input.size(), "an error's offset lies inside the input");
  const std::uint16_t status = status_for(message, error.code);
  require(status == 0 || (message.is_request() && status >= 400), "only requests are answered");
  (void)answerable(message);
  if (error) {
    require(!name(error.code).empty() && !text(error.code).empty(), "an error has a text");
    return;
  }
  check_accepted(message);
  check_round_trip(message, input.size());

  Index again_index;
  MessageView again;
  require(!parse_message(message.bytes(), again_index, again, options),
          "a message without what follows it is still accepted");
  require(again.bytes() == message.bytes() && again.headers().size() == message.headers().size(),
          "and is the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  check(input, {});
  ParseOptions framed;
  framed.framed = true;
  check(input, framed);
  // An index with too little room must only ever be refused.
  std::array<HeaderEntry, 4> small;
  MessageView message;
  const ParseError error = index_message(input, small, message);
  require(message.headers().size() <= small.size(), "the index keeps to its room");
  require(error || message.headers().size() <= small.size(), "too many headers are an error");
  SipfragView fragment;
  (void)parse_sipfrag(input, fragment);
  (void)check_sdp(input);
  UriView uri;
  if (parse_uri(input, uri) == Errc::ok) {
    check_uri(uri, input);
  }
  return 0;
}
