// What the tests of digest share: the hashes of OpenSSL, and answers as text.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "baton/system_hash.hpp"
#include "baton/system_random.hpp"
#include "src/auth/digest_client.hpp"
#include "tests/parser/exact.hpp"

namespace baton::core::test {

using baton::test::Exact;
using baton::test::Parsed;

inline Environment hashes() {
  Environment environment = system_environment();
  environment.hash = &system_hash;
  return environment;
}

/// The example of RFC 3261 22, with a REFER.
inline DigestAnswer bobs_answer() {
  DigestAnswer answer;
  answer.user = {.user = "bob", .secret = {.text = "zanzibar"}, .realm = "biloxi.com"};
  answer.request = {.method = "REFER", .uri = "sip:bob@biloxi.com", .body = "v=0\r\n"};
  answer.cnonce = "0a4f113b";
  return answer;
}

struct Answered {
  Errc error = Errc::ok;
  std::string line;  ///< the header field with its CRLF
};

/// Answers the challenge with buffers of exactly these sizes, so that AddressSanitizer sees one octet too many.
inline Answered answer_within(std::string_view challenge_text, const DigestAnswer& answer, std::size_t scratch_size,
                              std::size_t room, HeaderId header = HeaderId::www_authenticate,
                              const Environment& environment = hashes()) {
  const Exact text(challenge_text);
  ChallengeView challenge;
  EXPECT_EQ(parse_challenge(text.view(), challenge), Errc::ok) << challenge_text;
  std::vector<char> scratch(scratch_size);
  std::vector<char> buffer(room);
  MessageWriter writer(buffer);
  const Errc error = write_credentials(challenge, header, answer, environment, scratch, writer);
  return {error, std::string(writer.written())};
}

inline Answered answer(std::string_view challenge_text, const DigestAnswer& answer,
                       HeaderId header = HeaderId::www_authenticate, const Environment& environment = hashes()) {
  return answer_within(challenge_text, answer, challenge_text.size(), 4'096 + 2 * challenge_text.size(), header,
                       environment);
}

/// The value of a parameter of a written header field, as it stands.
inline std::string parameter(const std::string& line, const std::string& name) {
  for (const char before : {' ', ','}) {
    const std::size_t at = line.find(before + name + "=");
    if (at == std::string::npos) continue;
    std::size_t from = at + name.size() + 2;
    if (line[from] != '"') return line.substr(from, line.find_first_of(",\r", from) - from);
    std::size_t end = ++from;
    while (line[end] != '"') end += line[end] == '\\' ? 2U : 1U;
    return line.substr(from, end - from);
  }
  return "(none)";
}

inline std::string response_of(const Answered& answered) {
  return answered.error == Errc::ok ? parameter(answered.line, "response") : std::string(name(answered.error));
}

}  // namespace baton::core::test
