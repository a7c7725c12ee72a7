// The subcommands of `baton`. Each adds itself, its options and its help to the application; the
// one that the user chose leaves what to do in `chosen`, which returns the process's exit code.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace baton::cli {

using Chosen = std::function<int()>;

void add_demo(CLI::App& app, Chosen& chosen);
void add_answer(CLI::App& app, Chosen& chosen);
void add_call(CLI::App& app, Chosen& chosen);
void add_parse(CLI::App& app, Chosen& chosen);

}  // namespace baton::cli
