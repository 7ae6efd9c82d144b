// Checks a json or jsonb value before it is handed on as it is.
#pragma once

#include <string_view>

#include "base/buffer.h"
#include "base/status.h"
#include "rows/cell_sink.h"

namespace tcpless {

// What is inside checked JSON text.
struct JsonValueFacts {
  bool unsafe_integers = false;  // has an integer literal beyond 2^53
};

// Whether `text` is exactly one JSON value (RFC 8259) with whitespace around it, nested at most
// limits::json_value_depth deep. Escapes of lone surrogates pass, as they do in JSON.parse. Fails
// with `value`.
[[nodiscard]] Status check_json_value(std::string_view text, Arena& scratch, JsonValueFacts& facts);

// Checks and emits a json cell by the options: the text, or JSON whose integers beyond 2^53 follow
// the int8 rule (an error, strings, or bigints).
[[nodiscard]] Status emit_json_value(std::string_view text, const ValueOptions& options, Arena& scratch,
                                     CellSink& sink);

}  // namespace tcpless
