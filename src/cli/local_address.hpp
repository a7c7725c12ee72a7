// From which of our addresses a host is reached.
#pragma once

#include <string>
#include <system_error>

#include "baton/uri.hpp"

namespace baton::cli {

/// The address that the system would send from to the URI's host; nothing is sent. Empty, with
/// `error` set: the host has no address, or none of ours leads there.
std::string local_address_towards(const UriView& uri, std::error_code& error);

}  // namespace baton::cli
