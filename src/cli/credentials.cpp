#include "src/cli/credentials.hpp"

#include <CLI/CLI.hpp>

namespace baton::cli {

void add_credential_options(CLI::App& sub, Credentials& credentials) {
  sub.add_option("--auth-user", credentials.auth_user,
                 "The user name for digest challenges of our proxy, or without one of our domain; else our user")
      ->option_text("NAME");
  sub.add_option("--password", credentials.password,
                 "Its password; better in BATON_PASSWORD of the environment, where others do not see it")
      ->envname("BATON_PASSWORD")
      ->option_text("TEXT");
  sub.add_option("--realm", credentials.realm, "The only realm whose challenges are answered; else any of theirs")
      ->option_text("TEXT");
}

void set_credentials(const Credentials& credentials, AgentOptions& options) {
  options.auth_user = credentials.auth_user;
  options.password = credentials.password;
  options.realm = credentials.realm;
}

}  // namespace baton::cli
