// One Stack under a script: messages good and bad, time, reports, commands, refused sends and misuse, at any
// moment and from inside any event. After each step its contract is checked; in the end, when nobody has
// answered for a long time, it must be empty.
//
// The script: an octet each for limits, options, manners and the seed of the random octets, then steps (see
// `step`). With BATON_FUZZ_STORY set the events are printed.
#include <deque>
#include <memory>
#include <vector>

#include "fuzz/peer_messages.hpp"
#include "fuzz/peer_oracle.hpp"
#include "fuzz/peer_setting.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace baton;
using namespace baton::fuzz;

class Session {
 public:
  explicit Session(Script& script) : script_(script), limits_(limits_of(script.octet())) {
    const std::uint8_t choice = script.octet();
    manners_ = script.octet();
    random_ = script.octet() + std::uint64_t{1};
    StackOptions options;
    options.bye_means_success = (choice & 1) != 0;
    options.handle_refer = (manners_ & takes_no_refers) == 0;
    if ((choice & 2) != 0) options.accept_status = AcceptStatus::strict;
    if ((choice & 4) != 0) options.accept_status = AcceptStatus::pending;
    options.referral.outside_dialogs = (choice & 8) != 0;
    options.referral.follow_redirects = (choice & 16) != 0;
    options.replaces.ask = (choice & 32) != 0;
    options.replaces.early_callee = (choice & 64) != 0;
    if ((choice & 128) != 0) options.replaces.level = ReplacesLevel::source;
    state_.resize((state_bytes(limits_) + 7) / 8);
    work_.resize((work_bytes(limits_) + 7) / 8);
    const auto made = Stack::make(limits_, {.context = &random_, .random = draw, .hash = nullptr},
                                  std::as_writable_bytes(std::span(state_)),
                                  std::as_writable_bytes(std::span(work_)), options);
    require(static_cast<bool>(made), "the Stack is made");
    stack_ = *made;
    open_socket();
    open_stream();
    account_ = *stack_->add_account(
        now_, {.uri = own_uri, .display_name = {}, .contact_user = {}, .proxy = {}, .user_agent = {}});
  }

  /// A digest of all that came out.
  std::uint64_t run() {
    for (int steps = 0; script_.more() && steps < 400; ++steps) {
      step();
      check(stack_->usage());
    }
    finish();
    return digest_;
  }

 private:
  void note(std::string_view text) {
    for (const char c : text)
      digest_ = (digest_ ^ static_cast<std::uint8_t>(c)) * 1099511628211u;
  }

  void step() {
    switch (script_.octet() % 16) {
      case 0: return pass_time();
      case 1: return command();
      case 2: return loop_back(1 + script_.number(4));
      case 3: return peer_invites();
      case 4:
      case 5: return peer_requests();
      case 6: return peer_responds();
      case 7: return loop_back(255);
      case 8: return give(std::string(script_.text()), udp_);
      case 9: return mutate();
      case 10: return report();
      case 11: taking_ = !taking_; return take();
      case 12: return misuse();
      case 13: return look_up();
      case 14: return give(std::string(recent_), udp_);
      default: return let_run();
    }
  }

  // --- Inputs --------------------------------------------------------------------------------------

