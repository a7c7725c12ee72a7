// A transferee against peers that say anything at any moment, by seed: every kind of REFER, inside and outside of
// dialogs, subscriptions that come and go, every answer to NOTIFY and INVITE, calls that end, commands, and pools of
// any size. Afterwards each REFER that the application heard of has ended once, and nothing is left.
#include <map>
#include <random>

#include "tests/agent/transferee_scene.hpp"

namespace baton {
namespace {

class RefersOfAnyKind {
 public:
  explicit RefersOfAnyKind(std::uint32_t seed)
      : random_(seed),
        alice_(scene_.add("alice", 5070, limits(), options(), seed + 1)),
        bob_(scene_, 5091, alice_),
        carol_(scene_, 5092, alice_),
        eve_(scene_, 5093, alice_) {
    carol_.own_tag = "carol-tag";
    eve_.own_tag = "eve-tag";
    alice_.on_event = [this](Party&, const Event& event) { hear(event); };
    scene_.network = [this](const Packet&) {
      return Scene::Fate{.lost = pick(12) == 0, .delay = milliseconds(1 + pick(30)), .doubled = pick(15) == 0};
    };
  }

  void run() {
    call_bob();
    for (int i = 0; i < 60; ++i) {
      step();
      scene_.run(milliseconds(1 << pick(13)));
      serve();
    }
    if (pick(3) == 0) alice_.stack().shutdown(scene_.now);
    for (int i = 0; i < 40; ++i) {
      scene_.run(seconds(15));
      serve();
      if (i == 12) hang_up_all();
    }
  }
  void check(std::uint32_t seed) {
    for (const auto& [id, ends] : ends_) EXPECT_EQ(ends, 1) << "seed " << seed << " " << alice_.story();
    const Usage usage = alice_.stack().usage();
    for (const auto& pool : {usage.transfers, usage.subscriptions, usage.calls, usage.dialogs, usage.transactions,
                             usage.blocks, usage.outputs}) {
      EXPECT_EQ(pool.used, 0u) << "seed " << seed;
    }
  }
  std::size_t heard_of() const { return ends_.size(); }
  std::size_t accepted() const { return accepted_; }

 private:
  std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random_() % below); }
  template <std::size_t size>
  std::string any_of(const char* const (&texts)[size]) {
    return texts[pick(size)];
  }

  Limits limits() {
    Limits limits = Limits::host(8);
    if (pick(2) == 0) return limits;
    limits.transfers = 1 + pick(3);
    limits.subscriptions = 1 + pick(4);
    limits.dialogs = 2 + pick(4);
    limits.calls = 2 + pick(4);
    limits.transactions = 6 + pick(10);
    limits.reserved = 1 + pick(3);
    limits.blocks = 30 + pick(60);
    return limits;
  }
  StackOptions options() {
    StackOptions options;
    options.accept_status = static_cast<AcceptStatus>(pick(3));
    options.referral.outside_dialogs = pick(2) == 0;
    options.referral.live_per_call = static_cast<std::uint8_t>(1 + pick(4));
    options.referral.follow_redirects = pick(2) == 0;
    options.referral.tel = true;
    options.norefersub = pick(4) != 0;
    options.explicitsub = pick(4) != 0;
    return options;
  }

  void call_bob() {
    bob_.call_id = "bob-calls-" + std::to_string(++calls_);
    bob_.local = "<" + bob_.uri() + ">;tag=peer-tag";
    bob_.remote = "<" + alice_.uri + ">";
    bob_.target = alice_.uri;
    bob_.request("INVITE", {}, "application/sdp", simulation::sdp);
  }
  void hear(const Event& event) {
    if (event.kind == EventKind::call_incoming) (void)alice_.stack().answer(scene_.now, event.call);
    if (event.call && event.kind != EventKind::call_ended) last_call_ = event.call;
    if (event.kind == EventKind::refer_received) {
      last_transfer_ = event.transfer;
      EXPECT_TRUE(ends_.emplace(std::pair(event.transfer.index, event.transfer.generation), 0).second);
      if (pick(3) == 0) decide();
    } else if (event.kind == EventKind::referral_ended) {
      ++ends_[{event.transfer.index, event.transfer.generation}];
    }
  }
  void decide() {
    if (pick(5) == 0) {
      (void)alice_.stack().reject_refer(scene_.now, last_transfer_, pick(2) == 0 ? 603 : 486);
    } else {
      accepted_ += alice_.stack().accept_refer(scene_.now, last_transfer_) ? 1U : 0U;
    }
  }

