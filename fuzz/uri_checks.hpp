// What holds of every URI that was accepted, wherever it was read.
#pragma once

#include "baton/uri.hpp"

namespace baton::fuzz {

/// Its parts, the walks over them, equality with itself, its escapes, and its text by itself.
void check_accepted_uri(const UriView& uri);

}  // namespace baton::fuzz
