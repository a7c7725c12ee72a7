// What the three people of the demo do about what they hear.
#include <fmt/format.h>

#include "src/cli/demo_story.hpp"

namespace baton::cli {
namespace {

// At the speed of people in a hurry, so that a reader can follow.
constexpr Microseconds before_answering = milliseconds(300);
constexpr Microseconds before_transfer = milliseconds(300);
constexpr Microseconds before_hanging_up = milliseconds(300);

}  // namespace

void Story::begin() {
  if (options_.form == Form::outside) {
    ladder_.note("Bob, who has no call, asks Alice to call Carol.");
    expect("Bob's request", agent(bob).outOfDialogRefer(no_session, "", agent(alice).contact_uri(),
                                                        agent(carol).contact_uri()));
    return;
  }
  ladder_.note("Alice calls Bob.");
  people_[alice]->session = agent(alice).call(agent(bob).contact_uri());
  expect("Alice's call", people_[alice]->session);
}

void Story::react_bob(const Callback& callback) {
  const Int32 session = callback.session;
  switch (callback.kind) {
    case CallbackKind::invite_incoming:
      expect("Bob's ringing", agent(bob).ringCall(session));
      after(before_answering, [this, session] {
        ladder_.note("Bob answers.");
        expect("Bob's answer", agent(bob).answerCall(session));
      });
      return;
    case CallbackKind::invite_connected:
      after(before_transfer, [this, session] { bob_is_connected(session); });
      return;
    case CallbackKind::invite_ringing:
      if (options_.form == Form::semi_attended) {
        ladder_.note("Bob transfers at once: the REFER waits until Carol answers.");
        transfer();
      }
      return;
    case CallbackKind::invite_updated:
      transfer();  // Alice is on hold
      return;
    case CallbackKind::refer_accepted:
      if (options_.form == Form::gone_early) {
        ladder_.note("Bob hangs up at once.");
        expect("Bob's hanging up", agent(bob).hangUp(session));
      }
      return;
    case CallbackKind::transfer_ringing:
      if (options_.form == Form::cancelled) {
        ladder_.note("Bob does not want to know what becomes of it.");
        expect("Bob's cancelling", agent(bob).cancelTransfer(session));
      }
      return;
    case CallbackKind::transfer_success:
      if (session == no_session || options_.form == Form::gone_early) {
        return;  // there is no call to hang up
      }
      ladder_.note("The transfer is done: Bob hangs up.");
      expect("Bob's hanging up", agent(bob).hangUp(session));
      return;
    case CallbackKind::refer_rejected:
    case CallbackKind::transfer_failure:
      if (session == no_session) {
        end();
        return;
      }
      ladder_.note("The call with Bob stands. They say goodbye, and Bob hangs up.");
      after(before_hanging_up,
            [this, session] { expect("Bob's hanging up", agent(bob).hangUp(session)); });
      return;
    default:
      return;
  }
}

void Story::bob_is_connected(Int32 session) {
  Person& person = *people_[bob];
  if (session == person.consultation) {
    if (options_.form == Form::attended) {
      transfer();
    }
  } else if (has_consultation(options_.form)) {
    ladder_.note("Bob calls Carol to ask whether she will take the call.");
    person.consultation = agent(bob).call(agent(carol).contact_uri());
    expect("Bob's call to Carol", person.consultation);
  } else if (options_.form == Form::hold) {
    ladder_.note("Bob puts Alice on hold.");
    expect("Bob's hold", agent(bob).hold(session));
  } else {
    transfer();
  }
}

void Story::transfer() {
  const Person& person = *people_[bob];
  if (has_consultation(options_.form)) {
    ladder_.note("Bob asks Alice to take his place in the call with Carol.");
    expect("Bob's transfer", agent(bob).attendedRefer(person.session, person.consultation));
  } else {
    ladder_.note("Bob asks Alice to call Carol instead.");
    expect("Bob's transfer", agent(bob).refer(person.session, agent(carol).contact_uri()));
  }
}

void Story::react_alice(const Callback& callback) {
  Person& person = *people_[alice];
  switch (callback.kind) {
    case CallbackKind::received_refer:
      if (options_.form == Form::rejected) {
        ladder_.note("Alice refuses.");
        expect("Alice's refusal", agent(alice).rejectRefer(callback.refer));
      } else {
        ladder_.note("Alice accepts and calls Carol.");
        person.referred = agent(alice).acceptRefer(callback.refer, callback.message);
        expect("Alice's call to Carol", person.referred);
      }
      return;
    case CallbackKind::invite_connected:
      if (callback.session == person.referred) {
        after(2 * before_hanging_up, [this] {
          ladder_.note("Alice and Carol say goodbye, and Alice hangs up.");
          expect("Alice's hanging up", agent(alice).hangUp(people_[alice]->referred));
        });
      }
      return;
    case CallbackKind::invite_closed:
      if (callback.session == person.session && !joins_alice_and_carol(options_.form)) {
        end();
      }
      return;
    default:
      return;
  }
}

void Story::react_carol(const Callback& callback) {
  const Person& person = *people_[carol];
  switch (callback.kind) {
    case CallbackKind::invite_incoming:
      carol_is_called(callback.session);
      return;
    case CallbackKind::invite_closed:
      if (callback.session == person.session) {
        end();
      }
      return;
    default:
      return;
  }
}

void Story::carol_is_called(Int32 session) {
  if (has_consultation(options_.form) && session == people_[carol]->session) {
    ladder_.note("Carol's phone has answered: this call replaces that with Bob.");
    return;
  }
  expect("Carol's ringing", agent(carol).ringCall(session));
  if (options_.form == Form::no_answer) {
    return;
  }
  after(before_answering, [this, session] {
    if (options_.form == Form::busy) {
      ladder_.note("Carol is busy.");
      expect("Carol's refusal", agent(carol).rejectCall(session, 486));
    } else {
      ladder_.note("Carol answers.");
      expect("Carol's answer", agent(carol).answerCall(session));
    }
  });
}

}  // namespace baton::cli
