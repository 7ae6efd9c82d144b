// What D1 means by the messages of its errors, which have no code of their own.
#pragma once

#include "wire/exchange.h"

namespace tcpless {

// The failure for a message such as `D1_ERROR: UNIQUE constraint failed: t.id: SQLITE_CONSTRAINT
// (extended: SQLITE_CONSTRAINT_UNIQUE)`. `read_only`: the statement changes nothing, so that losing
// its answer does no harm. Texts of transient errors: Cloudflare D1 docs, "Debug D1".
[[nodiscard]] Failure d1_failure(std::string_view message, bool read_only);

}  // namespace tcpless
