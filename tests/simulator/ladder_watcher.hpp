// The ladder of a simulated run.
#pragma once

#include <string>
#include <vector>

#include "src/trace/ladder.hpp"
#include "tests/simulation/world.hpp"

namespace baton::simulation {

class LadderWatcher final : public Watcher {
 public:
  explicit LadderWatcher(const std::vector<std::string>& names);
  void sent(Time now, Port from, Port to, std::string_view bytes, bool lost) override;
  void heard(Time now, Port by, std::string_view what) override;
  void done() { ladder_.flush(); }

 private:
  std::size_t party(Port port) const;
  void begin(Time now);

  std::size_t parties_;
  trace::Ladder ladder_;
  bool begun_ = false;
};

}  // namespace baton::simulation
