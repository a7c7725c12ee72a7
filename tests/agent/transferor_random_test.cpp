// A transferor against peers that say anything at any moment, by seed: every form of REFER, every answer, reports
// of forks that come and go, calls and legs that end, commands. Afterwards each transfer has had one outcome in
// legal order, and nothing is left.
#include <map>
#include <random>

#include "tests/agent/attended_scene.hpp"

namespace baton {
namespace {

/// What the application may see of one transfer (the contract of the outcome table).
struct Story {
  int stage = 0;  // 0 nothing, 1 accepted, 2 trying, 3 ringing, 4 over
  bool legal = true;
  void hear(EventKind kind) {
    const auto move = [this](bool allowed, int to) {
      legal &= allowed;
      stage = to;
    };
    switch (kind) {
      case EventKind::refer_accepted: return move(stage == 0, 1);
      case EventKind::refer_rejected: return move(stage == 0, 4);
      case EventKind::transfer_trying: return move(stage == 1, 2);
      case EventKind::transfer_ringing: return move(stage == 2, 3);
      case EventKind::transfer_succeeded:
      case EventKind::transfer_failed: return move(stage >= 1 && stage <= 3, 4);
      default: return;
    }
  }
};

class World {
 public:
  explicit World(std::uint32_t seed)
      : random_(seed), bob_(scene_.add("bob", 5071, limits(), options(seed), seed + 1)) {
    for (int i = 0; i < 3; ++i) peers_.emplace_back(scene_, static_cast<std::uint16_t>(5090 + i), bob_);
    for (int i = 0; i < 3; ++i) peers_[static_cast<std::size_t>(i)].own_tag = "tag-" + std::to_string(i);
    if (seed % 4 == 0) {
      peers_[0].contact = "sip:peer@127.0.0.1:5090;gr=1";
      peers_[0].supported = "tdialog";
    }
    bob_.on_event = [this](Party&, const Event& event) {
      if (event.transfer) stories_[{event.transfer.index, event.transfer.generation}].hear(event.kind);
    };
    call_ = *bob_.stack().call(scene_.now, bob_.account, peers_[0].uri());
    peers_[0].take_call();
  }

  void run() {
    for (int i = 0; i < 60; ++i) {
      step();
      scene_.run(milliseconds(1 << pick(12)));
      serve();
    }
    if (pick(4) == 0) bob_.stack().shutdown(scene_.now);
    for (int i = 0; i < 40; ++i) {
      scene_.run(seconds(15));
      serve();
      if (i == 20) hang_up_all();
    }
  }
  void check(std::uint32_t seed) {
    for (const auto& [id, story] : stories_) {
      EXPECT_TRUE(story.legal) << "seed " << seed << " " << bob_.story(true);
      EXPECT_EQ(story.stage, 4) << "seed " << seed << " " << bob_.story(true);
    }
    EXPECT_EQ(taken_, stories_.size()) << "seed " << seed;
    const Usage usage = bob_.stack().usage();
    EXPECT_EQ(usage.transfers.used, 0u) << "seed " << seed;
    EXPECT_EQ(usage.subscriptions.used, 0u) << "seed " << seed;
    EXPECT_EQ(usage.calls.used, 0u) << "seed " << seed;
    EXPECT_EQ(usage.dialogs.used, 0u) << "seed " << seed;
    EXPECT_EQ(usage.transactions.used, 0u) << "seed " << seed;
    EXPECT_EQ(usage.blocks.used, 0u) << "seed " << seed;
  }
  std::size_t taken() const { return taken_; }

 private:
  static Limits limits() {
    Limits limits = Limits::host(8);
    limits.transfers = 4;
    limits.subscriptions = 6;
    return limits;
  }
  static StackOptions options(std::uint32_t seed) {
    StackOptions options;
    options.bye_means_success = seed % 3 == 0;
    options.strict_7647 = seed % 5 == 0;
    return options;
  }
  std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random_()) % below; }

