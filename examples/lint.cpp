// Lints SIP messages: says of each file, one message in each, whether it is right, or which rule it
// breaks where.
#include <array>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "baton/verdict.hpp"

namespace {

/// The line and the column of an octet, both from 1.
std::string place(const std::string& octets, std::size_t offset) {
  std::size_t line = 1, start = 0;
  for (std::size_t at = 0; at < offset && at < octets.size(); ++at) {
    if (octets[at] == '\n') ++line, start = at + 1;
  }
  return std::to_string(line) + ":" + std::to_string(offset - start + 1);
}

bool lint(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string octets{std::istreambuf_iterator<char>(file), {}};
  std::array<baton::HeaderEntry, 256> index;  // room for the headers; the parser has none of its own
  baton::MessageView message;
  const baton::ParseError error = baton::parse_message(octets, index, message);
  const baton::Verdict verdict = baton::verdict_on(message, error);
  if (file && verdict.accepted()) return true;
  std::cout << path;
  if (!file) return std::cout << ": cannot be read\n", false;
  std::cout << ':' << place(octets, error.offset) << ": " << text(error.code);
  if (error.header != baton::HeaderId::other) std::cout << " in " << header_name(error.header);
  std::cout << " (" << verdict.rule.name << ", " << verdict.rule.rfc << ")\n";
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  bool good = argc > 1;
  for (int argument = 1; argument < argc; ++argument)
    good &= lint(argv[argument]);
  return good ? 0 : 1;
}
