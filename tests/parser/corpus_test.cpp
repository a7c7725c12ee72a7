// All messages that we keep: every prefix of each, and each written anew.
#include <gtest/gtest.h>

#include <vector>

#include "baton/writer.hpp"
#include "tests/parser/corpus.hpp"
#include "tests/parser/exact.hpp"

namespace baton {
namespace {

using test::File;
using test::read_folder;

/// The value with each of its folds made one space (RFC 3261 7.3.1).
std::string unfolded(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\r') {
      result.push_back(text[at]);
      continue;
    }
    while (at + 1 < text.size() && std::string_view("\r\n\t ").find(text[at + 1]) != std::string_view::npos) ++at;
    result.push_back(' ');
  }
  return result;
}

void touch_everything(const MessageView& message) {
  (void)message.top_via();
  (void)message.from();
  (void)message.to();
  (void)message.cseq();
  (void)message.max_forwards();
  (void)answerable(message);
  for (const HeaderEntry& entry : message.headers()) {
    (void)message.name_of(entry);
    auto walk = message.values(entry.id);
    while (const auto value = walk.next()) {
      NameAddrView address;
      ViaView via;
      (void)parse_name_addr(*value, address);
      (void)parse_via(*value, via);
    }
  }
}

void parse_every_prefix(const File& file) {
  ParseOptions framed;
  framed.framed = true;
  for (std::size_t size = 0; size <= file.octets.size(); ++size) {
    const std::string_view prefix = std::string_view(file.octets).substr(0, size);
    const test::Parsed parsed(prefix);
    touch_everything(parsed.message);
    ASSERT_LE(parsed.error.offset, size);
    const test::Parsed stream(prefix, framed);
    if (!stream.error) {
      ASSERT_FALSE(parsed.error) << file.name << ": a stream asks for more, not for less";
    }
  }
}

/// How a message's headers are named when it is written anew.
enum class Spelling { as_received, full, compact };

bool is_of_body(const HeaderEntry& entry) {
  return entry.id == HeaderId::content_type || entry.id == HeaderId::content_length;
}

Result<std::size_t> write_anew(MessageWriter& writer, const MessageView& message, Spelling spelling) {
  if (message.is_request()) {
    writer.request_line(message.method_text(), message.request_uri());
  } else {
    writer.status_line(message.status(), message.reason());
  }
  for (const HeaderEntry& entry : message.headers()) {
    if (is_of_body(entry)) continue;
    if (spelling == Spelling::as_received || entry.id == HeaderId::other) {
      writer.header(message.name_of(entry), {unfolded(message.value_of(entry))});
    } else {
      writer.begin(entry.id);
      writer.add_unfolded(message.value_of(entry));
      writer.end();
    }
  }
  writer.body(unfolded(message.value(HeaderId::content_type).value_or("")), message.body());
  return writer.finish();
}

std::string expected_name(const MessageView& message, const HeaderEntry& entry, Spelling spelling) {
  if (spelling == Spelling::as_received || entry.id == HeaderId::other) return std::string(message.name_of(entry));
  const std::string_view compact = compact_name(entry.id);
  return std::string(spelling == Spelling::compact && !compact.empty() ? compact : header_name(entry.id));
}

