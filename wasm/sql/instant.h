// Dates as the record carries them.
#pragma once

#include <cstdint>

namespace tcpless {

// Whether `milliseconds` since 1970 is a time that a JavaScript Date can have (ECMA-262 21.4.1.1): a
// whole number, at most 8.64e15 either way. NaN, the time of an invalid Date, is not.
constexpr bool is_instant(double milliseconds) {
  return milliseconds >= -8.64e15 && milliseconds <= 8.64e15 &&
         milliseconds == static_cast<double>(static_cast<int64_t>(milliseconds));
}

}  // namespace tcpless
