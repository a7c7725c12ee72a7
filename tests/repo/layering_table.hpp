// The rooms, their order, and the room of each public header: the table to edit when the house
// grows.
#pragma once

#include <array>
#include <string_view>

namespace baton::repo {

/// Where a room's code must be able to run: on a device there is no heap, no exception, no RTTI, no
/// clock, no locale and no output.
enum class Runs { on_device, on_host };

/// What it may include of the rooms below.
enum class Sees { headers, public_headers };

struct Room {
  std::string_view name;
  std::string_view folder;  // the longest folder that holds a file decides its room
  std::string_view below;   // the rooms directly below; theirs are allowed too
  Runs runs;
  Sees sees;
};

inline constexpr std::array rooms{
    Room{"vocabulary", "include/baton", "", Runs::on_device, Sees::headers},
    Room{"parser", "parser", "vocabulary", Runs::on_device, Sees::headers},
    // The types of the Stack's contract that every room of the core may speak of.
    Room{"contract", "include/baton", "parser", Runs::on_device, Sees::headers},
    Room{"base", "src/base", "vocabulary", Runs::on_device, Sees::headers},
    Room{"auth", "src/auth", "contract base", Runs::on_device, Sees::headers},
    Room{"transaction", "src/transaction", "auth", Runs::on_device, Sees::headers},
    Room{"dialog", "src/dialog", "transaction", Runs::on_device, Sees::headers},
    Room{"refer", "src/refer", "dialog", Runs::on_device, Sees::headers},
    Room{"agent", "src/agent", "refer", Runs::on_device, Sees::headers},
    Room{"callbacks", "src/callbacks", "agent", Runs::on_device, Sees::headers},
    Room{"journal", "src/journal", "agent", Runs::on_host, Sees::headers},
    Room{"trace", "src/trace", "agent", Runs::on_host, Sees::headers},
    Room{"transport", "transport", "agent", Runs::on_host, Sees::public_headers},
    Room{"sdk", "src/sdk", "callbacks journal trace transport", Runs::on_host, Sees::headers},
    Room{"cli", "src/cli", "sdk", Runs::on_host, Sees::headers},
    Room{"examples", "examples", "sdk", Runs::on_host, Sees::public_headers},
    Room{"bench", "bench", "sdk", Runs::on_host, Sees::public_headers},
    Room{"fuzz", "fuzz", "bench", Runs::on_host, Sees::headers},
    // A peer that could look inside would not be one.
    Room{"simulation", "tests/simulation", "sdk", Runs::on_host, Sees::public_headers},
    Room{"tests", "tests", "cli fuzz simulation", Runs::on_host, Sees::headers},
};

struct PublicHeader {
  std::string_view name;  // below include/baton
  std::string_view room;
};

// The build reads this table too, to compile each header with the flags of its room; so one line
// holds one header.
// clang-format off
inline constexpr std::array public_headers{
    PublicHeader{"counters.hpp", "vocabulary"},
    PublicHeader{"endpoint.hpp", "vocabulary"},
    PublicHeader{"environment.hpp", "vocabulary"},
    PublicHeader{"errc.hpp", "vocabulary"},
    PublicHeader{"handle.hpp", "vocabulary"},
    PublicHeader{"limits.hpp", "vocabulary"},
    PublicHeader{"message_tap.hpp", "vocabulary"},
    PublicHeader{"method.hpp", "vocabulary"},
    PublicHeader{"result.hpp", "vocabulary"},
    PublicHeader{"time.hpp", "vocabulary"},
    PublicHeader{"timing.hpp", "vocabulary"},
    PublicHeader{"auth_values.hpp", "parser"},
    PublicHeader{"editor.hpp", "parser"},
    PublicHeader{"framer.hpp", "parser"},
    PublicHeader{"header_id.hpp", "parser"},
    PublicHeader{"header_values.hpp", "parser"},
    PublicHeader{"identity_values.hpp", "parser"},
    PublicHeader{"message.hpp", "parser"},
    PublicHeader{"message_values.hpp", "parser"},
    PublicHeader{"notice_values.hpp", "parser"},
    PublicHeader{"multipart.hpp", "parser"},
    PublicHeader{"parser_path.hpp", "parser"},
    PublicHeader{"preference_values.hpp", "parser"},
    PublicHeader{"quoted.hpp", "parser"},
    PublicHeader{"sdp.hpp", "parser"},
    PublicHeader{"session_values.hpp", "parser"},
    PublicHeader{"sipfrag.hpp", "parser"},
    PublicHeader{"time_values.hpp", "parser"},
    PublicHeader{"tel.hpp", "parser"},
    PublicHeader{"tolerance.hpp", "parser"},
    PublicHeader{"uri.hpp", "parser"},
    PublicHeader{"verdict.hpp", "parser"},
    PublicHeader{"writer.hpp", "parser"},
    PublicHeader{"account.hpp", "contract"},
    PublicHeader{"event.hpp", "contract"},
    PublicHeader{"options.hpp", "contract"},
    PublicHeader{"interop_profile.hpp", "contract"},
    PublicHeader{"referral_policy.hpp", "vocabulary"},
    PublicHeader{"stack.hpp", "agent"},
    PublicHeader{"callback_bridge.hpp", "callbacks"},
    PublicHeader{"callbacks.hpp", "callbacks"},
    PublicHeader{"sdk_error.hpp", "callbacks"},
    PublicHeader{"driver.hpp", "transport"},
    PublicHeader{"error_code.hpp", "transport"},
    PublicHeader{"system_hash.hpp", "transport"},
    PublicHeader{"system_random.hpp", "transport"},
    PublicHeader{"agent.hpp", "sdk"},
    PublicHeader{"digest_users.hpp", "sdk"},
};
// clang-format on

struct Library {
  std::string_view prefix;  // of what stands between the angle brackets
  std::string_view rooms;
};

/// Tests, benchmarks, fuzz targets and examples may use any library; a room not named here may use
/// none of these.
inline constexpr std::array libraries{
    Library{"asio", "transport sdk cli"},
    Library{"fmt/", "trace sdk cli"},
    Library{"openssl/", "transport"},
    Library{"wslay/", "transport"},
    Library{"ares", "transport"},
    Library{"CLI/", "cli"},
    Library{"pcap", "cli"},
    Library{"gtest/", ""},
    Library{"benchmark/", ""},
};

}  // namespace baton::repo
