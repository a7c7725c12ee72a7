//  transferee      transferor         target
//     |---INVITE----->|                |
//     |<--200, ACK--->|                |
//     |<--INVITE hold-|                |   attended
//     |---200, ACK--->|---INVITE------>|   attended
//     |               |<--200, ACK---->|   attended
//     |<--REFER-------|                |
//     |---202-------->|                |
//     |---NOTIFY 100->|                |
//     |---INVITE---------------------->|   attended: with Replaces
//     |<--180--------------------------|   blind
//     |---NOTIFY 180->|                |   blind
//     |<--200, ACK-------------------->|
//     |---NOTIFY 200->|                |
//     |               |<--BYE----------|   attended: the replaced call
//     |<--BYE---------|                |
#include "tests/device/story.hpp"

#include "tests/device/semihosting.hpp"

namespace baton::device {
namespace {

constexpr Microseconds call_time = seconds(60);
/// Longer than a transfer whose end nobody reports (TransferorTiming::give_up).
constexpr Microseconds transfer_time = seconds(200);
/// Longer than the last transaction, tombstone or retransmission.
constexpr Microseconds rest_time = seconds(300);

struct Cast {
  Party& transferee;
  Party& transferor;
  Party& target;
};

class Teller {
 public:
  Teller(World& world, const Story& story, const Cast& cast, bool cut) noexcept
      : world_(world), story_(story), cast_(cast), cut_(cut) {}

  bool tell() noexcept {
    cast_.transferee.begin_story({.call_status = 200, .refer_status = story_.transferee_on_refer});
    cast_.transferor.begin_story({});
    cast_.target.begin_story({});
    world_.lose(story_.loss_percent);
    set_up();
    if (!good_) {
      return false;
    }
    refer();
    pass(transfer_time);
    judge();
    if (good_ && is_attended() && !has_success()) {
      take_back();
    }
    for (Party& party : world_.parties()) {
      party.hang_up_all();
    }
    pass(rest_time);
    expect_rest();
    return good_;
  }

 private:
  bool is_attended() const noexcept { return story_.form == Form::attended; }
  bool has_success() const noexcept { return story_.outcome == Callback::transfer_success; }

  void fail(std::string_view what) noexcept {
    Line() << "FAILED: " << what;
    good_ = false;
  }

  void pass(Microseconds length) noexcept {
    if (!world_.run_for(length)) {
      fail("the parties never come to rest");
    }
  }

  /// The calls that stand when the REFER is sent.
  void set_up() noexcept {
    cast_.transferee.call(cast_.transferor.uri());
    pass(call_time);
    expect_calls("before the REFER", 1, 1, 0);
    if (!good_ || !is_attended()) {
      return;
    }
    cast_.transferor.hold();
    pass(call_time);
    expect_hold(1, 0);
    cast_.transferor.call(cast_.target.uri());
    pass(call_time);
    expect_calls("in the consultation", 1, 2, 1);
  }

  void refer() noexcept {
    if (cut_) {
      world_.lose(100);
    }
    cast_.target.change_manners({.call_status = story_.target_on_call, .refer_status = 200});
    if (is_attended()) {
      cast_.transferor.refer_to_second_call();
    } else {
      cast_.transferor.refer(cast_.target.uri());
    }
    if (story_.target_hangs_up) {
      cast_.target.hang_up_all();
    }
  }

  /// After no transfer the transferor has its call back.
  void take_back() noexcept {
    cast_.transferor.take_off_hold();
    pass(call_time);
    expect_hold(1, 1);
  }

  void expect_calls(std::string_view when, std::size_t transferee, std::size_t transferor,
                    std::size_t target) noexcept {
    if (cast_.transferee.calls_connected() == transferee &&
        cast_.transferor.calls_connected() == transferor &&
        cast_.target.calls_connected() == target) {
      return;
    }
    Line() << "FAILED: calls of transferee, transferor, target " << when << ": "
           << static_cast<std::int64_t>(cast_.transferee.calls_connected()) << ", "
           << static_cast<std::int64_t>(cast_.transferor.calls_connected()) << ", "
           << static_cast<std::int64_t>(cast_.target.calls_connected());
    good_ = false;
  }

  /// What the transferee heard of it, and the transferor of its re-INVITEs.
  void expect_hold(std::uint32_t holds, std::uint32_t ends) noexcept {
    if (cast_.transferee.remote_holds() != holds || cast_.transferee.remote_unholds() != ends ||
        cast_.transferor.updates() != holds + ends) {
      fail("hold or its end was not heard of on both sides");
    }
  }

  void judge() noexcept {
    const TransferRecord& transfer = cast_.transferor.transfer();
    if (!transfer.is_over() || transfer.last() != story_.outcome ||
        transfer.code() != story_.code) {
      Line() << "FAILED: " << cast_.transferor.name() << " heard " << name(transfer.last())
             << " with " << transfer.code() << " last, not " << name(story_.outcome) << " with "
             << story_.code;
      good_ = false;
    }
    if (!cast_.transferee.transfer().heard().has(Callback::received_refer)) {
      fail("the transferee heard of no REFER");
    }
    if (story_.loss_percent == 0 && story_.outcome != Callback::refer_rejected) {
      expect_report(Callback::transfer_trying);
      if (has_success() && !is_attended()) {  // a call that replaces another is answered without ringing
        expect_report(Callback::transfer_ringing);
      }
    }
    const std::size_t consulted = is_attended() && !story_.target_hangs_up ? 1 : 0;
    if (has_success()) {
      expect_calls("after the transfer", 1, 0, 1);
    } else {
      expect_calls("after no transfer", 1, 1 + consulted, consulted);
    }
    for (const Party& party : world_.parties()) {
      if (!party.is_blameless()) {
        fail("see above");
      }
    }
  }

  void expect_report(Callback callback) noexcept {
    if (!cast_.transferor.transfer().heard().has(callback)) {
      Line() << "FAILED: " << cast_.transferor.name() << " did not hear " << name(callback);
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
  const Cast& cast_;
  bool cut_;
  bool good_ = true;
};

}  // namespace

bool tell(World& world, const Story& story, bool cut_the_network, CallbackSet& heard) noexcept {
  const std::span<Party> parties = world.parties();
  bool good = true;
  for (std::size_t i = 0; i < parties.size(); ++i) {
    const Cast cast{.transferee = parties[i],
                    .transferor = parties[(i + 1) % parties.size()],
                    .target = parties[(i + 2) % parties.size()]};
    Line() << story.title << ": " << cast.transferor.name() << " sends " << cast.transferee.name() << " to "
           << cast.target.name();
    good &= Teller(world, story, cast, cut_the_network).tell();
    for (const Party& party : parties) {
      heard.add(party.transfer().heard());
    }
  }
  return good;
}

}  // namespace baton::device
