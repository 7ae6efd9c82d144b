// The names of bindings/layout.def as JavaScript has them, for expectations that both languages read.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "bindings/layout.h"

// Catch2 has a macro of the same name as a family of the list.
#pragma push_macro("SECTION")
#undef SECTION

namespace tcpless::test {

// `internal_position` becomes `internalPosition`.
inline std::string camel_case(std::string_view snake) {
  std::string camel;
  for (size_t i = 0; i < snake.size(); ++i) {
    const bool upper = snake[i] == '_' && i + 1 < snake.size();
    camel += upper ? static_cast<char>(snake[++i] - 'a' + 'A') : snake[i];
  }
  return camel;
}

inline std::string name_of(ErrorCode code) {
  switch (code) {
#define ERROR_CODE(name, value) \
  case ErrorCode::name:         \
    return #name;
#include "bindings/layout.def"
  }
  return "no error code";
}

inline std::string name_of(ErrorField field) {
  switch (field) {
#define ERROR_FIELD(name, value) \
  case ErrorField::name:         \
    return camel_case(#name);
#include "bindings/layout.def"
  }
  return "no error field";
}

// The number of a provider, or of an isolation level as its header has it; 0 for none.
inline uint32_t provider_named(std::string_view provider) {
#define PROVIDER(name, number) \
  if (provider == #name) return number;
#include "bindings/layout.def"
  return 0;
}

inline uint32_t isolation_level_named(std::string_view level) {
#define ISOLATION_LEVEL(name, number, header) \
  if (level == header) return number;
#include "bindings/layout.def"
  return 0;
}

}  // namespace tcpless::test

#pragma pop_macro("SECTION")
