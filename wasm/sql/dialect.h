// The SQL dialects that statements are compiled into.
#pragma once

#include <cstdint>

namespace tcpless {

enum class Dialect : uint8_t {
  // $1; the server decides about standard_conforming_strings, so literals avoid plain backslashes.
  postgres,
  // ?1
  sqlite,
};

}  // namespace tcpless
