#include "tests/simulator/ladder_watcher.hpp"

#include <cstdio>

namespace baton::simulation {

LadderWatcher::LadderWatcher(const std::vector<std::string>& names)
    : parties_(names.size()), ladder_({.parties = names}, [](std::string_view line) {
        std::fwrite(line.data(), 1, line.size(), stdout);
        std::fputc('\n', stdout);
      }) {}

void LadderWatcher::begin(Time now) {
  if (begun_) return;
  begun_ = true;
  ladder_.head(now);
}

std::size_t LadderWatcher::party(Port port) const {
  const std::size_t index = static_cast<std::size_t>(port - World::first_port);
  return port >= World::first_port && index < parties_ ? index : trace::Ladder::outside;
}

void LadderWatcher::sent(Time now, Port from, Port to, std::string_view bytes, bool lost) {
  begin(now);
  ladder_.message(now, party(from), party(to), bytes);
  if (lost) ladder_.heard(now, party(to), "(lost)");
}

void LadderWatcher::heard(Time now, Port by, std::string_view what) {
  begin(now);
  ladder_.heard(now, party(by), what);
}

}  // namespace baton::simulation