  std::string refer() {
    static const char* const targets[] = {"sip:carol@127.0.0.1:5092", "sip:carol@127.0.0.1:5092", "tel:+1555",
                                          "sip:carol@127.0.0.1:5092?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2",
                                          "sip:alice@127.0.0.1:5070", "sip:x@10.0.0.1?Route=y", "http://x/"};
    static const char* const wishes[] = {"",
                                         "",
                                         "Refer-Sub: false\r\n",
                                         "Require: nosub\r\n",
                                         "Require: explicitsub\r\n",
                                         "Require: explicitsub\r\n",
                                         "Require: x\r\n",
                                         "Referred-By: <sip:bob@x>\r\n"};
    return "Refer-To: <" + any_of(targets) + ">\r\n" + any_of(wishes);
  }
  void refer_from_outside() {
    ScriptedPeer& from = eve_;
    outside(from, alice_.uri);
    std::string headers = refer();
    if (pick(2) == 0 && bob_.remote.find(";tag=") != std::string::npos) {
      headers += "Target-Dialog: " + bob_.call_id + ";local-tag=" + bob_.remote.substr(bob_.remote.find(";tag=") + 5) +
                 ";remote-tag=peer-tag\r\n";
    }
    from.request("REFER", headers);
  }
  void outside(ScriptedPeer& from, const std::string& target) {
    from.call_id = "outside-" + std::to_string(++calls_);
    from.local = "<" + from.uri() + ">;tag=" + from.own_tag;
    from.remote = "<" + target + ">";
    from.target = target;
  }
  void subscribe(ScriptedPeer& from, std::uint32_t id) {
    static const char* const expires[] = {"0", "3", "60", "600"};
    from.request("SUBSCRIBE", "Event: refer" + (id != 0 ? ";id=" + std::to_string(id) : std::string()) +
                                  "\r\nExpires: " + any_of(expires) + "\r\n");
  }

  void step() {
    switch (pick(14)) {
      case 0:
      case 1:
      case 2:
      case 3: bob_.request("REFER", refer()); break;
      case 4: refer_from_outside(); break;
      case 5: decide(); break;
      case 6: decide(); break;
      case 7: subscribe(bob_, pick(3) == 0 ? 0 : bob_.cseq - pick(4)); break;
      case 8:
        if (events_at_.empty()) break;
        outside(eve_, events_at_);
        subscribe(eve_, pick(2));
        break;
      case 9: subscribe(eve_, pick(2)); break;
      case 10: (void)alice_.stack().hang_up(scene_.now, last_call_); break;
      case 11:
        if (pick(4) == 0) bob_.request("BYE");
        break;
      case 12: call_bob(); break;
      case 13:
        if (pick(4) == 0) (void)alice_.stack().flow_failed(scene_.now, alice_.flow, carol_.address());
        break;
      default: break;
    }
  }

  void serve() {
    const auto waiting = std::move(scene_.unclaimed);
    scene_.unclaimed.clear();
    for (const Packet& packet : waiting) {
      ScriptedPeer& peer = packet.to == bob_.address() ? bob_ : packet.to == carol_.address() ? carol_ : eve_;
      serve(peer, packet);
    }
  }
  void serve(ScriptedPeer& peer, const Packet& packet) {
    const std::string& text = packet.text;
    if (text.starts_with("NOTIFY")) {
      static constexpr int statuses[] = {200, 200, 200, 200, 200, 481, 500, 503, 400, 603, 489};
      const int status = statuses[pick(11)];
      if (pick(8) != 0) peer.respond(packet, status, pick(2) == 0 && status != 200 ? "Retry-After: 2\r\n" : "");
    } else if (text.starts_with("INVITE")) {
      static constexpr int statuses[] = {100, 180, 183, 180, 200, 200, 302, 404, 486, 603, 199};
      const int status = statuses[pick(11)];
      if (pick(6) == 0) return;
      peer.respond(packet, status, status == 302 ? "Contact: <sip:carol@127.0.0.1:5092>\r\n" : "",
                   status == 200 ? "application/sdp" : "", status == 200 ? simulation::sdp : "");
      last_invite_ = packet;
    } else if (text.starts_with("CANCEL")) {
      peer.respond(packet, 200);
      if (pick(3) != 0) peer.respond(last_invite_, 487);
    } else if (text.starts_with("BYE")) {
      peer.respond(packet, 200);
    } else if (text.starts_with("SIP/2.0 2")) {
      const std::string at = packet.header("Refer-Events-At");
      if (!at.empty()) events_at_ = at.substr(1, at.size() - 2);
      if (packet.header("CSeq").ends_with("INVITE")) {
        bob_.remote = packet.header("To");
        bob_.target = "sip:alice@127.0.0.1:5070";
        bob_.request("ACK", {}, {}, {}, simulation::cseq_of(packet));
      } else if (packet.header("CSeq").ends_with("SUBSCRIBE")) {
        eve_.remote = packet.header("To");
      }
    }
  }
  void hang_up_all() {
    alice_.stack().shutdown(scene_.now);
  }

  std::mt19937 random_;
  Scene scene_;
  Party& alice_;
  ScriptedPeer bob_, carol_, eve_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> ends_;
  std::string events_at_;
  Packet last_invite_;
  CallId last_call_;
  TransferId last_transfer_;
  std::size_t accepted_ = 0;
  int calls_ = 0;
};

TEST(TransfereeByRandom, EachReferThatIsHeardOfEndsOnceAndNothingIsLeft) {
  std::size_t heard_of = 0;
  std::size_t accepted = 0;
  for (std::uint32_t seed = 1; seed <= 300 && !testing::Test::HasFailure(); ++seed) {
    RefersOfAnyKind world(seed);
    world.run();
    world.check(seed);
    heard_of += world.heard_of();
    accepted += world.accepted();
  }
  EXPECT_GT(heard_of, 900u);
  EXPECT_GT(accepted, 300u);
}

}  // namespace
}  // namespace baton
