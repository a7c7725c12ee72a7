// Calls the first URI and, once it is answered, transfers that call to the second one.
#include <cstdio>
#include <future>

#include "baton/agent.hpp"
using baton::Int32, std::string_view;

struct Events final : baton::SIPCallbackEvents {
  Int32 onInviteConnected(Int32, Int32, Int32 sessionId) override {
    return agent->refer(sessionId, target) == 0 ? 0 : end("bad target");
  }
  Int32 onInviteFailure(Int32, Int32, Int32, string_view, Int32) override { return end("no call"); }
  Int32 onReferRejected(Int32, Int32, Int32, string_view, Int32) override { return end("refused"); }
  Int32 onACTVTransferSuccess(Int32, Int32, Int32) override { return end("transferred"); }
  Int32 onACTVTransferFailure(Int32, Int32, Int32, string_view, Int32) override {
    return end("failed");
  }
  Int32 end(const char* text) { return outcome.set_value(text), 0; }
  baton::Agent* agent = nullptr;
  const char* target = "";
  std::promise<const char*> outcome;
};

int main(int argc, char** argv) {
  Events events;
  baton::AgentOptions options;
  options.user = "bob";
  options.local_address = "0.0.0.0";
  options.local_port = 0;  // any free one
  baton::Agent agent(events, options);
  events.agent = &agent;
  events.target = argc == 3 ? argv[2] : "";
  if (argc != 3 || agent.start() || agent.call(argv[1]) < 0) {
    return std::puts("usage: transfer CALLEE TARGET"), 2;
  }
  std::puts(events.outcome.get_future().get());
  agent.stop();  // hangs up
}
