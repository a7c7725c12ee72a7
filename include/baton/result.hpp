// Result<T>: a small value or an error, without exceptions.
#pragma once

#include <type_traits>

#include "baton/errc.hpp"

namespace baton {

/// A trivially copyable `T`, or an `Errc` other than `ok`.
template <class T>
class [[nodiscard]] Result {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  constexpr Result(T value) noexcept : value_(value) {}
  constexpr Result(Errc error) noexcept : error_(error) {}

  explicit constexpr operator bool() const noexcept { return error_ == Errc::ok; }
  constexpr Errc error() const noexcept { return error_; }

  /// The value; of a failed result a default-constructed T.
  constexpr const T& value() const noexcept { return value_; }
  constexpr const T& operator*() const noexcept { return value_; }
  constexpr const T* operator->() const noexcept { return &value_; }

 private:
  T value_{};
  Errc error_ = Errc::ok;
};

}  // namespace baton
