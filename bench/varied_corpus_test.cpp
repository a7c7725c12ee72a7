// The corpus is what the figures say it is: accepted, varied in every value, the same on every run.
#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>
#include <utility>

#include "baton/message_values.hpp"
#include "bench/corpus.hpp"

namespace baton::bench {
namespace {

struct Parsed {
  std::array<HeaderEntry, 96> index;
  std::array<NameAddrView, 16> routes, record_routes;
  MessageView message;
  MessageValues values;
  ParseError error;

  explicit Parsed(const std::string& text) {
    values.route_room = routes;
    values.record_route_room = record_routes;
    error = parse_message(text, index, message, values);
  }
};

TEST(VariedCorpus, EveryMessageIsAccepted) {
  for (const std::string& text : varied_messages()) {
    const Parsed parsed(text);
    ASSERT_FALSE(parsed.error) << name(parsed.error.code) << " at " << parsed.error.offset << " in\n" << text;
    EXPECT_TRUE(parsed.values.complete());
  }
}

TEST(VariedCorpus, NoTwoMessagesShareAnIdentifier) {
  std::set<std::string> seen;
  for (const std::string& text : varied_messages()) {
    Parsed parsed(text);
    ASSERT_FALSE(parsed.error);
    for (const std::string_view identifier :
         {parsed.values.call_id, parsed.values.from.tag(), parsed.values.to.tag()}) {
      EXPECT_TRUE(identifier.empty() || seen.emplace(identifier).second) << identifier;
    }
    auto vias = parsed.message.values(HeaderId::via);
    while (const auto value = vias.next()) {
      ViaView via;
      ASSERT_EQ(parse_via(*value, via), Errc::ok);
      EXPECT_TRUE(seen.emplace(via.branch).second) << via.branch;
    }
  }
}

// The published measurements of other stacks used messages of 406 to 2,894 octets, 869 in the mean
// of ten and 879 in the mean of 2,000.
TEST(VariedCorpus, MessagesAreAsLongAsRealOnes) {
  std::size_t octets = 0;
  std::array<std::size_t, shape_count> of_shape{};
  const auto& messages = varied_messages();
  ASSERT_EQ(messages.size(), 2'000U);
  for (std::size_t number = 0; number < messages.size(); ++number) {
    EXPECT_GE(messages[number].size(), 280U) << messages[number];
    EXPECT_LE(messages[number].size(), 4'000U) << messages[number];
    octets += messages[number].size();
    of_shape[number % shape_count] += messages[number].size();
  }
  const std::size_t mean = octets / messages.size();
  EXPECT_GE(mean, 850U);
  EXPECT_LE(mean, 910U);
  for (std::size_t shape = 0; shape < shape_count; ++shape) {
    RecordProperty(std::string(shape_name(static_cast<Shape>(shape))),
                   static_cast<int>(of_shape[shape] / (messages.size() / shape_count)));
  }
}

TEST(VariedCorpus, WhatVariesInTrafficVariesHere) {
  std::set<std::size_t> vias, routes, record_routes;
  std::set<HeaderId> first;
  std::size_t folded = 0, compact = 0, lower_case = 0, ipv6 = 0, quoted = 0, no_brackets = 0;
  for (const std::string& text : varied_messages()) {
    const Parsed parsed(text);
    vias.insert(parsed.values.vias);
    routes.insert(parsed.values.routes);
    record_routes.insert(parsed.values.record_routes);
    first.insert(parsed.message.headers()[0].id);
    folded += text.find("\r\n  ") != std::string::npos;
    compact += text.find("\r\nf:") != std::string::npos;
    lower_case += text.find("\r\nfrom:") != std::string::npos;
    ipv6 += parsed.values.from.uri.host[0] == '[';
    quoted += text.find("\r\nFrom: \"") != std::string::npos;
    no_brackets += !parsed.values.from.bracketed;
  }
  EXPECT_EQ(vias, (std::set<std::size_t>{1, 2, 3, 4}));
  EXPECT_EQ(routes, (std::set<std::size_t>{0, 1, 2}));
  EXPECT_EQ(record_routes, (std::set<std::size_t>{0, 1, 2, 3, 4}));
  EXPECT_GE(first.size(), 20U);
  for (const std::size_t count : {folded, compact, lower_case, ipv6, quoted, no_brackets}) {
    EXPECT_GE(count, 60U);
  }
}

TEST(VariedCorpus, TheSeedDecidesEveryOctet) {
  EXPECT_EQ(make_corpus(7, 40), make_corpus(7, 40));
  EXPECT_NE(make_message(Shape::bye, 7, 5), make_message(Shape::bye, 8, 5));
  EXPECT_NE(make_message(Shape::bye, 7, 5), make_message(Shape::bye, 7, 15));
  EXPECT_EQ(make_message(Shape::bye, 7, 5), make_corpus(7, 6)[5]);
}

/// FNV-1a of all octets: a change of the generator must be deliberate, since figures of different
/// corpora do not compare.
TEST(VariedCorpus, TheOctetsAreThosePublished) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const std::string& text : varied_messages()) {
    for (const char c : text)
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  EXPECT_EQ(hash, 4088364983162781475U);
}

}  // namespace
}  // namespace baton::bench
