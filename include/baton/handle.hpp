// Handles name the stack's objects across its border: an index into a pool, and the generation of
// the record there, so that a handle of an ended object is `unknown_handle` for ever.
#pragma once

#include <cstdint>

namespace baton {

template <class Of>
struct Handle {
  std::uint32_t index = 0;
  std::uint32_t generation = 0;  ///< 0: no object

  explicit constexpr operator bool() const noexcept { return generation != 0; }
  bool operator==(const Handle&) const = default;
};

using FlowId = Handle<struct Flow>;          ///< a UDP socket, or one stream connection
using CallId = Handle<struct Call>;          ///< an INVITE session, from its INVITE to `call_ended`
using TransferId = Handle<struct Transfer>;  ///< one REFER, sent or received
using AccountId = Handle<struct Account>;    ///< an identity of the user agent
using LookupId = Handle<struct Lookup>;      ///< a host name that the driver resolves

}  // namespace baton
