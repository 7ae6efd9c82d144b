// An entry of `fields`: what Neon says of a result column.
#pragma once

#include "rows/row_output.h"

namespace tcpless {

enum class FieldKey : uint8_t { name, type_id, table_id, column_id, type_size, type_modifier, other };

[[nodiscard]] FieldKey field_key(std::string_view key);

// Takes the value of a key that has a number. False when the number is out of its range.
[[nodiscard]] bool set_field_number(Column& column, FieldKey key, int64_t number);

// Reads a whole field at `from` if it is written without whitespace and unknown keys, names its type, and has a name of
// plain ASCII. Returns what follows it, or null: then it is to be read token by token. The name is a view.
[[nodiscard]] const char* read_plain_field(const char* from, const char* end, Column& column);

}  // namespace tcpless
