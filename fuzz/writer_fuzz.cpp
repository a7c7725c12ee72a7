// The writer: whatever is asked of it, in whatever order, the result is an error or reads as exactly what
// was asked; no argument adds a line.
//
// Input: an octet that is 'M' and a message, which is read, written and read again; or a script: two
// octets of room, one of names, a start line, then calls with their arguments.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "baton/message.hpp"
#include "baton/writer.hpp"
#include "fuzz/asked_message.hpp"
#include "fuzz/exact_text.hpp"
#include "fuzz/property.hpp"
#include "fuzz/round_trip.hpp"
#include "fuzz/script.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace baton;
using namespace baton::fuzz;

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
    }
    result += c;
  }
  return result + '"';
}

/// Makes the same calls to the writer and to a model of the message.
class Dictation {
 public:
  Dictation(Script& script, MessageWriter& writer) : script_(script), writer_(writer) {}

  void start_line() {
    if (script_.flag()) {
      asked_.method = script_.text();
      asked_.target = script_.text();
      writer_.request_line(asked_.method, asked_.target);
    } else {
      asked_.status = static_cast<std::uint16_t>(100 + script_.octet() * 3);
      asked_.reason = script_.text();
      writer_.status_line(asked_.status, asked_.reason);
    }
  }

  void call() {
    switch (script_.number(10)) {
      case 0: return header_of_parts(id());
      case 1: return header_of_parts(script_.text());
      case 2: return number_header();
      case 3: return begin();
      case 4: return add(script_.text());
      case 5: return quote(script_.text());
      case 6: return add_number();
      case 7: return end();
      case 8: return unfold(script_.text());
      default: return body();
    }
  }

  const AskedMessage& asked() const { return asked_; }

 private:
  HeaderId id() { return static_cast<HeaderId>(script_.number(header_id_count)); }

  void field(HeaderId id, std::string_view value) { asked_.fields.push_back({id, {}, std::string(value)}); }
  void field(std::string_view name, std::string_view value) {
    asked_.fields.push_back({header_from(name), std::string(name), std::string(value)});
  }

  template <class Name>
  void header_of_parts(Name name) {
    const std::string_view first = script_.text();
    const std::string_view second = script_.text();
    writer_.header(name, {first, "", second});
    field(name, std::string(first).append(second));
  }
  void number_header() {
    const HeaderId named = id();
    const std::uint32_t number = script_.octet() * std::uint32_t{16'843'009};
    writer_.header(named, number);
    field(named, std::to_string(number));
  }
  void begin() {
    const HeaderId named = id();
    writer_.begin(named);
    field(named, "");
  }
  void append(std::string_view text) {
    if (!asked_.fields.empty()) {
      asked_.fields.back().value += text;
    }
  }
  void add(std::string_view text) {
    writer_.add(text);
    append(text);
  }
  void quote(std::string_view text) {
    writer_.add_quoted(text);
    append(quoted(text));
  }
  void add_number() {
    const std::uint32_t number = script_.octet();
    writer_.add_number(number);
    append(std::to_string(number));
  }
  void unfold(std::string_view text) {
    writer_.add_unfolded(text);
    append(text);
    if (!asked_.fields.empty() && text.find('\r') != std::string_view::npos) {
      asked_.fields.back().loose = true;
    }
  }
  void end() { writer_.end(); }
  void body() {
    const std::string_view type = script_.text();
    asked_.body = script_.text();
    writer_.body(type, asked_.body);
    if (!type.empty()) {
      field(HeaderId::content_type, type);
    }
  }

  Script& script_;
  MessageWriter& writer_;
  AskedMessage asked_;
};

void check_calls(Script& script) {
  std::vector<char> buffer(script.octet() * std::size_t{256} + script.octet());
  MessageWriter writer(buffer, script.flag() ? HeaderNames::compact : HeaderNames::full);
  Dictation dictation(script, writer);
  dictation.start_line();
  while (script.more()) {
    dictation.call();
    require(writer.written().size() <= buffer.size(), "a writer keeps to its buffer");
  }
  const auto finished = writer.finish();
  require(finished.error() == writer.error(), "finish gives the first error");
  if (!finished) {
    return;
  }
  require(*finished == writer.written().size(), "the size is that of what was written");
  require_reads_as(writer.written(), dictation.asked());
}

void check_message(std::string_view input) {
  const ExactText text(input);
  std::array<HeaderEntry, index_room> index;
  MessageView message;
  if (!parse_message(text.view(), index, message)) {
    check_round_trip(message, HeaderNames::full);
    check_round_trip(message, HeaderNames::compact);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 0 && data[0] == 'M') {
    check_message({reinterpret_cast<const char*>(data) + 1, size - 1});
    return 0;
  }
  Script script(data, size);
  check_calls(script);
  return 0;
}
