#include "src/base/keyed_hash.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

#include "tests/base/random.hpp"

namespace {

using baton::core::Hash128;
using baton::core::HashKey;
using baton::core::KeyedHash;
using baton::core::siphash24;
using baton::core::siphash24_128;
using baton::core::WideHash;

/// The key 00 01 .. 0f of the published vectors.
constexpr HashKey reference_key{0x0706050403020100, 0x0f0e0d0c0b0a0908};

/// The published hashes of 00 01 .. n-1 for n from 0 to 63.
constexpr std::array<std::uint64_t, 64> reference{{
    0x726fdb47dd0e0e31, 0x74f839c593dc67fd, 0x0d6c8009d9a94f5a, 0x85676696d7fb7e2d,
    0xcf2794e0277187b7, 0x18765564cd99a68d, 0xcbc9466e58fee3ce, 0xab0200f58b01d137,
    0x93f5f5799a932462, 0x9e0082df0ba9e4b0, 0x7a5dbbc594ddb9f3, 0xf4b32f46226bada7,
    0x751e8fbc860ee5fb, 0x14ea5627c0843d90, 0xf723ca908e7af2ee, 0xa129ca6149be45e5,
    0x3f2acc7f57c29bdb, 0x699ae9f52cbe4794, 0x4bc1b3f0968dd39c, 0xbb6dc91da77961bd,
    0xbed65cf21aa2ee98, 0xd0f2cbb02e3b67c7, 0x93536795e3a33e88, 0xa80c038ccd5ccec8,
    0xb8ad50c6f649af94, 0xbce192de8a85b8ea, 0x17d835b85bbb15f3, 0x2f2e6163076bcfad,
    0xde4daaaca71dc9a5, 0xa6a2506687956571, 0xad87a3535c49ef28, 0x32d892fad841c342,
    0x7127512f72f27cce, 0xa7f32346f95978e3, 0x12e0b01abb051238, 0x15e034d40fa197ae,
    0x314dffbe0815a3b4, 0x027990f029623981, 0xcadcd4e59ef40c4d, 0x9abfd8766a33735c,
    0x0e3ea96b5304a7d0, 0xad0c42d6fc585992, 0x187306c89bc215a9, 0xd4a60abcf3792b95,
    0xf935451de4f21df2, 0xa9538f0419755787, 0xdb9acddff56ca510, 0xd06c98cd5c0975eb,
    0xe612a3cb9ecba951, 0xc766e62cfcadaf96, 0xee64435a9752fe72, 0xa192d576b245165a,
    0x0a8787bf8ecb74b2, 0x81b3e73d20b49b6f, 0x7fa8220ba3b2ecea, 0x245731c13ca42499,
    0xb78dbfaf3a8d83bd, 0xea1ad565322a1a0b, 0x60e61c23a3795013, 0x6606d7e446282b93,
    0x6ca4ecb15c5f91e1, 0x9f626da15c9625f3, 0xe51b38608ef25f57, 0x958a324ceb064572,
}};

std::uint64_t hash(std::initializer_list<std::string_view> fields,
                   const HashKey& key = reference_key) {
  KeyedHash hash(key);
  for (const std::string_view field : fields) {
    hash.add(field);
  }
  return hash.finish();
}

std::uint64_t folded(std::string_view field) {
  return KeyedHash(reference_key).add_ignoring_case(field).finish();
}

TEST(SipHash, MatchesThePublishedVectors) {
  std::string octets;
  for (std::size_t n = 0; n < reference.size(); ++n) {
    EXPECT_EQ(siphash24(reference_key, octets), reference[n]) << n;
    octets.push_back(static_cast<char>(n));
  }
}

/// Of the published hashes of 128 bits those whose texts end in different ways.
TEST(SipHash, Of128BitsMatchesThePublishedVectors) {
  const std::string octets("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f", 16);
  const auto hash = [&](std::size_t size) {
    return siphash24_128(reference_key, std::string_view(octets).substr(0, size));
  };
  EXPECT_EQ(hash(0), (Hash128{0xe6a825ba047f81a3, 0x930255c71472f66d}));
  EXPECT_EQ(hash(1), (Hash128{0x44af996bd8c187da, 0x45fc229b11597634}));
  EXPECT_EQ(hash(4), (Hash128{0xaf8f9c2dc16481f8, 0x7955cd7b7c6e0f7d}));
  EXPECT_EQ(hash(7), (Hash128{0x53c1dbd8beebf1a1, 0x3982f01fa64ab8c0}));
  EXPECT_EQ(hash(8), (Hash128{0x61f55862baa9623b, 0xb49714f364e2830f}));
  EXPECT_EQ(hash(15), (Hash128{0x11a8b03399e99354, 0xd9c3cf970fec087e}));
}

TEST(AWideHash, SeparatesItsFieldsAsTheNarrowOneDoes) {
  using namespace std::string_view_literals;
  EXPECT_EQ(WideHash(reference_key).add("z9hG4bK"sv).add("alice"sv).finish(),
            siphash24_128(reference_key, "z9hG4bK\x07\0\0\0alice\x05\0\0\0"sv));
  EXPECT_EQ(WideHash(reference_key).add_ignoring_case("Z9HG4BK-aLiCe"sv).finish(),
            WideHash(reference_key).add("z9hg4bk-alice"sv).finish());
  EXPECT_EQ(WideHash(reference_key).add(std::uint64_t{0x0102030405060708}).finish(),
            siphash24_128(reference_key, "\x08\x07\x06\x05\x04\x03\x02\x01"sv));
}

TEST(AKeyedHash, IsSipHashOfEachFieldFollowedByItsLength) {
  using namespace std::string_view_literals;
  EXPECT_EQ(hash({}), siphash24(reference_key, {}));
  EXPECT_EQ(hash({"z9hG4bK", "alice"}),
            siphash24(reference_key, "z9hG4bK\x07\0\0\0alice\x05\0\0\0"sv));
  EXPECT_EQ(KeyedHash(reference_key).add(std::uint64_t{0x0102030405060708}).add("x"sv).finish(),
            siphash24(reference_key, "\x08\x07\x06\x05\x04\x03\x02\x01x\x01\0\0\0"sv));
}

TEST(AKeyedHash, SeparatesItsFields) {
  const std::string text = "call-id@host;tag=1928301774";
  std::set<std::uint64_t> seen;
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    EXPECT_TRUE(seen.insert(hash({text.substr(0, cut), text.substr(cut)})).second) << cut;
  }
  EXPECT_TRUE(seen.insert(hash({text})).second);
  EXPECT_TRUE(seen.insert(hash({text, "", ""})).second);
  EXPECT_NE(hash({}), hash({""}));
}

