// An agent of a small world as a function of what comes to it. However many orders of the world there are, each
// agent sees few histories, and most of these it cannot tell from one another: they form one class, which is played
// once.
//
// Two histories are of one class if the same inputs came at the same times, in whatever order, the agent sent the
// same, and the oracle sees the same ledger, states of calls, use of pools and next timer. That is a guess: the
// inside of the Stack may remember an order that shows only later. `check` proves it or finds where it is wrong: it
// plays each history of each class to its end, and compares every step. If none differs, then whatever follows any
// history of a class follows the one that was played (the classes are a bisimulation), so that nothing escapes who
// knows the classes alone.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tests/simulation/story.hpp"

namespace baton::simulation {

/// Every message that was ever sent: the same octets from and to the same agents are the same message.
class MessageTable {
 public:
  struct Message {
    Port from, to;
    std::string bytes;
  };
  std::uint32_t number(Port from, Port to, std::string_view bytes);
  const Message& operator[](std::uint32_t number) const { return messages_[number]; }
  std::string name(std::uint32_t number) const;  ///< for a person

 private:
  std::vector<Message> messages_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

/// What comes to an agent: a message by its number, or one of these.
using Input = std::uint32_t;
inline constexpr Input call_command = UINT32_MAX, refer_command = UINT32_MAX - 1, shutdown_command = UINT32_MAX - 2,
                       timer_due = UINT32_MAX - 3;
constexpr bool is_message(Input input) { return input < timer_due; }

/// What makes histories one class. `careless` leaves out what was sent: too coarse, to see that `check` finds that.
enum class Grain : std::uint8_t { fine, careless };

/// What a check played.
struct Checked {
  std::uint64_t steps = 0;      ///< inputs of histories
  std::uint64_t histories = 0;  ///< from the beginning to an end
  bool complete = true;         ///< every history there is
  std::string difference;       ///< where two histories of one class differ; empty: nowhere
};

class Histories final : private Carrier {
 public:
  using Class = std::uint32_t;
  static constexpr Class beginning = 0;
  struct Step {
    Input input;
    Time at;
    Class to;
    std::vector<std::uint32_t> sent;
  };

  Histories(MessageTable& messages, StoryApplication& application, unsigned index, Grain grain = Grain::fine);

  /// What the input leads to. Valid until the next call.
  const Step& after(Class before, Input input, Time now);
  Time deadline(Class which) const { return classes_[which].deadline; }
  /// A number for all that the oracle sees.
  std::uint32_t view(Class which) const { return classes_[which].view; }
  const std::string& violation() const { return world_.violation; }
  /// The agent after a history of this class, until the next call of anything here.
  Agent& agent(Class which);

  std::size_t classes() const { return classes_.size(); }
  std::size_t steps() const { return steps_.size(); }

  /// Plays the histories that the steps so far make up: all of them, unless they have more steps than that.
  Checked check(std::uint64_t steps_max = UINT64_MAX);
  /// Plays so many of them, drawn by chance.
  Checked check_some(std::uint64_t histories, std::uint64_t seed);

 private:
  struct Event {
    std::int64_t at;
    std::uint32_t what;
    auto operator<=>(const Event&) const = default;
  };
  struct Known {
    std::vector<Event> taken, given;  ///< sorted
    Time deadline = never;
    std::uint32_t view = 0;
    std::vector<std::uint32_t> steps;  ///< that were made from it
    // The agent, to go on from: the parts of its Stack's memory that differ from the beginning.
    std::vector<std::uint32_t> parts;
    std::vector<std::uint64_t> words;
    Ledger ledger;
    bool shut_down = false;
  };
  struct Origin {
    Class before;
    Input input;
    std::int64_t at;
    bool operator==(const Origin&) const = default;
  };
  struct OriginHash {
    std::size_t operator()(const Origin& origin) const;
  };
  /// An agent in full.
  struct Moment {
    std::vector<std::uint64_t> words;
    Ledger ledger;
    bool shut_down = false;
  };

  void carry(Port from, Port to, std::string_view bytes) override;
  void play(Class before, Input input, Time now);
  void keep(Known& known);
  void go_to(Class which);
  std::string view_text() const;
  std::string key(const std::vector<Event>& taken, const std::vector<Event>& given, std::string_view view) const;
  bool repeats(const Step& step, Class before);
  void check_from(Class which, std::size_t depth, std::uint64_t steps_max);
  bool seen_before(Class which);

  MessageTable& messages_;
  StoryApplication& application_;
  Grain grain_;
  World world_;
  Agent agent_;
  std::vector<std::uint64_t> first_words_;
  std::vector<std::uint32_t> sent_;  ///< by the input that is played

  std::vector<Known> classes_;
  std::vector<Step> steps_;
  std::unordered_map<std::string, Class> by_key_;
  std::unordered_map<Origin, std::uint32_t, OriginHash> by_origin_;
  std::unordered_map<std::string, std::uint32_t> views_;
  static constexpr Class none = UINT32_MAX;
  Class live_ = none;  ///< where the agent is

  Checked checked_;
  std::vector<Moment> moments_;  ///< one a depth
  std::set<std::array<std::uint64_t, 3>> checked_moments_;
};

}  // namespace baton::simulation
