// The smallest program that needs the whole SDK: an agent with its socket and its thread.
#include <cstdio>
#include <string>

#include "baton/agent.hpp"

int main() {
  struct Callbacks : baton::SIPCallbackEvents {
  } callbacks;
  baton::AgentOptions options;
  options.user = "consumer";
  options.local_port = 0;
  baton::Agent agent(callbacks, options);
  if (const std::error_code error = agent.start()) {
    std::fprintf(stderr, "consumer: %s\n", error.message().c_str());
    return 1;
  }
  std::printf("consumer: %s\n", agent.contact_uri().c_str());
  return agent.local_port() != 0 && agent.stop() == 0 ? 0 : 1;
}
