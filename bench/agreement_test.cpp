// The comparison that stands before every measurement must be able to fail.
#include "bench/agreement.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "bench/baton_decoder.hpp"
#include "bench/corpus.hpp"

namespace baton::bench {
namespace {

bool nothing(std::string_view, Record&) {
  return true;
}
bool reject(std::string_view, Record&) {
  return false;
}
bool weigh_nothing(std::string_view, Weigher&) {
  return true;
}

/// Baton's values with one of them changed, one taken away or one added.
template <Place place, Part part>
bool changed(std::string_view text, Record& record) {
  const bool accepted = baton_decoder.record(text, record);
  record.text({place, part, 7}, "another");
  return accepted;
}
bool wrong_tag(std::string_view text, Record& record) {
  const bool accepted = baton_decoder.record(text, record);
  record.text({Place::from, Part::tag}, "another");
  return accepted;
}

std::string found_with(bool (*record)(std::string_view, Record&)) {
  const std::array decoders{baton_decoder, Decoder{"other", weigh_nothing, record}};
  const std::array messages{make_message(Shape::bye, 1, 1)};
  return disagreement(decoders, messages);
}

TEST(Agreement, HoldsOfAParserWithItself) {
  const std::array decoders{baton_decoder, baton_decoder};
  EXPECT_EQ(disagreement(decoders, hot_messages()), "");
}

TEST(Agreement, FailsForAWrongValueAMissingOneAndOneTooMany) {
  EXPECT_NE(found_with(wrong_tag).find("From tag: baton \""), std::string::npos);
  EXPECT_NE(found_with(nothing).find("Call-ID value: baton \""), std::string::npos);
  EXPECT_NE(
      found_with(changed<Place::route, Part::host>).find("Route[7] host: baton nothing, other \"another\""),
      std::string::npos);
}

TEST(Agreement, FailsForARejectedMessageAndShowsIt) {
  const std::string found = found_with(reject);
  EXPECT_NE(found.find("other rejects"), std::string::npos);
  EXPECT_NE(found.find("BYE sip:"), std::string::npos);
}

TEST(Agreement, EveryValueOfTheLevelOccursInTheCorpus) {
  std::array<bool, 18> seen{};
  for (const std::string& message : varied_messages()) {
    Record record;
    ASSERT_TRUE(baton_decoder.record(message, record));
    for (const auto& [key, value] : record.values())
      seen[static_cast<std::size_t>(key.place)] = true;
  }
  for (std::size_t place = 0; place < seen.size(); ++place) {
    EXPECT_TRUE(seen[place]) << to_text({static_cast<Place>(place)});
  }
}

// Texts are compared as they stand but for what makes no difference.
TEST(Record, NormalisesBracketsNothingAndNoPort) {
  Record record;
  record.text({Place::via, Part::host}, "[2001:db8::1]");
  record.text({Place::via, Part::received}, "");
  record.text({Place::via, Part::branch}, static_cast<const char*>(nullptr));
  record.number({Place::via, Part::port}, 0);
  record.number({Place::content_length}, 0);
  record.halves({Place::call_id}, "a", '@', "b");
  const std::map<Key, std::string> expected{
      {{Place::via, Part::host}, "2001:db8::1"}, {{Place::content_length}, "0"}, {{Place::call_id}, "a@b"}};
  EXPECT_EQ(record.values(), expected);
}

}  // namespace
}  // namespace baton::bench
