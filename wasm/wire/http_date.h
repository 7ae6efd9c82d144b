// Dates in HTTP headers (RFC 9110 section 5.6.7).
#pragma once

#include <string_view>

namespace tcpless {

// Whether the text has the shape of an HTTP date: a day name, and GMT at the end or (asctime) a year.
// The core has no clock, so how long it is until then only the host can tell.
[[nodiscard]] constexpr bool is_http_date(std::string_view text) {
  constexpr std::string_view days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  if (text.size() < 24) return false;
  for (const std::string_view day : days) {
    if (text.starts_with(day)) return true;
  }
  return false;
}

}  // namespace tcpless