  void step() {
    switch (pick(10)) {
      case 0:
      case 1: return refer();
      case 2: return dial_leg();
      case 3:
        if (transfers_.empty()) return;
        (void)bob_.stack().cancel_transfer(scene_.now, transfers_[pick(64) % transfers_.size()]);
        return;
      case 4:
        if (pick(8) == 0) (void)bob_.stack().hang_up(scene_.now, pick(2) == 0 ? call_ : leg_);
        return;
      case 5:
        if (pick(10) == 0) peers_[0].request("BYE");
        return;
      default: return report();
    }
  }
  void refer() {
    ReferOptions options;
    options.reports = static_cast<Reports>(pick(8) < 5 ? 0 : pick(4));
    options.early_leg = static_cast<EarlyLeg>(pick(3));
    options.no_reports_mean_success = pick(2) == 0;
    if (pick(2) == 0) options.replaces = leg_;
    const std::string_view to = pick(2) == 0 ? "" : "sip:carol@10.0.0.9";
    const auto made = pick(3) == 0 ? bob_.stack().refer_outside(scene_.now, bob_.account, peers_[1].uri(), to, options)
                                   : bob_.stack().refer(scene_.now, call_, to, options);
    if (!made) return;
    ++taken_;
    transfers_.push_back(*made);
  }
  void dial_leg() {
    if (bob_.stack().state(leg_) != CallState::none) return;
    const auto made = bob_.stack().call(scene_.now, bob_.account, peers_[2].uri());
    if (made) leg_ = *made;
  }
  /// A report on one of the REFERs seen, by any of the peers, with any tag.
  void report() {
    if (refers_.empty()) return;
    const Packet& refer = refers_[pick(static_cast<std::uint32_t>(refers_.size()))];
    ScriptedPeer& peer = peers_[pick(3)];
    const bool outside = refer.header("To").find(";tag=") == std::string::npos;
    peer.call_id = refer.header("Call-ID");
    peer.local = refer.header("To") + (outside ? ";tag=" + peer.own_tag : "");
    peer.remote = refer.header("From");
    peer.target = "sip:bob@127.0.0.1:5071";
    static constexpr const char* states[] = {"active;expires=60", "active;expires=60", "terminated;reason=noresource",
                                             "terminated;reason=rejected", "pending;expires=20", ""};
    static constexpr int statuses[] = {0, 100, 100, 180, 183, 200, 486, 603};
    const int status = statuses[pick(8)];
    peer.notify(states[pick(6)], status == 0 ? "" : fragment(status), pick(3) == 0 ? 0 : simulation::cseq_of(refer));
  }
  /// What reached the peers: answered somehow, or not.
  void serve() {
    std::vector<Packet> inbox;
    for (const Packet& packet : scene_.unclaimed) inbox.push_back(packet);
    scene_.unclaimed.clear();
    for (const Packet& packet : inbox) {
      if (packet.to.port < 5090 || packet.to.port > 5092) continue;
      ScriptedPeer& peer = peers_[packet.to.port - 5090u];
      if (packet.text.starts_with("REFER")) answer_refer(peer, packet);
      else if (packet.text.starts_with("INVITE")) answer_invite(peer, packet);
      else if (packet.text.starts_with("SUBSCRIBE")) peer.respond(packet, pick(3) == 0 ? 481 : 200, "Expires: 60\r\n");
      else if (packet.text.starts_with("BYE") || packet.text.starts_with("CANCEL")) peer.respond(packet, 200);
    }
  }
  void answer_refer(ScriptedPeer& peer, const Packet& refer) {
    refers_.push_back(refer);
    static constexpr int statuses[] = {100, 202, 202, 202, 200, 491, 420, 421, 403, 503, 302, 408};
    const int status = statuses[pick(12)];
    std::string extra;
    if (status == 420) extra = "Unsupported: nosub, explicitsub, norefersub, tdialog\r\n";
    static constexpr const char* required[] = {"nosub", "explicitsub", "norefersub", "tdialog"};
    if (status == 421) extra = "Require: " + std::string(required[pick(4)]) + "\r\n";
    if (status < 300 && pick(3) == 0) extra = "Refer-Sub: false\r\n";
    if (status < 300 && pick(3) == 0) extra += "Refer-Events-At: <sip:events@127.0.0.1:5091>\r\n";
    if (pick(8) != 0) peer.respond(refer, status, extra);
  }
  void answer_invite(ScriptedPeer& peer, const Packet& invite) {
    static constexpr int statuses[] = {100, 180, 183, 200, 200, 486};
    const int status = statuses[pick(6)];
    peer.respond(invite, status, {}, status == 200 ? "application/sdp" : "",
                 status == 200 ? simulation::sdp : std::string_view());
    if (status < 200 && pick(2) == 0) peer.respond(invite, 200, {}, "application/sdp", simulation::sdp, seconds(3));
  }
  void hang_up_all() {
    (void)bob_.stack().hang_up(scene_.now, call_);
    (void)bob_.stack().hang_up(scene_.now, leg_);
  }

  std::mt19937 random_;
  Scene scene_;
  Party& bob_;
  std::deque<ScriptedPeer> peers_;
  CallId call_, leg_;
  std::vector<TransferId> transfers_;
  std::vector<Packet> refers_;
  std::size_t taken_ = 0;
  std::map<std::pair<std::uint32_t, std::uint32_t>, Story> stories_;
};

TEST(TransferorByRandom, OneOutcomeInLegalOrderAndNothingLeft) {
  std::size_t transfers = 0;
  for (std::uint32_t seed = 1; seed <= 400; ++seed) {
    World world(seed);
    world.run();
    world.check(seed);
    transfers += world.taken();
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(transfers, 2000u);
}

}  // namespace
}  // namespace baton
