#include "tests/simulation/liar.hpp"

#include <algorithm>

namespace baton::simulation {
namespace {

constexpr std::string_view description =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n";
constexpr Microseconds t1 = milliseconds(500);

void add_body(std::string& text, std::string_view type, std::string_view body) {
  if (!body.empty()) text.append("Content-Type: ").append(type).append("\r\n");
  text += "Content-Length: ";
  append_number(text, body.size());
  text.append("\r\n\r\n").append(body);
}

}  // namespace

void Liar::begin(const Script& script, std::uint64_t seed, std::string refers_to) {
  script_ = &script;
  random_ = Random(seed);
  refers_to_ = std::move(refers_to);
  dialogs_.clear();
  due_.clear();
  refers_.clear();
  branches_ = 0;
}

Liar::Dialog* Liar::dialog_of(const Wire& message) {
  for (Dialog& dialog : dialogs_) {
    if (dialog.call_id == message->call_id()) return &dialog;
  }
  return nullptr;
}

void Liar::receive(Port from, std::string_view bytes) {
  Wire message;
  if (!message.read(bytes)) return;
  if (!message->is_request()) {
    std::erase_if(due_, [&](const Due& due) {
      return due.cseq == message.cseq() && due.cseq != 0 && message->status() >= 200;
    });
    return;
  }
  const Method method = message.method();
  if (method == Method::invite && !message.has_to_tag()) return on_invite(message, from);
  if (method == Method::ack) {
    // Whatever 2xx was repeated is acknowledged.
    std::erase_if(due_, [](const Due& due) { return due.cseq == 0 && !due.text.empty(); });
    return;
  }
  Dialog* const dialog = dialog_of(message);
  if (dialog == nullptr || (dialog->over && method != Method::notify)) return respond(message, 481, from);
  if (method == Method::bye) {
    dialog->over = true;
    return respond(message, 200, from);
  }
  if (script_->to_everything != 0) return respond(message, script_->to_everything, from);
  if (method == Method::refer) return on_refer(message, from);
  respond(message, 200, from);
}

void Liar::respond(const Wire& request, std::uint16_t status, Port to) {
  std::string text = "SIP/2.0 ";
  append_number(text, status);
  text.append(" ").append(reason_phrase(status)).append("\r\n");
  for (const HeaderEntry& entry : request->headers()) {
    const std::string_view value = request->value_of(entry);
    switch (entry.id) {
      case HeaderId::via:
      case HeaderId::from:
      case HeaderId::call_id:
      case HeaderId::record_route:
      case HeaderId::cseq:
        text.append(request->name_of(entry)).append(": ").append(value).append("\r\n");
        break;
      case HeaderId::to:
        text.append("To: ").append(value).append(request.has_to_tag() ? "\r\n" : ";tag=liar\r\n");
        break;
      default: break;
    }
  }
  text.append("Contact: <").append(uri()).append(">\r\nAllow: INVITE, ACK, BYE, CANCEL, REFER, NOTIFY\r\n");
  const bool described = status == 200 && request.is_request(Method::invite);
  add_body(text, "application/sdp", described ? description : std::string_view{});
  world_.send(port(), to, text);
  if (!described) return;
  due_.push_back({.at = world_.now + t1,
                  .about = to,
                  .line = {},
                  .text = std::move(text),
                  .left = 10,
                  .interval = t1});
}

void Liar::on_invite(const Wire& invite, Port from) {
  if (dialog_of(invite) != nullptr) return;  // its 200 is repeated anyhow
  Dialog dialog;
  dialog.call_id = invite->call_id();
  dialog.local = std::string(invite.value(HeaderId::to)) + ";tag=liar";
  dialog.remote = invite.value(HeaderId::from);
  NameAddrView contact;
  if (parse_name_addr(invite.value(HeaderId::contact), contact) != Errc::ok) return;
  dialog.target = contact.uri_text;
  dialog.peer = port_in(dialog.target);
  auto routes = invite->values(HeaderId::record_route);
  while (const auto route = routes.next()) {
    if (dialog.routes.empty()) dialog.peer = port_in(*route);
    dialog.routes.append("Route: ").append(*route).append("\r\n");
  }
  dialogs_.push_back(std::move(dialog));
  respond(invite, 200, from);
  if (!refers_to_.empty())
    due_.push_back({.at = world_.now + random_.pause(),
                    .about = dialogs_.size() - 1,
                    .line = {.after = 0, .event = {}},  // no event: the REFER
                    .text = {}});
}

void Liar::on_refer(const Wire& refer, Port from) {
  Dialog& dialog = *dialog_of(refer);
  for (const Refer& known : refers_) {
    if (known.transaction != refer.transaction()) continue;
    if (known.said != 0) respond(refer, known.said, from);
    return;
  }
  refers_.push_back({.transaction = refer.transaction(),
                     .text = std::string(refer->bytes()),
                     .from = from,
                     .dialog = static_cast<std::size_t>(&dialog - dialogs_.data()),
                     .cseq = refer.cseq()});
  for (const Line& line : script_->lines)
    due_.push_back({.at = world_.now + line.after, .about = refers_.size() - 1, .line = line, .text = {}});
}

void Liar::on_line(Refer& about, const Line& line) {
  if (line.response != 0) {
    Wire refer;
    if (refer.read(about.text)) respond(refer, line.response, about.from);
    about.said = line.response;
    return;
  }
  if (line.bye) {
    dialogs_[about.dialog].over = true;
    return request(about.dialog, "BYE", {}, {});
  }
  std::string extra = "Event: ";
  extra += line.event;
  if (line.event.ends_with('=')) append_number(extra, about.cseq);
  extra += "\r\n";
  if (!line.state.empty()) extra.append("Subscription-State: ").append(line.state).append("\r\n");
  request(about.dialog, "NOTIFY", extra, line.fragment);
}

void Liar::request(std::size_t index, std::string_view method, std::string_view extra, std::string_view body) {
  Dialog& dialog = dialogs_[index];
  const std::uint32_t cseq = ++dialog.cseq;
  std::string text(method);
  text.append(" ").append(dialog.target).append(" SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:");
  append_number(text, port());
  text += ";branch=z9hG4bKliar";
  append_number(text, ++branches_);
  text.append("\r\n").append(dialog.routes).append("Max-Forwards: 70\r\nFrom: ").append(dialog.local);
  text.append("\r\nTo: ").append(dialog.remote).append("\r\nCall-ID: ").append(dialog.call_id).append("\r\nCSeq: ");
  append_number(text, cseq);
  text.append(" ").append(method).append("\r\nContact: <").append(uri()).append(">\r\n").append(extra);
  add_body(text, "message/sipfrag;version=2.0", body);
  world_.send(port(), dialog.peer, text);
  due_.push_back({.at = world_.now + t1,
                  .about = dialog.peer,
                  .line = {},
                  .text = std::move(text),
                  .cseq = cseq,
                  .left = 10,
                  .interval = t1});
}

void Liar::advance() {
  for (std::size_t i = 0; i < due_.size();) {
    if (due_[i].at > world_.now) {
      ++i;
      continue;
    }
    Due due = std::move(due_[i]);
    due_.erase(due_.begin() + static_cast<std::ptrdiff_t>(i));
    if (!due.text.empty()) {
      world_.send(port(), static_cast<Port>(due.about), due.text);
      due.interval = std::min(2 * due.interval, 8 * t1);
      due.at = world_.now + due.interval;
      if (--due.left != 0) due_.push_back(std::move(due));
    } else if (due.line.response == 0 && due.line.event.empty()) {
      request(due.about, "REFER", "Refer-To: <" + refers_to_ + ">\r\n", {});
    } else {
      on_line(refers_[due.about], due.line);
    }
    i = 0;
  }
}

Time Liar::deadline() const {
  Time next = never;
  for (const Due& due : due_)
    next = std::min(next, due.at);
  return next;
}

}  // namespace baton::simulation
