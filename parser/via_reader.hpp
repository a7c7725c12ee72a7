// via-parm (RFC 3261 20.42, 25.1; RFC 3581).
#pragma once

#include <cstring>

#include "baton/header_values.hpp"
#include "parser/host_reader.hpp"
#include "parser/parameter.hpp"
#include "parser/small_word.hpp"

namespace baton::parser {
inline namespace BATON_PATH {

/// sent-protocol = protocol-name SLASH protocol-version SLASH transport
inline Errc read_sent_protocol(Cursor& cursor, ViaView& via) noexcept {
  const char* const from = cursor.at();
  constexpr std::string_view common = "SIP/2.0/";
  if (cursor.left() >= common.size() && std::memcmp(from, common.data(), common.size()) == 0)
      [[likely]] {
    via.protocol = {from, common.size() - 1};
    cursor.skip(common.size());
    via.transport_text = cursor.take(token_char);
    if (!via.transport_text.empty()) [[likely]] {
      return Errc::ok;
    }
    cursor.move_to(from);
  }
  if (cursor.take(token_char).empty() || !cursor.eat_separator('/') ||
      cursor.take(token_char).empty()) {
    return Errc::bad_header_value;
  }
  via.protocol = {from, static_cast<std::size_t>(cursor.at() - from)};
  if (!cursor.eat_separator('/')) {
    return Errc::bad_header_value;
  }
  via.transport_text = cursor.take(token_char);
  return via.transport_text.empty() ? Errc::bad_header_value : Errc::ok;
}

/// sent-by = host [ COLON port ]
inline Errc read_sent_by(Cursor& cursor, ViaView& via) noexcept {
  if (const Errc error = read_host(cursor, via.host); error != Errc::ok) {
    return error == Errc::bad_uri ? Errc::bad_header_value : error;
  }
  return cursor.eat_separator(':') ? read_port(cursor, via.port) : Errc::ok;
}

/// response-port = "rport" [EQUAL 1*DIGIT] (RFC 3581 7)
inline Errc use_rport(const ParameterView& parameter, ViaView& via,
                      const char* text_end) noexcept {
  via.has_rport = true;
  std::uint32_t port = 0;
  if (parameter.has_value &&
      (parameter.quoted || !read_all_digits(parameter.value, text_end, port) || port > 65'535)) {
    return Errc::bad_number;
  }
  via.rport = static_cast<std::uint16_t>(port);
  return Errc::ok;
}

inline Errc use_via_parameter(const ParameterView& parameter, ViaView& via,
                              const char* text_end) noexcept {
  const bool plain_value = parameter.has_value && !parameter.quoted;
  const std::uint64_t name = small_word(parameter.name, text_end);
  if (name == number_of_word("branch")) {
    // via-branch = "branch" EQUAL token
    via.branch = parameter.value;
    return plain_value ? Errc::ok : Errc::bad_header_value;
  }
  if (name == number_of_word("received")) {
    // With or without brackets round an IPv6 address (RFC 5118 4.5).
    via.received = parameter.value;
    return plain_value && is_address(parameter.value, text_end) ? Errc::ok : Errc::bad_address;
  }
  if (name == number_of_word("maddr")) {
    via.maddr = parameter.value;
    return plain_value ? Errc::ok : Errc::bad_header_value;
  }
  return name == number_of_word("rport") ? use_rport(parameter, via, text_end) : Errc::ok;
}

/// Reads one value into `via`, which is default-constructed, up to the end or to a comma. On an
/// error the cursor stands at the offending octet and `via` holds what was read.
inline Errc read_via(Cursor& cursor, ViaView& via) noexcept {
  cursor.skip_lws();
  if (const Errc error = read_sent_protocol(cursor, via); error != Errc::ok) {
    return error;
  }
  const char* const protocol_end = cursor.at();
  cursor.skip_lws();
  if (cursor.at() == protocol_end) {
    return Errc::bad_header_value;  // sent-protocol LWS sent-by
  }
  if (const Errc error = read_sent_by(cursor, via); error != Errc::ok) {
    return error;
  }
  const auto use = [&via, end = cursor.text_end()](const ParameterView& parameter) noexcept {
    return use_via_parameter(parameter, via, end);
  };
  return take_element_parameters(cursor, via.parameters, use);
}

}  // namespace BATON_PATH
}  // namespace baton::parser