  template <class Input>
  Errc input(Input give_it) {
    const Usage before = stack_->usage();
    const Errc error = give_it();
    const Usage after = stack_->usage();
    require(after.outputs.used <= before.outputs.used + sends_per_input,
            "one input queues at most 4 messages");
    require(after.events.used <= before.events.used + events_per_input, "one input queues at most 8 events");
    if (error == Errc::not_drained || error == Errc::output_full) {
      require(after.outputs.used == before.outputs.used && after.events.used == before.events.used,
              "what is refused takes nothing");
    }
    return error;
  }
  /// The octets live in a block of exactly their size until the drain is over.
  Errc receive(std::string_view text, FlowId flow) {
    auto octets = std::make_unique<char[]>(text.size());
    std::copy(text.begin(), text.end(), octets.get());
    const Errc error = input([&] {
      return stack_->receive(now_, flow, peer_, std::as_bytes(std::span(octets.get(), text.size())));
    });
    if (error == Errc::not_drained) return error;
    received_ = std::move(octets);
    received_size_ = text.size();
    return error;
  }
  void give(std::string text, FlowId flow) {
    recent_ = std::move(text);
    (void)receive(recent_, flow);
    drain();
  }
  void advance() {
    stack_->advance(now_);
    drain();
  }
  void pass_time() {
    const Time then = now_;
    now_ = now_ + script_.pick(lengths);
    if (script_.flag()) advance();
    now_ = std::max(now_, then);
  }
  /// Everything due in the next while, with what the Stack sends coming back to it.
  void let_run() {
    const Time end = now_ + milliseconds(100 * (1 + script_.octet()));
    for (int i = 0; i < 200; ++i) {
      loop_back(8);
      const Time next = stack_->next_deadline();
      if (next > end) break;
      now_ = std::max(now_, next);
      advance();
    }
    now_ = std::max(now_, end);
  }
  /// The Stack calls itself: its own messages are given to it, oldest first.
  void loop_back(std::size_t count) {
    for (; count != 0 && !outbox_.empty(); --count) {
      std::string text = std::move(outbox_.front());
      outbox_.pop_front();
      give(std::move(text), udp_);
    }
  }
  void peer_invites() {
    if (dialogs_.size() >= 16) dialogs_.erase(dialogs_.begin());
    const std::string name = fuzz::number(++names_);
    dialogs_.push_back({.call_id = "c" + name, .tag = "t" + name, .stack_tag = {}});
    give(request(script_, dialogs_.back(), "INVITE", "UDP"), udp_);
  }
  void peer_requests() {
    if (dialogs_.empty()) return;
    PeerDialog& dialog = dialogs_[dialogs_.size() - 1 - script_.number(dialogs_.size())];
    const std::uint8_t choice = script_.octet();
    const bool stream = (choice & 16) != 0;
    give(request(script_, dialog, methods[choice % methods.size()], stream ? "TCP" : "UDP"),
         stream ? stream_ : udp_);
  }
  void peer_responds() {
    if (requests_.empty()) return;
    const std::string to = requests_[requests_.size() - 1 - script_.number(requests_.size())];
    MessageView view;
    if (parse_message(to, index_, view)) return;
    const std::string tag = "r" + fuzz::number(script_.number(3));
    if (view.method() == Method::invite && view.to().tag().empty()) {
      dialogs_.push_back(
          {.call_id = std::string(view.call_id()), .tag = tag, .stack_tag = std::string(view.from().tag())});
    }
    give(response(script_, view, tag), udp_);
  }
  void mutate() {
    std::string text = script_.flag() && !outbox_.empty() ? outbox_.front() : recent_;
    for (std::size_t edits = 1 + script_.number(6); edits != 0 && !text.empty(); --edits) {
      const std::size_t place = (script_.octet() * std::size_t{256} + script_.octet()) % text.size();
      switch (script_.number(4)) {
        case 0: text[place] = static_cast<char>(script_.octet()); break;
        case 1: text.insert(place, script_.text(script_.number(8))); break;
        case 2: text.erase(place, 1 + script_.number(32)); break;
        default: text.resize(place); break;
      }
    }
    give(std::move(text), script_.flag() ? stream_ : udp_);
  }
  void open_socket() {
    if (const auto flow =
            stack_->flow_opened(now_, {.transport = Transport::udp, .local = local_, .peer = {}}))
      udp_ = *flow;
  }
  void open_stream() {
    if (const auto flow =
            stack_->flow_opened(now_, {.transport = Transport::tcp, .local = local_, .peer = peer_})) {
      stream_ = *flow;
    }
  }
  void report() {
    const std::uint32_t choice = script_.number(6);
    if (choice < 2)
      (void)input([&] { return stack_->flow_failed(now_, udp_, choice == 0 ? peer_ : local_); });
    if (choice == 2) (void)input([&] { return stack_->flow_failed(now_, stream_, peer_); });
    if (choice == 3) (void)input([&] { return stack_->flow_closed(now_, stream_); });
    if (choice == 4) open_stream();
    if (choice == 5) {
      (void)input([&] { return stack_->flow_closed(now_, udp_); });
      open_socket();
    }
    drain();
  }
  void look_up() {
    const auto lookup = stack_->next_lookup();
    const LookupId id = lookup ? lookup->id : LookupId{script_.octet(), script_.octet()};
    const std::array<Target, 2> found{Target{Transport::tcp, peer_},
                                      Target{Transport::udp, script_.flag() ? peer_ : local_}};
    (void)input([&] { return stack_->resolved(now_, id, std::span(found).first(script_.number(3))); });
    drain();
  }
  /// What a careless driver does.
  void misuse() {
    (void)receive(recent_, udp_);
    const Usage pending = stack_->usage();
    if (pending.events.used != 0) {
      stack_->advance(now_ + seconds(script_.octet()));
      const Usage after = stack_->usage();
      require(after.events.used == pending.events.used && after.outputs.used == pending.outputs.used,
              "advance does nothing before the drain");
      require(receive("x", udp_) == Errc::not_drained, "an input before the drain is refused");
      require(stack_->flow_closed(now_, udp_) == Errc::not_drained, "a report before the drain is refused");
    }
    std::array<std::byte, 8> small{};
    require(!stack_->next_transmit(small), "a small buffer gets nothing");
    drain();
  }

