// What the tests of digest's server share: a server, and a client that answers it.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "src/auth/digest_server.hpp"
#include "tests/auth/answering.hpp"

namespace baton::core::test {

inline bool knows_bob(void*, std::string_view user, std::string_view realm, HashAlgorithm,
                      DigestSecret& into) noexcept {
  into.text = "zanzibar";
  return user == "bob" && realm == "biloxi.com";
}

inline std::vector<std::string> lines_of(const std::string& fields) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < fields.size();) {
    const std::size_t end = fields.find("\r\n", at);
    lines.push_back(fields.substr(at, end - at));
    at = end + 2;
  }
  return lines;
}

inline std::string value_of(const std::string& line) { return line.substr(line.find(": ") + 2); }

/// A server and what it is asked with: everything may be changed before `verdict`.
struct Side {
  Environment environment = hashes();
  DigestServer server = DigestServer::make(environment);
  std::array<NonceUse, 4> places{};
  NonceWatch watch{places};
  Time now{seconds(100)};
  DigestOffer offer{.realm = "biloxi.com"};
  DigestCase what{.request = bobs_answer().request, .own_uris = {}, .secrets = {nullptr, &knows_bob}};
  DigestAnswer answer = bobs_answer();
  std::string user;  ///< who was found to be good

  std::string challenges(bool stale = false, HeaderId header = HeaderId::www_authenticate) {
    std::array<char, 1'024> buffer{};
    MessageWriter writer(buffer);
    EXPECT_EQ(server.write_challenges(now, offer, stale, header, environment, writer), Errc::ok);
    return std::string(writer.written());
  }
  /// The value of the first challenge.
  std::string challenge() { return value_of(lines_of(challenges()).front()); }

  /// The credentials that answer it.
  std::string credentials(const std::string& challenge_text) const {
    return value_of(lines_of(core::test::answer(challenge_text, answer).line).front());
  }
  DigestVerdict verdict(const std::string& credentials_text) {
    const Exact text(credentials_text);
    CredentialsView view;
    EXPECT_EQ(parse_credentials(text.view(), view), Errc::ok) << credentials_text;
    std::vector<char> scratch(credentials_text.size());
    const DigestJudgement judgement = server.judge(now, offer, what, view, environment, watch, scratch);
    EXPECT_EQ(judgement.verdict == DigestVerdict::good, !judgement.user.empty());
    user = judgement.user;
    return judgement.verdict;
  }
  DigestVerdict answered(const std::string& challenge_text) { return verdict(credentials(challenge_text)); }
};

inline std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

}  // namespace baton::core::test
