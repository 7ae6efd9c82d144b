// interval, point and circle as objects (PostgreSQL documentation, 8.5.5 "Interval Output" and 8.8 "Geometric Types").
#pragma once

#include "types/postgres.h"

namespace tcpless {

// Emits JSON with those of the members years, months, days, hours, minutes, seconds and milliseconds that are not 0,
// each with its own sign; milliseconds have a fraction where the value has microseconds. Reads all four IntervalStyles
// and fails with `protocol` on other text.
[[nodiscard]] Status emit_postgres_interval(std::string_view text, Arena& scratch, CellSink& sink);

// Emits `(1,2)` as {"x":1,"y":2} and `<(1,2),3>`, which has three numbers, as {"x":1,"y":2,"radius":3}. Fails with
// `value` when a number is NaN or infinite, which JSON cannot say, and with `protocol` on other text.
[[nodiscard]] Status emit_postgres_numbers(std::string_view text, size_t count, Arena& scratch, CellSink& sink);

}  // namespace tcpless