  // --- Commands ------------------------------------------------------------------------------------

  template <class Id>
  Id one_of(const std::vector<Id>& known) {
    if (known.empty()) return {script_.octet(), script_.octet()};
    return known[known.size() - 1 - script_.number(known.size())];
  }
  CallId call() { return one_of(calls_); }
  TransferId transfer() { return one_of(transfers_); }
  void made(const Result<CallId>& id) {
    if (!id) return;
    oracle_.call_made(*id);
    calls_.push_back(*id);
  }
  void referred(const Result<TransferId>& id) {
    if (!id) return;
    oracle_.refer_sent(*id);
    transfers_.push_back(*id);
  }
  ReferOptions refer_options() {
    const std::uint8_t choice = script_.octet();
    ReferOptions options;
    if ((choice & 1) != 0) options.replaces = call();
    options.early_leg = static_cast<EarlyLeg>((choice >> 1) % 3);
    options.reports = static_cast<Reports>((choice >> 4) % 4);
    options.address_of_record = (choice & 64) != 0;
    options.no_reports_mean_success = (choice & 128) != 0;
    return options;
  }
  void command() {
    const std::uint32_t events = stack_->usage().events.used;
    const auto status = [&](int first) { return static_cast<std::uint16_t>(first + 2 * script_.octet()); };
    std::array<char, 64> text{};
    switch (script_.number(18)) {
      case 0: made(stack_->call(now_, account_, script_.pick(targets))); break;
      case 1: (void)stack_->answer(now_, call()); break;
      case 2: referred(stack_->refer(now_, call(), script_.pick(targets))); break;
      case 3: made(stack_->accept_refer(now_, transfer())); break;
      case 4: (void)stack_->hang_up(now_, call()); break;
      case 5: (void)stack_->ring(now_, call(), status(100)); break;
      case 6: (void)stack_->reject(now_, call(), status(300)); break;
      case 7: (void)stack_->reject_refer(now_, transfer(), status(401)); break;
      case 8:
        made(stack_->call(now_, account_, script_.pick(targets), {.sdp = script_.flag() ? sdp : "junk"}));
        break;
      case 9: made(stack_->accept_refer(now_, transfer(), recent_)); break;
      case 10: (void)stack_->refer_text(transfer(), text), (void)stack_->remote_uri(call()); break;
      case 11:
        if (script_.octet() == 1) stack_->shutdown(now_);
        break;
      case 12: (void)stack_->hold(now_, call()); break;
      case 13: (void)stack_->resume(now_, call()); break;
      case 14: (void)stack_->cancel_transfer(now_, transfer()); break;
      case 15: {
        static constexpr ReferralPolicy none{.depth = 0};
        const CallId on = call();
        const std::uint8_t choice = script_.octet();
        (void)stack_->allow_refers(now_, on, (choice & 1) != 0);
        (void)stack_->set_referral_policy(now_, on, (choice & 2) != 0 ? &none : nullptr);
        break;
      }
      case 16: {
        const CallId on = call();
        referred(stack_->refer(now_, on, script_.pick(targets), refer_options()));
        break;
      }
      default:
        referred(stack_->refer_outside(now_, account_, own_uri, script_.pick(targets), refer_options()));
        break;
    }
    require(stack_->usage().events.used == events, "a command queues no event");
    take();
  }

  // --- Outputs -------------------------------------------------------------------------------------

