// The same message through Baton and through other stacks. Where they disagree, the disagreement has a
// name: who disagrees, how, and about what. Each name that is known stands in differential_classes.hpp
// with who is right; one that does not ends the process, and the fuzzer keeps the message.
//
// With BATON_DIFFERENTIAL_LIST in the environment nothing ends: each name is printed once, with what the
// two read.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "baton/message.hpp"
#include "baton/message_values.hpp"
#include "bench/baton_decoder.hpp"
#include "bench/peers/peers.hpp"
#include "fuzz/differential_classes.hpp"
#include "fuzz/exact_text.hpp"
#include "fuzz/round_trip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace baton;
using namespace baton::fuzz;
using bench::Decoder;
using bench::Key;
using bench::Record;

constexpr std::array peers{&bench::sofia_decoder, &bench::osip_decoder, &bench::re_decoder};

std::string_view value_of(const Record& record, const Key& key) {
  const auto found = record.values().find(key);
  return found == record.values().end() ? std::string_view{} : std::string_view(found->second);
}

void report(const std::string& name, std::string_view ours, std::string_view theirs) {
  if (std::getenv("BATON_DIFFERENTIAL_LIST") != nullptr) {
    static std::set<std::string> seen;
    if (seen.insert(name).second) {
      std::fprintf(stderr, "%s%s\n    baton: %.*s\n    peer:  %.*s\n", is_known(name) ? "" : "NEW ",
                   name.c_str(), static_cast<int>(ours.size()), ours.data(), static_cast<int>(theirs.size()),
                   theirs.data());
    }
    return;
  }
  if (!is_known(name)) {
    std::fprintf(stderr, "does not hold: this disagreement is known: %s\n  baton: %.*s\n  peer:  %.*s\n",
                 name.c_str(), static_cast<int>(ours.size()), ours.data(), static_cast<int>(theirs.size()),
                 theirs.data());
    std::abort();
  }
}

bool is_part_of_uri(bench::Part part) {
  return part == bench::Part::user || part == bench::Part::host || part == bench::Part::port;
}

/// Whether Baton reads no user and host there, as the scheme is neither SIP's nor tel.
bool is_of_other_scheme(const Record& ours, const Key& key) {
  const std::string_view scheme = value_of(ours, {key.place, bench::Part::scheme, key.index});
  return is_part_of_uri(key.part) && !scheme.empty() && !equal_ignoring_case(scheme, "sip") &&
         !equal_ignoring_case(scheme, "sips");
}

bool is_unescaped(std::string_view ours, std::string_view theirs) {
  std::string plain(ours.size(), '\0');
  const auto size = unescape(ours, plain);
  return size && ours.find('%') != std::string_view::npos &&
         std::string_view(plain).substr(0, *size) == theirs;
}

/// In which way two values differ; the place in a list is no part of the name.
std::string difference_name(Key key, const Record& ours, std::string_view our_value,
                            std::string_view their_value) {
  const bool other_scheme = is_of_other_scheme(ours, key);
  key.index = 0;
  key.part = bench::Part::value;
  const std::string text = bench::to_text(key);
  const std::string what =
      text.substr(0, text.find_first_of(key.place == bench::Place::start_line ? "\n" : "[ "));
  if (other_scheme) {
    return "reads the parts of a URI of another scheme";
  }
  if (is_unescaped(our_value, their_value)) {
    return "undoes escapes of " + what;
  }
  if (equal_ignoring_case(our_value, their_value)) {
    return "writes in another case: " + what;
  }
  if (their_value.empty()) {
    return "leaves out " + what;
  }
  return (our_value.empty() ? "adds " : "reads otherwise: ") + what;
}

void report_difference(std::string_view peer, const Key& key, const Record& ours, const Record& theirs) {
  const std::string_view our_value = value_of(ours, key);
  const std::string_view their_value = value_of(theirs, key);
  if (our_value != their_value) {
    report(std::string(peer) + " " + difference_name(key, ours, our_value, their_value), our_value,
           their_value);
  }
}

void compare(std::string_view peer, const Record& ours, const Record& theirs) {
  for (const auto& [key, value] : ours.values()) {
    report_difference(peer, key, ours, theirs);
  }
  for (const auto& [key, value] : theirs.values()) {
    if (!ours.values().contains(key)) {
      report_difference(peer, key, ours, theirs);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Two of the three take NUL for the end of the text, which says nothing about SIP.
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (input.find('\0') != std::string_view::npos) {
    return 0;
  }
  const ExactText text(input);
  std::array<HeaderEntry, 96> index;
  MessageView message;
  const ParseError error = parse_message(text.view(), index, message);
  Record ours;
  const bool accepted = bench::baton_decoder.record(text.view(), ours);
  if (accepted == static_cast<bool>(error)) {
    return 0;  // more Routes than the adapter has room for
  }
  std::size_t refused = 0;
  for (const Decoder* const peer : peers) {
    Record theirs;
    const bool peer_accepted = peer->record(text.view(), theirs);
    refused += peer_accepted ? 0 : 1;
    if (accepted && peer_accepted) {
      compare(peer->name, ours, theirs);
    } else if (accepted) {
      report(std::string(peer->name) + " refuses: " + std::string(reason_to_refuse(message)), input,
             "refused");
    } else if (peer_accepted) {
      report("some accept: " + std::string(name(error.code)), "refused", peer->name);
    }
  }
  if (!accepted && refused == 0) {
    report("all accept: " + std::string(name(error.code)), input, header_name(error.header));
  }
  if (accepted && refused == peers.size()) {
    report("all refuse: " + std::string(reason_to_refuse(message)), "accepted", "refused");
  }
  return 0;
}
