// Success, or what went wrong and in words.
#pragma once

#include <string_view>

#include "bindings/layout.h"

namespace tcpless {

// `message` is a literal, or lives in the query's arena.
struct [[nodiscard]] Status {
  ErrorCode code = ErrorCode::ok;
  std::string_view message = {};

  explicit operator bool() const { return code == ErrorCode::ok; }
};

inline constexpr Status success = {};

}  // namespace tcpless
