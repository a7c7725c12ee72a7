#include "baton/error_code.hpp"

#include <string>

namespace baton {
namespace {

class Category final : public std::error_category {
 public:
  const char* name() const noexcept override { return "baton"; }
  std::string message(int value) const override {
    if (value < 0 || value >= static_cast<int>(errc_count)) {
      return "unknown error";
    }
    return std::string(text(static_cast<Errc>(value)));
  }
};

}  // namespace

const std::error_category& error_category() noexcept {
  static const Category category;
  return category;
}

}  // namespace baton
