// The subcommands of `baton`. Each adds itself, its options and its help to the application; the
// one that the user chose leaves what to do in `chosen`, which returns the process's exit code.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace CLI {
class App;
}

namespace baton::cli {

struct PrinterOptions;

using Chosen = std::function<int()>;

void add_demo(CLI::App& app, Chosen& chosen);
void add_answer(CLI::App& app, Chosen& chosen);
void add_call(CLI::App& app, Chosen& chosen);
void add_parse(CLI::App& app, Chosen& chosen);

/// --trace, --dump and --capture, which more than one has.
void add_printer_options(CLI::App& subcommand, PrinterOptions& options);

/// --proxy, which `call` and `answer` have.
inline constexpr const char* proxy_help =
    "Outbound proxy, sip:host:port;lr: what starts a dialog goes there";

/// The longest time that an option may ask for.
inline constexpr double seconds_max = 1'000'000;

inline std::chrono::milliseconds to_duration(double seconds) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1'000));
}

}  // namespace baton::cli
