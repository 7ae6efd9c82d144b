#include "wire/planetscale/planetscale_rows.h"

#include <algorithm>

#include "base/parse_integer.h"
#include "base/simd.h"
#include "rows/base64_decode.h"

namespace tcpless {
namespace {

// Passes these characters, all of which must be there.
template <size_t size>
bool take(const char*& from, const char* end, const char (&text)[size]) {
  constexpr size_t count = size - 1;
  if (end - from < static_cast<std::ptrdiff_t>(count) || std::memcmp(from, text, count) != 0) return false;
  from += count;
  return true;
}

// Behind the bytes of a row: to decode them in blocks, and to read them so.
constexpr size_t bytes_slack = std::max(base64_slack, plain_value_slack);

// Of a length, so that it fits 32 bits.
constexpr std::ptrdiff_t most_digits = 8;

// What the writer of Vitess puts behind some colons and commas, or does not:
// https://pkg.go.dev/google.golang.org/protobuf/encoding/protojson#Marshal
void pass_space(const char*& from, const char* end) {
  if (from != end && *from == ' ') ++from;
}

}  // namespace

void PlanetscaleRows::add_column(MysqlColumn column, const Exchange& exchange) {
  const JsonRows* const json = exchange.json_rows();
  const std::string_view key = json == nullptr ? std::string_view() : json->key(static_cast<uint32_t>(columns_.size()));
  MysqlPlainCell kind = mysql_plain_cell(column);
  // CSV has the text of json, which JsonRows writes.
  if (kind == MysqlPlainCell::json && exchange.settings().output == Output::csv) kind = MysqlPlainCell::none;
  columns_.push({column, kind, key});
  key_bytes_ += key.size() + JsonRows::key_slack;
}

void PlanetscaleRows::restart() {
  columns_.clear();
  key_bytes_ = 0;
}

size_t PlanetscaleRows::take(std::string_view input, bool first, Exchange& exchange) {
  const char* from = input.data();
  const char* const end = from + input.size();
  for (const char* row = from; row != end && !exchange.failed(); row = from) {
    if (!first && *row++ != ',') break;
    pass_space(row, end);
    row = read_row(row, end);
    if (row == nullptr) break;
    emit_row(exchange);
    from = row;
    first = false;
  }
  return static_cast<size_t>(from - input.data());
}

const char* PlanetscaleRows::read_row(const char* from, const char* end) {
  begin_row();
  if (!tcpless::take(from, end, "{\"lengths\":")) return nullptr;
  pass_space(from, end);
  if (!tcpless::take(from, end, "[")) return nullptr;
  from = read_lengths(from, end);
  if (from != nullptr && total_ > 0) from = read_values(from, end);
  return from != nullptr && tcpless::take(from, end, "}") ? from : nullptr;
}

const char* PlanetscaleRows::read_lengths(const char* from, const char* end) {
  uint32_t* const lengths = lengths_.reserve(columns_.size());
  if (lengths == nullptr) return nullptr;
  for (size_t column = 0; column < columns_.size(); ++column) {
    // A comma, a space, quotes and digits, and behind a length there is always more: the end of the document.
    if (end - from < most_digits + 4) return nullptr;
    if (column > 0) {
      if (*from++ != ',') return nullptr;
      if (*from == ' ') ++from;
    }
    if (*from++ != '"') return nullptr;
    const char* const begin = from;
    uint32_t length = 0;
    for (; from - begin < most_digits && is_digit(*from); ++from) {
      length = length * 10 + static_cast<uint32_t>(*from - '0');
    }
    if (from == begin) {
      if (from[0] != '-' || from[1] != '1') return nullptr;
      from += 2;
      lengths[column] = null_length;
    } else {
      lengths[column] = length;
      total_ += length;
    }
    if (*from++ != '"') return nullptr;
  }
  lengths_.commit(columns_.size());
  return from != end && *from == ']' ? from + 1 : nullptr;
}

const char* PlanetscaleRows::read_values(const char* from, const char* end) {
  if (!tcpless::take(from, end, ",")) return nullptr;
  pass_space(from, end);
  if (!tcpless::take(from, end, "\"values\":")) return nullptr;
  pass_space(from, end);
  if (!tcpless::take(from, end, "\"") || total_ > static_cast<size_t>(end - from)) return nullptr;
  const auto size = static_cast<size_t>(total_);
  const size_t digits = base64_digits(size);
  if (static_cast<size_t>(end - from) <= digits) return nullptr;
  char* const to = bytes_.reserve(size + bytes_slack);
  if (to == nullptr) return nullptr;
  const Base64 read = decode_base64(from, digits, to);
  if (read == Base64::malformed) return nullptr;
  bytes_.commit(size);
  ascii_ = read == Base64::ascii;
  from += digits;
  if (digits % 4 == 2 && !tcpless::take(from, end, "==")) return nullptr;
  if (digits % 4 == 3 && !tcpless::take(from, end, "=")) return nullptr;
  return tcpless::take(from, end, "\"") ? from : nullptr;
}

void PlanetscaleRows::begin_row() {
  lengths_.clear();
  bytes_.clear();
  total_ = 0;
  ascii_ = true;
}

std::string_view PlanetscaleRows::add_length(std::string_view digits) {
  const auto length = parse_integer(digits);
  if (!length || *length > INT32_MAX) return "a length is not one";
  if (lengths_.size() == columns_.size()) return "a row has more lengths than there are fields";
  lengths_.push(*length < 0 ? null_length : static_cast<uint32_t>(*length));
  total_ += *length < 0 ? 0 : static_cast<uint32_t>(*length);
  return {};
}

std::string_view PlanetscaleRows::set_values(std::string_view base64) {
  while (base64.ends_with('=')) base64.remove_suffix(1);
  const size_t size = base64.size() / 4 * 3 + base64.size() % 4 * 6 / 8;
  char* const to = bytes_.reserve(size + bytes_slack);
  if (to == nullptr) return {};  // no memory, which is reported after the feed
  const Base64 read = decode_base64(base64.data(), base64.size(), to);
  if (read == Base64::malformed || base64.size() % 4 == 1) return "`values` is not base64";
  bytes_.commit(size);
  ascii_ = read == Base64::ascii;
  return {};
}

std::string_view PlanetscaleRows::end_row(Exchange& exchange) {
  if (exchange.arena().exhausted()) return {};
  if (lengths_.size() != columns_.size()) return "a row has fewer lengths than there are fields";
  if (bytes_.size() != total_) return "the lengths of a row do not add up to its bytes";
  emit_row(exchange);
  return {};
}

void PlanetscaleRows::emit_row(Exchange& exchange) {
  exchange.count_row();
  if (LazyRows* lazy = exchange.lazy_rows(); lazy != nullptr) {
    return lazy->put_row(bytes_.view(), lengths_.data(), static_cast<uint32_t>(lengths_.size()));
  }
  if (const Status status = exchange.rows().begin_row(); !status) return exchange.fail(status);
  JsonRows* const json = exchange.json_rows();
  // Plain cells want room for twice their bytes, which a large row may not find.
  const bool small = bytes_.size() <= limits::input_window_bytes;
  TapeRows* const tape = small && json == nullptr ? &exchange.tape_rows() : nullptr;
  if (small && json != nullptr ? write_cells(*json, exchange) : put_cells(tape, exchange)) exchange.rows().end_row();
}

bool PlanetscaleRows::write_cells(JsonRows& rows, Exchange& exchange) {
  const char* cell = bytes_.data();
  const char* const end = cell + bytes_.size();
  char* to = nullptr;
  for (uint32_t column = 0; column < lengths_.size(); ++column) {
    const auto& [form, kind, key] = columns_[column];
    if (to == nullptr) {
      to = rows.room(key_bytes_ + mysql_plain_cell_room(columns_.size(), static_cast<size_t>(end - cell)));
      if (to == nullptr) return true;
    }
    char* const cell_begin = to;
    // In blocks: keys are short, and there is room behind them on both sides.
    for (size_t i = 0; i < key.size(); i += JsonRows::key_slack) Bytes16::load(key.data() + i).store(to + i);
    to += key.size();
    const uint32_t length = lengths_[column];
    if (length == null_length) {
      std::memcpy(to, "null", 4);
      to += 4;
      continue;
    }
    to = write_mysql_plain_cell(kind, {cell, length}, ascii_, to);
    if (to == nullptr) {
      rows.written(cell_begin);
      rows.set_column(column);
      if (!emit_cell(column, {cell, length}, ascii_, exchange)) return false;
    }
    cell += length;
  }
  if (to != nullptr) rows.written(to);
  return true;
}

bool PlanetscaleRows::put_cells(TapeRows* tape, Exchange& exchange) {
  const char* cell = bytes_.data();
  for (uint32_t column = 0; column < lengths_.size(); ++column) {
    const uint32_t length = lengths_[column];
    if (length == null_length) {
      exchange.rows().null_value();
      continue;
    }
    const std::string_view text(cell, length);
    const bool plain = tape != nullptr && put_mysql_plain_cell(columns_[column].kind, text, ascii_, *tape);
    if (!plain && !emit_cell(column, text, ascii_, exchange)) return false;
    cell += length;
  }
  return true;
}

bool PlanetscaleRows::emit_cell(uint32_t column, std::string_view cell, bool ascii, Exchange& exchange) {
  if (column >= columns_.size()) return false;  // no memory
  const Status status = emit_mysql_value(columns_[column].column, cell, ascii, exchange.settings().values,
                                         exchange.arena(), exchange.rows());
  if (!status) exchange.fail(Failure(status).at_column(column));
  return static_cast<bool>(status);
}

}  // namespace tcpless
