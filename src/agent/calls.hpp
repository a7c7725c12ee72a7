// Calls: what commands and messages make of an INVITE session (RFC 3261 13 to 15).
#pragma once

#include "baton/sdp.hpp"
#include "src/agent/sending.hpp"
#include "src/refer/replaces.hpp"

namespace baton::core {

/// A response, a time-out or a failed flow, on its way to who sent the request.
struct Outcome {
  std::uint16_t status = 0;
  Cause cause = Cause::message;
  const MessageView* message = nullptr;  ///< the response being drained, or null
  bool repeated = false;
  bool no_room = false;  ///< a challenge that would have been answered, but for want of room
};

/// A call that is set up but whose INVITE has not left.
struct PreparedCall {
  CallRecord* call = nullptr;
  PreparedRequest invite;
};
struct CallPlan {
  std::uint32_t account = no_index;
  std::string_view request_uri;
  std::string_view to_uri;         ///< usually the same; without headers
  std::string_view sdp;            ///< empty: a minimal offer
  std::string_view referred_by;    ///< the whole header value to copy; empty: none (RFC 3892)
  std::string_view replaces;       ///< unescaped header value; empty: none (RFC 3891)
  std::string_view uri_headers;    ///< escaped headers of a Refer-To URI; those that may pass are copied
  std::string_view token;          ///< a body part that goes with the offer (RFC 3892); empty: none
  std::uint32_t expires = 0;       ///< seconds for Expires; 0: none
  std::span<char> spare;           ///< room for the offer, where none of the texts above stands
};
/// A new dialog of ours with nobody yet: From is the account's, the route set its proxy's. It has one usage.
/// Null: `calls_full`, `dialog_text_full`, `message_too_long`, `injection`. Uses `work.built`.
Dialog* open_dialog(Core& core, std::uint32_t account, std::string_view to_uri, std::string_view target,
                    Errc& error) noexcept;
/// Takes a call and a dialog and builds the INVITE; sends nothing. In failure nothing is left.
Result<PreparedCall> prepare_call(Core& core, const CallPlan& plan) noexcept;
/// Sends it; in failure the call is gone.
Errc launch_call(Core& core, PreparedCall& prepared) noexcept;
/// Gives back a prepared call that is not to be sent.
void discard_call(Core& core, PreparedCall& prepared) noexcept;

// --- Messages, from dispatch ---------------------------------------------------------------------

void on_invite(Core& core, const Inbound& inbound) noexcept;
void on_reinvite(Core& core, const Inbound& inbound, Dialog& dialog) noexcept;
void on_update(Core& core, const Inbound& inbound, Dialog& dialog) noexcept;
/// False: it acknowledges nothing of ours.
bool on_ack(Core& core, const Inbound& inbound) noexcept;
void on_bye(Core& core, const Inbound& inbound, Dialog& dialog) noexcept;
void on_cancel(Core& core, const Inbound& inbound) noexcept;
/// Our INVITE was challenged and has left again, as another transaction.
void on_invite_sent_again(Core& core, CallRecord& call, TransactionId id) noexcept;
void on_invite_outcome(Core& core, const Owner& owner, const Outcome& outcome) noexcept;
void on_bye_outcome(Core& core, const Owner& owner, const Outcome& outcome) noexcept;
void on_reinvite_outcome(Core& core, const Owner& owner, const Outcome& outcome) noexcept;
void on_call_timer(Core& core, CallRecord& call, CallTimer which) noexcept;

// --- Replaces (RFC 3891, outcome table 3) --------------------------------------------------------

/// Whether a Replaces stands where none may: in another method than INVITE, or inside of a dialog.
bool has_misplaced_replaces(const MessageView& request) noexcept;
/// What an INVITE asks to replace, and whether it may.
struct Replacement {
  ReplacesVerdict verdict{.action = ReplacesAction::ordinary};
  CallRecord* old = nullptr;  ///< to be replaced; only if the verdict is to replace or to ask
  bool early_only = false;
};
Replacement judge_replaces(Core& core, const Inbound& inbound) noexcept;
/// Answers the new call at once and then ends the old one (rows 7 to 10).
void take_over(Core& core, CallRecord& call, CallRecord& old, Proof proof, const MessageView& invite) noexcept;
/// Ends the call `old` after the 2xx of `call`, which replaces it. Only the INVITE usage (row 12). Where a REFER made
/// it and no final status was reported, `call` is reported on from now on (RFC 3515 2.4.5: 200 "if the reference was
/// successful").
void end_replaced(Core& core, CallRecord& call, CallRecord& old) noexcept;

// --- Within this room ----------------------------------------------------------------------------

/// Ends a call in whatever state with what RFC 3261 asks for there; the end comes when that is done.
void leave(Core& core, CallRecord& call, std::uint16_t end_status, Cause cause) noexcept;
/// Refuses a waiting INVITE with `refusal` and ends the call; where there is no room for the response
/// the call is leaving until there is. `message`: what ended it, or null.
void refuse_call(Core& core, CallRecord& call, std::uint16_t refusal, std::uint16_t end_status, Cause cause,
                 const MessageView* message) noexcept;
/// Sends the BYE of a call that is leaving, unless a NOTIFY of ours is still to be answered and
/// `hold_bye` is not over: the peer could not place it any more.
void send_bye(Core& core, CallRecord& call, bool hold) noexcept;
/// The INVITE usage ends: `call_ended` is raised, or left to the next `advance` outside of an input.
void end_call(Core& core, CallRecord& call, std::uint16_t status, Cause cause, bool with_message,
              std::string_view reason = {}) noexcept;
/// Gives the record back once `call_ended` has been taken.
void release_call(Core& core, CallRecord& call) noexcept;
/// Sends the ACK of a 2xx to an INVITE or re-INVITE of ours with this CSeq; the newest one is kept for
/// repetitions (RFC 3261 13.2.2.4).
void send_ack(Core& core, CallRecord& call, Dialog& dialog, std::uint32_t cseq, TransactionId invite) noexcept;
/// The early dialogs that the INVITE has made are over, but for the one with this tag: who asks to replace one of
/// them is told so (RFC 3891 3).
void end_other_forks(Core& core, Dialog& dialog, std::string_view but) noexcept;
/// The ACK alone of a 2xx to a re-INVITE of ours whose call has ended meanwhile.
void acknowledge_stray_2xx(Core& core, const MessageView& response) noexcept;
/// The ACK and BYE of a 2xx that belongs to no call of ours (another fork, or a call that has ended),
/// made from the response alone (RFC 3261 13.2.2.4).
void end_stray_2xx(Core& core, const MessageView& response) noexcept;

/// The URI of the peer's Contact as a Request-URI can have it (without headers, RFC 3261 19.1.1);
/// empty: there is none that is sip or sips.
std::string_view target_of(const MessageView& message) noexcept;
/// Notes what the peer's Allow, Supported and Contact say of it.
void note_peer(Dialog& dialog, const MessageView& message) noexcept;
/// Whether the dialog has room for the Contact.
bool fits_target(const Core& core, const Dialog& dialog, const MessageView& message) noexcept;
/// Takes the Contact as the new remote target (RFC 3261 12.2, RFC 5057 5.4), and `note_peer`. False:
/// the dialog text has no room, nothing changed.
bool refresh_target(Core& core, Dialog& dialog, const MessageView& message) noexcept;

/// The session description in a message; empty: none.
std::string_view description_in(const MessageView& message) noexcept;
/// A description of ours, and what the call remembers of it once it has been sent.
struct Description {
  std::string_view text;  ///< in `work.stored`
  std::uint32_t version = 1;
  std::uint32_t mark = 0;
};
/// A new offer inside the call that goes no further than `willing`. Errors: `message_too_long`, `bad_body`.
Errc describe_offer(Core& core, const CallRecord& call, MediaDirection willing, Description& into) noexcept;
/// Takes note of whether the peer holds us now, by its latest description (may be empty), and raises
/// `call_held`, `call_resumed` or, if that is as before, `otherwise` (unless none).
void raise_session(Core& core, CallRecord& call, std::string_view description, EventKind otherwise) noexcept;

// --- hold and resume -----------------------------------------------------------------------------

/// The peer's re-INVITE is done: ours goes, if it waited for that. False: none did.
bool send_postponed(Core& core, CallRecord& call) noexcept;
void on_change_timer(Core& core, CallRecord& call) noexcept;

/// The status that refuses the body of an INVITE or UPDATE, or 0 (RFC 3261 8.2.3).
std::uint16_t body_objection(const MessageView& request) noexcept;
/// Sends the 200 of an INVITE, re-INVITE or UPDATE with `given`, or with a description made here where
/// one is due. Errors: `bad_body` (488), `store_full`, `message_too_long`; then nothing was sent.
Errc accept(Core& core, CallRecord& call, TransactionId id, const MessageView& request,
            std::string_view given) noexcept;
/// A ringing call's 18x again after a minute, or a proxy would give the INVITE up (RFC 3261 13.3.1.1).
void repeat_progress(Core& core, CallRecord& call) noexcept;
/// Starts the repetition of our 2xx until its ACK (RFC 3261 13.3.1.4).
void await_ack(Core& core, CallRecord& call) noexcept;
/// Refuses a request in its transaction; without room for that the transaction goes.
void refuse_opened(Core& core, TransactionId id, const MessageView& request, std::uint16_t status,
                   std::uint32_t retry_after) noexcept;
/// What is remembered of a description to tell whether the next one differs; never 0.
std::uint32_t mark_of(const Core& core, std::string_view description) noexcept;
/// The dialog that a request outside of dialogs makes, with one usage (RFC 3261 12.1.1). Null: `error` says
/// why, `calls_full` or `dialog_text_full`.
Dialog* create_uas_dialog(Core& core, const Inbound& inbound, Errc& error) noexcept;
/// A usage list of room for one more dialog: evicts a tombstone's if the pool is empty.
void make_room_for_dialog(Core& core) noexcept;

}  // namespace baton::core
