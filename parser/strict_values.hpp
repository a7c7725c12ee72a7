// The parts of which header values are made, held to their productions: hosts, URIs, addresses and
// parameters that the readers let pass.
#pragma once

#include <string_view>

#include "baton/header_values.hpp"
#include "baton/message.hpp"

namespace baton::parser {

/// What is wrong, and at which octet; `ok` and null if nothing is.
struct Fault {
  Errc code = Errc::ok;
  const char* where = nullptr;
  explicit constexpr operator bool() const noexcept { return code != Errc::ok; }
};

/// Looks at values that were accepted, for whatever is not in `tolerated`. All views are parts of
/// the message. Errors are those that the readers give for the like.
class StrictValues {
 public:
  explicit constexpr StrictValues(Tolerances tolerated) noexcept : tolerated_(tolerated) {}

  constexpr bool refuses(Tolerance tolerance) const noexcept { return !tolerated_.has(tolerance); }

  /// host of RFC 3261 25.1, or an address with or without brackets. Errors: `bad_uri`, `bad_address`.
  Fault check_host(std::string_view host) const noexcept;
  /// Errors: those of `check_host`, and `bad_uri`.
  Fault check_uri(const UriView& uri) const noexcept;
  /// An address of header `id`, whose text is `value`, and its parameters.
  /// Errors: those of `check_uri` and `check_parameters`.
  Fault check_address(std::string_view value, const NameAddrView& address, HeaderId id) const noexcept;
  /// Errors: those of `check_host` and `check_parameters`.
  Fault check_via(const ViaView& via) const noexcept;
  /// The parameters of a value of header `id`, from their first semicolon on. Errors:
  /// `bad_header_value`, `bad_number`, `bad_address`.
  Fault check_parameters(std::string_view parameters, HeaderId id) const noexcept;

 private:
  Fault check_parameter(const ParameterView& parameter, HeaderId id) const noexcept;
  Fault check_received(std::string_view value) const noexcept;

  Tolerances tolerated_;
};

}  // namespace baton::parser