  void drain() {
    for (;;) {
      take();
      const auto event = stack_->next_event();
      if (!event) break;
      hear(*event);
    }
    received_ = nullptr;
    received_size_ = 0;
  }
  void hear(const Event& event) {
    oracle_.hear(event);
    note(name(event.kind));
    note(event.reason);
    tell(event);
    require(event.reason.data() != nullptr, "a reason is never null");
    if (event.message != nullptr) {
      const std::string_view octets = event.message->bytes();
      require(octets.data() == received_.get() && octets.size() <= received_size_,
              "a message is the one received");
    }
    const std::uint32_t events = stack_->usage().events.used;
    behave(event);
    require(stack_->usage().events.used == events, "a command inside an event queues none");
  }
  void behave(const Event& event) {
    const auto has = [&](Manners bit) { return (manners_ & bit) != 0; };
    if (has(hangs_up_on_everything)) (void)stack_->hang_up(now_, event.call);
    if (event.kind == EventKind::call_replacing) calls_.push_back(event.call);
    if (event.kind == EventKind::call_incoming) {
      calls_.push_back(event.call);
      if (has(rings)) (void)stack_->ring(now_, event.call);
      if (has(answers)) (void)stack_->answer(now_, event.call);
    } else if (event.kind == EventKind::call_connected) {
      if (has(refers_on_connect)) referred(stack_->refer(now_, event.call, own_uri));
    } else if (event.kind == EventKind::refer_received) {
      transfers_.push_back(event.transfer);
      require(event.message != nullptr, "a REFER is handed out with its message");
      if (has(accepts_refers)) made(stack_->accept_refer(now_, event.transfer, event.message->bytes()));
      if (has(hangs_up_on_refer)) (void)stack_->hang_up(now_, event.call);
    } else if (event.kind == EventKind::transfer_succeeded || event.kind == EventKind::transfer_failed) {
      if (has(hangs_up_on_outcome)) (void)stack_->hang_up(now_, event.call);
    }
  }
  void take() {
    if (!taking_) return;
    std::vector<std::byte> buffer(limits_.message_bytes);
    while (const auto out = stack_->next_transmit(buffer)) {
      require(out->size != 0 && out->size <= limits_.message_bytes, "a message fits the buffer");
      sent(std::string(reinterpret_cast<const char*>(buffer.data()), out->size));
    }
  }
  void sent(std::string text) {
    note(text);
    MessageView view;
    const bool good = !parse_message(text, index_, view);
    // The answer to a malformed request repeats its headers as they were.
    const bool refusal = view.status() == 400 || view.status() == 505 || view.status() == 513;
    require(good || refusal, "what the Stack sends is well-formed");
    for (PeerDialog& known : dialogs_) {
      if (known.call_id != view.call_id()) continue;
      if (!view.is_request() && view.from().tag() == known.tag) known.stack_tag = view.to().tag();
      if (view.is_request() && view.method() == Method::refer) known.refer_id = view.cseq().number;
    }
    if (view.is_request() && view.method() != Method::ack) requests_.push_back(text);
    if (requests_.size() > 16) requests_.pop_front();
    outbox_.push_back(std::move(text));
    if (outbox_.size() > 64) outbox_.pop_front();
  }

  void finish() {
    taking_ = true;
    drain();
    stack_->shutdown(now_);
    for (int i = 0; i < 20'000 && stack_->next_deadline() != never; ++i) {  // nobody answers any more
      now_ = std::max(now_, stack_->next_deadline());
      advance();
    }
    expect_empty(*stack_);
    oracle_.expect_all_ended();
  }

  Script& script_;
  Limits limits_;
  std::uint8_t manners_ = 0;
  std::uint64_t random_ = 0;
  std::uint64_t digest_ = 14695981039346656037u;
  std::vector<std::uint64_t> state_, work_;
  Stack* stack_ = nullptr;
  Time now_{0};
  Endpoint local_ = *parse_address("127.0.0.1", 5060);
  Endpoint peer_ = *parse_address("127.0.0.1", 5070);
  FlowId udp_, stream_;
  AccountId account_;
  bool taking_ = true;
  std::unique_ptr<char[]> received_;
  std::size_t received_size_ = 0;
  std::string recent_;
  std::deque<std::string> outbox_, requests_;
  std::vector<PeerDialog> dialogs_;
  std::vector<CallId> calls_;
  std::vector<TransferId> transfers_;
  std::uint32_t names_ = 0;
  std::array<HeaderEntry, 128> index_{};
  Oracle oracle_;
};

std::uint64_t play(const std::uint8_t* data, std::size_t size) {
  Script script(data, size);
  return std::make_unique<Session>(script)->run();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::uint64_t first = play(data, size);
  // Rule 7, for some of the inputs: it doubles the cost.
  if (size % 8 == 0) require(play(data, size) == first, "the same calls give the same octets and events");
  return 0;
}
