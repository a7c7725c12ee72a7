// The name and password with which `baton call` and `baton answer` answer digest challenges.
#pragma once

#include <string>

#include "baton/agent.hpp"

namespace CLI {
class App;
}

namespace baton::cli {

struct Credentials {
  std::string auth_user;
  std::string password;
  std::string realm;
};

void add_credential_options(CLI::App& sub, Credentials& credentials);
void set_credentials(const Credentials& credentials, AgentOptions& options);

}  // namespace baton::cli
