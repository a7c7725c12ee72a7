// A peer that can speak in the dialogs of this very run, so that the fuzzer need not guess tags and branches.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "baton/message.hpp"
#include "fuzz/script.hpp"

namespace baton::fuzz {

/// A dialog with the Stack as the peer knows it.
struct PeerDialog {
  std::string call_id, tag, stack_tag;
  std::uint32_t cseq = 0;         ///< of the peer's last request
  std::uint32_t invite_cseq = 0;  ///< of its INVITE
  std::uint32_t refer_id = 0;     ///< CSeq of the Stack's last REFER here
  std::uint32_t branch = 0;
};

inline constexpr std::array<std::string_view, 16> methods{
    "BYE",    "REFER",   "NOTIFY", "INVITE", "ACK",   "CANCEL",  "UPDATE",   "SUBSCRIBE",
    "NOTIFY", "OPTIONS", "INFO",   "PRACK",  "XYZZY", "MESSAGE", "REGISTER", "REFER"};
inline constexpr std::array<std::string_view, 16> statuses{
    "200 OK",       "100 Trying", "180 Ringing",      "183 Session Progress",
    "202 Accepted", "302 Moved",  "401 Unauthorized", "404 Not Found",
    "408 Timeout",  "481 No",     "486 Busy",         "487 Terminated",
    "491 Pending",  "500 Error",  "503 Unavailable",  "603 Decline"};
inline constexpr std::array<std::string_view, 14> refer_targets{
    "<sip:stack@127.0.0.1:5060>",
    "<sip:carol@127.0.0.1:5071>",
    "<sip:carol@carol.example>",
    "<tel:+4930123>",
    "<sip:c@127.0.0.1;method=BYE>",
    "<sip:c@127.0.0.1?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>",
    "<sip:c@127.0.0.1?Route=%3Csip:evil%3E&body=x>",
    "<sip:c@127.0.0.1?Replaces=%0d%0aEvil:1>",
    "<sips:c@127.0.0.1>",
    "sip:c@127.0.0.1",
    "<sip:c@[::1]>",
    "<http://x.example/>",
    "<sip:c@127.0.0.1;transport=tcp>",
    "<>"};
inline constexpr std::array<std::string_view, 12> fragments{
    "SIP/2.0 200 OK\r\n",        "SIP/2.0 100 Trying\r\n",  "SIP/2.0 180 Ringing\r\n",
    "SIP/2.0 486 Busy\r\n",      "SIP/2.0 603 Decline\r\n", "SIP/2.0 199 Early\r\n",
    "SIP/2.0 99999999999 X\r\n", "SIP/2.0 0\r\n",           "",
    "INVITE sip:x SIP/2.0\r\n",  "SIP/2.0 302 Moved",       "SIP/2.0 183\n"};
inline constexpr std::array<std::string_view, 8> subscription_states{
    "active;expires=60",         "terminated;reason=noresource",
    "pending;expires=1",         "terminated;reason=rejected",
    "terminated;reason=timeout", "active",
    "active;expires=4294967295", "odd,,;"};
inline constexpr std::array<std::string_view, 12> extras{"",
                                                         "Require: replaces\r\n",
                                                         "Record-Route: <sip:127.0.0.1:5075;lr>\r\n",
                                                         "Expires: 0\r\n",
                                                         "Retry-After: 1\r\n",
                                                         "Supported: nosub, tdialog\r\n",
                                                         "Contact: <sip:other@127.0.0.1:5079>\r\n",
                                                         "Refer-To: <sip:two@127.0.0.1>\r\n",
                                                         "Allow: INVITE, SUBSCRIBE\r\n",
                                                         "Record-Route: <sip:127.0.0.1:5075>\r\n",
                                                         "Refer-Sub: false\r\n",
                                                         "Event: refer;id=x\r\n"};
inline constexpr std::string_view sdp =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";

/// What is wrong with a request, as bits of one octet of the script; 0: nothing.
enum Bend : std::uint8_t {
  old_cseq = 1,
  old_branch = 2,
  wrong_tag = 4,
  no_stack_tag = 8,
  no_contact = 16,
  no_body = 32,
};

inline std::string number(std::uint64_t value) {
  return std::to_string(value);
}

/// A request of the peer in a dialog, everything that matters to the Stack drawn from the script.
inline std::string request(Script& script, PeerDialog& dialog, std::string_view method,
                           std::string_view transport) {
  const std::uint8_t bend = script.octet();
  const bool of_invite = method == "ACK" || method == "CANCEL";
  if (!of_invite && (bend & old_cseq) == 0) ++dialog.cseq;
  if (method == "INVITE") dialog.invite_cseq = dialog.cseq;
  const std::uint32_t cseq = of_invite ? dialog.invite_cseq : dialog.cseq;
  if (method != "CANCEL" && (bend & old_branch) == 0) ++dialog.branch;
  std::string text(method);
  text += " sip:stack@127.0.0.1:5060 SIP/2.0\r\nVia: SIP/2.0/" + std::string(transport) +
          " 127.0.0.1:5070;rport;branch=z9hG4bK" + dialog.call_id + "x" + number(dialog.branch) +
          "\r\nMax-Forwards: 70\r\nFrom: <sip:peer@127.0.0.1:5070>;tag=" +
          ((bend & wrong_tag) != 0 ? "wrong" : dialog.tag) + "\r\nTo: <sip:stack@127.0.0.1>" +
          (dialog.stack_tag.empty() || (bend & no_stack_tag) != 0 ? "" : ";tag=" + dialog.stack_tag) +
          "\r\nCall-ID: " + dialog.call_id + "\r\nCSeq: " + number(cseq) + " " + std::string(method) + "\r\n";
  if (!of_invite && method != "BYE" && (bend & no_contact) == 0)
    text += "Contact: <sip:peer@127.0.0.1:5070>\r\n";
  std::string_view body;
  if (method == "REFER") {
    text +=
        "Refer-To: " + std::string(script.pick(refer_targets)) + "\r\nReferred-By: <sip:peer@127.0.0.1>\r\n";
  } else if (method == "NOTIFY" || method == "SUBSCRIBE") {
    const std::uint8_t id = script.octet();
    const std::uint32_t named = id == 0 ? dialog.refer_id : dialog.cseq - id;
    text += "Event: refer" + (id == 255 ? std::string() : ";id=" + number(named)) + "\r\n";
  }
  if (method == "NOTIFY") {
    body = script.pick(fragments);
    text += "Subscription-State: " + std::string(script.pick(subscription_states)) +
            "\r\nContent-Type: message/sipfrag;version=2.0\r\n";
  } else if ((method == "INVITE" || method == "UPDATE") && (bend & no_body) == 0) {
    body = sdp;
    text += "Content-Type: application/sdp\r\n";
  }
  text += script.pick(extras);
  return text + "Content-Length: " + number(body.size()) + "\r\n\r\n" + std::string(body);
}

/// A response of the peer to a request that the Stack sent.
inline std::string response(Script& script, const MessageView& to, std::string_view tag) {
  std::string text = "SIP/2.0 " + std::string(script.pick(statuses)) + "\r\n";
  const std::uint8_t bend = script.octet();
  for (const HeaderId id : {HeaderId::via, HeaderId::from, HeaderId::to, HeaderId::call_id, HeaderId::cseq}) {
    for (const HeaderEntry& entry : to.headers()) {
      if (entry.id != id) continue;
      text += std::string(to.name_of(entry)) + ": " + std::string(to.value_of(entry));
      if (id == HeaderId::to && to.to().tag().empty() && (bend & no_stack_tag) == 0)
        text += ";tag=" + std::string(tag);
      text += "\r\n";
    }
  }
  if ((bend & no_contact) == 0) text += "Contact: <sip:peer@127.0.0.1:5070>\r\n";
  text += script.pick(extras);
  return text + "Content-Length: 0\r\n\r\n";
}

}  // namespace baton::fuzz
