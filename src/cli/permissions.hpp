// What strangers may ask of `baton answer`: which REFERs, who replaces a call, and who proves himself how.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "baton/agent.hpp"
#include "baton/digest_users.hpp"

namespace CLI {
class App;
}

namespace baton::cli {

/// As the options say it.
struct Permissions {
  bool outside = false;
  std::string replaces = "referred-by";
  bool replaces_early = false;
  std::vector<std::string> hosts, numbers, refused_numbers;
  std::uint32_t per_minute = 60;
  std::uint32_t per_minute_per_call = 20;
  std::uint32_t depth = 8;
  std::uint32_t live_per_call = 1;
  bool tel = false;
  bool follow_redirects = false;
  std::string accept_status = "automatic";
  std::vector<std::string> without;
  std::string digest_realm;
  std::vector<std::string> digest_users;  ///< USER:PASSWORD
  std::string digest_file;                ///< with a line of that for each
  bool want_digest = false;
};

/// Users and their passwords, of one realm.
class PasswordTable final : public DigestUsers {
 public:
  /// "USER:PASSWORD"; false: it is not that.
  bool add(std::string_view line);
  std::optional<std::string> password(std::string_view realm, std::string_view user) override;

 private:
  std::map<std::string, std::string, std::less<>> passwords_;
};

void add_permission_options(CLI::App& sub, Permissions& permissions);

/// --replaces, which `baton call` has too; the name of a level.
void add_replaces_option(CLI::App& sub, std::string& level);
ReplacesLevel level_of(std::string_view name) noexcept;

/// Sets what was asked for; what `options` borrow lives in `permissions` and `table`. An exit code, other than success
/// after a complaint.
int set_permissions(Permissions& permissions, PasswordTable& table, AgentOptions& options);

}  // namespace baton::cli
