// Every form of transfer among three Stacks, whose applications take every refusal in their stride: for tests
// that starve them of room.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "tests/simulation/scene.hpp"

namespace baton::contract {

enum class Form {
  blind,
  attended,        ///< the consultation call is answered, and replaced (RFC 3891)
  early_wait,      ///< it rings, and the REFER waits
  early_cancel,    ///< it rings, is cancelled, and the REFER goes out blind
  early_replace,   ///< it rings, and is replaced as it is
  outside,         ///< REFER out of dialog
  outside_forked,  ///< the same to two, of whom Carol is one
  held,            ///< the call is held and resumed ahead of the REFER
  explicitsub,
  nosub,
  norefersub,
  challenged,  ///< Alice asks who refers her for a digest
  pending,     ///< Alice says 200 before anybody has decided
  busy,        ///< Carol says 486
  rejected,    ///< Alice says 603
};
inline constexpr std::array forms{Form::blind,          Form::attended,      Form::early_wait,
                                  Form::early_cancel,   Form::early_replace, Form::outside,
                                  Form::outside_forked, Form::held,          Form::explicitsub,
                                  Form::nosub,          Form::norefersub,    Form::challenged,
                                  Form::pending,        Form::busy,          Form::rejected};
const char* name(Form form);

/// The parties, by their number: Alice is referred by Bob to Carol.
enum Role : std::size_t { transferee, transferor, target };
inline constexpr std::array<const char*, 3> role_names{"transferee", "transferor", "target"};

class FormStory {
 public:
  FormStory(Form form, const std::array<Limits, 3>& limits);
  FormStory(const FormStory&) = delete;
  FormStory& operator=(const FormStory&) = delete;

  /// From the first call to the outcome; whether that is the one which the form has where there is room.
  bool play();
  /// What became of calls that stood before the REFER and that no success has ended; empty: they stand.
  std::string harmed() const;
  /// All hang up; then time passes until nothing can be waiting any more.
  void finish();

  simulation::Scene scene;

 private:
  /// A call that stands, as one of its two parties knows it.
  struct Standing {
    simulation::Party* party;
    CallId call;
  };
  void listen(simulation::Party& party);
  bool dial(simulation::Party& to, CallId& call, bool answered);
  bool prepare();
  bool refer();
  bool hold_and_resume();
  void fork(const simulation::Packet& packet);
  bool confirmed(const Standing& standing) const;

  Form form_;
  std::array<simulation::Party*, 3> parties_{};
  simulation::Party* dave_ = nullptr;  ///< the target of the forked REFER
  CallId call_, leg_;                  ///< of Bob
  TransferId transfer_;
  std::vector<Standing> standing_;
  std::vector<CallId> ringing_;  ///< at Carol
  bool carol_answers_ = true;
  bool succeeded_ = false;
  bool as_meant_ = false;
};

}  // namespace baton::contract
