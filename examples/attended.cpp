// Calls the first URI, then the second one, and joins the two: attended transfer.
#include <cstdio>
#include <future>

#include "baton/agent.hpp"
using baton::Int32, std::string_view;

struct Events final : baton::SIPCallbackEvents {
  Int32 onInviteConnected(Int32, Int32, Int32 sessionId) override {
    if (first == 0) {
      first = sessionId;
      agent->hold(first);
      return agent->call(target) > 0 ? 0 : end("bad target");
    }
    return agent->attendedRefer(first, sessionId) == 0 ? 0 : end("no transfer");
  }
  Int32 onInviteFailure(Int32, Int32, Int32, string_view, Int32) override { return end("no call"); }
  Int32 onReferRejected(Int32, Int32, Int32, string_view, Int32) override { return end("refused"); }
  Int32 onACTVTransferSuccess(Int32, Int32, Int32) override { return end("joined"); }
  Int32 onACTVTransferFailure(Int32, Int32, Int32, string_view, Int32) override {
    return end("failed");
  }
  Int32 end(const char* text) { return outcome.set_value(text), 0; }
  baton::Agent* agent = nullptr;
  const char* target = "";
  Int32 first = 0;  // of the agent's thread alone, like all that callbacks use
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
    return std::puts("usage: attended CALLEE TARGET"), 2;
  }
  std::puts(events.outcome.get_future().get());
  agent.stop();  // hangs up what is left
}
