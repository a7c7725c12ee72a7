// A callable that is lent for the length of one call: what a function takes that would else be a template.
#pragma once

namespace baton::core {

template <class Signature>
class BorrowedCall;

/// Two pointers, where a template would give each of its callers a copy of the whole function. The callable must
/// outlive the call it is lent to; nobody keeps it.
template <class Value, class... Arguments>
class BorrowedCall<Value(Arguments...)> {
 public:
  template <class Callable>
  BorrowedCall(const Callable& callable) noexcept  // on purpose not explicit: lambdas are what is given
      : callable_(&callable), call_([](const void* borrowed, Arguments... arguments) noexcept -> Value {
          return (*static_cast<const Callable*>(borrowed))(arguments...);
        }) {}

  Value operator()(Arguments... arguments) const noexcept { return call_(callable_, arguments...); }

 private:
  const void* callable_;
  Value (*call_)(const void*, Arguments...) noexcept;
};

}  // namespace baton::core
