// The smallest program on the parser alone: a message in, its values, and an answer out.
#include <array>
#include <cstdio>
#include <string_view>

#include "baton/message_values.hpp"
#include "baton/verdict.hpp"
#include "baton/writer.hpp"

namespace {

constexpr std::string_view octets =
    "OPTIONS sip:bob@example.com SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
    "From: <sip:alice@example.com>;tag=1\r\nTo: <sip:bob@example.com>\r\n"
    "Call-ID: 1@192.0.2.1\r\nCSeq: 7 OPTIONS\r\n\r\n";

}  // namespace

int main() {
  std::array<baton::HeaderEntry, 32> index;
  baton::MessageView message;
  baton::MessageValues values;
  const baton::ParseError error = baton::parse_message(octets, index, message, values);
  if (!baton::verdict_on(message, error).accepted() || values.cseq.number != 7) {
    std::puts("consumer: not what was sent");
    return 1;
  }
  std::array<char, 512> room;
  baton::MessageWriter writer(room);
  writer.status_line(200, "OK");
  writer.header(baton::HeaderId::call_id, {values.call_id});
  const baton::Result<std::size_t> size = writer.finish();
  std::printf("consumer: an answer of %zu octets\n", size ? *size : 0);
  return size ? 0 : 1;
}
