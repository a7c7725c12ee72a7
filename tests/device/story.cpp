//   alice            bob             carol
//     |---INVITE----->|                |
//     |<--200, ACK--->|                |
//     |<--REFER-------|                |
//     |---202-------->|                |
//     |---NOTIFY 100->|                |
//     |---INVITE---------------------->|
//     |<--180--------------------------|
//     |---NOTIFY 180->|                |
//     |<--200, ACK-------------------->|
//     |---NOTIFY 200->|                |
//     |<--BYE---------|                |
#include "tests/device/story.hpp"

#include "tests/device/semihosting.hpp"

namespace baton::device {
namespace {

constexpr std::string_view bob_uri = "sip:bob@192.0.2.2";
constexpr std::string_view carol_uri = "sip:carol@192.0.2.3";

constexpr Microseconds call_time = seconds(60);
/// Longer than a transfer whose end nobody reports (TransferorTiming::give_up).
constexpr Microseconds transfer_time = seconds(200);
/// Longer than the last transaction, tombstone or retransmission.
constexpr Microseconds rest_time = seconds(300);

class Teller {
 public:
  Teller(World& world, const Story& story, bool cut) noexcept
      : world_(world), story_(story), cut_(cut) {}

  bool tell() noexcept {
    world_.alice().begin_story({.call_status = 200, .refer_status = story_.alice_on_refer});
    world_.bob().begin_story({});
    world_.carol().begin_story({.call_status = story_.carol_on_call, .refer_status = 200});
    world_.lose(story_.loss_percent);
    world_.alice().call(bob_uri);
    pass(call_time);
    expect_calls("before the REFER", 1, 1, 0);
    if (!good_) {
      return false;
    }
    if (cut_) {
      world_.lose(100);
    }
    world_.bob().refer(carol_uri);
    pass(transfer_time);
    judge();
    for (Party& party : world_.parties()) {
      party.hang_up_all();
    }
    pass(rest_time);
    expect_rest();
    return good_;
  }

 private:
  void fail(std::string_view what) noexcept {
    Line() << "FAILED: " << what;
    good_ = false;
  }

  void pass(Microseconds length) noexcept {
    if (!world_.run_for(length)) {
      fail("the parties never come to rest");
    }
  }

  void expect_calls(std::string_view when, std::size_t alice, std::size_t bob,
                    std::size_t carol) noexcept {
    if (world_.alice().calls_connected() == alice && world_.bob().calls_connected() == bob &&
        world_.carol().calls_connected() == carol) {
      return;
    }
    Line() << "FAILED: calls of alice, bob, carol " << when << ": "
           << static_cast<std::int64_t>(world_.alice().calls_connected()) << ", "
           << static_cast<std::int64_t>(world_.bob().calls_connected()) << ", "
           << static_cast<std::int64_t>(world_.carol().calls_connected());
    good_ = false;
  }

  void judge() noexcept {
    const TransferRecord& transfer = world_.bob().transfer();
    if (!transfer.is_over() || transfer.last() != story_.outcome ||
        transfer.code() != story_.code) {
      Line() << "FAILED: bob heard " << name(transfer.last()) << " with " << transfer.code()
             << " last, not " << name(story_.outcome) << " with " << story_.code;
      good_ = false;
    }
    if (!world_.alice().transfer().heard().has(Callback::received_refer)) {
      fail("alice heard of no REFER");
    }
    const bool rings = story_.outcome == Callback::transfer_success;
    if (story_.loss_percent == 0 && story_.outcome != Callback::refer_rejected) {
      expect_report(Callback::transfer_trying);
      if (rings) {
        expect_report(Callback::transfer_ringing);
      }
    }
    if (rings) {
      expect_calls("after the transfer", 1, 0, 1);
    } else {
      expect_calls("after no transfer", 1, 1, 0);
    }
    for (const Party& party : world_.parties()) {
      if (!party.is_blameless()) {
        fail("see above");
      }
    }
  }

  void expect_report(Callback callback) noexcept {
    if (!world_.bob().transfer().heard().has(callback)) {
      Line() << "FAILED: bob did not hear " << name(callback);
      good_ = false;
    }
  }

  /// Whatever the story took from the pools, it gave back.
  void expect_rest() noexcept {
    for (Party& party : world_.parties()) {
      const Usage usage = party.stack().usage();
      const std::uint32_t used = usage.transactions.used + usage.dialogs.used + usage.calls.used +
                                 usage.transfers.used + usage.subscriptions.used +
                                 usage.blocks.used + usage.outputs.used + usage.events.used;
      if (used != 0 || !party.stack().idle() || party.stack().next_deadline() != never) {
        Line() << "FAILED: " << party.name() << " keeps " << usage.transactions.used
               << " transactions, " << usage.dialogs.used << " dialogs, " << usage.calls.used
               << " calls, " << usage.transfers.used << " transfers, " << usage.subscriptions.used
               << " subscriptions, " << usage.blocks.used << " blocks";
        good_ = false;
      }
    }
  }

  World& world_;
  const Story& story_;
  bool cut_;
  bool good_ = true;
};

}  // namespace

bool tell(World& world, const Story& story, bool cut_the_network, CallbackSet& heard) noexcept {
  Line() << story.title;
  const bool good = Teller(world, story, cut_the_network).tell();
  for (const Party& party : world.parties()) {
    heard.add(party.transfer().heard());
  }
  return good;
}

}  // namespace baton::device
