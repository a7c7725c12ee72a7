#include "tests/simulation/scripted_peer.hpp"

#include <algorithm>
#include <cstdlib>

namespace baton::simulation {

const std::string_view sdp =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n";

namespace {

std::string with_body(std::string text, std::string_view type, std::string_view body) {
  if (!type.empty()) text += "Content-Type: " + std::string(type) + "\r\n";
  text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  text += body;
  return text;
}

std::string tag_of(const std::string& value) {
  const std::size_t at = value.find(";tag=");
  return at == std::string::npos ? "" : value.substr(at + 5, value.find(';', at + 5) - at - 5);
}

std::string uri_in(const std::string& value) {
  const std::size_t open = value.find('<');
  return value.substr(open + 1, value.find('>') - open - 1);
}

}  // namespace

std::string fragment(int status) {
  return "SIP/2.0 " + std::to_string(status) + " " +
         std::string(reason_phrase(static_cast<std::uint16_t>(status))) + "\r\n";
}

std::uint32_t cseq_of(const Packet& packet) {
  return static_cast<std::uint32_t>(std::strtoul(packet.header("CSeq").c_str(), nullptr, 10));
}

bool ScriptedPeer::has(std::string_view start) const {
  return std::any_of(scene_.unclaimed.begin(), scene_.unclaimed.end(), [&](const Packet& packet) {
    return packet.to == address_ && packet.text.starts_with(start);
  });
}

void ScriptedPeer::forget() {
  std::erase_if(scene_.unclaimed, [&](const Packet& packet) { return packet.to == address_; });
}

std::optional<Packet> ScriptedPeer::expect(std::string_view start, Microseconds limit) {
  if (!scene_.run_until([&] { return has(start); }, limit)) return std::nullopt;
  for (auto at = scene_.unclaimed.begin(); at != scene_.unclaimed.end();) {
    if (at->to != address_) {
      ++at;
      continue;
    }
    const Packet packet = *at;
    at = scene_.unclaimed.erase(at);
    if (packet.text.starts_with(start)) return packet;
  }
  return std::nullopt;
}

void ScriptedPeer::respond(const Packet& request, int status, std::string_view extra, std::string_view type,
                           std::string_view body, Microseconds delay) {
  std::string to = request.header("To");
  if (tag_of(to).empty() && status > 100) to += ";tag=" + own_tag;
  std::string text = fragment(status);
  text += "Via: " + request.header("Via") + "\r\nFrom: " + request.header("From") + "\r\nTo: " + to +
          "\r\nCall-ID: " + request.header("Call-ID") + "\r\nCSeq: " + request.header("CSeq") +
          "\r\nContact: <" + (contact.empty() ? uri_ : contact) + ">\r\n";
  text += extra;
  scene_.inject(address_, other_, with_body(std::move(text), type, body), delay);
}

std::string ScriptedPeer::request(std::string_view method, std::string_view extra, std::string_view type,
                                  std::string_view body, std::uint32_t number, Microseconds delay) {
  if (number == 0) number = method == "ACK" ? cseq : ++cseq;
  std::string text = std::string(method) + " " + target +
                     " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + std::to_string(address_.port) +
                     ";branch=z9hG4bKpeer" + std::to_string(++branches_) +
                     "\r\nMax-Forwards: 70\r\nFrom: " + local + "\r\nTo: " + remote +
                     "\r\nCall-ID: " + call_id + "\r\nCSeq: " + std::to_string(number) + " " +
                     std::string(method) + "\r\nContact: <" + (contact.empty() ? uri_ : contact) + ">\r\n";
  text += extra;
  text = with_body(std::move(text), type, body);
  scene_.inject(address_, other_, text, delay);
  return text;
}

void ScriptedPeer::notify(std::string_view state, std::string_view body, std::uint32_t id,
                          Microseconds delay) {
  std::string extra = id == 0 ? "Event: refer\r\n" : "Event: refer;id=" + std::to_string(id) + "\r\n";
  if (!state.empty()) extra += "Subscription-State: " + std::string(state) + "\r\n";
  request("NOTIFY", extra, body.empty() ? "" : "message/sipfrag;version=2.0", body, 0, delay);
}

void ScriptedPeer::take_call() {
  const auto invite = expect("INVITE");
  if (!invite) std::abort();
  call_id = invite->header("Call-ID");
  local = invite->header("To") + ";tag=" + own_tag;
  remote = invite->header("From");
  target = uri_in(invite->header("Contact"));
  std::string extra = "Allow: INVITE, ACK, BYE, CANCEL, REFER, NOTIFY, SUBSCRIBE\r\n";
  if (!supported.empty()) extra += "Supported: " + supported + "\r\n";
  respond(*invite, 200, extra, "application/sdp", sdp);
  if (!expect("ACK")) std::abort();
}

void ScriptedPeer::place_call() {
  call_id = "scripted-" + std::to_string(address_.port);
  local = "<" + uri_ + ">;tag=" + own_tag;
  remote = "<" + other_.uri + ">";
  target = other_.uri;
  request("INVITE", "Allow: INVITE, ACK, BYE, CANCEL, REFER, NOTIFY, SUBSCRIBE\r\n", "application/sdp", sdp);
  const auto answer = expect("SIP/2.0 200");
  if (!answer) std::abort();
  remote = answer->header("To");
  target = uri_in(answer->header("Contact"));
  request("ACK");
  scene_.run(milliseconds(5));
}

}  // namespace baton::simulation
