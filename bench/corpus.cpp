#include "bench/corpus.hpp"

#include "bench/message_maker.hpp"

namespace baton::bench {
namespace {

constexpr std::string_view agent = "User-Agent";

void make_invite(MessageMaker& make, RandomValues& random) {
  make.request_line("INVITE");
  make.vias(1, 3, false);
  make.routes("Record-Route", 0, 2);
  make.field("Max-Forwards", random.number(20, 70));
  make.dialog("INVITE", random.chance(20));
  make.contact("");
  make.capabilities(85);
  make.sometimes(60, "Session-Expires", "x",
                 join({random.number(90, 7'200), random.chance(50) ? ";refresher=uac" : ""}));
  make.sometimes(30, "Min-SE", "", random.number(90, 900));
  make.sometimes(30, "Replaces", "",
                 join({random.call_id(), ";to-tag=", random.tag(), ";from-tag=", random.tag(),
                       random.chance(30) ? ";early-only" : ""}));
  make.sometimes(20, "Referred-By", "b", "<" + make.sip_uri() + ">");
  make.sometimes(25, "P-Asserted-Identity", "", join({random.display_name(), "<", make.sip_uri(), ">"}));
  make.sometimes(80, agent, "", random.product());
  make.session_description();
}

void make_ok(MessageMaker& make, RandomValues& random) {
  make.status_line("200 OK");
  make.vias(1, 3, true);
  make.routes("Record-Route", 0, 3);
  make.dialog("INVITE", true);
  make.contact("");
  make.capabilities(85);
  make.sometimes(50, "Session-Expires", "x", random.number(90, 7'200) + ";refresher=uas");
  make.sometimes(40, "Require", "", "timer");
  make.sometimes(80, "Server", "", random.product());
  make.session_description();
}

void make_refer(MessageMaker& make, RandomValues& random) {
  make.request_line("REFER");
  make.vias(1, 2, false);
  make.field("Max-Forwards", random.number(20, 70));
  make.routes("Route", 0, 2);
  make.dialog("REFER", random.chance(80));
  make.contact("");
  std::string target = "<" + make.sip_uri();
  if (random.chance(70)) {
    target += join({"?Replaces=", random.uuid(), "%40", random.host_name(), "%3Bto-tag%3D", random.hex(12),
                    "%3Bfrom-tag%3D", random.letters_and_digits(10)});
  }
  make.field("Refer-To", "r", target + ">");
  make.sometimes(80, "Referred-By", "b", join({random.display_name(), "<", make.sip_uri(), ">"}));
  make.sometimes(25, "Refer-Sub", "", random.chance(50) ? "true" : "false");
  make.capabilities(30);
  make.sometimes(80, agent, "", random.product());
}

void make_notify(MessageMaker& make, RandomValues& random) {
  static constexpr std::array<std::string_view, 4> reports{
      "SIP/2.0 100 Trying\r\n", "SIP/2.0 180 Ringing\r\n", "SIP/2.0 200 OK\r\n", "SIP/2.0 486 Busy Here\r\n"};
  make.request_line("NOTIFY");
  make.vias(1, 2, false);
  make.field("Max-Forwards", random.number(20, 70));
  make.routes("Route", 0, 2);
  make.dialog("NOTIFY", true);
  make.contact("");
  make.field("Event", "o",
             "refer" + (random.chance(60) ? ";id=" + random.number(1, 99'999'999) : std::string()));
  make.field("Subscription-State", random.chance(60) ? "active;expires=" + random.number(1, 3'600)
                                                     : std::string("terminated;reason=noresource"));
  make.sometimes(50, agent, "", random.product());
  const std::string_view report = random.one_of(reports);
  make.body(random.chance(70) ? "message/sipfrag;version=2.0" : "message/sipfrag", std::string(report));
}

void make_register(MessageMaker& make, RandomValues& random) {
  make.request_line("REGISTER");
  make.vias(1, 1, false);
  make.field("Max-Forwards", random.number(20, 70));
  make.dialog("REGISTER", false);
  make.contact(random.chance(60)
                   ? join({";expires=", random.number(60, 7'200), ";reg-id=", random.number(1, 4)})
                   : "");
  const std::string realm = random.host_name();
  make.sometimes(85, "Authorization", "",
                 join({"Digest username=\"", random.user(), "\", realm=\"", realm, "\", nonce=\"",
                       random.hex(32), "\", uri=\"sip:", realm, "\", response=\"", random.hex(32),
                       "\", algorithm=MD5, cnonce=\"", random.hex(8), "\", qop=auth, nc=0000000",
                       random.number(1, 9), ", opaque=\"", random.hex(32), "\""}));
  make.sometimes(80, "Expires", "", random.number(60, 7'200));
  make.capabilities(40);
  make.sometimes(85, agent, "", random.product());
}

void make_in_dialog(MessageMaker& make, RandomValues& random, std::string_view method) {
  make.request_line(method);
  make.vias(1, 2, false);
  make.field("Max-Forwards", random.number(20, 70));
  make.routes("Route", 0, 2);
  make.dialog(method, true);
  if (method == "BYE") make.sometimes(40, "Reason", "", "Q.850;cause=" + random.number(1, 127));
  make.sometimes(method == "BYE" ? 75 : 30, agent, "", random.product());
}

void make_ringing(MessageMaker& make, RandomValues& random) {
  static constexpr std::array<std::string_view, 3> lines{"180 Ringing", "183 Session Progress",
                                                         "181 Forwarded"};
  make.status_line(random.one_of(lines));
  make.vias(1, 2, true);
  make.routes("Record-Route", 0, 2);
  make.dialog("INVITE", true);
  if (random.chance(80)) make.contact("");
  make.sometimes(25, "RSeq", "", random.number(1, 99'999));
  make.sometimes(30, "Server", "", random.product());
}

void make_options(MessageMaker& make, RandomValues& random) {
  make.request_line("OPTIONS");
  make.vias(1, 2, false);
  make.field("Max-Forwards", random.number(20, 70));
  make.dialog("OPTIONS", false);
  make.contact("");
  make.sometimes(70, "Accept", "", random.some_of("application/sdp message/sipfrag text/plain", ", "));
  make.capabilities(20);
  make.sometimes(80, agent, "", random.product());
}

void make_heavy_fields(MessageMaker& make, RandomValues& random) {
  const std::string domain = random.host_name();
  make.field("Allow-Events", "u", random.some_of("talk hold conference refer dialog presence", ", "));
  make.field("Accept",
             random.some_of("application/sdp application/dtmf-relay message/sipfrag multipart/mixed", ", "));
  make.field("Accept-Language", random.some_of("en-GB en;q=0.8 de;q=0.5 fr;q=0.3", ", "));
  make.field("Privacy", random.chance(50) ? "none" : "id");
  make.field("P-Asserted-Identity", join({random.display_name(), "<", make.sip_uri(), ">"}));
  make.field("P-Asserted-Identity", "<tel:+1" + random.digits(10) + ">");
  make.field("P-Access-Network-Info",
             join({"3GPP-E-UTRAN-FDD; utran-cell-id-3gpp=", random.digits(6), random.hex(7)}));
  make.field("P-Charging-Vector", join({"icid-value=\"", random.hex(32), "\";orig-ioi=", domain,
                                        ";term-ioi=", random.host_name()}));
  make.field("P-Preferred-Service", "urn:urn-7:3gpp-service.ims.icsi.mmtel");
  make.field("Accept-Contact", "a",
             "*;+g.3gpp.icsi-ref=\"urn%3Aurn-7%3A3gpp-service.ims.icsi.mmtel\";require;explicit");
  make.field("History-Info", join({"<", make.sip_uri(), ">;index=1, <", make.sip_uri(),
                                   "?Reason=SIP%3Bcause%3D", random.number(300, 399), ">;index=1.1"}));
  make.field("Diversion", join({"<", make.sip_uri(), ">;reason=unconditional;counter=", random.number(1, 5),
                                ";privacy=off"}));
  make.field("Alert-Info", "<http://" + domain + "/sounds/" + random.hex(6) + ".wav>");
  make.field("Call-Info", join({"<http://", domain, "/", random.user(), "/photo.jpg>;purpose=icon, <http://",
                                domain, "/", random.user(), "/>;purpose=info"}));
  make.field("Organization", "Example Telecom and Partners " + random.hex(6));
  make.field("Subject", "s", "Re: the quarterly conference call " + random.tag());
  make.field("Date", random.date());
  make.field("X-Correlation-ID", join({random.hex(32), "-", random.tag()}));
  make.field("X-Trunk-Route",
             join({"gw=", random.ipv4(), ";prio=", random.number(1, 9), ";cost=0.0", random.digits(3)}));
}

void make_heavy_invite(MessageMaker& make, RandomValues& random) {
  make.spell(Spelling::compact, " : ");
  make.request_line("INVITE");
  make.vias(2, 4, false);
  make.routes("Record-Route", 2, 4);
  make.field("Max-Forwards", random.number(20, 70));
  make.dialog("INVITE", false);
  make.contact(join({";+sip.instance=\"<urn:uuid:", random.uuid(), ">\";reg-id=", random.number(1, 4)}));
  make.capabilities(100);
  make.field("Session-Expires", "x", random.number(90, 7'200) + ";refresher=uac");
  make.field("Min-SE", random.number(90, 900));
  make_heavy_fields(make, random);
  make.field(agent, random.product());
  make.session_description();
}

}  // namespace

std::string_view shape_name(Shape shape) {
  static constexpr std::array<std::string_view, shape_count> names{
      "invite", "ok", "refer", "notify", "register", "bye", "ack", "ringing", "options", "heavy invite"};
  return names[static_cast<std::size_t>(shape)];
}

std::string make_message(Shape shape, std::uint64_t seed, std::uint64_t number) {
  // A message depends on its number alone, not on those made before it.
  RandomValues random(RandomValues(seed).next() ^ (number * 0xd1342543de82ef95U));
  MessageMaker make(random);
  switch (shape) {
    case Shape::invite: make_invite(make, random); break;
    case Shape::ok: make_ok(make, random); break;
    case Shape::refer: make_refer(make, random); break;
    case Shape::notify: make_notify(make, random); break;
    case Shape::register_digest: make_register(make, random); break;
    case Shape::bye: make_in_dialog(make, random, "BYE"); break;
    case Shape::ack: make_in_dialog(make, random, "ACK"); break;
    case Shape::ringing: make_ringing(make, random); break;
    case Shape::options: make_options(make, random); break;
    case Shape::heavy_invite: make_heavy_invite(make, random); break;
  }
  return make.finish(shape == Shape::heavy_invite);
}

std::vector<std::string> make_corpus(std::uint64_t seed, std::size_t count) {
  std::vector<std::string> messages;
  messages.reserve(count);
  for (std::size_t number = 0; number < count; ++number) {
    messages.push_back(make_message(static_cast<Shape>(number % shape_count), seed, number));
  }
  return messages;
}

const std::vector<std::string>& varied_messages() {
  static const std::vector<std::string> messages = make_corpus(published_seed, 2'000);
  return messages;
}

const std::vector<std::string>& hot_messages() {
  static const std::vector<std::string> messages = make_corpus(published_seed, shape_count);
  return messages;
}

}  // namespace baton::bench
