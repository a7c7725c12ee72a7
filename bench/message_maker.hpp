// Puts one message together: header fields of random values, in random order, spelt as one user
// agent spells them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/random_values.hpp"

namespace baton::bench {

/// How a user agent writes header names (RFC 3261 7.3.3) and what it puts around the colon.
enum class Spelling : std::uint8_t { long_names, compact, lower_case };

class MessageMaker {
 public:
  explicit MessageMaker(RandomValues& random);

  void spell(Spelling spelling, std::string_view colon) {
    spelling_ = spelling;
    colon_ = colon;
  }

  void request_line(std::string_view method);
  void status_line(std::string_view status_and_reason);

  /// A field as it stands. `compact` is empty where the name has no short form.
  void field(std::string_view name, std::string_view compact, std::string value);
  void field(std::string_view name, std::string value) { field(name, "", std::move(value)); }
  /// The same in `percent` of all messages.
  void sometimes(unsigned percent, std::string_view name, std::string_view compact, std::string value);

  void vias(std::size_t low, std::size_t high, bool answered);
  void routes(std::string_view name, std::size_t low, std::size_t high);
  void dialog(std::string_view method, bool to_tag);
  void contact(std::string parameters);
  void capabilities(std::size_t most_of_allow_percent);

  void session_description();
  void body(std::string_view type, std::string text);

  /// Everything, the fields in random order. `fold` breaks some values at their separators.
  std::string finish(bool fold);

  std::string sip_uri();              ///< of a user, without parameters
  std::string uri_with_parameters();  ///< as a Contact or a request line holds

 private:
  struct Field {
    std::string name;
    std::string value;
  };

  std::string via_value(bool answered);
  std::string route_value();
  std::string folded(std::string value);

  RandomValues& random_;
  Spelling spelling_ = Spelling::long_names;
  std::string_view colon_ = ": ";
  std::string start_line_;
  std::vector<Field> fields_;
  std::string body_;
};

}  // namespace baton::bench
