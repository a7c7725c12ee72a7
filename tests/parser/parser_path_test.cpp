// Every parser path against the passes that explain: the quick passes can only say yes, and must say
// the same.
#include <random>

#include "tests/parser/all_paths.hpp"
#include "tests/parser/corpus.hpp"

namespace baton {
namespace {

using test::AllPaths;
using test::File;

// Under a sanitizer, and where nothing is optimised, fewer mutations are sampled: each takes some
// ten times as long.
#if defined(__SANITIZE_ADDRESS__) || !defined(NDEBUG)
constexpr bool slow = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool slow = true;
#else
constexpr bool slow = false;
#endif
#else
constexpr bool slow = false;
#endif

/// One further message, as most are: every header that the quick passes read, with its usual parts.
constexpr std::string_view common_request =
    "INVITE sip:bob@192.0.2.4:5060;transport=udp SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776asdhds;rport;received=192.0.2.7, SIP/2.0/TCP h\r\n"
    "Max-Forwards: 70\r\n"
    "Route: <sip:p1.example.com;lr>, <sip:[2001:db8::1]:5070;lr>\r\n"
    "Record-Route: <sip:p1.example.com:5060;lr;transport=tcp>\r\n"
    "To: \"Bob \\\"B\\\" Builder\" <sip:bob@biloxi.example.com>\r\n"
    "From: Alice <sip:+15551234;ext=1@atlanta.example.com;user=phone>;tag=1928301774\r\n"
    "Call-ID: a84b4c76e66710@pc33.atlanta.example.com\r\n"
    "CSeq: 314159 INVITE\r\n"
    "Contact: <sip:alice@pc33.atlanta.example.com:5061;ob>;expires=3600;q=0.7\r\n"
    "Refer-To: <sips:c@h.example.com?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2>\r\n"
    "Referred-By: <sip:d@example.com>\r\n"
    "Event: refer;id=93809824\r\n"
    "Subscription-State: active;expires=60\r\n"
    "Replaces: 12adf2f34456gs5;to-tag=12345;from-tag=54321;early-only\r\n"
    "Supported: replaces,100rel\r\n"
    "Require: timer\r\n"
    "Expires: 120\r\n"
    "Content-Type: application/sdp;charset=utf-8\r\n"
    "Content-Length: 4\r\n"
    "\r\n"
    "v=0\r";

std::vector<File> messages() {
  std::vector<File> files = test::read_folder(BATON_CORPUS_DIR, ".sip");
  files.push_back({"a common request", std::string(common_request)});
  return files;
}

/// The published messages, if there are.
std::vector<File> torture() {
  std::vector<File> files;
#ifdef BATON_VECTORS_DIR
  for (const char* folder : {"torture", "torture-ipv6"}) {
    for (File& file : test::read_folder(std::string(BATON_VECTORS_DIR) + "/" + folder, ".dat")) {
      files.push_back(std::move(file));
    }
  }
#endif
  return files;
}

constexpr Tolerances everything = Tolerances::standard()
                                      .with(Tolerance::bare_line_feeds)
                                      .with(Tolerance::no_reason_phrase)
                                      .with(Tolerance::short_body)
                                      .with(Tolerance::no_end_of_headers);

/// What most ask, and what few do.
constexpr std::array<ParseOptions, 5> all_options{{{},
                                                   {.framed = true},
                                                   {.tolerances = Tolerances::none()},
                                                   {.tolerances = everything},
                                                   {.framed = true, .tolerances = everything}}};

void read_every_prefix(AllPaths& paths, const File& file) {
  for (std::size_t size = 0; size <= file.octets.size(); ++size) {
    const std::string_view prefix = std::string_view(file.octets).substr(0, size);
    for (const ParseOptions& options : all_options) {
      const std::string found = paths.read(prefix, options);
      ASSERT_EQ(found, "") << file.name << ", " << size << " octets, options " << &options - &all_options[0];
      ASSERT_LE(paths.truth().error.offset, size) << file.name;
    }
  }
}

constexpr std::string_view hostile("\0\r\n \t\"<>,;:@%\\\x7F\x80\xFF", 17);

/// Each octet of `hostile` at each place; of these changes every `step`th. 17 octets and a step that is
/// prime to 17: no octet and no place is left out for good.
void read_each_octet_changed(AllPaths& paths, const File& file, std::size_t step) {
  std::string changed = file.octets;
  std::size_t turn = 0;
  for (std::size_t place = 0; place < changed.size(); ++place) {
    for (const char c : hostile) {
      if (turn++ % step != 0) continue;
      changed[place] = c;
      // Other options than the first for every eighth change.
      for (std::size_t asked = 0; asked < (turn % 8 == 0 ? all_options.size() : 1); ++asked) {
        ASSERT_EQ(paths.read(changed, all_options[asked]), "")
            << file.name << ", octet " << int{static_cast<unsigned char>(c)} << " at " << place
            << ", options " << asked << ":\n"
            << changed;
      }
    }
    changed[place] = file.octets[place];
  }
}

TEST(ParserPaths, ThoseThatThisMachineLacksAreTold) {
  EXPECT_TRUE(has_parser_path(ParserPath::portable));
#if defined(__x86_64__)
  constexpr std::array paths{ParserPath::sse2, ParserPath::avx2};
#elif defined(__aarch64__)
  constexpr std::array paths{ParserPath::neon};
#else
  constexpr std::array<ParserPath, 0> paths{};
#endif
  std::string missing;
  for (const ParserPath path : paths) {
    if (!has_parser_path(path)) missing.append(" ").append(name(path));
  }
  if (!missing.empty()) GTEST_SKIP() << "this machine cannot run, so no test here compares:" << missing;
}

TEST(ParserPaths, EveryPrefixOfEveryMessageGivesTheSame) {
  AllPaths paths;
  for (const File& file : messages())
    read_every_prefix(paths, file);
}

#ifdef BATON_VECTORS_DIR
TEST(ParserPaths, EveryPrefixOfEveryTortureMessageGivesTheSame_Rfc4475_Rfc5118) {
  AllPaths paths;
  for (const File& file : torture())
    read_every_prefix(paths, file);
}
#endif

TEST(ParserPaths, EveryOctetChangedGivesTheSame) {
  AllPaths paths;
  for (const File& file : messages())
    read_each_octet_changed(paths, file, slow ? 13 : 3);
}

#ifdef BATON_VECTORS_DIR
TEST(ParserPaths, OctetsOfTortureMessagesChangedGiveTheSame_Rfc4475_Rfc5118) {
  AllPaths paths;
  for (const File& file : torture())
    read_each_octet_changed(paths, file, slow ? 61 : 11);
}
#endif

TEST(ParserPaths, OctetsLeftOutOrDoubledGiveTheSame) {
  AllPaths paths;
  for (const File& file : messages()) {
    for (std::size_t place = 0; place < file.octets.size(); ++place) {
      std::string changed = file.octets;
      changed.erase(place, 1);
      ASSERT_EQ(paths.read(changed), "") << file.name << ", without the octet at " << place;
      changed.insert(place, 2, file.octets[place]);
      ASSERT_EQ(paths.read(changed), "") << file.name << ", with the octet at " << place << " twice";
    }
  }
}

TEST(ParserPaths, SplicedMessagesGiveTheSame) {
  std::vector<File> files = messages();
  for (File& file : torture())
    files.push_back(std::move(file));
  AllPaths paths;
  std::mt19937 random(20'261'125);  // NOLINT: the same pairs in every run
  const int rounds = slow ? 3'000 : 40'000;
  for (int round = 0; round < rounds; ++round) {
    const std::string& head = files[random() % files.size()].octets;
    const std::string& tail = files[random() % files.size()].octets;
    const std::size_t cut = random() % (head.size() + 1);
    const std::size_t from = random() % (tail.size() + 1);
    const std::string spliced = head.substr(0, cut) + tail.substr(from);
    ASSERT_EQ(paths.read(spliced, all_options[random() % all_options.size()]), "")
        << "round " << round << ":\n"
        << spliced;
  }
}

TEST(ParserPaths, SplicedHeaderLinesGiveTheSame) {
  // Whole lines, so that most results are messages: any header behind any start line.
  std::vector<std::string> starts, lines;
  std::vector<File> files = messages();
  for (File& file : torture())
    files.push_back(std::move(file));
  for (const File& file : files) {
    const std::string head = file.octets.substr(0, file.octets.find("\r\n\r\n") + 2);
    std::size_t from = 0;
    for (std::size_t end = head.find("\r\n"); end != std::string::npos; end = head.find("\r\n", from)) {
      (from == 0 ? starts : lines).push_back(head.substr(from, end + 2 - from));
      from = end + 2;
    }
  }
  AllPaths paths;
  std::mt19937 random(3261);  // NOLINT: the same lines in every run
  unsigned accepted = 0;
  const int rounds = slow ? 3'000 : 40'000;
  for (int round = 0; round < rounds; ++round) {
    std::string text = random() % 2 != 0 ? "OPTIONS sip:b@h SIP/2.0\r\n" : starts[random() % starts.size()];
    text += "Via: SIP/2.0/UDP h\r\nf: sip:a@h;tag=1\r\nt: sip:b@h\r\ni: 1\r\nCSeq: 1 OPTIONS\r\n";
    for (auto count = random() % 4; count != 0; --count)
      text += lines[random() % lines.size()];
    text += "\r\n";
    ASSERT_EQ(paths.read(text), "") << "round " << round << ":\n" << text;
    accepted += paths.truth().error ? 0U : 1U;
  }
  EXPECT_GE(accepted, static_cast<unsigned>(rounds) / 10) << "else the quick passes were hardly asked";
}

TEST(ParserPaths, AnyRoomInTheIndexGivesTheSame) {
  const std::vector<File> files = messages();
  for (std::size_t room = 0; room <= 24; ++room) {
    AllPaths paths(room);
    for (const File& file : files) {
      ASSERT_EQ(paths.read(file.octets), "") << file.name << ", room for " << room;
      ASSERT_LE(paths.truth().message.headers().size(), room);
    }
  }
}

TEST(ParserPaths, ManyLinesGiveTheSame) {
  // The quick index has room for some 250 lines, and reads 64 octets at a time.
  for (const std::size_t count : {1U, 100U, 240U, 246U, 247U, 248U, 249U, 250U, 251U, 300U, 1'000U}) {
    AllPaths paths(count + 5);
    for (const std::string_view line : {"a:\r\n", "a: b\r\n", "a:b\r\n c\r\n", "Route: <sip:a;lr>\r\n"}) {
      std::string lines;
      for (std::size_t number = 0; number < count; ++number)
        lines += line;
      ASSERT_EQ(paths.read(test::request_with(lines)), "") << count << " times " << line;
      EXPECT_FALSE(paths.truth().error) << count << " times " << line;
    }
  }
}

TEST(ParserPaths, TheEndOfTheHeadersAnywhereInABlockGivesTheSame) {
  for (const std::string_view end : {"\r\n", "\r\n\r", "\r\n\n", "\n", "\r", "\r\r\n", "\n\n", "x"}) {
    AllPaths paths;
    for (std::size_t size = 0; size < 130; ++size) {
      const std::string head = test::request_with("X: " + std::string(size, 'x') + "\r\n");
      const std::string text = head.substr(0, head.size() - 2) + std::string(end) + "body";
      ASSERT_EQ(paths.read(text), "") << size;
    }
  }
}

// A host whose last label is a number can only be an address: letters in its other labels are no digits.
TEST(ParserPaths, AHostThatIsNeitherNameNorAddressIsRefusedWhateverFollowsIt) {
  AllPaths paths;
  const std::string message(common_request);
  const std::string host = "biloxi.example.com";
  for (const std::string_view bad : {"127.0.N.1", "N.0.0.1", "1.z.0.1", "12.3A.0.1", "1.2.3.256", "a.1", "A.B.C.4",
                                     "1.2._.4", "127.0.N.1:5060", "1.2.-.4"}) {
    std::string text = message;
    text.replace(text.find(host), host.size(), bad);
    EXPECT_EQ(paths.read(text), "") << bad;
    EXPECT_TRUE(paths.truth().error) << bad;
  }
}

TEST(ParserPaths, NothingIsLeftBehindByTheMessageBefore) {
  AllPaths paths;
  const std::vector<File> files = messages();
  for (const File& before : files) {
    for (const File& file : files) {
      ASSERT_EQ(paths.read(before.octets), "") << before.name;
      ASSERT_EQ(paths.read(file.octets), "") << file.name << " behind " << before.name;
    }
  }
}

TEST(ParserPaths, AComparisonSeesADifference) {
  // A comparison that could not fail would prove nothing.
  test::Reading a, b;
  const test::Exact text(common_request);
  a.error = parse_message(text.view(), a.index, a.message, a.values);
  b.error = parse_message(text.view(), b.index, b.message, b.values);
  ASSERT_FALSE(a.error) << name(a.error.code);
  EXPECT_EQ(test::difference(a, b, text.view()), "");
  b.values.from.tag_value.remove_prefix(1);
  EXPECT_EQ(test::difference(a, b, text.view()), "other values");
  b.values = a.values;
  ++b.index[3].end;
  EXPECT_EQ(test::difference(a, b, text.view()), "another index");
  b.error.offset = 1;
  EXPECT_NE(test::difference(a, b, text.view()).find("at 1"), std::string::npos);
}

}  // namespace
}  // namespace baton
