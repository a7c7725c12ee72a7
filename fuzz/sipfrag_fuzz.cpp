// message/sipfrag, as a NOTIFY brings it.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "baton/sipfrag.hpp"
#include "fuzz/parts.hpp"
#include "fuzz/value_checks.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace baton {

inline void add_parts(fuzz::Parts& parts, const SipfragView& view) {
  parts.add_all(view.status, view.reason);
}

}  // namespace baton

namespace {

using namespace baton;
using namespace baton::fuzz;

/// Only the first line counts: what stands behind it, and how it is ended, changes nothing.
void check_first_line(std::string_view body, const SipfragView& whole, Errc error) {
  const std::size_t end = body.find('\n');
  if (end == std::string_view::npos) {
    return;
  }
  const ExactText line(body.substr(0, end + 1));
  SipfragView alone;
  require(parse_sipfrag(line.view(), alone) == error, "the first line alone is read as the whole body is");
  require(parts_of(alone, line.view()) == parts_of(whole, body), "and gives the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const ExactText body(input);
  SipfragView fragment;
  const Errc error = parse_sipfrag(body.view(), fragment);
  check_first_line(body.view(), fragment, error);
  if (error != Errc::ok) {
    require(error == Errc::bad_body, "a body that is no sipfrag is a bad body");
    require(is_default(fragment, body.view()), "a failed parse gives nothing");
    return 0;
  }
  require(fragment.status >= 100 && fragment.status <= 699, "a sipfrag's status is one");
  require(fragment.reason.find_first_of("\r\n") == std::string_view::npos, "a reason is of one line");
  // Written anew it is the same.
  const std::string line =
      "SIP/2.0 " + std::to_string(fragment.status) + " " + std::string(fragment.reason) + "\r\n";
  const ExactText text(line);
  SipfragView again;
  require(parse_sipfrag(text.view(), again) == Errc::ok, "a status line made of the parts is accepted");
  require(again.status == fragment.status && again.reason == fragment.reason, "and gives the parts again");
  return 0;
}