TEST(AKeyedHash, DependsOnEveryBitOfItsKey) {
  std::set<std::uint64_t> seen{hash({"branch"})};
  for (unsigned bit = 0; bit < 64; ++bit) {
    const std::uint64_t flip = std::uint64_t{1} << bit;
    EXPECT_TRUE(seen.insert(hash({"branch"}, {reference_key.a ^ flip, reference_key.b})).second);
    EXPECT_TRUE(seen.insert(hash({"branch"}, {reference_key.a, reference_key.b ^ flip})).second);
  }
}

TEST(AKeyedHash, IsTheSameWhereverAFieldBegins) {
  // Octets cross the words of the hash at every offset.
  Random random(1);
  for (int round = 0; round < 2000; ++round) {
    KeyedHash hash(reference_key);
    std::string joined;
    for (std::uint64_t fields = random.below(6); fields != 0; --fields) {
      std::string field;
      for (std::uint64_t size = random.below(40); size != 0; --size) {
        field.push_back(static_cast<char>(random.next()));
      }
      hash.add(field);
      joined += field;
      joined.push_back(static_cast<char>(field.size()));
      joined.append(3, '\0');
    }
    ASSERT_EQ(hash.finish(), siphash24(reference_key, joined));
  }
}

TEST(AKeyedHash, IgnoresTheCaseOfAsciiLettersAndOfNothingElse) {
  EXPECT_EQ(folded("Example.COM"), hash({"example.com"}));
  EXPECT_EQ(folded("SIP.Example-42.COM:5060"), folded("sip.eXAMPLE-42.com:5060"));
  EXPECT_NE(hash({"Example.COM"}), hash({"example.com"}));
  for (unsigned value = 0; value < 256; ++value) {
    const auto octet = static_cast<char>(value);
    const bool upper = octet >= 'A' && octet <= 'Z';
    const auto lower = static_cast<char>(upper ? value + 32 : value);
    // At every place of a word, and in the rest that does not fill one.
    for (std::size_t place = 0; place < 13; ++place) {
      std::string text(13, '\xff');
      std::string expected = text;
      text[place] = octet;
      expected[place] = lower;
      ASSERT_EQ(folded(text), hash({expected})) << value << " at " << place;
    }
  }
}

}  // namespace
