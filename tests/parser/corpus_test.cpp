// All messages that we keep: every prefix of each, and each written anew.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "baton/writer.hpp"
#include "tests/parser/exact.hpp"

namespace baton {
namespace {

struct File {
  std::string name;
  std::string octets;
};

std::vector<File> read_folder(const std::filesystem::path& folder, std::string_view extension) {
  std::vector<File> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == extension) {
      std::ifstream file(entry.path(), std::ios::binary);
      files.push_back({entry.path().stem().string(),
                       {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()}});
    }
  }
  return files;
}

std::string unfolded(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c != '\r' && c != '\n') {
      result.push_back(c);
    }
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

void write_and_compare(const File& file) {
  const test::Parsed parsed(file.octets);
  if (parsed.error) {
    return;
  }
  const MessageView& message = parsed.message;
  std::vector<char> buffer(file.octets.size() * 2 + 256);
  MessageWriter writer(buffer);
  if (message.is_request()) {
    writer.request_line(message.method_text(), message.request_uri());
  } else {
    writer.status_line(message.status(), message.reason());
  }
  for (const HeaderEntry& entry : message.headers()) {
    const std::string value = unfolded(message.value_of(entry));
    if (value.find('\0') != std::string::npos) {
      return;
    }
    if (entry.id != HeaderId::content_type && entry.id != HeaderId::content_length) {
      writer.header(message.name_of(entry), {value});
    }
  }
  writer.body(unfolded(message.value(HeaderId::content_type).value_or("")), message.body());
  ASSERT_TRUE(writer.finish()) << file.name << ": " << name(writer.error());
  const test::Parsed again(writer.written());
  ASSERT_FALSE(again.error) << file.name << ": " << name(again.error.code);
  EXPECT_EQ(again.message.body(), message.body()) << file.name;
  auto theirs = again.message.headers().begin();
  for (const HeaderEntry& entry : message.headers()) {
    if (entry.id == HeaderId::content_type || entry.id == HeaderId::content_length) {
      continue;
    }
    EXPECT_EQ(theirs->id, entry.id);
    EXPECT_EQ(again.message.name_of(*theirs), message.name_of(entry));
    EXPECT_EQ(again.message.value_of(*theirs), unfolded(message.value_of(entry)));
    ++theirs;
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
