// Cases of the compiler: what comes in, and the text or failure that comes out.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "tests/cpp/sql/compiled.h"

namespace tcpless::test {

// Parts, and the SQL text they become, or `refused: ` and why.
struct Case {
  const char* why;
  Parts parts;
  std::string sql;
};

// Parts that are refused, and the value at fault.
struct Refusal {
  const char* why;
  Parts parts;
  ErrorCode code;
  int32_t parameter = -1;
};

inline void check(Dialect dialect, const Case& expected) {
  INFO(expected.why);
  CHECK(sql_of(expected.parts, dialect) == expected.sql);
}

inline void check(Dialect dialect, const Refusal& expected) {
  INFO(expected.why);
  const Compiled compiled = compile(expected.parts, dialect);
  CHECK(static_cast<int>(compiled.code) == static_cast<int>(expected.code));
  CHECK(compiled.parameter == expected.parameter);
  CHECK((compiled.code == ErrorCode::ok) == compiled.message.empty());
}

inline constexpr ErrorCode misuse = ErrorCode::template_misuse;

}  // namespace tcpless::test
