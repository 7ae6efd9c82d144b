#include "wire/neon/neon_plain_rows.h"

#include <cstring>

#include "base/simd.h"
#include "base/utf8.h"
#include "json/escape.h"
#include "json/grammar.h"

namespace tcpless {
namespace {

// What is left to the usual way at the end of the input, so that blocks can be read.
constexpr std::ptrdiff_t block = 16;

bool is_null(const char* from) { return std::memcmp(from, "null", 4) == 0; }

// Finds the end of a string of any length, and whether it is valid.
bool scan_cell(const char* from, const char* end, size_t& size, StringFacts& facts) {
  const StringScan scan = scan_string(from, end, facts);
  size = scan.size;
  const std::string_view raw(from, size);
  return scan.closed && (!facts.non_ascii || is_utf8(raw)) && has_valid_escapes(raw, facts, Surrogates::refuse);
}

}  // namespace

void NeonPlainRows::begin(const PostgresColumn* columns, uint32_t count, Exchange& exchange) {
  if (exchange.arena().exhausted()) return;
  columns_ = columns;
  for (uint32_t i = 0; i < count; ++i) {
    const JsonRows* const json = exchange.json_rows();
    const std::string_view key = json == nullptr ? std::string_view() : json->key(i);
    PlainCell kind = plain_cell(columns[i], exchange.settings().values);
    // CSV has the text of json, which JsonRows writes.
    if (kind == PlainCell::json && exchange.settings().output == Output::csv) kind = PlainCell::none;
    plan_.push({key.data(), static_cast<uint32_t>(key.size()), kind});
  }
  if (exchange.arena().exhausted()) plan_.clear();
}

size_t NeonPlainRows::take(std::string_view input, bool first, Exchange& exchange) {
  const char* from = input.data();
  const char* const end = from + input.size();
  JsonRows* const json = exchange.json_rows();
  LazyRows* const lazy = exchange.lazy_rows();
  for (const char* row = from; row != end && !plan_.empty(); row = from) {
    if (!first && *row++ != ',') break;
    if (lazy != nullptr) {
      row = keep_row(row, end, *lazy);
      if (row == nullptr) break;
    } else {
      if (!exchange.rows().begin_row()) break;
      row = json == nullptr ? put_row(row, end, exchange.tape_rows(), exchange) : write_row(row, end, *json, exchange);
      if (row == nullptr) {
        exchange.drop_row();
        break;
      }
      exchange.rows().end_row();
    }
    exchange.count_row();
    from = row;
    first = false;
  }
  return static_cast<size_t>(from - input.data());
}

const char* NeonPlainRows::write_row(const char* from, const char* end, JsonRows& rows, Exchange& exchange) {
  char* to = nullptr;
  const char* room_end = nullptr;
  char opening = '[';
  for (const Cell& cell : plan_) {
    if (end - from < block || *from++ != opening) return nullptr;
    opening = ',';
    const auto room = static_cast<std::ptrdiff_t>(cell.key_size + JsonRows::key_slack +
                                                  plain_cell_room(static_cast<size_t>(end - from)));
    if (room_end - to < room) {
      if (to != nullptr) rows.written(to);
      to = rows.room(static_cast<size_t>(room));
      if (to == nullptr) return nullptr;
      room_end = to + room;
    }
    char* const cell_begin = to;
    // In blocks: keys are short, and there is room behind them on both sides.
    for (uint32_t i = 0; i < cell.key_size; i += JsonRows::key_slack) Bytes16::load(cell.key + i).store(to + i);
    to += cell.key_size;
    if (*from != '"') {
      if (!is_null(from)) return nullptr;
      std::memcpy(to, "null", 4);
      from += 4;
      to += 4;
      continue;
    }
    const bool quoted = is_quoted(cell.kind);
    if (quoted) *to++ = '"';
    const PlainCellStep step = write_plain_cell(cell.kind, from + 1, end, to);
    if (step.from != nullptr) {
      from = step.from;
      to = step.to;
      if (quoted) *to++ = '"';
      continue;
    }
    rows.written(cell_begin);
    const auto column = static_cast<uint32_t>(&cell - plan_.begin());
    rows.set_column(column);
    from = emit_cell(from + 1, end, column, exchange);
    if (from == nullptr) return nullptr;
    to = nullptr;
    room_end = nullptr;
  }
  if (to != nullptr) rows.written(to);
  return from != end && *from == ']' ? from + 1 : nullptr;
}

const char* NeonPlainRows::put_row(const char* from, const char* end, TapeRows& rows, Exchange& exchange) {
  char opening = '[';
  for (const Cell& cell : plan_) {
    if (end - from < block || *from++ != opening) return nullptr;
    opening = ',';
    if (*from != '"') {
      if (!is_null(from)) return nullptr;
      rows.null_value();
      from += 4;
      continue;
    }
    const char* const behind = put_plain_cell(cell.kind, from + 1, end, rows);
    from =
        behind != nullptr ? behind : emit_cell(from + 1, end, static_cast<uint32_t>(&cell - plan_.begin()), exchange);
    if (from == nullptr) return nullptr;
  }
  return from != end && *from == ']' ? from + 1 : nullptr;
}

const char* NeonPlainRows::keep_row(const char* from, const char* end, LazyRows& rows) {
  row_.clear();
  char opening = '[';
  for (size_t column = 0; column < plan_.size(); ++column, opening = ',') {
    if (end - from < block + 2 || *from++ != opening) return nullptr;
    if (*from != '"') {
      if (!is_null(from)) return nullptr;
      row_.push({});
      from += 4;
      continue;
    }
    size_t size = 0;
    if (const int plain = short_plain_string(++from); plain >= 0) {
      size = static_cast<size_t>(plain);
    } else if (StringFacts facts; !scan_cell(from, end, size, facts)) {
      return nullptr;
    }
    row_.push({from, size});
    from += size + 1;
  }
  if (from == end || *from != ']' || row_.size() != plan_.size()) return nullptr;
  for (const std::string_view cell : row_) {
    if (cell.data() == nullptr) {
      rows.put_null();
    } else {
      rows.put_string(cell);
    }
  }
  return from + 1;
}

const char* NeonPlainRows::emit_cell(const char* from, const char* end, uint32_t column, Exchange& exchange) {
  StringFacts facts;
  size_t size = 0;
  if (!scan_cell(from, end, size, facts)) return nullptr;
  const std::string_view raw(from, size);
  std::string_view value = raw;
  Arena& arena = exchange.arena();
  if (columns_[column].plain_text()) {
    exchange.rows().wire_text({raw, facts.escaped, !facts.non_ascii});
  } else {
    if (facts.escaped) {
      unescaped_.clear();
      append_unescaped(unescaped_, raw);
      value = unescaped_.view();
    }
    const Status status =
        emit_postgres_value(columns_[column], value, exchange.settings().values, arena, exchange.rows());
    if (!status) return nullptr;
  }
  return arena.exhausted() ? nullptr : from + size + 1;
}

}  // namespace tcpless
