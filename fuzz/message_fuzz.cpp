// The message parser under arbitrary octets: not only must it survive them, what it says must hang
// together, whichever of the processor's paths says it.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "baton/message.hpp"
#include "baton/message_values.hpp"
#include "baton/parser_path.hpp"
#include "baton/verdict.hpp"
#include "fuzz/address_parts.hpp"
#include "fuzz/exact_text.hpp"
#include "fuzz/one_by_one.hpp"
#include "fuzz/property.hpp"
#include "fuzz/round_trip.hpp"
#include "fuzz/uri_checks.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace baton;
using namespace baton::fuzz;

constexpr std::size_t route_room = 4;
/// More than there will ever be: a path that is not here says so.
constexpr unsigned paths_max = 16;
using Index = std::array<HeaderEntry, index_room>;

void check_views(const MessageView& message, std::string_view input) {
  (void)parts_of(message, input);
  for (const HeaderEntry& entry : message.headers()) {
    const std::string_view name = message.name_of(entry);
    require(!name.empty() && inside(name, input), "a header's name lies inside the input");
    require(inside(message.value_of(entry), input), "a header's value lies inside the input");
    require(header_from(name) == entry.id, "a header is what its name says");
    require(message.count(entry.id) != 0 && message.has(entry.id), "an indexed header is found");
  }
  // None of these may fail, on a message that was refused neither.
  (void)parts_of(message.top_via(), input);
  (void)parts_of(message.from(), input);
  (void)parts_of(message.to(), input);
  (void)parts_of(message.cseq(), input);
  require(inside(message.call_id(), input), "a Call-ID lies inside the input");
  (void)message.max_forwards();
}

