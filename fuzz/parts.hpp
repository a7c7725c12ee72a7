// A result written down: every view as where it lies in the input, every number as it is. So two results
// can be compared that were read of two copies of a text, and one result with a default-constructed one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <vector>

#include "fuzz/property.hpp"

namespace baton::fuzz {

class Parts {
 public:
  /// Views are written down relative to `base`, which must hold them all.
  explicit Parts(std::string_view base) : base_(base) {}

  void add(std::string_view view) {
    require(inside(view, base_), "each view lies inside the input");
    // Where an empty view points is not part of the result.
    const auto place = view.empty() ? 0 : static_cast<std::uint64_t>(view.data() - base_.data()) + 1;
    values_.push_back(place);
    values_.push_back(view.size());
  }
  template <class T>
  void add(const std::optional<T>& value) {
    values_.push_back(value ? 1 : 0);
    if (value) add(*value);
  }
  template <class T>
  requires(std::is_arithmetic_v<T> || std::is_enum_v<T>) void add(T value) {
    values_.push_back(static_cast<std::uint64_t>(value));
  }
  /// The parts of a view, by its `add_parts`.
  template <class T>
  requires(std::is_class_v<T> && !std::is_convertible_v<T, std::string_view>) void add(const T& value) {
    add_parts(*this, value);
  }
  template <class... T>
  void add_all(const T&... values) {
    (add(values), ...);
  }

  bool operator==(const Parts& other) const { return values_ == other.values_; }

 private:
  std::string_view base_;
  std::vector<std::uint64_t> values_;
};

template <class T>
Parts parts_of(const T& value, std::string_view base) {
  Parts parts(base);
  parts.add(value);
  return parts;
}

/// Whether `value` is as default-constructed: views empty, numbers as the type begins with them.
template <class T>
bool is_default(const T& value, std::string_view base) {
  return parts_of(value, base) == parts_of(T{}, base);
}

}  // namespace baton::fuzz
