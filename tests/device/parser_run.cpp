// The program of the image that has nothing but the parser: messages in, their values, an answer
// out, and a stream taken apart; then what that takes of the device.
#include <array>

#include "baton/framer.hpp"
#include "baton/message_values.hpp"
#include "baton/verdict.hpp"
#include "baton/writer.hpp"
#include "tests/device/memory_use.hpp"
#include "tests/device/run.hpp"
#include "tests/device/semihosting.hpp"

namespace baton::device {
namespace {

constexpr std::string_view refer =
    "REFER sip:bob@192.0.2.2:5062;transport=udp SIP/2.0\r\n"
    "v: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bKnashds7\r\n"
    "Record-Route: <sip:p1.example.com;lr>, <sip:p2.example.com;lr>\r\n"
    "Max-Forwards: 70\r\n"
    "f: \"Alice \\\"A\\\"\" <sip:alice@example.com>;tag=88sja8x\r\n"
    "t: <sip:bob@example.com>;tag=9fxced76sl\r\n"
    "i: 3848276298220188511@example.com\r\n"
    "CSeq: 101 REFER\r\n"
    "m: <sip:alice@192.0.2.1>\r\n"
    "Refer-To: <sip:carol@example.com?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2>\r\n"
    "Event: refer\r\n"
    "l: 0\r\n\r\n";

// What a caller gives, once: the parser keeps nothing.
constinit std::array<HeaderEntry, 32> index{};
constinit MessageView message;
constinit MessageValues values;
constinit std::array<NameAddrView, 4> record_routes{};
constinit std::array<char, 512> answer{};
constinit std::array<char, 1'024> stream{};

bool reads_the_request() noexcept {
  values.record_route_room = record_routes;
  const ParseError error = parse_message(refer, index, message, values);
  return verdict_on(message, error).accepted() && message.method() == Method::refer &&
         values.cseq.number == 101 && values.record_routes == 2 && values.refer_to.uri.user == "carol" &&
         values.event.package == "refer";
}

/// 202 with what RFC 3261 8.2.6.2 copies from the request.
bool writes_the_answer() noexcept {
  MessageWriter writer(answer);
  writer.status_line(202, reason_phrase(202));
  for (const HeaderEntry& entry : message.headers()) {
    if (entry.id == HeaderId::via || entry.id == HeaderId::record_route || entry.id == HeaderId::from ||
        entry.id == HeaderId::to || entry.id == HeaderId::call_id || entry.id == HeaderId::cseq) {
      writer.begin(entry.id);
      writer.add_unfolded(message.value_of(entry));
      writer.end();
    }
  }
  if (!writer.finish()) {
    return false;
  }
  std::array<HeaderEntry, 16> again{};
  MessageView written;
  return !parse_message(writer.written(), again, written) && written.status() == 202 &&
         written.method() == Method::refer;
}

/// The request twice out of a stream that comes in pieces, a ping between.
bool frames_a_stream() noexcept {
  StreamFramer framer(stream);
  unsigned messages = 0;
  unsigned pings = 0;
  for (const std::string_view part : {refer, keep_alive_ping, refer}) {
    for (std::size_t at = 0; at < part.size(); at += 100) {
      std::string_view piece(part.data() + at, part.size() - at < 100 ? part.size() - at : 100);
      for (Frame frame; (frame = framer.next(piece)).kind != FrameKind::need_more;) {
        if (frame.kind == FrameKind::error) {
          return false;
        }
        pings += frame.kind == FrameKind::ping ? 1U : 0U;
        messages += frame.octets == refer ? 1U : 0U;
      }
    }
  }
  return messages == 2 && pings == 1;
}

bool refuses_what_is_wrong() noexcept {
  constexpr std::string_view wrong =
      "REFER sip:bob@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:x\r\n\r\n";
  const Verdict verdict = verdict_on(message, parse_message(wrong, index, message, values));
  return verdict.status == 400 && verdict.rule.name == "via-parm" && verdict.error.offset > 33;
}

void print_size(std::string_view what, std::size_t size) noexcept {
  Line() << what << ": " << static_cast<std::int64_t>(size) << " bytes";
}

}  // namespace

int run() noexcept {
  const bool good =
      reads_the_request() && writes_the_answer() && frames_a_stream() && refuses_what_is_wrong();
  const MemoryUse use = measure_memory();
  print_size("parser", use.parser);
  print_size("C library and compiler", use.runtime);
  print_size("this program", use.flash - use.parser - use.runtime);
  print_size("C stack", use.stack);
  print_size("one header of an index", sizeof(HeaderEntry));
  print_size("a MessageView", sizeof(MessageView));
  print_size("a MessageValues", sizeof(MessageValues));
  Line() << (good ? "passed" : "FAILED");
  return good ? 0 : 1;
}

}  // namespace baton::device
