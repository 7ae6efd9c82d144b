// Dates in HTTP headers (RFC 9110 section 5.6.7).
#pragma once

#include <string_view>

namespace tcpless {

// Whether the text has the shape of an HTTP date: a day name, and GMT at the end or (asctime) a year.
// The core has no clock, so how long it is until then only the host can tell.
[[nodiscard]] constexpr bool is_http_date(std::string_view text) {
  constexpr std::string_view days = "MonTueWedThuFriSatSun";
  if (text.size() < 24) return false;
  for (size_t day = 0; day < days.size(); day += 3) {
    if (text.starts_with(std::string_view(days.data() + day, 3))) return true;
  }
  return false;
}

}  // namespace tcpless
