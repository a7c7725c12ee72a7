#include "fuzz/stack/forms.hpp"

#include "fuzz/stack/bend.hpp"

namespace baton::fuzz {
namespace {

using enum EventKind;
namespace to = target_words;
using namespace lengths;

constexpr std::uint8_t takes_calls = manners::rings | manners::answers;
constexpr std::uint8_t takes_all = takes_calls | manners::accepts_refers;

/// 5060 (transferee) takes the call of 5061 (transferor); 5062 is the target.
Seed in_call(std::uint8_t choices = 0) {
  Seed seed(choices);
  seed.manners(0, takes_all).manners(2, takes_calls);
  seed.command(1, Command::call, {to::first, description_words::none}).settle(ms600);
  return seed;
}
/// Beside that call 5061 has one with the target.
Seed consulted() {
  return in_call().command(1, Command::call, {to::third, description_words::none}).settle(ms600);
}
/// Or is still ringing there.
Seed consulting() {
  return in_call().manners(2, manners::rings).command(1, Command::call, {to::third, 0}).settle(ms600);
}

Form blind() {
  return {"blind",
          in_call().command(1, Command::refer, {0, to::third, 0}).settle(s8),
          {refer_received, refer_accepted, transfer_trying, transfer_succeeded, referral_ended}};
}
Form blind_ringing() {
  return {"blind_ringing",
          in_call()
              .manners(2, manners::rings)
              .command(1, Command::refer, {0, to::third, 0})
              .settle(s2)
              .command(2, Command::answer, {0, 0})
              .settle(s4),
          {refer_accepted, transfer_ringing, transfer_succeeded}};
}
Form blind_busy() {
  return {
      "blind_busy",
      in_call().manners(2, manners::rejects_calls).command(1, Command::refer, {0, to::third, 0}).settle(s4),
      {refer_accepted, transfer_failed, referral_ended}};
}
Form transferor_hangs_up_at_once() {
  return {"transferor_hangs_up_at_once",
          in_call()
              .command(1, Command::refer, {0, to::third, 0})
              .settle(ms50)
              .command(1, Command::hang_up, {0})
              .settle(s8),
          {refer_accepted, transfer_succeeded, call_ended}};
}
Form transferee_hangs_up_on_accept() {
  return {"transferee_hangs_up_on_accept",
          in_call()
              .manners(0, takes_all | manners::hangs_up_on_accept)
              .command(1, Command::refer, {0, to::third, 0})
              .settle(s8),
          {refer_accepted, transfer_succeeded, call_ended}};
}
Form attended_form() {
  return {"attended",
          consulted().command(1, Command::refer, {1, to::empty, attended, 0}).settle(s8),
          {refer_accepted, call_replacing, transfer_succeeded, call_ended}};
}
Form attended_by_address() {
  return {"attended_by_address",
          consulted().command(1, Command::refer, {1, to::empty, attended | address_of_record, 0}).settle(s8),
          {refer_accepted, call_replacing, transfer_succeeded}};
}
Form early_wait() {
  return {"semi_attended_wait",
          consulting()
              .command(1, Command::refer, {1, to::empty, attended, 0})
              .settle(s2)
              .command(2, Command::ring, {0, 9})
              .settle(ms200)
              .command(2, Command::answer, {0, 0})
              .settle(s8),
          {call_progress, refer_accepted, call_replacing, transfer_succeeded}};
}
Form early_wait_in_vain() {
  return {"semi_attended_wait_in_vain",
          consulting()
              .command(1, Command::refer, {1, to::empty, attended, 0})
              .settle(s2)
              .command(2, Command::reject, {0, 2})
              .settle(s8),
          {refer_rejected}};
}
Form early_cancel() {
  return {"semi_attended_cancel",
          consulting()
              .command(1, Command::refer, {1, to::empty, attended | cancel_leg, 0})
              .settle(s2)
              .command(2, Command::answer, {0, 0})
              .settle(s8),
          {refer_accepted, transfer_ringing, transfer_succeeded}};
}
Form early_replace() {
  return {"semi_attended_replace",
          consulting().command(1, Command::refer, {1, to::empty, attended | replace_leg, 0}).settle(s8),
          {refer_accepted, transfer_failed}};
}
Form early_replace_allowed() {
  return {"semi_attended_replace_allowed",
          consulting()
              .answers(2, answers::early_callee)
              .manners(2, manners::rings)
              .command(1, Command::refer, {1, to::empty, attended | replace_leg, 0})
              .settle(s8),
          {refer_accepted}};
}
Form outside() {
  Seed seed;
  seed.referral(0, referral::outside_dialogs).manners(0, takes_all).manners(2, takes_calls);
  return {"out_of_dialog",
          seed.command(1, Command::refer_outside, {to::first, to::third, 0}).settle(s8),
          {refer_received, refer_accepted, transfer_succeeded}};
}
Form outside_forked() {
  Seed seed;
  for (const int agent : {0, 2})
    seed.referral(agent, referral::outside_dialogs).manners(agent, takes_all);
  return {"out_of_dialog_forked",
          seed.command(1, Command::refer_outside, {to::fork, to::second, 0})
              .settle(s1)
              .command(1, Command::answer, {0, 0})
              .settle(s1)
              .command(1, Command::reject, {0, 2})
              .settle(s8),
          {refer_received, refer_accepted, transfer_succeeded}};
}
Form outside_attended() {
  Seed seed = consulted().referral(0, referral::outside_dialogs);
  return {"out_of_dialog_attended",
          seed.command(1, Command::refer_outside, {to::first, to::empty, attended, 0}).settle(s8),
          {refer_accepted, call_replacing, transfer_succeeded}};
}
Form by_target_dialog() {
  // The answer shows a GRUU, so that the REFER goes out of dialog and names the dialog (RFC 7647 4).
  Seed seed;
  seed.manners(0, takes_all & ~manners::rings).manners(2, takes_calls);
  seed.command(1, Command::call, {to::first, 0}).deliver(1);
  seed.bend(1, Bend::set_header, {header_line_at("Contact: <sip:u5060@127.0.0.1:5060;gr>")});
  return {"by_target_dialog",
          seed.settle(s1).command(1, Command::refer, {0, to::third, 0}).settle(s8),
          {refer_accepted, transfer_succeeded}};
}
Form pickup() {
  // 5062 takes over the call that rings at 5060, by a dialog that it was told of.
  Seed seed;
  seed.manners(0, manners::rings).answers(1, answers::replaces_by_source);
  return {"pickup",
          seed.command(1, Command::call, {to::first, 0})
              .settle(ms600)
              .command(2, Command::call_replacing, {to::second, 0, 2})
              .settle(s4),
          {call_replacing, call_ended}};
}
Form pickup_when_asked() {
  Seed seed;
  seed.manners(0, manners::rings).answers(1, answers::asks_about_replaces).manners(1, manners::answers);
  return {"pickup_when_asked",
          seed.command(1, Command::call, {to::first, 0})
              .settle(ms600)
              .command(2, Command::call_replacing, {to::second, 0, 2})
              .settle(s4),
          {call_connected, call_ended}};
}
Form reports(const char* name, Reports kind, std::uint8_t more, std::vector<EventKind> reaches) {
  const int choice = static_cast<int>(kind) << 4 | more;
  return {name, in_call().command(1, Command::refer, {0, to::third, choice}).settle(s8), std::move(reaches)};
}
Form held() {
  return {"hold_and_resume",
          in_call()
              .command(1, Command::hold, {0})
              .settle(s1)
              .command(1, Command::resume, {0})
              .settle(s1)
              .command(0, Command::hold, {0})
              .settle(s1)
              .command(1, Command::refer, {0, to::third, 0})
              .settle(s8),
          {call_held, call_resumed, call_modified, transfer_succeeded}};
}
Form held_glare() {
  return {"hold_glare",
          in_call()
              .command(1, Command::hold, {0})
              .command(0, Command::hold, {0})
              .settle(s8)
              .command(1, Command::refer, {0, to::third, 0})
              .command(1, Command::resume, {0})
              .settle(s8),
          {call_modified, refer_accepted}};
}
Form cancelled() {
  return {"cancel_transfer",
          in_call()
              .manners(2, manners::rings)
              .command(1, Command::refer, {0, to::third, 0})
              .settle(s2)
              .command(1, Command::cancel_transfer, {0})
              .settle(s8),
          {refer_accepted, transfer_failed}};
}
Form chain() {
  // Who was referred is referred once more.
  return {"chain",
          in_call()
              .manners(2, takes_calls | manners::refers_on_connect)
              .command(1, Command::refer, {0, to::third, 0})
              .settle(s8)
              .command(2, Command::refer, {0, to::second, 0})
              .settle(s4)
              .command(1, Command::answer, {0, 0})
              .settle(s8),
          {refer_accepted, transfer_succeeded}};
}
Form two_at_once() {
  return {"two_at_once",
          in_call()
              .limits(0, 1)
              .limits(1, 1)
              .limits(2, 1)
              .manners(0, takes_calls)
              .guards(0, guards::live_two)
              .command(1, Command::refer, {0, to::third, 0})
              .settle(ms200)
              .command(1, Command::refer, {0, to::third, 0})
              .settle(ms200)
              .command(0, Command::accept_refer, {1, 1, 0})
              .command(0, Command::accept_refer, {0, 0, 0})
              .settle(s8),
          {refer_received, refer_accepted, transfer_succeeded}};
}

}  // namespace

std::vector<Form> whole_forms() {
  return {
      blind(),
      blind_ringing(),
      blind_busy(),
      transferor_hangs_up_at_once(),
      transferee_hangs_up_on_accept(),
      attended_form(),
      attended_by_address(),
      early_wait(),
      early_wait_in_vain(),
      early_cancel(),
      early_replace(),
      early_replace_allowed(),
      outside(),
      outside_forked(),
      outside_attended(),
      by_target_dialog(),
      pickup(),
      pickup_when_asked(),
      reports("norefersub", Reports::norefersub, none_means_success, {refer_accepted, transfer_succeeded}),
      reports("nosub", Reports::nosub, none_means_success, {refer_accepted, transfer_succeeded}),
      reports("nosub_unknown", Reports::nosub, 0, {refer_accepted, transfer_failed}),
      reports("explicitsub", Reports::explicitsub, 0, {refer_accepted, transfer_succeeded}),
      held(),
      held_glare(),
      cancelled(),
      chain(),
      two_at_once()};
}

}  // namespace baton::fuzz
