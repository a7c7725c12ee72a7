#include "fuzz/stack/bend.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#include "fuzz/stack/setting.hpp"
#include "fuzz/stack/steps.hpp"

namespace baton::fuzz {
namespace {

constexpr std::array<std::string_view, 20> statuses{
    "100 Trying",    "180 Ringing",  "183 Progress",     "199 Early",   "200 OK",
    "202 Accepted",  "302 Moved",    "401 Unauthorized", "407 Proxy",   "408 Timeout",
    "420 Extension", "421 Required", "481 No Such Call", "486 Busy",    "487 Terminated",
    "491 Pending",   "500 Error",    "503 Unavailable",  "603 Decline", "299 Odd"};

constexpr std::array<std::string_view, header_line_count> header_lines{
    "Subscription-State: active;expires=60",
    "Subscription-State: active;expires=0",
    "Subscription-State: active;expires=4294967295",
    "Subscription-State: pending;expires=5",
    "Subscription-State: terminated;reason=noresource",
    "Subscription-State: terminated;reason=rejected",
    "Subscription-State: terminated;reason=giveup",
    "Subscription-State: terminated;reason=timeout;retry-after=1",
    "Subscription-State: terminated",
    "Subscription-State: odd,,;",
    "Event: refer",
    "Event: refer;id=1",
    "Event: refer;id=4294967295",
    "Event: presence",
    "Event: refer;id=x",
    "Expires: 0",
    "Expires: 1",
    "Expires: 4294967295",
    "Retry-After: 0",
    "Retry-After: 1",
    "Retry-After: 99999999",
    "Refer-Sub: false",
    "Refer-Sub: true",
    "Require: nosub",
    "Require: explicitsub",
    "Require: tdialog",
    "Require: replaces",
    "Require: multiple-refer",
    "Supported: replaces, tdialog, nosub, explicitsub",
    "Supported: 100rel",
    "Unsupported: norefersub",
    "Unsupported: nosub",
    "Unsupported: explicitsub",
    "Unsupported: tdialog",
    "Contact: <sip:u5060@127.0.0.1:5060;gr>",
    "Contact: <sip:u5061@127.0.0.1:5061;gr=urn:x>",
    "Contact: <sip:u5060@127.0.0.1:5060>",
    "Contact: <sip:u5062@127.0.0.1:5062;transport=tcp>",
    "Contact: <sip:nobody@127.0.0.1:5099>",
    "Contact: <sip:u@example.com>",
    "Contact: <sips:u@127.0.0.1>",
    "Contact: *",
    "Contact: <sip:u5062@127.0.0.1:5062>, <sip:u5061@127.0.0.1:5061>",
    "Refer-Events-At: <sip:r@127.0.0.1:5061>",
    "Refer-Events-At: <sip:u@example.com>",
    "Refer-To: <sip:u5062@127.0.0.1:5062>",
    "Refer-To: <sip:u5062@127.0.0.1:5062?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>",
    "Refer-To: <sip:u5062@127.0.0.1:5062;method=BYE>",
    "Refer-To: <sip:u5062@127.0.0.1:5062?Route=%3Csip:x%3E&body=y>",
    "Refer-To: <tel:+1900555>",
    "Refer-To: <http://x.example/>",
    "Refer-To: <sip:c@127.0.0.1?Replaces=%0d%0aEvil:1>",
    "Referred-By: <sip:u5060@127.0.0.1:5060>",
    "Referred-By: <sip:u5061@127.0.0.1:5061>",
    "Replaces: a;to-tag=b;from-tag=c",
    "Replaces: a;to-tag=0;from-tag=0;early-only",
    "Join: a;to-tag=b;from-tag=c",
    "Target-Dialog: a;local-tag=b;remote-tag=c",
    "Record-Route: <sip:127.0.0.1:5062;lr>",
    "Record-Route: <sip:127.0.0.1:5062>",
    "Route: <sip:127.0.0.1:5099;lr>",
    "WWW-Authenticate: Digest realm=\"agents\", nonce=\"n\", algorithm=MD5, qop=\"auth\"",
    "WWW-Authenticate: Digest realm=\"agents\", nonce=\"m\", stale=true, algorithm=SHA-256, "
    "qop=\"auth,auth-int\"",
    "Proxy-Authenticate: Digest realm=\"agents\", nonce=\"p\", algorithm=SHA-512-256",
    "Authorization: Digest username=\"u\", realm=\"agents\", nonce=\"n\", uri=\"sip:x\", response=\"0\"",
    "Content-Type: text/plain",
    "Content-Type: message/sipfrag",
    "Content-Length: 0",
    "Content-Length: 9999",
    "Max-Forwards: 0",
    "Via: SIP/2.0/TCP 127.0.0.1:5062;branch=z9hG4bKx",
    "To: <sip:u5061@127.0.0.1:5061>",
    "From: <sip:u5062@127.0.0.1:5062>;tag=other",
    "Allow: INVITE, ACK, BYE",
    "RSeq: 1",
    "Reason: SIP;cause=200"};

constexpr std::array<std::string_view, 12> methods{"BYE",     "REFER",   "NOTIFY", "INVITE",
                                                   "ACK",     "CANCEL",  "UPDATE", "SUBSCRIBE",
                                                   "OPTIONS", "MESSAGE", "PRACK",  "XYZZY"};

std::size_t place(Script& script, const std::string& text) {
  const std::size_t high = script.octet();
  return (high << 8 | script.octet()) % text.size();
}

/// The lines of the header section, the first line left out.
struct Lines {
  explicit Lines(const std::string& text) {
    std::size_t at = text.find("\r\n");
    while (at != std::string::npos && at + 2 < text.size()) {
      const std::size_t next = text.find("\r\n", at + 2);
      if (next == std::string::npos || next == at + 2) break;
      begins.push_back(at + 2);
      ends.push_back(next + 2);
      at = next;
    }
  }
  std::size_t count() const { return begins.size(); }
  /// A whole header line by number.
  std::string line(const std::string& text, std::size_t number) const {
    return text.substr(begins[number], ends[number] - begins[number]);
  }
  /// The first line of a header of this name (long form); npos: none.
  std::size_t find(const std::string& text, std::string_view name) const {
    for (std::size_t i = 0; i < begins.size(); ++i) {
      if (text.compare(begins[i], name.size(), name) == 0 && text[begins[i] + name.size()] == ':') return i;
    }
    return std::string::npos;
  }
  std::vector<std::size_t> begins, ends;
};

void bend_line(Script& script, Bend kind, std::string& text) {
  const Lines lines(text);
  if (lines.count() == 0) return;
  const std::size_t number = script.number(lines.count());
  const std::string line = lines.line(text, number);
  if (kind != Bend::double_header) text.erase(lines.begins[number], line.size());
  if (kind != Bend::drop_header) text.insert(lines.begins[0], line);
}

void put_header(std::string& text, std::string_view line, bool replaces) {
  const Lines lines(text);
  if (lines.count() == 0) return;
  const std::string whole = std::string(line) + "\r\n";
  const std::size_t number = lines.find(text, line.substr(0, line.find(':')));
  if (replaces && number != std::string::npos) {
    text.replace(lines.begins[number], lines.ends[number] - lines.begins[number], whole);
  } else {
    text.insert(lines.begins[0], whole);
  }
}

void move_cseq(Script& script, std::string& text) {
  const auto difference = static_cast<std::int8_t>(script.octet());
  const std::size_t begin = text.find("\r\nCSeq: ");
  if (begin == std::string::npos) return;
  const std::size_t end = text.find(' ', begin + 8);
  if (end == std::string::npos) return;
  const long number = std::atol(text.c_str() + begin + 8) + difference;
  text.replace(begin + 8, end - begin - 8, std::to_string(number));
}

void change_tag(Script& script, std::string& text) {
  const std::string name = script.flag() ? "From" : "To";
  const std::uint32_t how = script.number(4);
  const Lines lines(text);
  const std::size_t number = lines.find(text, name);
  const std::size_t other = lines.find(text, name == "To" ? "From" : "To");
  if (number == std::string::npos) return;
  const std::size_t begin = lines.begins[number], size = lines.ends[number] - begin;
  std::string line = text.substr(begin, size);
  const std::size_t tag = line.find(";tag=");
  if (how == 0 && other != std::string::npos) {  // the tag of the other side
    const std::string theirs = lines.line(text, other);
    const std::size_t their_tag = theirs.find(";tag=");
    const std::string value =
        their_tag == std::string::npos ? "" : theirs.substr(their_tag, theirs.size() - 2 - their_tag);
    line = line.substr(0, std::min(tag, line.size() - 2)) + value + "\r\n";
  } else if (how == 1) {
    line = line.substr(0, std::min(tag, line.size() - 2)) + "\r\n";
  } else {
    line = line.substr(0, std::min(tag, line.size() - 2)) + (how == 2 ? ";tag=fork" : ";tag=0") + "\r\n";
  }
  text.replace(begin, size, line);
}

void set_status(Script& script, std::string& text) {
  const std::string_view status = script.pick(statuses);
  if (text.compare(0, 8, "SIP/2.0 ") != 0) return;
  text.replace(8, text.find("\r\n") - 8, status);
}

void set_method(Script& script, std::string& text) {
  const std::string_view method = script.pick(methods);
  const bool cseq_too = script.flag();
  const std::size_t end = text.find(' ');
  if (end == std::string::npos || text.compare(0, 4, "SIP/") == 0) return;
  text.replace(0, end, method);
  const std::size_t cseq = text.find("\r\nCSeq: ");
  if (!cseq_too || cseq == std::string::npos) return;
  const std::size_t space = text.find(' ', cseq + 8), line_end = text.find("\r\n", cseq + 8);
  if (space < line_end) text.replace(space + 1, line_end - space - 1, method);
}

void set_fragment(Script& script, std::string& text) {
  const std::string body = "SIP/2.0 " + std::string(script.pick(statuses)) + "\r\n";
  const std::size_t end = text.find("\r\n\r\n");
  if (end == std::string::npos) return;
  text.resize(end + 4);
  put_header(text, "Content-Length: " + std::to_string(body.size()), true);
  text += body;
}

}  // namespace

std::uint8_t header_line_at(std::string_view line) {
  const auto at = std::find(header_lines.begin(), header_lines.end(), line);
  if (at == header_lines.end()) std::abort();
  return static_cast<std::uint8_t>(at - header_lines.begin());
}

std::uint8_t status_at(std::string_view status) {
  const auto at = std::find(statuses.begin(), statuses.end(), status);
  if (at == statuses.end()) std::abort();
  return static_cast<std::uint8_t>(at - statuses.begin());
}

void bend(Script& script, Packet& packet) {
  std::string& text = packet.text;
  const auto kind = static_cast<Bend>(script.number(bend_count));
  packet.bent = true;
  if (text.empty()) return;
  switch (kind) {
    case Bend::set_octet: {
      const std::size_t at = place(script, text);
      text[at] = static_cast<char>(script.octet());
      return;
    }
    case Bend::erase: {
      const std::size_t at = place(script, text);
      text.erase(at, std::size_t{1} + script.octet());
      return;
    }
    case Bend::insert: {
      const std::size_t at = place(script, text);
      text.insert(at, script.text(script.number(32)));
      return;
    }
    case Bend::cut: return text.resize(place(script, text));
    case Bend::drop_header:
    case Bend::double_header:
    case Bend::raise_header: return bend_line(script, kind, text);
    case Bend::add_header: return put_header(text, script.pick(header_lines), false);
    case Bend::set_header: return put_header(text, script.pick(header_lines), true);
    case Bend::move_cseq: return move_cseq(script, text);
    case Bend::change_tag: return change_tag(script, text);
    case Bend::set_status: return set_status(script, text);
    case Bend::set_method: return set_method(script, text);
    case Bend::set_fragment: return set_fragment(script, text);
    case Bend::change_branch: {
      const std::size_t at = text.find(";branch=");
      if (at != std::string::npos && at + 20 < text.size())
        text[at + 19] = static_cast<char>('a' + script.number(26));
      return;
    }
    case Bend::set_source: packet.from = static_cast<std::uint16_t>(first_port + script.number(5)); return;
  }
}

}  // namespace baton::fuzz