void compare(const MessageView& theirs, const MessageView& message, Spelling spelling, const std::string& what) {
  EXPECT_EQ(theirs.is_request(), message.is_request()) << what;
  EXPECT_EQ(theirs.method_text(), message.method_text()) << what;
  EXPECT_EQ(theirs.request_uri(), message.request_uri()) << what;
  EXPECT_EQ(theirs.status(), message.status()) << what;
  EXPECT_EQ(theirs.reason(), message.reason()) << what;
  EXPECT_EQ(theirs.body(), message.body()) << what;
  EXPECT_EQ(theirs.value(HeaderId::content_length), std::to_string(message.body().size())) << what;
  const auto type = message.value(HeaderId::content_type);
  EXPECT_EQ(theirs.value(HeaderId::content_type).value_or(""), unfolded(type.value_or(""))) << what;
  std::size_t at = 0;
  for (const HeaderEntry& entry : message.headers()) {
    if (is_of_body(entry)) continue;
    ASSERT_LT(at, theirs.headers().size()) << what;
    const HeaderEntry& other = theirs.headers()[at++];
    EXPECT_EQ(other.id, entry.id) << what;
    EXPECT_EQ(theirs.name_of(other), expected_name(message, entry, spelling)) << what;
    EXPECT_EQ(theirs.value_of(other), unfolded(message.value_of(entry))) << what;
  }
  EXPECT_EQ(theirs.headers().size(), at + (type ? 2U : 1U)) << what;
}

/// parse(write(parse(x))) is parse(x), but for folds, and for the headers of the body coming last.
void write_and_compare(const File& file) {
  const test::Parsed parsed(file.octets);
  if (parsed.error) {
    return;
  }
  const bool writable = parsed.message.bytes().substr(0, parsed.message.bytes().find("\r\n\r\n")).find('\0') ==
                        std::string_view::npos;
  for (const Spelling spelling : {Spelling::as_received, Spelling::full, Spelling::compact}) {
    const std::string what = file.name + ", spelling " + std::to_string(static_cast<int>(spelling));
    std::vector<char> buffer(file.octets.size() * 2 + 256);
    MessageWriter writer(buffer, spelling == Spelling::compact ? HeaderNames::compact : HeaderNames::full);
    const auto size = write_anew(writer, parsed.message, spelling);
    if (!writable) {
      EXPECT_EQ(size.error(), Errc::injection) << what << ": a NUL can be received, as a quoted pair, but not written";
      continue;
    }
    ASSERT_TRUE(size) << what << ": " << name(writer.error());
    const test::Parsed again(writer.written(), {.framed = true});
    ASSERT_FALSE(again.error) << what << ": " << name(again.error.code);
    compare(again.message, parsed.message, spelling, what);
    std::vector<char> second(buffer.size());
    MessageWriter once_more(second, spelling == Spelling::compact ? HeaderNames::compact : HeaderNames::full);
    ASSERT_TRUE(write_anew(once_more, again.message, spelling)) << what;
    EXPECT_EQ(once_more.written(), writer.written()) << what << ": and then nothing changes any more";
  }
}

TEST(Corpus, HasMessages) {
  EXPECT_GE(read_folder(BATON_CORPUS_DIR, ".sip").size(), 20U);
}

TEST(Corpus, EveryPrefixIsReadWithoutHarm) {
  for (const File& file : read_folder(BATON_CORPUS_DIR, ".sip")) {
    parse_every_prefix(file);
  }
}

TEST(Corpus, SurvivesBeingWrittenAnew) {
  for (const File& file : read_folder(BATON_CORPUS_DIR, ".sip")) {
    write_and_compare(file);
  }
}

TEST(Corpus, IsAcceptedUnlessItsNameSaysBad) {
  for (const File& file : read_folder(BATON_CORPUS_DIR, ".sip")) {
    const test::Parsed parsed(file.octets);
    EXPECT_EQ(static_cast<bool>(parsed.error), file.name.starts_with("bad_"))
        << file.name << ": " << name(parsed.error.code) << " at " << parsed.error.offset;
  }
}

TEST(Corpus, EveryOctetChangedIsReadWithoutHarm) {
  for (const File& file : read_folder(BATON_CORPUS_DIR, ".sip")) {
    for (std::size_t place = 0; place < file.octets.size(); ++place) {
      std::string changed = file.octets;
      for (const char c : {'\0', '\r', '\n', ' ', '"', '<', ',', ';', '%', '\x80'}) {
        changed[place] = c;
        const test::Parsed parsed(changed);
        touch_everything(parsed.message);
      }
    }
  }
}

