#include "tests/simulation/agent.hpp"

#include <algorithm>
#include <cstdlib>

namespace baton::simulation {

struct AgentEnvironment {
  static void random(void* context, std::span<std::byte> out) noexcept {
    static_cast<Agent*>(context)->stack_random_.fill(out);
  }
  /// No hash for a real world: here both sides only have to agree.
  static bool hash(void*, HashAlgorithm, std::span<const std::string_view> parts, std::span<std::byte> out) noexcept {
    std::uint64_t sum = 0;
    for (const std::string_view part : parts)
      for (const char c : part)
        sum = (sum ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    Random(sum).fill(out);
    return true;
  }
  static std::size_t password(void*, std::string_view, std::string_view, std::span<char> out) noexcept {
    constexpr std::string_view text = "secret";
    if (out.size() < text.size()) return 0;
    std::copy(text.begin(), text.end(), out.begin());
    return text.size();
  }
};

namespace {

std::span<std::byte> bytes_of(std::vector<std::uint64_t>& words) {
  return std::as_writable_bytes(std::span(words));
}

Endpoint endpoint_of(Port port) {
  Endpoint endpoint;
  endpoint.address = {127, 0, 0, 1};
  endpoint.port = port;
  endpoint.family = Family::ipv4;
  return endpoint;
}

}  // namespace

Limits small_host() {
  Limits limits = Limits::host(8);
  limits.transfers = 5;
  limits.subscriptions = 10;
  limits.dialogs = 12;
  limits.accounts = 1;
  limits.flows = 2;
  limits.lookups = 2;
  limits.outputs = 32;
  limits.events = 16;
  limits.headers = 96;
  limits.message_bytes = 4'096;
  return limits;
}

Agent::Agent(World& world, Port port, std::string name)
    : Node(port), world_(world), name_(std::move(name)), account_uri_(uri_of(name_, port)) {}

void Agent::begin(const AgentSetting& setting, Application& application) {
  setting_ = setting;
  application_ = &application;
  ledger.begin();
  tasks_.clear();
  shut_down_ = false;
  random = Random(setting.seed * 2 + 1);
  stack_random_ = Random(setting.seed * 2);
  state_.resize((state_bytes(setting.limits) + 7) / 8);
  work_.resize((work_bytes(setting.limits) + 7) / 8);
  buffer_.resize(setting.limits.message_bytes);
  const Environment environment{.context = this,
                                .random = AgentEnvironment::random,
                                .hash = AgentEnvironment::hash,
                                .password = AgentEnvironment::password};
  StackOptions options = setting_.options;
  AccountView view;
  if (setting.seed % 2 != 0) {  // the same policy as the account's alone
    options.referral = {.sip = false, .sips = false, .depth = 0, .live_per_call = 0};
    view.referral = &setting_.options.referral;
  }
  const auto made = Stack::make(setting.limits, environment, bytes_of(state_), bytes_of(work_), options);
  if (!made) std::abort();
  stack_ = *made;
  flow_ = *stack_->flow_opened(
      world_.now, {.transport = Transport::udp, .local = endpoint_of(port()), .peer = {}});
  view.uri = account_uri_;
  view.proxy = setting_.proxy;
  view.password = setting_.password;
  account_ = *stack_->add_account(world_.now, view);
  listener_.begin();
  sessions_.assign(session_slots(setting.limits), {});
  refers_.assign(refer_slots(setting.limits), {});
  bridge_.reset();
  if (setting.bridged) {
    bridge_.emplace(*stack_, listener_, 1, 2, sessions_, refers_);
    bridge_->set_account(account_);
  }
}

void Agent::violate(std::string_view what) {
  world_.violate(name_ + ": " + std::string(what));
}

void Agent::receive(Port from, std::string_view bytes) {
  Wire message;
  const bool readable = message.read(bytes);
  if (readable) ledger.took(message);
  const Errc error = stack_->receive(world_.now, flow_, endpoint_of(from), std::as_bytes(std::span(bytes)));
  if (error == Errc::not_drained) violate("the Stack is drained before each input");
  if (readable && error == Errc::ok) ledger.heeded(message);
  if (readable && (error == Errc::output_full || error == Errc::message_too_long)) ledger.dropped();
  drain();
  // Where the store is full to the last response the peer has to ask again (core contract, "when a pool is empty").
  const PoolUsage blocks = stack_->usage().blocks;
  if (readable && (blocks.capacity - blocks.used) * setting_.limits.block_bytes < 1'024) ledger.dropped();
}

void Agent::advance() {
  for (std::size_t i = 0; i < tasks_.size();) {
    if (tasks_[i].at > world_.now) {
      ++i;
      continue;
    }
    const Task task = tasks_[i];
    tasks_.erase(tasks_.begin() + static_cast<std::ptrdiff_t>(i));
    application_->on_task(*this, task);
    collect();
    i = 0;
  }
  if (stack_->next_deadline() > world_.now) return;
  stack_->advance(world_.now);
  drain();
}

Time Agent::deadline() const {
  Time next = stack_->next_deadline();
  for (const Task& task : tasks_)
    next = std::min(next, task.at);
  return next;
}

void Agent::collect() {
  const auto into = std::as_writable_bytes(std::span(buffer_));
  while (const auto out = stack_->next_transmit(into)) {
    const std::string_view bytes(buffer_.data(), out->size);
    Wire message;
    if (!message.read(bytes)) {
      violate("what is sent can be read");
    } else if (const char* const broken = ledger.gave(message)) {
      violate(broken);
    }
    world_.send(port(), out->peer.port, bytes);
  }
}

void Agent::drain() {
  for (;;) {
    collect();
    const auto event = stack_->next_event();
    if (!event) break;
    on_event(*event);
  }
  if (stack_->usage().calls.used != ledger.live_calls()) violate("no call stands that no application knows of");
}

void Agent::on_event(const Event& event) {
  tell(event);
  if (const char* const broken = ledger.heard(world_.now, event)) violate(broken);
  if (bridge_) {
    bridge_->deliver(world_.now, event);
    if (event.kind == EventKind::refer_received) {
      if (ReceivedFact* const fact = ledger.received(event.transfer)) fact->refer_id = listener_.last_refer;
    }
    if (listener_.broken != nullptr) violate(listener_.broken);
  }
  application_->on_event(*this, event);
}

void Agent::tell(const Event& event) {
  if (world_.watcher == nullptr) return;
  std::string text(baton::name(event.kind));
  if (event.status != 0) {
    text += ' ';
    append_number(text, event.status);
  }
  if (event.cause != Cause::message) text.append(" (").append(baton::name(event.cause)).append(")");
  world_.heard(port(), text);
}

// --- Commands ------------------------------------------------------------------------------------

namespace {

/// Only for a watcher: a person wants to see why a message left.
void tell_command(Agent& agent, std::string_view what, bool done) {
  if (agent.world().watcher == nullptr) return;
  std::string text = "[" + std::string(what) + (done ? "]" : " refused]");
  agent.world().heard(agent.port(), text);
}

}  // namespace

bool Agent::call(std::string_view uri, std::uint32_t token) {
  CallId id;
  if (bridge_) {
    const Int32 session = bridge_->call(world_.now, uri);
    if (session > 0) id = bridge_->call_of(session);
  } else {
    id = stack_->call(world_.now, account_, uri).value();
  }
  tell_command(*this, "call", static_cast<bool>(id));
  if (!id) return false;
  CallFact fact;
  fact.id = id;
  fact.token = token;
  fact.outgoing = true;
  ledger.calls.push_back(fact);
  ledger.expects_invite = id;
  collect();
  return true;
}

bool Agent::ring(CallId call, std::uint16_t status) {
  const bool done = bridge_ ? bridge_->ringCall(world_.now, bridge_->session_of(call), status) == 0
                            : stack_->ring(world_.now, call, status) == Errc::ok;
  collect();
  return done;
}

bool Agent::answer(CallId call) {
  const bool done = bridge_ ? bridge_->answerCall(world_.now, bridge_->session_of(call)) == 0
                            : stack_->answer(world_.now, call) == Errc::ok;
  if (done) {
    if (CallFact* const fact = ledger.call(call)) fact->answered = true;
  }
  tell_command(*this, "answer", done);
  collect();
  return done;
}

bool Agent::reject(CallId call, std::uint16_t status) {
  const bool done = bridge_ ? bridge_->rejectCall(world_.now, bridge_->session_of(call), status) == 0
                            : stack_->reject(world_.now, call, status) == Errc::ok;
  if (done) {
    if (CallFact* const fact = ledger.call(call)) fact->hung_up = true;
  }
  tell_command(*this, "reject", done);
  collect();
  return done;
}

bool Agent::hang_up(CallId call) {
  const bool done = bridge_ ? bridge_->hangUp(world_.now, bridge_->session_of(call)) == 0
                            : stack_->hang_up(world_.now, call) == Errc::ok;
  if (done) {
    if (CallFact* const fact = ledger.call(call)) fact->hung_up = true;
  }
  tell_command(*this, "hang_up", done);
  collect();
  return done;
}

bool Agent::refer(const Wish& wish) {
  SentFact fact;
  fact.form = wish.form;
  fact.token = wish.token;
  fact.replaces = wish.options.replaces;
  fact.call = wish.call ? wish.call : wish.options.replaces;
  fact.reports = wish.options.reports;
  const bool done = bridge_ ? refer_by_session(wish) : refer_by_call(wish, fact);
  if (done) ledger.sents.push_back(fact);
  // Asked for with the transfer: to end a consultation call that still rings.
  if (CallFact* const leg = ledger.call(fact.replaces); done && leg != nullptr && !leg->answered)
    leg->hung_up |= wish.options.early_leg != EarlyLeg::wait;
  tell_command(*this, "refer " + std::string(simulation::name(wish.form)), done);
  collect();
  return done;
}

bool Agent::refer_by_call(const Wish& wish, SentFact& fact) {
  fact.id = wish.call ? stack_->refer(world_.now, wish.call, wish.refer_to, wish.options).value()
                      : stack_->refer_outside(world_.now, account_, wish.target, wish.refer_to, wish.options).value();
  return static_cast<bool>(fact.id);
}

bool Agent::refer_by_session(const Wish& wish) {
  bridge_->set_refer_options(wish.options);
  const Int32 replaced = wish.options.replaces ? bridge_->session_of(wish.options.replaces) : no_session;
  if (!wish.call) {
    if (wish.options.replaces && replaced == no_session) return false;
    if (bridge_->outOfDialogRefer(world_.now, replaced, {}, wish.target, wish.refer_to) != 0) return false;
    listener_.refers(replaced);
    return true;
  }
  const Int32 session = bridge_->session_of(wish.call);
  const Int32 result = wish.options.replaces ? bridge_->attendedRefer(world_.now, session, replaced, wish.refer_to)
                                             : bridge_->refer(world_.now, session, wish.refer_to);
  if (result == 0) listener_.refers(session);
  return result == 0;
}

bool Agent::cancel_transfer(TransferId transfer) {
  const SentFact* const fact = ledger.sent(transfer);
  if (fact == nullptr) return false;
  const Int32 session = bridge_ && fact->call ? bridge_->session_of(fact->call) : no_session;
  if (bridge_ && fact->call && session == no_session) return false;
  const bool done = bridge_ ? bridge_->cancelTransfer(world_.now, session) == 0
                            : stack_->cancel_transfer(world_.now, transfer) == Errc::ok;
  tell_command(*this, "cancel_transfer", done);
  collect();
  return done;
}

bool Agent::hold(CallId call) {
  const bool done = bridge_ ? bridge_->hold(world_.now, bridge_->session_of(call)) == 0
                            : stack_->hold(world_.now, call) == Errc::ok;
  tell_command(*this, "hold", done);
  collect();
  return done;
}

bool Agent::resume(CallId call) {
  const bool done = bridge_ ? bridge_->unHold(world_.now, bridge_->session_of(call)) == 0
                            : stack_->resume(world_.now, call) == Errc::ok;
  tell_command(*this, "resume", done);
  collect();
  return done;
}

CallId Agent::accept_refer(TransferId transfer) {
  ReceivedFact* fact = ledger.received(transfer);
  if (fact == nullptr) return {};
  CallId referred;
  if (bridge_) {
    const Int32 session = bridge_->acceptRefer(world_.now, fact->refer_id);
    if (session > 0) referred = bridge_->call_of(session);
  } else {
    referred = stack_->accept_refer(world_.now, transfer).value();
  }
  tell_command(*this, "accept_refer", static_cast<bool>(referred));
  if (referred) {
    fact->accepted = true;
    fact->referred = referred;
    CallFact made;
    made.id = referred;
    made.token = fact->token;
    made.referral = transfer;
    made.outgoing = true;
    ledger.calls.push_back(made);
    ledger.expects_invite = referred;
  }
  collect();
  return referred;
}

bool Agent::reject_refer(TransferId transfer, std::uint16_t status) {
  ReceivedFact* const fact = ledger.received(transfer);
  if (fact == nullptr) return false;
  const bool done = bridge_ ? bridge_->rejectRefer(world_.now, fact->refer_id, status) == 0
                            : stack_->reject_refer(world_.now, transfer, status) == Errc::ok;
  fact->refused |= done;
  tell_command(*this, "reject_refer", done);
  collect();
  return done;
}

void Agent::shutdown() {
  stack_->shutdown(world_.now);
  shut_down_ = true;
  tell_command(*this, "shutdown", true);
  collect();
}

void Agent::later(Microseconds length, Deed deed, CallId call, TransferId transfer) {
  tasks_.push_back({world_.now + length, deed, call, transfer});
}

}  // namespace baton::simulation
