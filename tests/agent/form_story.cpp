#include "tests/agent/form_story.hpp"

#include <algorithm>

namespace baton::contract {

using simulation::Heard;
using simulation::Packet;
using simulation::Party;
using simulation::Scene;

namespace {

constexpr std::uint16_t fork_port = 5079;

bool attended(Form form) {
  return form == Form::attended || form == Form::early_wait || form == Form::early_cancel ||
         form == Form::early_replace;
}
bool outside(Form form) {
  return form == Form::outside || form == Form::outside_forked;
}

StackOptions options_of(Form form, std::size_t role) {
  StackOptions options;
  options.referral.outside_dialogs = outside(form);
  options.replaces.early_callee = form == Form::early_replace;
  if (form == Form::pending) options.accept_status = AcceptStatus::pending;
  if (form == Form::challenged && role == transferee) {
    options.referral.want_digest = true;
    options.digest_realm = "home";
  }
  return options;
}

}  // namespace

const char* name(Form form) {
  constexpr std::array<const char*, forms.size()> names{
      "blind",          "attended", "early_wait",  "early_cancel", "early_replace", "outside",
      "outside_forked", "held",     "explicitsub", "nosub",        "norefersub",    "challenged",
      "pending",        "busy",     "rejected"};
  return names[static_cast<std::size_t>(form)];
}

FormStory::FormStory(Form form, const std::array<Limits, 3>& limits) : form_(form) {
  constexpr std::array<const char*, 3> names{"alice", "bob", "carol"};
  for (std::size_t role = 0; role < 3; ++role) {
    parties_[role] = &scene.add(names[role], static_cast<std::uint16_t>(5070 + role), limits[role],
                                options_of(form, role));
  }
  if (form == Form::outside_forked) dave_ = &scene.add("dave", 5073);
  if (form == Form::challenged) {
    Party& bob = *parties_[transferor];
    // Alice is Bob's proxy, or he would not tell her his digest (RFC 7616 5.8).
    static constexpr std::string_view proxy = "sip:127.0.0.1:5070;lr";
    const auto account = bob.stack().add_account(scene.now, {.uri = bob.uri,
                                                             .display_name = {},
                                                             .contact_user = {},
                                                             .proxy = proxy,
                                                             .user_agent = {},
                                                             .password = "secret",
                                                             .realm = "home"});
    if (account) bob.account = *account;
  }
  carol_answers_ = form != Form::early_wait && form != Form::early_cancel && form != Form::early_replace;
  for (auto& party : scene.parties)
    listen(*party);
  scene.network = [this](const Packet& packet) {
    if (packet.to.port != fork_port) return Scene::Fate{};
    fork(packet);
    return Scene::Fate{.lost = true};
  };
}

/// What goes to the fork comes to Alice and to Carol.
void FormStory::fork(const Packet& packet) {
  for (const std::size_t role : {transferee, target})
    scene.inject(packet.from, *parties_[role], packet.text,
                 milliseconds(1 + static_cast<Microseconds>(role)));
}

void FormStory::listen(Party& party) {
  party.on_event = [this](Party& self, const Event& event) {
    Stack& stack = self.stack();
    switch (event.kind) {
      case EventKind::call_incoming:
        (void)stack.ring(scene.now, event.call);
        if (&self == parties_[target] && form_ == Form::busy) {
          (void)stack.reject(scene.now, event.call, 486);
          break;
        }
        if (&self == parties_[target] && !carol_answers_) {
          ringing_.push_back(event.call);
          break;
        }
        if (stack.answer(scene.now, event.call) != Errc::ok) (void)stack.reject(scene.now, event.call, 488);
        break;
      case EventKind::call_ended:  // who calls again is answered
        if (std::find(ringing_.begin(), ringing_.end(), event.call) != ringing_.end()) carol_answers_ = true;
        break;
      case EventKind::refer_received:
        if (form_ == Form::rejected || !stack.accept_refer(scene.now, event.transfer, event.message->bytes()))
          (void)stack.reject_refer(scene.now, event.transfer);
        break;
      case EventKind::transfer_succeeded:
        succeeded_ = true;
        as_meant_ = form_ != Form::busy && form_ != Form::rejected;
        (void)stack.hang_up(scene.now, event.call);
        break;
      case EventKind::transfer_failed: as_meant_ = form_ == Form::busy && event.status == 486; break;
      case EventKind::refer_rejected: as_meant_ = form_ == Form::rejected && event.status == 603; break;
      default: break;
    }
  };
}

bool FormStory::confirmed(const Standing& standing) const {
  return standing.party->stack().state(standing.call) == CallState::confirmed;
}

/// A call of Bob's. With `answered` false: until it rings.
bool FormStory::dial(Party& to, CallId& call, bool answered) {
  Party& bob = *parties_[transferor];
  const auto made = bob.stack().call(scene.now, bob.account, to.uri);
  if (!made) return false;
  call = *made;
  if (!answered) {
    const auto rings = [&] {
      const Heard* const ringing = bob.last(EventKind::call_ringing);
      return ringing != nullptr && ringing->call == call;
    };
    return scene.run_until(rings, seconds(10));
  }
  const auto theirs = [&]() -> CallId {
    const Heard* const incoming = to.last(EventKind::call_incoming);
    return incoming != nullptr ? incoming->call : CallId{};
  };
  const bool stands = scene.run_until(
      [&] {
        return confirmed({&bob, call}) && confirmed({&to, theirs()});
      },
      seconds(100));
  if (!stands) return false;
  standing_.push_back({&bob, call});
  standing_.push_back({&to, theirs()});
  return true;
}

bool FormStory::hold_and_resume() {
  Party& bob = *parties_[transferor];
  for (const bool hold : {true, false}) {
    const std::size_t before = bob.count(EventKind::call_modified);
    const Errc error = hold ? bob.stack().hold(scene.now, call_) : bob.stack().resume(scene.now, call_);
    if (error != Errc::ok) return false;
    if (!scene.run_until([&] { return bob.count(EventKind::call_modified) > before; }, seconds(40)))
      return false;
    if (bob.last(EventKind::call_modified)->status != 200) return false;
  }
  return true;
}

bool FormStory::prepare() {
  if (!outside(form_) && !dial(*parties_[transferee], call_, true)) return false;
  if (attended(form_) && !dial(*parties_[target], leg_, carol_answers_)) return false;
  return form_ != Form::held || hold_and_resume();
}

bool FormStory::refer() {
  Party& bob = *parties_[transferor];
  ReferOptions options{.replaces = leg_};
  if (form_ == Form::early_cancel) options.early_leg = EarlyLeg::cancel;
  if (form_ == Form::early_replace) options.early_leg = EarlyLeg::replace;
  if (form_ == Form::explicitsub) options.reports = Reports::explicitsub;
  if (form_ == Form::nosub) options.reports = Reports::nosub;
  if (form_ == Form::norefersub) options.reports = Reports::norefersub;
  options.no_reports_mean_success = form_ == Form::nosub || form_ == Form::norefersub;
  const std::string to = leg_ ? "" : dave_ != nullptr ? dave_->uri : parties_[target]->uri;
  const std::string whom = form_ == Form::outside_forked ? "sip:fork@127.0.0.1:" + std::to_string(fork_port)
                                                         : parties_[transferee]->uri;
  const auto made = outside(form_) ? bob.stack().refer_outside(scene.now, bob.account, whom, to, options)
                                   : bob.stack().refer(scene.now, call_, to, options);
  if (!made) return false;
  transfer_ = *made;
  return true;
}

bool FormStory::play() {
  if (!prepare() || !refer()) return false;
  Stack& bob = parties_[transferor]->stack();
  if (form_ == Form::early_wait) {
    (void)scene.run_until([] { return false; }, seconds(2));
    for (const CallId call : ringing_) {
      carol_answers_ = true;
      if (parties_[target]->stack().answer(scene.now, call) != Errc::ok)
        (void)parties_[target]->stack().reject(scene.now, call, 488);
    }
  }
  (void)scene.run_until([&] { return bob.state(transfer_) == TransferState::none; }, seconds(400));
  return as_meant_;
}

std::string FormStory::harmed() const {
  if (succeeded_) return {};
  std::string who;
  for (const Standing& standing : standing_) {
    if (!confirmed(standing)) who += standing.party->name + " ";
  }
  return who;
}

void FormStory::finish() {
  scene.run(seconds(10));
  for (int round = 0; round < 2; ++round) {
    for (auto& party : scene.parties) {
      std::vector<CallId> calls{call_, leg_};
      for (const Heard& event : party->heard)
        calls.push_back(event.call);
      for (const CallId call : calls)
        (void)party->stack().hang_up(scene.now, call);
    }
    scene.run(seconds(300));
  }
  for (auto& party : scene.parties)
    party->stack().shutdown(scene.now);
  scene.run(seconds(600));
}

}  // namespace baton::contract