void expect_same_via(const ViaView& kept, const ViaView& read) {
  EXPECT_EQ(kept.protocol, read.protocol);
  EXPECT_EQ(kept.transport_text, read.transport_text);
  EXPECT_EQ(kept.host, read.host);
  EXPECT_EQ(kept.port, read.port);
  EXPECT_EQ(kept.parameters, read.parameters);
  EXPECT_EQ(kept.branch, read.branch);
  EXPECT_EQ(kept.received, read.received);
  EXPECT_EQ(kept.maddr, read.maddr);
  EXPECT_EQ(kept.has_rport, read.has_rport);
  EXPECT_EQ(kept.rport, read.rport);
}

/// An index alone keeps nothing: its accessors read the header fields.
bool expect_kept_as_read(std::string_view octets) {
  const test::Parsed parsed(octets);
  if (parsed.error) return false;
  std::vector<HeaderEntry> index(parsed.message.headers().size());
  MessageView read;
  EXPECT_FALSE(index_message(parsed.message.bytes(), index, read));
  expect_same_via(parsed.message.top_via(), read.top_via());
  EXPECT_EQ(parsed.message.from_tag(), read.from_tag());
  EXPECT_EQ(parsed.message.to_tag(), read.to_tag());
  EXPECT_EQ(read.from_tag(), read.from().tag());
  EXPECT_EQ(read.to_tag(), read.to().tag());
  return true;
}

TEST(Corpus, WhatTheViewKeepsIsWhatTheHeaderFieldsSay) {
  std::size_t accepted = 0;
  for (const File& file : read_folder(BATON_CORPUS_DIR, ".sip")) {
    for (std::size_t place = 0; place < file.octets.size(); ++place) {
      std::string changed = file.octets;
      for (const char c : {changed[place], ';', ',', '>', 't', '1'}) {
        changed[place] = c;
        accepted += expect_kept_as_read(changed) ? 1U : 0U;
        ASSERT_FALSE(HasFailure()) << file.name << ": " << c << " at " << place;
      }
    }
  }
  EXPECT_GT(accepted, 1000U);
}

#ifdef BATON_VECTORS_DIR
struct Verdict {
  std::string path, verdict, statuses;
};

std::vector<Verdict> read_verdicts() {
  std::ifstream file(std::string(BATON_VECTORS_DIR) + "/verdicts.tsv");
  std::vector<Verdict> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const std::size_t first = line.find('\t');
    const std::size_t second = line.find('\t', first + 1);
    rows.push_back({line.substr(0, first), line.substr(first + 1, second - first - 1),
                    line.substr(second + 1)});
  }
  return rows;
}

TEST(PublishedTorture, GetsTheExpectedVerdicts_Rfc4475_Rfc5118) {
  const std::vector<Verdict> rows = read_verdicts();
  ASSERT_GE(rows.size(), 62U);
  for (const Verdict& row : rows) {
    std::ifstream stream(std::string(BATON_VECTORS_DIR) + "/" + row.path + ".dat",
                         std::ios::binary);
    ASSERT_TRUE(stream) << row.path;
    const File file{row.path,
                    {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()}};
    const test::Parsed parsed(file.octets);
    const std::uint16_t status = status_for(parsed.message, parsed.error.code);
    const std::string answer = status == 0 ? "drop" : std::to_string(status);
    const std::string verdict = parsed.error ? "reject" : "accept";
    EXPECT_TRUE(verdict == row.verdict || row.verdict == "either")
        << row.path << ": " << verdict << ", " << name(parsed.error.code);
    if (parsed.error) {
      EXPECT_NE(("," + row.statuses + ",").find("," + answer + ","), std::string::npos)
          << row.path << ": " << answer;
    }
    parse_every_prefix(file);
    write_and_compare(file);
  }
}
#endif

}  // namespace
}  // namespace baton
