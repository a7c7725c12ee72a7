#include "src/cli/demo_form.hpp"

namespace baton::cli {
namespace {

using enum CallbackKind;

constexpr std::array reaches_carol{
    Meant{alice, received_refer}, Meant{bob, refer_accepted}, Meant{bob, transfer_trying},
    Meant{bob, transfer_ringing}, Meant{bob, transfer_success}};
/// Carol's phone does not ring again.
constexpr std::array replaces_a_call{Meant{alice, received_refer}, Meant{bob, refer_accepted},
                                     Meant{bob, transfer_trying}, Meant{bob, transfer_success}};
constexpr std::array is_refused{Meant{alice, received_refer}, Meant{bob, refer_rejected}};
constexpr std::array fails_ringing{
    Meant{alice, received_refer}, Meant{bob, refer_accepted}, Meant{bob, transfer_trying},
    Meant{bob, transfer_ringing}, Meant{bob, transfer_failure}};

constexpr std::array<FormText, forms> texts{
    FormText{"", "", "Alice's call was transferred from Bob to Carol.", reaches_carol},
    FormText{"--attended", "Bob asks Carol first; Alice's call takes the place of his",
             "Bob had asked Carol; Alice's call took the place of his.", replaces_a_call},
    FormText{"--semi-attended", "As --attended, but Bob transfers while Carol's phone rings",
             "Bob transferred while Carol's phone rang; Alice's call took the place of his.",
             replaces_a_call},
    FormText{"--rejected", "Alice refuses to be transferred",
             "Alice refused to be transferred; her call with Bob stood until Bob hung up.", is_refused},
    FormText{"--busy", "Carol is busy, so the transfer fails",
             "Carol was busy; Alice's call with Bob stood until Bob hung up.", fails_ringing},
    FormText{"--no-answer", "Carol does not answer, so the transfer fails",
             "Carol did not answer; Alice's call with Bob stood until Bob hung up.", fails_ringing},
    FormText{"--cancelled", "Bob does not wait for the outcome; the referred call goes on",
             "Bob did not wait for the outcome; Alice reached Carol all the same.", fails_ringing},
    FormText{"--gone-early", "Bob hangs up as soon as Alice accepts, and hears the outcome all the same",
             "Bob had hung up early; the reports of the transfer outlived the call.", reaches_carol},
    FormText{"--hold", "Bob puts Alice on hold before he transfers her",
             "Alice was on hold when Bob transferred her to Carol.", reaches_carol},
    FormText{"--outside", "Bob asks Alice to call Carol without a call of his own",
             "Alice called Carol because Bob, with whom she had no call, asked her to.", reaches_carol},
};

}  // namespace

const FormText& text_of(Form form) noexcept {
  return texts.at(static_cast<std::size_t>(form));
}

}  // namespace baton::cli