void check_walks(const MessageView& message, std::string_view input) {
  for (unsigned id = 0; id < header_id_count; ++id) {
    std::size_t steps = 0;
    auto walk = message.values(static_cast<HeaderId>(id));
    while (const auto value = walk.next()) {
      require(inside(*value, input), "a value lies inside the input");
      require(++steps <= input.size() + index_room, "the walk over values ends");
    }
    (void)message.lists(static_cast<HeaderId>(id), "replaces");
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

void check_verdict(const MessageView& message, const ParseError& error, std::size_t size) {
  const Verdict verdict = verdict_on(message, error);
  require(verdict.error.code == error.code && verdict.error.header == error.header &&
              verdict.error.offset == error.offset,
          "a verdict is on the error it was asked about");
  if (!error) {
    require(verdict.accepted() && !verdict.dropped() && verdict.status == 0 && verdict.rule.name.empty(),
            "an accepted message breaks no rule");
    return;
  }
  require(error.offset <= size, "an error's offset lies inside the input");
  require(!name(error.code).empty() && !text(error.code).empty(), "an error has a text");
  require(!verdict.accepted() && !verdict.rule.name.empty() && verdict.rule.rfc.substr(0, 4) == "RFC ",
          "a rejected message breaks a rule of an RFC");
  require(verdict.status == 0 || verdict.status == 400 || verdict.status == 413 || verdict.status == 505 ||
              verdict.status == 513,
          "the answer to a rejected message is one of four");
  require(verdict.status == 0 || (message.is_request() && message.method() != Method::ack),
          "only requests other than ACK are answered");
  const Rule rule = rule_of(error);
  require(!rule.name.empty() && !rule.rfc.empty(), "each error of a message has a rule");
}

/// Everything that one path gave.
struct Parsed {
  Index index;
  std::array<NameAddrView, route_room> routes, record_routes;
  MessageView message;
  MessageValues values;
  ParseError error;
  Parsed() {
    values.route_room = routes;
    values.record_route_room = record_routes;
  }
  Parsed(const Parsed&) = delete;
  Parsed& operator=(const Parsed&) = delete;
};

bool same(const ParseError& a, const ParseError& b) {
  return a.code == b.code && a.header == b.header && a.offset == b.offset;
}

void require_same(const Parsed& a, const Parsed& b, std::string_view input) {
  require(same(a.error, b.error), "each path gives the same error");
  require(parts_of(a.message, input) == parts_of(b.message, input), "each path gives the same index");
  require(parts_of(a.values, input) == parts_of(b.values, input), "each path gives the same values");
}

/// The paths that this machine has, against the portable one.
void check_paths(std::string_view input, const ParseOptions& options, const Parsed& portable) {
  for (unsigned number = 0; number < paths_max; ++number) {
    const auto path = static_cast<ParserPath>(number);
    if (path == ParserPath::portable || !has_parser_path(path)) {
      continue;
    }
    require(select_parser_path(path) && parser_path() == path, "a path that there is can be selected");
    Parsed parsed;
    parsed.error = parse_message(input, parsed.index, parsed.message, parsed.values, options);
    require_same(portable, parsed, input);
    Parsed plain;
    plain.error = parse_message(input, plain.index, plain.message, options);
    require(same(plain.error, portable.error), "with and without values the error is the same");
    require(parts_of(plain.message, input) == parts_of(portable.message, input),
            "with and without values the index is the same");
    Parsed first_pass;
    first_pass.error = index_message(input, first_pass.index, first_pass.message, options);
    require(portable.error || !first_pass.error, "what the index rejects is rejected");
    check_views(first_pass.message, input);
  }
  require(select_parser_path(ParserPath::portable), "the portable path is always there");
}

/// The two passes one after the other are the same as both in one.
void check_passes(std::string_view input, const ParseOptions& options, const Parsed& both) {
  Parsed passes;
  passes.error = index_message(input, passes.index, passes.message, options);
  check_views(passes.message, input);
  if (!passes.error) {
    passes.error = validate(passes.message);
  }
  require(same(passes.error, both.error), "both passes in one give the same error");
  require(both.error || parts_of(passes.message, input) == parts_of(both.message, input),
          "both passes in one give the same message");
}

void check_again(const Parsed& parsed, const ParseOptions& options) {
  const ExactText alone(parsed.message.bytes());
  Parsed again;
  again.error = parse_message(alone.view(), again.index, again.message, again.values, options);
  require(!again.error, "a message without what follows it is still accepted");
  require(parts_of(again.values, alone.view()) == parts_of(parsed.values, parsed.message.bytes()),
          "and is the same");
}

void check(std::string_view octets, const ParseOptions& options) {
  const ExactText text(octets);
  const std::string_view input = text.view();
  Parsed parsed;
  require(select_parser_path(ParserPath::portable), "the portable path is always there");
  parsed.error = parse_message(input, parsed.index, parsed.message, parsed.values, options);
  check_views(parsed.message, input);
  check_walks(parsed.message, input);
  check_verdict(parsed.message, parsed.error, input.size());
  (void)answerable(parsed.message);
  check_paths(input, options, parsed);
  check_passes(input, options, parsed);
  if (parsed.error) {
    require(is_default(parsed.values, input), "a rejected message has no values");
    return;
  }
  check_accepted(parsed.message);
  check_one_by_one(parsed.message, parsed.values);
  check_again(parsed, options);
  check_round_trip(parsed.message, HeaderNames::full);
}

/// An index with too little room must only ever be refused.
void check_small_index(std::string_view input) {
  std::array<HeaderEntry, 4> small;
  for (unsigned number = 0; number < paths_max; ++number) {
    if (!select_parser_path(static_cast<ParserPath>(number))) {
      continue;
    }
    MessageView message;
    (void)index_message(input, small, message);
    require(message.headers().size() <= small.size(), "the index keeps to its room");
    require(parse_message(input, small, message).code != Errc::ok,
            "five headers are mandatory, so that four have too little room");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  check(input, {});
  ParseOptions framed;
  framed.framed = true;
  check(input, framed);
  check_small_index(input);
  return 0;
}
