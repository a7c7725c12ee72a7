// What the parser knows of each header, by its id.
#pragma once

#include "baton/header_id.hpp"
#include "parser/header_traits.hpp"

namespace baton::parser {

const HeaderTraits& traits_of(HeaderId id) noexcept;

}  // namespace baton::parser
