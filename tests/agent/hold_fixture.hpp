// Bob, who holds and resumes a call with the peer.
#pragma once

#include "tests/agent/call_fixture.hpp"

namespace baton::simulation {

class HoldTest : public CallTest {
 protected:
  Packet reinvite(Microseconds within = milliseconds(10)) { return peer.expect("INVITE", within).value_or(Packet{}); }
  Packet hold() {
    EXPECT_EQ(bob.stack().hold(scene.now, call), Errc::ok);
    return reinvite();
  }
  Packet resume() {
    EXPECT_EQ(bob.stack().resume(scene.now, call), Errc::ok);
    return reinvite();
  }
  Packet accept(const Packet& request, std::string_view direction = "recvonly") {
    peer.respond(request, 200, {}, "application/sdp", audio + "a=" + std::string(direction) + "\r\n");
    return peer.expect("ACK", milliseconds(10)).value_or(Packet{});
  }
  void refuse(const Packet& request, int status) {
    peer.respond(request, status);
    EXPECT_TRUE(peer.expect("ACK", milliseconds(10)));
  }
  Packet change(std::string_view method, const std::string& offer) {
    peer.request(method, {}, "application/sdp", offer);
    const Packet ok = peer.expect("SIP/2.0 200", milliseconds(5)).value_or(Packet{});
    if (method == "INVITE") acknowledge();
    return ok;
  }
  static std::string direction_of(const Packet& packet) {
    for (const char* name : {"a=sendonly", "a=recvonly", "a=inactive", "a=sendrecv"}) {
      if (!line_of(body_of(packet), name).empty()) return name;
    }
    return "";
  }
  static std::string version_of(const Packet& packet) {
    const std::string line = line_of(body_of(packet), "o=");
    const std::size_t at = line.find(' ', line.find(' ') + 1) + 1;
    return line.substr(at, line.find(' ', at) - at);
  }
  void expect_modified(std::uint16_t status, Cause cause = Cause::message) {
    ASSERT_EQ(bob.count(EventKind::call_modified), 1u) << story();
    EXPECT_EQ(bob.last(EventKind::call_modified)->status, status);
    EXPECT_EQ(name(bob.last(EventKind::call_modified)->cause), name(cause));
  }

  const std::string head = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n";
  const std::string audio = head + "m=audio 9 RTP/AVP 0\r\n";
};

}  // namespace baton::simulation
