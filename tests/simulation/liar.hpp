// A peer without a Stack that misbehaves: as the rows of field notes 2 have it when it is referred, and in other ways
// when it is called or refers.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/world.hpp"

namespace baton::simulation {

/// What it does some time after a REFER came: one line of its script.
struct Line {
  Microseconds after;
  std::uint16_t response = 0;       ///< to the REFER, or
  std::string_view state = {};      ///< a NOTIFY with this Subscription-State, or
  std::string_view fragment = {};   ///< its body
  std::string_view event = "refer;id=";
  bool bye = false;                 ///< a BYE
};

/// A misbehaviour by name.
struct Script {
  std::string_view name;
  std::span<const Line> lines;
  std::uint16_t to_everything = 0;  ///< in-dialog requests but BYE get this
};
std::span<const Script> scripts();

class Liar final : public Node {
 public:
  Liar(World& world, Port port) : Node(port), world_(world) {}
  /// `refers_to`: sends a REFER to this URI in each call that it takes; empty: never.
  void begin(const Script& script, std::uint64_t seed, std::string refers_to);

  void receive(Port from, std::string_view bytes) override;
  void advance() override;
  Time deadline() const override;
  std::string uri() const { return uri_of("liar", port()); }
  std::string_view script_name() const { return script_->name; }

 private:
  struct Dialog {
    std::string call_id, local, remote, target, routes;
    Port peer = 0;  ///< where requests go: the first route or the target
    std::uint32_t cseq = 100;
    bool over = false;
  };
  struct Refer {
    std::uint64_t transaction = 0;
    std::string text;
    Port from = 0;
    std::size_t dialog = 0;
    std::uint32_t cseq = 0;
    std::uint16_t said = 0;  ///< in answer to it
  };
  struct Due {
    Time at;
    std::size_t about;       ///< of a line: which REFER; of a message: its port; of a REFER to send: which dialog
    Line line;
    std::string text;        ///< a message to repeat
    std::uint32_t cseq = 0;  ///< until a response to this
    unsigned left = 0;
    Microseconds interval = 0;
  };

  Dialog* dialog_of(const Wire& message);
  void respond(const Wire& request, std::uint16_t status, Port to);
  void on_invite(const Wire& invite, Port from);
  void on_refer(const Wire& refer, Port from);
  void on_line(Refer& about, const Line& line);
  void request(std::size_t dialog, std::string_view method, std::string_view extra, std::string_view body);

  World& world_;
  const Script* script_ = nullptr;
  Random random_;
  std::string refers_to_;
  std::vector<Dialog> dialogs_;
  std::vector<Due> due_;
  std::vector<Refer> refers_;
  std::uint32_t branches_ = 0;
};

}  // namespace baton::simulation
