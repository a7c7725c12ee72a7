// A peer without a Stack: it says what a test tells it to, however wrong.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tests/simulation/scene.hpp"

namespace baton::simulation {

class ScriptedPeer {
 public:
  ScriptedPeer(Scene& scene, std::uint16_t port, Party& other)
      : scene_(scene),
        other_(other),
        address_(loopback(port)),
        uri_("sip:peer@127.0.0.1:" + std::to_string(port)) {}

  /// The next message to this peer whose first line begins with `start` ("REFER", "SIP/2.0 202"),
  /// running the scene up to `limit`; earlier ones are thrown away. None: it did not come.
  std::optional<Packet> expect(std::string_view start, Microseconds limit = seconds(40));
  /// Whether a message beginning so waits, without running anything.
  bool has(std::string_view start) const;
  void forget();  ///< empties the inbox

  /// Answers a request; `extra` are whole header lines with CRLF.
  void respond(const Packet& request, int status, std::string_view extra = {}, std::string_view type = {},
               std::string_view body = {}, Microseconds delay = 0);
  /// Sends a request in the dialog with the next CSeq (or `cseq`), and returns its text.
  std::string request(std::string_view method, std::string_view extra = {}, std::string_view type = {},
                      std::string_view body = {}, std::uint32_t cseq = 0, Microseconds delay = 0);
  /// A NOTIFY of the refer package; `id` 0: none. `fragment` empty: no body.
  void notify(std::string_view state, std::string_view fragment, std::uint32_t id = 0,
              Microseconds delay = 0);

  /// Takes a call from the party (whose command must have been given), with an SDP answer.
  void take_call();
  /// Calls the party, which must answer by itself.
  void place_call();

  const std::string& uri() const { return uri_; }
  const Endpoint& address() const { return address_; }

  std::string contact;  ///< URI of our Contact; empty: `uri()`
  std::string supported;  ///< of the answer in `take_call`; empty: no header
  std::string call_id, own_tag = "peer-tag", other_tag;
  std::string local, remote;  ///< From and To values of our requests, tags included
  std::string target;         ///< the party's Contact
  std::uint32_t cseq = 100;

 private:
  Scene& scene_;
  Party& other_;
  Endpoint address_;
  std::string uri_;
  std::uint32_t branches_ = 0;
};

/// "SIP/2.0 180 Ringing" and CRLF.
std::string fragment(int status);
/// The number in a CSeq value.
std::uint32_t cseq_of(const Packet& packet);
extern const std::string_view sdp;

}  // namespace baton::simulation
