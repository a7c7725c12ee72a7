#include "tests/device/run.hpp"

#include <algorithm>

#include "tests/device/memory_use.hpp"
#include "tests/device/semihosting.hpp"
#include "tests/device/story.hpp"

namespace baton::device {
namespace {

constexpr Story stories[] = {
    {.title = "A blind transfer"},
    {.title = "The REFER is refused",
     .transferee_on_refer = 603,
     .outcome = Callback::refer_rejected,
     .code = 603},
    {.title = "The target is busy",
     .target_on_call = 486,
     .outcome = Callback::transfer_failure,
     .code = 486},
    {.title = "An attended transfer", .form = Form::attended},
    {.title = "An attended transfer whose REFER is refused",
     .form = Form::attended,
     .transferee_on_refer = 603,
     .outcome = Callback::refer_rejected,
     .code = 603},
    {.title = "The call to be replaced has just ended",
     .form = Form::attended,
     .target_hangs_up = true,
     .outcome = Callback::transfer_failure,
     .code = 603},
    {.title = "A blind transfer while every fourth datagram gets lost", .loss_percent = 25},
    {.title = "An attended transfer while every fifth datagram gets lost",
     .form = Form::attended,
     .loss_percent = 20},
};

constinit Memory memory{};
constinit World world;

void print_size(std::string_view what, std::size_t size) noexcept {
  Line line;
  line.column(2) << what;
  line.right(static_cast<std::int64_t>(size), 42);
}

/// "flash: 1 of 2 bytes", which the test reads.
void print_total(std::string_view what, std::size_t size, std::size_t most) noexcept {
  Line() << what << ": " << static_cast<std::int64_t>(size) << " of "
         << static_cast<std::int64_t>(most) << " bytes";
}

// The ceilings: of the core itself, of all that a product links, and of one Stack with its buffer and C stack.
constexpr std::size_t most_core = 96 * 1024;
constexpr std::size_t most_libraries = 136 * 1024;
constexpr std::size_t most_one_stack = 24 * 1024;

void print_flash(const MemoryUse& use) noexcept {
  const std::size_t libraries = use.parser + use.core + use.callbacks;
  Line() << "flash";
  print_size("parser", use.parser);
  print_size("core", use.core);
  print_size("callbacks", use.callbacks);
  print_size("C library and compiler", use.runtime);
  print_size("this program, with .data", use.flash - libraries - use.runtime);
  print_total("core", use.core, most_core);
  print_total("parser, core and callbacks", libraries, most_libraries);
  print_total("flash", use.flash, use.flash_there);
}

void print_ram(const MemoryUse& use) noexcept {
  const std::size_t stacks = memory.states.size() * memory.states[0].size();
  Line() << "RAM";
  print_size(".data", use.data);
  print_size(".bss", use.bss);
  print_size("  of it the state of three Stacks", stacks);
  print_size("  of it their work area", memory.work.size());
  print_size("  of it one wire buffer", memory.wire.size());
  print_size("C stack, high-water mark", use.stack);
  print_total("one Stack", memory.states[0].size() + memory.work.size() + memory.wire.size() + use.stack,
              most_one_stack);
  print_total("C stack", use.stack, use.stack_there);
  print_total("RAM", use.data + use.bss + use.stack, use.ram_there);
}

void print_pool(Line& line, std::string_view what, PoolUsage Usage::*pool) noexcept {
  std::uint32_t most = 0;
  for (Party& party : world.parties()) {
    most = std::max(most, (party.stack().usage().*pool).high_water);
  }
  line << what << " " << most << " of " << (world.alice().stack().usage().*pool).capacity;
}

void print_pools() noexcept {
  {
    Line line;
    print_pool(line, "pools at most: transactions", &Usage::transactions);
    print_pool(line, ", dialogs", &Usage::dialogs);
    print_pool(line, ", calls", &Usage::calls);
    print_pool(line, ", transfers", &Usage::transfers);
  }
  Line line;
  print_pool(line, "  subscriptions", &Usage::subscriptions);
  print_pool(line, ", blocks", &Usage::blocks);
  print_pool(line, ", outputs", &Usage::outputs);
  print_pool(line, ", events", &Usage::events);
}

bool tell_all() noexcept {
  if (!world.start(memory)) {
    Line() << "FAILED: no Stack could be made";
    return false;
  }
  world.show_messages(started_with("messages"));
  const bool cut = started_with("cut");
  bool good = true;
  CallbackSet heard;
  for (const Story& story : stories) {
    good &= tell(world, story, cut, heard);
  }
  for (std::uint32_t i = 0; i < callback_count; ++i) {
    if (!heard.has(static_cast<Callback>(i))) {
      Line() << "FAILED: never heard: " << name(static_cast<Callback>(i));
      good = false;
    }
  }
  return good;
}

}  // namespace

int run() noexcept {
  const bool good = tell_all();
  Line() << world.datagrams() << " datagrams, " << world.lost() << " of them lost";
  if (world.alice().is_started()) {
    print_pools();
  }
  const MemoryUse use = measure_memory();
  print_flash(use);
  print_ram(use);
  Line() << (good ? "passed" : "FAILED");
  return good ? 0 : 1;
}

}  // namespace baton::device
