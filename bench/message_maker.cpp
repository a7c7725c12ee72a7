#include "bench/message_maker.hpp"

#include <utility>

namespace baton::bench {
namespace {

constexpr std::array<std::string_view, 3> transports{"UDP", "TCP", "TLS"};
constexpr std::array<std::string_view, 3> transport_parameters{"udp", "tcp", "tls"};

struct Codec {
  std::string_view format;
  std::string_view mapping;
};
constexpr std::array<Codec, 8> codecs{Codec{"0", "PCMU/8000"},  Codec{"8", "PCMA/8000"},
                                      Codec{"9", "G722/8000"},  Codec{"3", "GSM/8000"},
                                      Codec{"18", "G729/8000"}, Codec{"96", "opus/48000/2"},
                                      Codec{"97", "iLBC/8000"}, Codec{"98", "AMR-WB/16000"}};

std::string to_lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

}  // namespace

MessageMaker::MessageMaker(RandomValues& random) : random_(random) {
  const std::size_t kind = random_.below(20);
  if (kind < 3) spelling_ = Spelling::compact;
  if (kind >= 18) spelling_ = Spelling::lower_case;
  if (random_.chance(5)) colon_ = ":";
}

std::string MessageMaker::sip_uri() {
  return join({"sip:", random_.user(), "@", random_.host()});
}

std::string MessageMaker::uri_with_parameters() {
  std::string uri = join({"sip:", random_.user(), "@", random_.host_port()});
  if (random_.chance(50)) uri += join({";transport=", random_.one_of(transport_parameters)});
  if (random_.chance(15)) uri += ";ob";
  return uri;
}

void MessageMaker::request_line(std::string_view method) {
  const std::string uri = method == "REGISTER" ? "sip:" + random_.host_name() : uri_with_parameters();
  start_line_ = join({method, " ", uri, " SIP/2.0\r\n"});
}

void MessageMaker::status_line(std::string_view status_and_reason) {
  start_line_ = join({"SIP/2.0 ", status_and_reason, "\r\n"});
}

void MessageMaker::field(std::string_view name, std::string_view compact, std::string value) {
  std::string spelt(spelling_ == Spelling::compact && !compact.empty() ? compact : name);
  fields_.push_back({spelling_ == Spelling::lower_case ? to_lower(spelt) : spelt, std::move(value)});
}

void MessageMaker::sometimes(unsigned percent, std::string_view name, std::string_view compact,
                             std::string value) {
  if (random_.chance(percent)) field(name, compact, std::move(value));
}

std::string MessageMaker::via_value(bool answered) {
  const std::string value = join({"SIP/2.0/", random_.one_of(transports), " ", random_.host_port()});
  const std::string branch = ";branch=" + random_.branch();
  std::string others;
  if (answered) {
    others = join({";received=", random_.ipv4(), ";rport=", random_.number(1024, 65'535)});
  } else if (random_.chance(70)) {
    others = ";rport";
  }
  if (random_.chance(10)) others += ";alias";
  return value + (random_.chance(50) ? branch + others : others + branch);
}

void MessageMaker::vias(std::size_t low, std::size_t high, bool answered) {
  const std::size_t count = random_.chance(50) ? low : random_.between(low, high);
  for (std::size_t index = 0; index < count; ++index) {
    // What a hop received lies behind it, so all but a request's topmost carry what they were answered.
    std::string value = via_value(answered || index > 0);
    if (index > 0 && random_.chance(15)) {
      fields_.back().value += ", " + value;
    } else {
      field("Via", "v", std::move(value));
    }
  }
}

std::string MessageMaker::route_value() {
  std::string value = "<sip:";
  if (random_.chance(20)) value += random_.user() + "@";
  value += random_.host_port() + ";lr";
  if (random_.chance(20)) value += join({";transport=", random_.one_of(transport_parameters)});
  if (random_.chance(30)) value += ";ftag=" + random_.tag();
  return value + ">";
}

void MessageMaker::routes(std::string_view name, std::size_t low, std::size_t high) {
  const std::size_t count = random_.chance(40) ? low : random_.between(low, high);
  for (std::size_t index = 0; index < count; ++index) {
    if (index > 0 && random_.chance(40)) {
      fields_.back().value += ", " + route_value();
    } else {
      field(name, route_value());
    }
  }
}

void MessageMaker::dialog(std::string_view method, bool to_tag) {
  const auto address = [this] {
    const std::string name = random_.display_name();
    // Without brackets parameters belong to the header, RFC 3261 20.
    if (name.empty() && random_.chance(15)) return sip_uri();
    return join({name, "<", sip_uri(), random_.chance(15) ? ";user=phone>" : ">"});
  };
  field("From", "f", join({address(), ";tag=", random_.tag()}));
  std::string to = address();
  if (to_tag) to += ";tag=" + random_.tag();
  field("To", "t", std::move(to));
  field("Call-ID", "i", random_.call_id());
  const std::size_t highest = random_.chance(60) ? 999 : 2'147'483'646;
  field("CSeq", join({random_.number(1, highest), " ", method}));
}

void MessageMaker::contact(std::string parameters) {
  field("Contact", "m", join({random_.display_name(), "<", uri_with_parameters(), ">", parameters}));
}

void MessageMaker::capabilities(std::size_t most_of_allow_percent) {
  if (random_.chance(static_cast<unsigned>(most_of_allow_percent))) {
    field("Allow",
          random_.some_of("INVITE ACK CANCEL BYE OPTIONS REFER NOTIFY SUBSCRIBE UPDATE PRACK INFO", ", "));
  }
  if (random_.chance(75)) {
    field("Supported", "k", random_.some_of("replaces timer norefersub 100rel outbound path gruu", ", "));
  }
}

void MessageMaker::session_description() {
  const std::string address = random_.ipv4();
  const std::string id = random_.digits(10);
  std::string formats, mappings;
  const std::size_t first = random_.below(codecs.size());
  const std::size_t count = random_.between(1, 3);
  for (std::size_t index = 0; index < count; ++index) {
    const Codec& codec = codecs[(first + index) % codecs.size()];
    formats += join({" ", codec.format});
    mappings += join({"a=rtpmap:", codec.format, " ", codec.mapping, "\r\n"});
  }
  std::string text =
      join({"v=0\r\no=", random_.user(), " ", id, " ", id, " IN IP4 ", address, "\r\ns=-\r\nc=IN IP4 ",
            address, "\r\nt=0 0\r\nm=audio ", std::to_string(2 * random_.between(5'000, 32'000)), " RTP/AVP",
            formats, " 101\r\n", mappings, "a=rtpmap:101 telephone-event/8000\r\n"});
  if (random_.chance(60)) text += "a=fmtp:101 0-15\r\n";
  if (random_.chance(70)) text += "a=ptime:" + std::to_string(10 * random_.between(1, 6)) + "\r\n";
  static constexpr std::array<std::string_view, 4> directions{"sendrecv", "sendonly", "recvonly", "inactive"};
  text += join({"a=", random_.one_of(directions), "\r\n"});
  body("application/sdp", std::move(text));
}

void MessageMaker::body(std::string_view type, std::string text) {
  field("Content-Type", "c", std::string(type));
  body_ = std::move(text);
}

std::string MessageMaker::folded(std::string value) {
  // Behind a separator that is no part of a quoted string white space may be a fold, RFC 3261 7.3.1.
  bool quoted = false;
  for (std::size_t at = 0; at + 1 < value.size(); ++at) {
    if (value[at] == '\\') {
      ++at;
    } else if (value[at] == '"') {
      quoted = !quoted;
    } else if (!quoted && value[at] == ',' && value[at + 1] == ' ' && random_.chance(30)) {
      value.replace(at + 1, 1, "\r\n  ");
    } else if (!quoted && value[at] == '>' && value[at + 1] == ';' && random_.chance(40)) {
      value.insert(at + 1, "\r\n  ");
    }
  }
  return value;
}

std::string MessageMaker::finish(bool fold) {
  field("Content-Length", "l", std::to_string(body_.size()));
  for (std::size_t index = fields_.size() - 1; index > 0; --index) {
    std::swap(fields_[index], fields_[random_.below(index + 1)]);
  }
  std::string message = start_line_;
  for (Field& each : fields_) {
    message += each.name;
    message += colon_;
    // A Date's comma is followed by one space and nothing else, RFC 3261 25.1.
    message += fold && each.name != "Date" ? folded(std::move(each.value)) : each.value;
    message += "\r\n";
  }
  return message + "\r\n" + body_;
}

}  // namespace baton::bench
