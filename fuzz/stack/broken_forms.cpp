// Transfers that are refused, lost, lied about, misused or starved.
#include "fuzz/stack/bend.hpp"
#include "fuzz/stack/forms.hpp"

namespace baton::fuzz {
namespace {

using enum EventKind;
namespace to = target_words;
using namespace lengths;

constexpr std::uint8_t takes_calls = manners::rings | manners::answers;
constexpr std::uint8_t takes_all = takes_calls | manners::accepts_refers;

Seed in_call(std::uint8_t choices = 0) {
  Seed seed(choices);
  seed.manners(0, takes_all).manners(2, takes_calls);
  seed.command(1, Command::call, {to::first, description_words::none}).settle(ms600);
  return seed;
}
/// The REFER has been sent and not yet delivered.
Seed referring(std::uint8_t choices = 0) {
  return in_call(choices).command(1, Command::refer, {0, to::third, 0});
}

Form refused(const char* name, std::uint8_t bits, std::uint8_t more_guards, int target,
             std::vector<EventKind> reaches) {
  Seed seed = in_call().referral(0, bits).guards(0, more_guards);
  return {name, seed.command(1, Command::refer, {0, target, 0}).settle(s4), std::move(reaches)};
}
Form refused_scheme() {
  return {"refused_scheme",
          referring().bend(0, Bend::set_header, {header_line_at("Refer-To: <http://x.example/>")}).settle(s4),
          {refer_rejected}};
}
Form challenged() {
  // The transferee wants digest of who refers it; the transferor has the password.
  Seed seed =
      in_call().answers(0, answers::challenges).referral(0, referral::wants_digest).guards(1, guards::proxy);
  return {"challenged_refer",
          seed.command(1, Command::refer, {0, to::third, 0}).settle(s8),
          {refer_accepted, transfer_succeeded}};
}
Form replaces_challenged() {
  Seed seed = in_call().answers(2, answers::challenges | answers::replaces_strict).guards(0, guards::proxy);
  seed.command(1, Command::call, {to::third, 0}).settle(ms600);
  return {"challenged_replaces",
          seed.command(1, Command::refer, {1, to::empty, attended, 0}).settle(s8),
          {refer_accepted, transfer_failed}};
}
Form replaces_proven() {
  // 5061 takes its own call over to a new one, and proves that it may.
  Seed seed = in_call().answers(0, answers::challenges | answers::replaces_strict).guards(1, guards::proxy);
  seed.command(1, Command::call_replacing, {to::first, 0, 1});
  return {"replaces_proven", seed.settle(s4), {call_replacing, call_ended}};
}
Form asked_about_replaces() {
  Seed seed = in_call().answers(2, answers::asks_about_replaces).manners(2, manners::answers);
  seed.command(1, Command::call, {to::third, 0}).settle(ms600);
  return {"asked_about_replaces",
          seed.command(1, Command::refer, {1, to::empty, attended, 0}).settle(s8),
          {refer_accepted, transfer_succeeded}};
}
Form pending() {
  Seed seed = in_call().answers(0, answers::pending).manners(0, takes_calls);
  return {"pending_denied",
          seed.command(1, Command::refer, {0, to::third, 0})
              .settle(s1)
              .command(0, Command::reject_refer, {0, 0})
              .settle(s8),
          {refer_accepted, transfer_failed}};
}
Form rejected_by_code() {
  Seed seed = in_call().manners(0, takes_calls);
  return {"rejected_by_code",
          seed.command(1, Command::refer, {0, to::third, 0})
              .settle(s1)
              .command(0, Command::reject_refer, {0, 2})
              .settle(s4),
          {refer_rejected}};
}
Form undecided() {
  Seed seed = in_call().manners(0, takes_calls);
  return {"undecided",
          seed.command(1, Command::refer, {0, to::third, 0}).settle(s21).settle(s8),
          {refer_received, refer_rejected, referral_ended}};
}
Form not_allowed() {
  Seed seed = in_call().command(0, Command::allow_refers, {0, 0});
  return {"not_allowed",
          seed.command(1, Command::refer, {0, to::third, 0}).settle(s4),
          {refer_refused, refer_rejected}};
}
Form not_by_the_call() {
  Seed seed = in_call().command(0, Command::allow_refers, {0, refer_permission::allowed | refer_permission::strict});
  return {"refused_by_call",
          seed.command(1, Command::refer, {0, to::third, 0}).settle(s4),
          {refer_refused, refer_rejected}};
}
Form glare() {
  return {"refer_glare",
          in_call()
              .manners(1, manners::accepts_refers)
              .command(1, Command::refer, {0, to::third, 0})
              .command(0, Command::refer, {0, to::third, 0})
              .settle(s21),
          {refer_accepted, transfer_succeeded}};
}
Form answer_lost() {
  // The 2xx is lost for good; its NOTIFY proves it (row 9).
  return {"answer_lost",
          referring().deliver(1).step(Step::lose, {0}).deliver(1).settle(s8),
          {refer_accepted, transfer_succeeded}};
}
Form reports_overtake() {
  return {"reports_overtake",
          referring().deliver(1).step(Step::pick, {1}).step(Step::pick, {1}).settle(s8),
          {refer_accepted, transfer_succeeded}};
}
Form silence() {
  return {"silence", referring(ends_in_silence).wait(s33).wait(s190), {refer_rejected}};
}
Form reports_stop() {
  return {
      "reports_stop", referring(ends_in_silence).deliver(3).wait(s190), {refer_accepted, transfer_failed}};
}
Form everything_twice() {
  Seed seed = referring();
  for (int i = 0; i < 6; ++i)
    seed.step(Step::repeat, {0}).deliver(1).step(Step::recall, {i, 0}).deliver(1);
  return {"everything_twice", seed.settle(s8), {refer_accepted}};
}
Form report_lies(const char* name, std::initializer_list<std::pair<Bend, const char*>> lies,
                 std::vector<EventKind> reaches) {
  Seed seed = referring().manners(2, manners::rings).deliver(1);
  for (const auto& [kind, value] : lies) {
    const int place = kind == Bend::set_fragment ? status_at(value) : header_line_at(value);
    seed.bend(1, kind, {place});
  }
  return {name, seed.settle(s2).settle(s33), std::move(reaches)};
}
Form answer_changed(const char* name, const char* status, std::vector<EventKind> reaches) {
  return {name, referring().deliver(1).bend(0, Bend::set_status, {status_at(status)}).settle(s8),
          std::move(reaches)};
}
Form peer_hangs_up() {
  Seed seed = in_call().extensions(1, extensions::bye_means_success).manners(2, manners::rings);
  return {"bye_means_success",
          seed.command(1, Command::refer, {0, to::third, 0})
              .settle(ms200)
              .command(0, Command::hang_up, {1})
              .settle(s8),
          {refer_accepted, transfer_succeeded}};
}
Form shut_down_amid() {
  Seed seed = referring().manners(2, manners::rings);
  return {"shutdown_amid",
          seed.settle(s1)
              .command(0, Command::shutdown, {0})
              .settle(s4)
              .command(1, Command::shutdown, {0})
              .settle(s8),
          {refer_accepted, transfer_failed}};
}
Form call_cancelled() {
  Seed seed;
  seed.manners(0, manners::rings);
  return {"call_cancelled",
          seed.command(1, Command::call, {to::first, 0})
              .settle(ms600)
              .command(1, Command::hang_up, {0})
              .settle(s4),
          {call_ringing, call_ended}};
}
Form answer_crosses_cancel() {
  Seed seed;
  seed.manners(0, manners::rings);
  return {"answer_crosses_cancel",
          seed.command(1, Command::call, {to::first, 0})
              .settle(ms600)
              .command(0, Command::answer, {0, 0})
              .command(1, Command::hang_up, {0})
              .settle(s8),
          {call_ended}};
}
Form forked_call() {
  Seed seed;
  seed.manners(0, manners::rings | manners::answers).manners(2, manners::rings | manners::answers);
  return {
      "forked_call", seed.command(1, Command::call, {to::fork, 0}).settle(s8), {call_connected, call_ended}};
}
Form jammed() {
  return {"jammed",
          referring().step(Step::jam, {1}).settle(s4).step(Step::jam, {1}).settle(s21),
          {refer_accepted}};
}
Form flow_fails() {
  return {
      "flow_fails",
      referring(ends_in_silence).step(Step::report, {1, 0}).settle(s2).step(Step::report, {0, 3}).settle(s2),
      {refer_rejected}};
}
Form spliced() {
  return {"spliced",
          referring().bend(0, Bend::add_header, {header_line_at("Require: multiple-refer")}).settle(s4),
          {refer_rejected}};
}
Form method_changed() {
  return {"method_changed",
          referring().bend(0, Bend::set_method, {6, 1}).settle(s4),
          {call_updated, refer_rejected}};
}
Form octets_changed() {
  Seed seed = referring();
  seed.bend(0, Bend::set_octet, {0, 30, 'x'}).settle(ms200).bend(0, Bend::erase, {1, 0, 3}).settle(s1);
  return {"octets_changed", seed.bend(0, Bend::cut, {1, 40}).settle(s21), {}};
}
Form raw() {
  Seed seed = in_call().step(Step::inject, {0});
  seed.text(
      "OPTIONS sip:u5060@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP "
      "127.0.0.1:5099;branch=z9hG4bKq\r\nMax-Forwards: 9\r\n"
      "From: <sip:x@y>;tag=1\r\nTo: <sip:u@127.0.0.1>\r\nCall-ID: o\r\nCSeq: 1 OPTIONS\r\n\r\n");
  return {"raw_options", seed.settle(s1), {}};
}
Form starved(const char* name, int agent, std::uint8_t octet) {
  return {name, referring().limits(agent, octet).settle(s8), {}};
}
Form careless() {
  Seed seed = referring(careless_driver);
  return {"careless_driver",
          seed.settle(s8).command(1, Command::query, {0, 0}).command(1, Command::add_account, {0}),
          {refer_accepted, transfer_succeeded}};
}
Form by_name() {
  Seed seed =
      in_call().limits(1, 0x1f).step(Step::command, {1, static_cast<int>(Command::call), to::by_name, 0});
  return {"call_by_name", seed.step(Step::look_up, {1, 2}).settle(s4), {}};
}

}  // namespace

std::vector<Form> broken_forms() {
  using L = std::initializer_list<std::pair<Bend, const char*>>;
  return {
      refused_scheme(),
      refused("refused_method", 0, 0, to::with_method, {refer_rejected}),
      refused("refused_by_account", 0, guards::account_refuses, to::third, {refer_refused, refer_rejected}),
      refused("refused_host", referral::hosts, 0, to::by_name, {refer_rejected}),
      challenged(),
      replaces_challenged(),
      replaces_proven(),
      asked_about_replaces(),
      pending(),
      rejected_by_code(),
      undecided(),
      not_allowed(),
      not_by_the_call(),
      glare(),
      answer_lost(),
      reports_overtake(),
      silence(),
      reports_stop(),
      everything_twice(),
      report_lies("report_ends_too_early", L{{Bend::set_header, "Subscription-State: terminated"}},
                  {refer_accepted, transfer_failed}),
      report_lies("report_denied", L{{Bend::set_header, "Subscription-State: terminated;reason=rejected"}},
                  {refer_accepted, transfer_failed}),
      report_lies("report_of_success", L{{Bend::set_fragment, "200 OK"}},
                  {refer_accepted, transfer_succeeded}),
      report_lies("report_of_busy", L{{Bend::set_fragment, "486 Busy"}}, {refer_accepted, transfer_failed}),
      report_lies("report_of_another_package", L{{Bend::set_header, "Event: presence"}}, {refer_accepted}),
      answer_changed("answer_420", "420 Extension", {refer_rejected}),
      answer_changed("answer_481", "481 No Such Call", {refer_rejected}),
      answer_changed("answer_491", "491 Pending", {}),
      peer_hangs_up(),
      shut_down_amid(),
      call_cancelled(),
      answer_crosses_cancel(),
      forked_call(),
      jammed(),
      flow_fails(),
      spliced(),
      method_changed(),
      octets_changed(),
      raw(),
      starved("few_transactions", 0, 0x02),
      starved("few_blocks", 0, 0x53),
      starved("one_dialog", 0, 0x04),
      starved("one_subscription", 1, 0x07),
      starved("four_outputs", 0, 0x08),
      starved("short_messages", 0, 0x0a),
      careless(),
      by_name()};
}

}  // namespace baton::fuzz
