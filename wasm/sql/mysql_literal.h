// Values written into the text of a MySQL statement.
#pragma once

#include "base/buffer.h"
#include "base/record.h"
#include "base/status.h"

namespace tcpless {

// Appends a value as a literal that means the same under every sql_mode and every character set of the connection that
// contains ASCII, in MySQL, MariaDB and Vitess:
//   null, true, false
//   numbers      as they are, -0 as -0e0, since -0 would be the integer 0
//   text, JSON   '...' if it is printable ASCII without ' ` \ and not empty, else _utf8mb4 x'...'
//   dates        '2024-01-02 03:04:05.678', in UTC
//   bytes        x'...'
// So no byte of a value ever ends a string, escapes anything or is converted.
//
// The first byte can be `-`. Fails with `parameter` and appends nothing for what has no exact literal: NaN and
// infinities, integers of more than limits::mysql_decimal_digits, NUL in text, invalid dates, dates outside the years
// 0 to 9999, arrays; with `protocol` on a malformed record.
[[nodiscard]] Status append_mysql_literal(const RecordValue& value, Buffer<char>& out);

}  // namespace tcpless
