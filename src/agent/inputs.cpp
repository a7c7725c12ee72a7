// What goes into a Stack: messages, time, and reports about flows.
#include "parser/slice.hpp"
#include "src/agent/dispatch.hpp"
#include "src/agent/referrals.hpp"

namespace baton {

using namespace core;

namespace {

/// Rule 1 and 3: what every input checks before it takes anything.
Errc admit(Core& core, Time now) noexcept {
  if (now > core.now) core.now = now;
  if (!core.events.empty()) return Errc::not_drained;
  if (core.outputs.free() < sends_per_input) return Errc::output_full;
  return Errc::ok;
}

/// Marks the time in which events may be raised.
class InputScope {
 public:
  explicit InputScope(Core& core) noexcept : core_(core) { core_.in_input = true; }
  ~InputScope() { core_.in_input = false; }
  InputScope(const InputScope&) = delete;
  InputScope& operator=(const InputScope&) = delete;

 private:
  Core& core_;
};

bool only_line_ends(std::string_view text) noexcept {
  return text.find_first_not_of("\r\n") == std::string_view::npos;
}

Errc reject_malformed(Core& core, const Route& source, Errc code) noexcept {
  ++core.counters.malformed;
  const bool too_large = code == Errc::message_too_long || code == Errc::too_many_headers;
  // By the code alone: the Stack's limit is one on the whole message, so 513 and never the 413 of a body.
  const std::uint16_t status = status_for(code);
  if (status != 0 && answerable(core.received)) {
    if (too_large) ++core.counters.refused_for_room;
    refuse(core, {core.received, source}, status);
  }
  core.has_received = false;
  return too_large ? Errc::message_too_long : Errc::malformed;
}

/// One transaction of a failing flow; when none is left the flow is as it was, or gone.
void fail_one(Core& core, FlowRecord& flow) noexcept {
  const FlowId id = core.flows.handle_of<struct Flow>(flow);
  const TransactionExpiry expiry =
      core.transactions.fail_one(core.now, id, flow.closed ? Endpoint{} : flow.info.peer);
  if (expiry.transaction) {
    dispatch_end(core, expiry);
    return;
  }
  flow.failing = false;
  if (!flow.closed) return;
  core.outputs.drop_flow(id);
  core.flows.release(flow);
}

/// Due work of failed flows, one transaction at a time. False: none was left.
bool work_on_flows(Core& core) noexcept {
  for (std::uint32_t i = 0; i < core.flows.capacity(); ++i) {
    if (!core.flows.live(i) || !core.flows.at(i).failing) continue;
    fail_one(core, core.flows.at(i));
    return true;
  }
  core.flows_failing = false;
  return false;
}

/// What the transaction layer counts by itself.
void count_transactions(Core& core) noexcept {
  core.counters.retransmissions_sent = static_cast<std::uint32_t>(core.transactions.retransmissions_sent());
  core.counters.answers_forgotten = core.transactions.answers_forgotten();
}

bool has_room(const Core& core) noexcept {
  return core.outputs.free() >= sends_per_input && core.events.free() >= events_per_input;
}

}  // namespace

Errc Stack::receive(Time now, FlowId flow, const Endpoint& peer,
                    std::span<const std::byte> message) noexcept {
  Core& core = core_of(*this);
  if (const Errc error = admit(core, now); error != Errc::ok) return error;
  FlowRecord* record = core.flows.find(flow);
  if (record == nullptr || record->closed) return Errc::unknown_handle;
  const InputScope scope(core);
  core.has_received = false;
  ++core.counters.messages_received;
  const std::string_view text{reinterpret_cast<const char*>(message.data()), message.size()};
  if (only_line_ends(text)) {  // keep-alive (RFC 5626 3.5.1)
    ++core.counters.keepalives;
    return Errc::ok;
  }
  const Route source{.flow = flow, .peer = peer, .transport = record->info.transport};
  core.received = {};
  const ParseOptions options{.framed = is_reliable(record->info.transport)};
  const ParseError error =
      parse_message(parser::slice(text, 0, message_bytes_max), core.index, core.received, options);
  core.has_received = true;
  if (text.size() > core.limits.message_bytes) return reject_malformed(core, source, Errc::message_too_long);
  if (error) return reject_malformed(core, source, error.code);
  const Errc result = dispatch_message(core, core.received, source);
  count_transactions(core);
  return result;
}

void Stack::advance(Time now) noexcept {
  Core& core = core_of(*this);
  if (now > core.now) core.now = now;
  if (!core.events.empty()) return;
  const InputScope scope(core);
  core.has_received = false;
  while (has_room(core)) {
    if (core.flows_failing && work_on_flows(core)) continue;
    const std::uint32_t timer = core.wheel.pop(core.now);
    if (timer == no_index) break;
    dispatch_timer(core, timer);
  }
  count_transactions(core);
}

Time Stack::next_deadline() const noexcept {
  const Core& core = core_of(*this);
  return core.flows_failing ? core.now : core.wheel.next();
}

Result<FlowId> Stack::flow_opened(Time now, const FlowInfo& info) noexcept {
  Core& core = core_of(*this);
  if (now > core.now) core.now = now;
  if (info.local.family == Family::none || info.local.port == 0) return Errc::bad_argument;
  if (is_reliable(info.transport) && info.peer.family == Family::none) return Errc::bad_argument;
  FlowRecord* flow = core.flows.allocate();
  if (flow == nullptr) return Errc::flows_full;
  flow->info = info;
  return core.flows.handle_of<struct Flow>(*flow);
}

Errc Stack::flow_failed(Time now, FlowId id, const Endpoint& peer) noexcept {
  Core& core = core_of(*this);
  if (const Errc error = admit(core, now); error != Errc::ok) return error;
  FlowRecord* flow = core.flows.find(id);
  if (flow == nullptr || flow->closed) return Errc::unknown_handle;
  if (flow->failing && flow->info.peer != peer)
    return Errc::output_full;  // the last report is still worked on
  const InputScope scope(core);
  core.has_received = false;
  flow->info.peer = peer;
  flow->failing = true;
  core.flows_failing = true;
  fail_one(core, *flow);
  return Errc::ok;
}

Errc Stack::flow_closed(Time now, FlowId id) noexcept {
  Core& core = core_of(*this);
  if (const Errc error = admit(core, now); error != Errc::ok) return error;
  FlowRecord* flow = core.flows.find(id);
  if (flow == nullptr || flow->closed) return Errc::unknown_handle;
  const InputScope scope(core);
  core.has_received = false;
  flow->closed = true;
  flow->failing = true;
  core.flows_failing = true;
  fail_one(core, *flow);
  return Errc::ok;
}

}  // namespace baton
