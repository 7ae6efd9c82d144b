#include "types/postgres_plain_cell.h"

#include <bit>
#include <cstring>

#include "base/copy_bytes.h"
#include "base/utf8.h"
#include "json/grammar.h"
#include "types/postgres_time.h"

namespace tcpless {
namespace {

// Of what is put onto the tape.
constexpr std::ptrdiff_t longest_plain_cell = 4096;

// What stands behind the backslash of a short escape, and what it stands for. `/` is left out: JSON does not need it.
constexpr std::string_view escape_letters = "\"\\bfnrt";
constexpr std::string_view escaped_characters = "\"\\\b\f\n\r\t";

// Text, still escaped as it came where JSON is written.
[[gnu::noinline]] PlainCellStep write_text(const char* from, const char* end, char* to, bool unescape) {
  char* const begin = to;
  bool ascii = true;
  for (;;) {
    if (!copy_plain(from, end, to) || end - from < 2) return not_simple;
    if (*from == '"') break;
    if (*from == '\\') {
      const size_t escape = escape_letters.find(from[1]);
      if (escape == std::string_view::npos) return not_simple;
      if (unescape) {
        *to++ = escaped_characters[escape];
      } else {
        std::memcpy(to, from, 2);
        to += 2;
      }
      from += 2;
    } else if (*from < 0) {
      ascii = false;
      while (from != end && *from < 0) *to++ = *from++;
    } else {
      return not_simple;
    }
  }
  if (!ascii && !is_utf8({begin, static_cast<size_t>(to - begin)})) return not_simple;
  return {from + 1, to, ascii};
}

PlainCellStep behind_quote(PlainCellStep step) {
  if (step.from == nullptr || *step.from != '"') return not_simple;
  return {step.from + 1, step.to};
}

PlainCellStep write_floating(const char* from, const char* end, char* to) {
  if (end - from < 32) return not_simple;
  size_t size = 0;
  // An exponent could lead beyond the largest double, and -0 becomes 0.
  while (size < 24 && (is_digit(from[size]) || from[size] == '.' || from[size] == '-')) ++size;
  if (from[size] != '"' || !is_json_number({from, size}) || (from[0] == '-' && from[1] == '0')) return not_simple;
  copy_bytes(to, from, size);
  return {from + size + 1, to + size};
}

PlainCellStep write_boolean(const char* from, const char* end, char* to) {
  if (end - from < 2 || from[1] != '"' || (*from != 't' && *from != 'f')) return not_simple;
  const bool value = *from == 't';
  std::memcpy(to, value ? "true" : "fals", 4);
  to[4] = 'e';
  return {from + 2, to + (value ? 4 : 5)};
}

// The text is copied to find its end, and written over.
PlainCellStep write_timestamptz(const char* from, const char* end, char* to) {
  const PlainCellStep text = write_text(from, end, to, false);
  if (text.from == nullptr) return not_simple;
  const size_t size = write_postgres_utc({from, static_cast<size_t>(text.from - 1 - from)}, to);
  return size == 0 ? not_simple : PlainCellStep{text.from, to + size};
}

// A quoted element, from its opening \" on.
PlainCellStep write_quoted_element(const char* from, const char* end, char* to) {
  from += 2;
  *to++ = '"';
  for (;;) {
    if (!copy_plain(from, end, to) || end - from < 16 || *from != '\\') return not_simple;
    if (from[1] == '"') break;
    // A backslash of the array stands before a quote or a backslash, and JSON writes the same two characters.
    if (from[1] != '\\' || from[2] != '\\' || (from[3] != '"' && from[3] != '\\')) return not_simple;
    std::memcpy(to, from + 2, 2);
    from += 4;
    to += 2;
  }
  *to++ = '"';
  return {from + 2, to};
}

// An element of plain ASCII without quotes, which array_out writes where nothing in it needs them. The block behind
// `from` is there.
PlainCellStep write_plain_element(const char* from, const char* end, char* to) {
  *to++ = '"';
  const char* const begin = from;
  uint32_t stops = 0;
  for (; stops == 0 && end - from >= 16; from += 16, to += 16) {
    const Bytes16 v = Bytes16::load(from);
    v.store(to);
    const Bytes16 structure =
        v.equals(Bytes16::splat(',')) | v.equals(Bytes16::splat('}')) | v.equals(Bytes16::splat('{'));
    const Bytes16 other =
        v | v.equals(Bytes16::splat('"')) | v.equals(Bytes16::splat('\\')) | v.below(Bytes16::splat('!'));
    stops = (structure | other).top_bits();
  }
  if (stops == 0) return not_simple;
  from += std::countr_zero(stops) - 16;
  to += std::countr_zero(stops) - 16;
  // NULL, in any case; what is no end of an element is found by the caller.
  uint32_t word = 0;
  if (from - begin == 4) std::memcpy(&word, begin, 4);
  if (from == begin || (word | 0x20202020) == 0x6c6c756e) return not_simple;
  *to++ = '"';
  return {from, to};
}

PlainCellStep write_array(const char* from, const char* end, char* to, bool integers) {
  if (end - from < 32 || *from != '{') return not_simple;
  *to++ = '[';
  if (*++from == '}') {
    *to++ = ']';
    return behind_quote({from + 1, to});
  }
  for (;;) {
    if (end - from < 32) return not_simple;
    PlainCellStep element;
    if (integers) {
      element = write_plain_digits(from, end, to, small_integer_digits);
    } else if (from[0] == '\\' && from[1] == '"') {
      element = write_quoted_element(from, end, to);
    } else {
      element = write_plain_element(from, end, to);
    }
    if (element.from == nullptr || end - element.from < 2) return not_simple;
    from = element.from;
    to = element.to;
    const char next = *from++;
    *to++ = next == '}' ? ']' : ',';
    if (next == '}') return behind_quote({from, to});
    if (next != ',') return not_simple;
  }
}

// Of at most 15 digits after a minus or not.
int64_t value_of(std::string_view digits) {
  int64_t value = 0;
  for (const char c : digits) {
    if (c != '-') value = value * 10 + (c - '0');
  }
  return digits[0] == '-' ? -value : value;
}

}  // namespace

PlainCell plain_cell(const PostgresColumn& column, const ValueOptions& options) {
  if (column.plain_text(options)) return PlainCell::text;
  if (column.array) {
    if (column.delimiter != ',') return PlainCell::none;
    if (column.type == PostgresType::text) return PlainCell::text_array;
    return column.type == PostgresType::small_integer ? PlainCell::integer_array : PlainCell::none;
  }
  switch (column.type) {
    case PostgresType::small_integer:
      return PlainCell::small_integer;
    case PostgresType::int8:
      return options.int8 == Int8As::number ? PlainCell::int8 : PlainCell::none;
    case PostgresType::floating:
      return PlainCell::floating;
    case PostgresType::boolean:
      return PlainCell::boolean;
    case PostgresType::timestamptz:
      return options.timestamptz == TimeAs::text ? PlainCell::timestamptz : PlainCell::none;
    case PostgresType::json:
      return options.json == JsonAs::parsed ? PlainCell::json : PlainCell::none;
    default:
      return PlainCell::none;
  }
}

PlainCellStep write_plain_cell(PlainCell kind, const char* from, const char* end, char* to) {
  switch (kind) {
    case PlainCell::none:
      return not_simple;
    case PlainCell::text:
      return write_text(from, end, to, false);
    case PlainCell::small_integer:
      return behind_quote(write_plain_digits(from, end, to, small_integer_digits));
    case PlainCell::int8:
      return behind_quote(write_plain_digits(from, end, to, safe_integer_digits));
    case PlainCell::floating:
      return write_floating(from, end, to);
    case PlainCell::boolean:
      return write_boolean(from, end, to);
    case PlainCell::timestamptz:
      return write_timestamptz(from, end, to);
    case PlainCell::json:
      return write_plain_json_in_string(from, end, to);
    case PlainCell::text_array:
      return write_array(from, end, to, false);
    case PlainCell::integer_array:
      return write_array(from, end, to, true);
  }
  return not_simple;
}

const char* put_plain_cell(PlainCell kind, const char* from, const char* end, TapeRows& rows) {
  Buffer<char>& out = kind == PlainCell::json ? rows.tape().json_buffer() : rows.tape().text_buffer();
  switch (kind) {
    case PlainCell::boolean:
    case PlainCell::small_integer:
    case PlainCell::int8:
    case PlainCell::text:
    case PlainCell::timestamptz:
    case PlainCell::json:
      break;
    default:
      return nullptr;
  }
  // Of a cell that is not known yet, room for a short one: a longer one is not plain.
  if (end - from > longest_plain_cell) end = from + longest_plain_cell;
  char* const to = out.reserve(plain_cell_room(static_cast<size_t>(end - from)));
  if (to == nullptr) return nullptr;
  const PlainCellStep step =
      kind == PlainCell::text ? write_text(from, end, to, true) : write_plain_cell(kind, from, end, to);
  if (step.from == nullptr) return nullptr;
  const std::string_view value(to, static_cast<size_t>(step.to - to));
  if (kind == PlainCell::boolean) {
    rows.boolean(value[0] == 't');
  } else if (kind == PlainCell::small_integer || kind == PlainCell::int8) {
    rows.safe_integer(value_of(value), value);
  } else {
    out.commit(value.size());
    if (kind == PlainCell::json) {
      rows.written_json(value.size());
    } else {
      rows.written_text(step.ascii ? static_cast<uint32_t>(value.size()) : utf16_units(value));
    }
  }
  return step.from;
}

}  // namespace tcpless
