#include "parser/parameter.hpp"

namespace baton {

std::optional<ParameterView> ParameterIterator::next() noexcept {
  // The union of the characters of a header's parameters and of a URI's.
  constexpr parser::ClassBits name_chars = parser::token_char | parser::param_char;
  constexpr parser::ClassBits value_chars = name_chars | parser::gen_value_char;
  parser::Cursor cursor(rest_);
  rest_ = {};
  if (!cursor.eat_separator(';')) {
    return std::nullopt;
  }
  ParameterView parameter;
  parameter.name = cursor.take(name_chars);
  if (parameter.name.empty()) {
    return std::nullopt;
  }
  if (cursor.eat_separator('=')) {
    parameter.has_value = true;
    if (cursor.peek() == '"') {
      parameter.quoted = true;
      if (cursor.take_quoted(parameter.value) != Errc::ok) {
        return std::nullopt;
      }
    } else {
      parameter.value = cursor.take(value_chars);
    }
  }
  rest_ = cursor.rest();
  return parameter;
}

std::optional<ParameterView> find_parameter(std::string_view parameters,
                                            std::string_view name) noexcept {
  ParameterIterator walk(parameters);
  while (auto parameter = walk.next()) {
    if (parser::same_ignoring_case(parameter->name, name)) {
      return parameter;
    }
  }
  return std::nullopt;
}

}  // namespace baton
