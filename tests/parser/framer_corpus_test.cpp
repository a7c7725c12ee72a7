// All messages that we keep, as streams: however they are cut, and beside the parser's own opinion.
#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "tests/parser/corpus.hpp"
#include "tests/parser/framing.hpp"

namespace baton {
namespace {

using test::cut;
using test::File;
using test::lines_of;

constexpr ParseOptions framed{.framed = true};

/// Those that a stream may hold.
std::vector<std::string> messages() {
  std::vector<std::string> texts;
  for (const File& file : test::read_folder(BATON_CORPUS_DIR, ".sip")) {
    const test::Parsed parsed(file.octets, framed);
    if (!parsed.error) texts.push_back(file.octets);
  }
  return texts;
}

std::string keep_alive(std::size_t number) {
  return std::array{"", "\r\n\r\n", "\r\n", "\r\n\r\n\r\n\r\n", "\r\n\r\n\r\n"}[number % 5];
}

TEST(FramerCorpus, PairsAreTheSameHoweverTheyAreCut) {
  const std::vector<std::string> texts = messages();
  ASSERT_GE(texts.size(), 18U);
  for (std::size_t at = 0; at < texts.size(); ++at) {
    const std::string& next = texts[(at + 1) % texts.size()];
    const std::string stream = keep_alive(at) + texts[at] + keep_alive(at + 1) + next;
    const auto found = lines_of({stream});
    const auto count = std::count_if(found.begin(), found.end(),
                                     [](const std::string& line) { return line.starts_with("message "); });
    EXPECT_EQ(count, 2) << at;
    EXPECT_TRUE(test::same_however_cut(stream)) << at;
  }
}

TEST(FramerCorpus, AllInOneStreamInRandomPieces) {
  std::string stream;
  std::vector<std::string> expected;
  const std::vector<std::string> texts = messages();
  for (std::size_t at = 0; at < texts.size(); ++at) {
    const std::string between = keep_alive(at);
    stream += between + texts[at];
    for (std::size_t ping = 0; ping < between.size() / 4; ++ping)
      expected.emplace_back("ping");
    expected.push_back("message " + std::to_string(texts[at].size()) + ": " + texts[at]);
  }
  EXPECT_EQ(lines_of({stream}), expected);
  for (const std::size_t every : {1U, 2U, 3U, 5U, 64U, 1'460U}) {
    EXPECT_EQ(lines_of(cut(stream, every)), expected) << every;
  }
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::string_view> pieces;
    const std::size_t most = std::size_t{1} << (seed % 13);
    for (std::string_view rest = stream; !rest.empty();) {
      const std::size_t size = std::min<std::size_t>(random() % (most + 1), rest.size());
      pieces.push_back(rest.substr(0, size));
      rest.remove_prefix(size);
    }
    EXPECT_EQ(lines_of(pieces), expected) << "seed " << seed;
  }
}

/// What only the framing of a message can be blamed for.
bool is_of_framing(const ParseError& error) {
  return error.code == Errc::truncated || error.code == Errc::empty_message ||
         (error.header == HeaderId::content_length && error.code != Errc::ok);
}

TEST(FramerCorpus, AgreesWithTheParserOnEveryChangedOctet) {
  for (const File& file : test::read_folder(BATON_CORPUS_DIR, ".sip")) {
    for (std::size_t place = 0; place < file.octets.size(); ++place) {
      std::string changed = file.octets;
      for (const char c : {'\0', '\r', '\n', ' ', ':', '"', '9', 'l'}) {
        changed[place] = c;
        const auto lines = lines_of({changed});
        const bool one =
            lines.size() == 1 && lines[0].starts_with("message " + std::to_string(changed.size()) + ": ");
        std::array<HeaderEntry, 128> index{};
        MessageView message;
        const ParseError error = index_message(changed, index, message, framed);
        if (!error && !changed.starts_with("\r\n")) {
          EXPECT_TRUE(one) << file.name << ": what the parser accepts is one message, " << place;
        }
        if (one) {
          EXPECT_FALSE(is_of_framing(error)) << file.name << " at " << place << ": " << name(error.code);
        }
      }
    }
  }
}

#ifdef BATON_VECTORS_DIR

struct TortureRow {
  std::string name, length;
  std::size_t body = 0;
  bool ended = false;
};

std::vector<TortureRow> read_index(const std::string& folder) {
  std::ifstream file(folder + "/index.tsv");
  std::vector<TortureRow> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<std::string> cells;
    std::istringstream cell_stream(line);
    for (std::string cell; std::getline(cell_stream, cell, '\t');)
      cells.push_back(cell);
    rows.push_back({cells.at(0), cells.at(5), std::stoul(cells.at(6)), cells.at(7) == "yes"});
  }
  return rows;
}

/// What RFC 4475 and the index's columns ask of a stream: the first line that the framer gives.
std::string expected_line(const TortureRow& row, const std::string& octets) {
  if (!row.ended) return "";  // waits for an empty line: a timer's to end
  const std::size_t section = octets.size() - row.body;
  if (row.length == "-") return "missing_header close: " + octets.substr(0, section);
  if (row.length.find(',') != std::string::npos) return "repeated_header close: ";
  if (row.length.front() == '-') return "bad_content_length close: ";
  const std::size_t length = std::stoul(row.length);
  if (length > row.body) return "";  // waits for the rest of the body (RFC 4475 3.1.2.2)
  return "message " + std::to_string(section + length) + ": " + octets.substr(0, section + length);
}

TEST(FramerTorture, GivesOverAStreamWhatTheIndexSays_Rfc4475_Rfc5118) {
  std::size_t framed_well = 0;
  for (const std::string folder : {BATON_VECTORS_DIR "/torture", BATON_VECTORS_DIR "/torture-ipv6"}) {
    const std::vector<TortureRow> rows = read_index(folder);
    ASSERT_GE(rows.size(), 12U);
    for (const TortureRow& row : rows) {
      const std::string octets = test::read_file(folder + "/" + row.name + ".dat");
      const std::string expected = expected_line(row, octets);
      const auto lines = lines_of({octets});
      const std::string first = lines.empty() ? "" : lines[0];
      if (expected.ends_with("close: ")) {
        EXPECT_TRUE(first.starts_with(expected)) << row.name << ": " << first;
      } else {
        EXPECT_EQ(first, expected) << row.name;
      }
      EXPECT_TRUE(test::same_however_cut(octets)) << row.name;
      if (!expected.starts_with("message ")) continue;
      ++framed_well;
      const std::string_view message = std::string_view(first).substr(first.find(": ") + 2);
      const test::Parsed datagram(message);
      const test::Parsed stream(message, framed);
      EXPECT_EQ(stream.error.code, datagram.error.code) << row.name << ": the same verdict as of a datagram";
    }
  }
  EXPECT_EQ(framed_well, 57U);
}

#endif

}  // namespace
}  // namespace baton
