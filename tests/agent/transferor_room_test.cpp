// Each form of transfer again with every pool at its least size, one more, and so on until it passes (the core's
// contract, "When a pool is empty"): at every size each REFER that was taken has one outcome, and nothing is left.
#include <map>

#include "tests/agent/attended_scene.hpp"

namespace baton {
namespace {

enum class Form { blind, attended, early, outside, explicitsub, target_dialog };
constexpr Form forms[] = {Form::blind,   Form::attended,    Form::early,
                          Form::outside, Form::explicitsub, Form::target_dialog};

/// One transfer with peers that do all they can for its success.
class Play {
 public:
  Play(const Limits& limits, Form form)
      : form_(form), bob_(scene_.add("bob", 5071, limits)), peer_(scene_, 5090, bob_), target_(scene_, 5091, bob_) {
    target_.own_tag = "target-tag";
    bob_.on_event = [this](Party&, const Event& event) { note(event); };
  }
  /// Whether it succeeded.
  bool run() {
    call_ = dial(peer_);
    turn(milliseconds(200));
    if (form_ == Form::attended || form_ == Form::early) leg_ = dial(target_);
    if (form_ == Form::attended) turn(milliseconds(200));
    refer();
    turn(seconds(8));
    (void)bob_.stack().hang_up(scene_.now, call_);
    (void)bob_.stack().hang_up(scene_.now, leg_);
    turn(seconds(300), seconds(2));
    return succeeded_;
  }
  void check(const char* pool, std::uint32_t size) const {
    EXPECT_EQ(accepted_ + rejected_, taken_ ? 1 : 0) << pool << " " << size << " " << static_cast<int>(form_);
    EXPECT_EQ(over_, accepted_) << pool << " " << size << " " << static_cast<int>(form_);
    const Usage usage = bob_.stack().usage();
    for (const auto& used : {usage.transfers, usage.subscriptions, usage.calls, usage.dialogs, usage.transactions,
                             usage.blocks, usage.outputs}) {
      EXPECT_EQ(used.used, 0u) << pool << " " << size << " " << static_cast<int>(form_);
    }
  }

 private:
  void note(const Event& event) {
    switch (event.kind) {
      case EventKind::refer_accepted: ++accepted_; break;
      case EventKind::refer_rejected: ++rejected_; break;
      case EventKind::transfer_succeeded: succeeded_ = true; ++over_; break;
      case EventKind::transfer_failed: ++over_; break;
      default: break;
    }
  }
  CallId dial(const ScriptedPeer& to) {
    const auto made = bob_.stack().call(scene_.now, bob_.account, to.uri());
    return made ? *made : CallId{};
  }
  void refer() {
    ReferOptions options;
    options.replaces = leg_;
    if (form_ == Form::explicitsub) options.reports = Reports::explicitsub;
    const auto made = form_ == Form::outside
                          ? bob_.stack().refer_outside(scene_.now, bob_.account, peer_.uri(), "sip:carol@10.0.0.9")
                          : bob_.stack().refer(scene_.now, call_, leg_ ? "" : "sip:carol@10.0.0.9", options);
    taken_ = static_cast<bool>(made);
  }
  void turn(Microseconds length, Microseconds slice = milliseconds(50)) {
    for (const Time end = scene_.now + length; scene_.now < end;) {
      scene_.run(slice);
      const std::deque<Packet> inbox = std::exchange(scene_.unclaimed, {});
      for (const Packet& packet : inbox) serve(packet.to == peer_.address() ? peer_ : target_, packet);
    }
  }
  void serve(ScriptedPeer& peer, const Packet& packet) {
    const std::string method = packet.text.substr(0, packet.text.find(' '));
    if (method == "INVITE") {
      if (form_ == Form::target_dialog) peer.contact = peer.uri() + ";gr=1";
      peer.respond(packet, 200, "Allow: SUBSCRIBE\r\nSupported: tdialog\r\n", "application/sdp", simulation::sdp,
                   form_ == Form::early && &peer == &target_ ? seconds(1) : 0);
    } else if (method == "REFER") {
      peer.respond(packet, 200, form_ == Form::explicitsub ? "Refer-Events-At: <sip:events@127.0.0.1:5090>\r\n" : "");
      if (form_ != Form::explicitsub) report(packet);
    } else if (method == "SUBSCRIBE" || method == "BYE" || method == "CANCEL") {
      peer.respond(packet, 200, "Expires: 60\r\n");
      if (method == "SUBSCRIBE" && packet.header("Expires") != "0") report(packet);
    }
  }
  /// Reports by two forks out of dialog, else in the dialog; each again until it is answered 200.
  void report(const Packet& cause) {
    const bool makes_dialog = cause.header("To").find(";tag=") == std::string::npos;
    for (ScriptedPeer* fork : {&peer_, &target_}) {
      if (fork == &target_ && form_ != Form::outside) continue;
      fork->call_id = cause.header("Call-ID");
      fork->local = cause.header("To") + (makes_dialog ? ";tag=" + fork->own_tag : "");
      fork->remote = cause.header("From");
      fork->target = "sip:bob@127.0.0.1:5071";
      const std::uint32_t id = form_ == Form::explicitsub ? 0 : simulation::cseq_of(cause);
      fork->notify("active;expires=60", fragment(100), id, milliseconds(60));
      for (int i = 1; i <= 4; ++i) {
        fork->notify("terminated;reason=noresource", fragment(fork == &peer_ ? 200 : 486), id, milliseconds(500 * i));
      }
    }
  }

  Form form_;
  Scene scene_;
  Party& bob_;
  ScriptedPeer peer_, target_;
  CallId call_, leg_;
  bool taken_ = false, succeeded_ = false;
  int accepted_ = 0, rejected_ = 0, over_ = 0;
};

TEST(TransferorRoom, EachFormAtEverySizeOfEveryPool) {
  struct Pool {
    const char* name;
    std::uint32_t Limits::*size;
    std::uint32_t least, most;
  };
  const Pool pools[] = {{"transactions", &Limits::transactions, 4, 16},
                        {"dialogs", &Limits::dialogs, 1, 4},
                        {"calls", &Limits::calls, 1, 3},
                        {"transfers", &Limits::transfers, 1, 2},
                        {"subscriptions", &Limits::subscriptions, 1, 3},
                        {"blocks", &Limits::blocks, 4, 40},
                        {"outputs", &Limits::outputs, 4, 6},
                        {"dialog_text", &Limits::dialog_text, 128, 320}};
  for (const Form form : forms) {
    for (const Pool& pool : pools) {
      bool passed = false;
      for (std::uint32_t size = pool.least; size <= pool.most; size += pool.most > 100 ? 8 : 1) {
        Limits limits = Limits::host(4);
        limits.*pool.size = size;
        if (pool.size == &Limits::transactions) limits.reserved = 1;
        Play play(limits, form);
        passed = play.run();
        play.check(pool.name, size);
        if (testing::Test::HasFailure()) return;
      }
      EXPECT_TRUE(passed) << pool.name << " " << static_cast<int>(form) << ": with room enough it succeeds";
    }
  }
}

}  // namespace
}  // namespace baton
