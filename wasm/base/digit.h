// ASCII digits.
#pragma once

namespace tcpless {

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace tcpless
