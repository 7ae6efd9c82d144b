// Names quoted so that they mean exactly what was asked for.
#pragma once

#include <string_view>

#include "base/buffer.h"
#include "base/status.h"
#include "sql/dialect.h"

namespace tcpless {

// Appends `name` in double quotes, in MySQL in back ticks. Fails with `identifier` and appends nothing when it is
// empty, has a NUL, or is longer than PostgreSQL keeps (limits::postgres_identifier_bytes) or MySQL takes
// (limits::mysql_identifier_characters); in MySQL also when it ends with a space or has a character beyond U+FFFF.
[[nodiscard]] Status append_identifier(Dialect dialect, std::string_view name, Buffer<char>& out);

// Appends a dotted name, each part quoted. The last part may be `*`, which stays bare. Fails with
// `identifier`; `out` may then hold the parts before the one at fault.
[[nodiscard]] Status append_reference(Dialect dialect, std::string_view dotted, Buffer<char>& out);

}  // namespace tcpless
