#include "sql/postgres_parameter.h"

#include "base/hex.h"
#include "base/iso_time.h"
#include "base/number_text.h"
#include "json/escape.h"
#include "json/grammar.h"
#include "sql/instant.h"
#include "sql/number.h"
#include "sql/quoted.h"

namespace tcpless {
namespace {

constexpr Status malformed = failed<ErrorCode::protocol, "the record of the query is malformed">;

// Whether a value that is not an array can be sent.
Status check(const RecordValue& value) {
  switch (value.kind) {
    case Step::value_number:
      return is_not_finite(value.text) || is_json_number(value.text) ? success : malformed;
    case Step::value_bigint:
      return is_integer_text(value.text) ? success : malformed;
    case Step::value_text:
    case Step::value_json:
      if (!has_nul(value.text)) return success;
      return failed<ErrorCode::parameter, "text has a NUL character, which PostgreSQL cannot store">;
    case Step::value_date:
      if (is_instant(value.milliseconds)) return success;
      return failed<ErrorCode::parameter, "a date is invalid">;
    default:
      return success;
  }
}

// Appends a checked value that is neither null nor an array, as the server's input functions read it.
void append_text_form(Buffer<char>& out, const RecordValue& value) {
  switch (value.kind) {
    case Step::value_true:
      return out.append("true");
    case Step::value_false:
      return out.append("false");
    case Step::value_date:
      return append_iso_time(out, static_cast<int64_t>(value.milliseconds), YearStyle::postgres);
    case Step::value_bytes:
      out.append("\\x");
      return append_hex(out, value.bytes);
    default:
      return out.append(value.text);
  }
}

// Quoted, so that no element is taken for NULL, a number of braces, or loses its spaces.
void append_element(Buffer<char>& out, const RecordValue& value, Buffer<char>& text_form) {
  text_form.clear();
  append_text_form(text_form, value);
  out.push('"');
  for (const char c : text_form.view()) {
    if (c == '"' || c == '\\') out.push('\\');
    out.push(c);
  }
  out.push('"');
}

// The array literal of an array whose head has been taken: {"a",NULL,{"b"}}.
Status append_array(Buffer<char>& out, uint32_t elements, StepCursor& cursor) {
  if (elements == 0) {
    out.append("{}");
    return success;
  }
  Buffer<char> text_form(out.arena());
  uint32_t open[limits::array_depth];  // elements still to come, of each array that is open
  uint32_t depth = 1;
  open[0] = elements;
  out.push('{');
  for (;;) {
    RecordValue value;
    if (Status status = cursor.take_value(value); !status) return status;
    if (value.kind == Step::value_array) {
      if (depth == limits::array_depth) return failed<ErrorCode::parameter, "an array is nested too deeply">;
      if (value.elements == 0) {
        return failed<ErrorCode::parameter, "an empty array stands inside an array, where PostgreSQL would drop it">;
      }
      open[depth++] = value.elements;
      out.push('{');
      continue;
    }
    if (Status status = check(value); !status) return status;
    if (value.kind == Step::value_null) {
      out.append("NULL");
    } else {
      append_element(out, value, text_form);
    }
    while (--open[depth - 1] == 0) {
      out.push('}');
      if (--depth == 0) return success;
    }
    out.push(',');
  }
}

}  // namespace

Status append_postgres_parameter(StepCursor cursor, Buffer<char>& out) {
  RecordValue value;
  if (Status status = cursor.take_value(value); !status) return status;
  if (Status status = check(value); !status) return status;
  switch (value.kind) {
    case Step::value_null:
      out.append("null");
      return success;
    case Step::value_text:
    case Step::value_json:
      append_json_string(out, value.text);
      return success;
    default:
      break;
  }
  Buffer<char> text_form(out.arena());
  if (value.kind == Step::value_array) {
    if (Status status = append_array(text_form, value.elements, cursor); !status) return status;
  } else {
    append_text_form(text_form, value);
  }
  append_json_string(out, text_form.view());
  return success;
}

}  // namespace tcpless
