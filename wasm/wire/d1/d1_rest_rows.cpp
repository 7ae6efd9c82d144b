#include "wire/d1/d1_rest_rows.h"

#include "base/hex.h"
#include "base/parse_integer.h"
#include "json/escape.h"

namespace tcpless {
namespace {

// A blob as lazy rows keep it: what no JSON begins with, its size, its bytes.
constexpr char blob_mark = '\0';
constexpr size_t blob_head_bytes = 1 + sizeof(uint32_t);

// A value that is no blob, as it came.
std::string_view value_text(JsonToken token, const JsonReader& reader) {
  const std::string_view raw = reader.text().raw;
  if (token == JsonToken::string) return {raw.data() - 1, raw.size() + 2};
  if (token == JsonToken::number) return raw;
  return reader.consumed_since(reader.consumed() - (token == JsonToken::true_value ? 4 : 5));
}

}  // namespace

D1RestRows::D1RestRows(Arena& arena) : arena_(arena), columns_(arena), blob_(arena), digits_(arena) {}

void D1RestRows::clear() {
  columns_.clear();
  columns_put_ = any_ = false;
  begin_statement();
}

void D1RestRows::begin_statement() {
  state_ = State::start;
  has_columns_ = has_rows_ = false;
}

Progress D1RestRows::read(JsonReader& reader, Exchange& exchange) {
  while (state_ != State::finished) {
    const JsonToken token = next_token(reader, exchange);
    if (token == JsonToken::need_more) return Progress::need_more;
    if (token == JsonToken::failed || !step(token, reader, exchange)) return Progress::failed;
  }
  return Progress::done;
}

bool D1RestRows::step(JsonToken token, const JsonReader& reader, Exchange& exchange) {
  switch (state_) {
    case State::start:
      if (token != JsonToken::begin_object) {
        return fail_at_token("`results` is not an object with columns and rows: is the endpoint one for /raw?", reader,
                             exchange);
      }
      depth_ = reader.depth();
      state_ = State::key;
      return true;
    case State::key:
      if (token != JsonToken::end_object) return on_key(reader.text().raw, reader, exchange);
      state_ = State::finished;
      return true;
    case State::columns_start:
      if (token != JsonToken::begin_array) return fail_at_token("`columns` is not an array", reader, exchange);
      has_columns_ = true;
      if (!columns_put_) columns_.clear();
      column_ = 0;
      state_ = State::column_or_end;
      return true;
    case State::column_or_end:
      return on_column(token, reader, exchange);
    case State::rows_start:
      if (token != JsonToken::begin_array) return fail_at_token("`rows` is not an array", reader, exchange);
      has_rows_ = true;
      state_ = State::row_or_end;
      return true;
    case State::row_or_end:
      state_ = State::key;
      if (token == JsonToken::end_array) return true;
      if (token != JsonToken::begin_array) return fail_at_token("a row is not an array", reader, exchange);
      return begin_row(reader, exchange);
    case State::cell_or_end:
      return on_cell(token, reader, exchange);
    case State::byte_or_end:
      return on_byte(token, reader, exchange);
    case State::skipped:
      if (reader.depth() == depth_) state_ = State::key;
      return true;
    case State::finished:
      return true;
  }
  return true;
}

bool D1RestRows::on_key(std::string_view key, const JsonReader& reader, Exchange& exchange) {
  if (key == "columns") {
    if (has_columns_) return fail_at_token("`columns` comes twice", reader, exchange);
    state_ = State::columns_start;
  } else if (key == "rows") {
    if (has_rows_) return fail_at_token("`rows` comes twice", reader, exchange);
    state_ = State::rows_start;
  } else {
    state_ = State::skipped;
  }
  return true;
}

bool D1RestRows::on_column(JsonToken token, const JsonReader& reader, Exchange& exchange) {
  if (token == JsonToken::end_array) {
    if (columns_put_ && column_ != columns_.size()) {
      return fail_at_token("the parts of one result have other columns", reader, exchange);
    }
    state_ = State::key;
    return true;
  }
  if (token != JsonToken::string) return fail_at_token("the name of a column is not a string", reader, exchange);
  if (column_++ == limits::columns) return fail_at_token("too many columns", reader, exchange);
  if (columns_put_) return true;
  columns_.push({.name = copy_unescaped(reader.text().raw, arena_)});
  return true;
}

void D1RestRows::put_columns(Exchange& exchange) {
  if (columns_put_) return;
  columns_put_ = true;
  exchange.put_columns(columns_.data(), static_cast<uint32_t>(columns_.size()));
}

bool D1RestRows::begin_row(const JsonReader& reader, Exchange& exchange) {
  if (!has_columns_) return fail_at_token("`rows` comes before `columns`", reader, exchange);
  put_columns(exchange);
  if (exchange.failed()) return false;
  any_ = true;
  column_ = 0;
  state_ = State::cell_or_end;
  if (exchange.lazy_rows() != nullptr) return true;
  const Status status = exchange.rows().begin_row();
  if (!status) exchange.fail(status);
  return !exchange.failed();
}

bool D1RestRows::on_cell(JsonToken token, const JsonReader& reader, Exchange& exchange) {
  LazyRows* const lazy = exchange.lazy_rows();
  if (token == JsonToken::end_array) {
    if (column_ != columns_.size()) return fail_at_token("a row has fewer cells than columns", reader, exchange);
    if (lazy == nullptr) exchange.rows().end_row();
    exchange.count_row();
    state_ = State::row_or_end;
    return true;
  }
  if (column_ == columns_.size()) return fail_at_token("a row has more cells than columns", reader, exchange);
  if (token == JsonToken::begin_object) return fail_at_token("a cell is an object", reader, exchange);
  if (token == JsonToken::begin_array) {
    blob_.clear();
    for (size_t i = 0; i < blob_head_bytes; ++i) blob_.push(blob_mark);
    state_ = State::byte_or_end;
    return true;
  }
  if (lazy == nullptr) {
    if (!emit_value(column_, token, reader.text(), exchange)) return false;
  } else if (token == JsonToken::null_value) {
    lazy->put_null();
  } else {
    lazy->put(value_text(token, reader));
  }
  ++column_;
  return true;
}

bool D1RestRows::on_byte(JsonToken token, const JsonReader& reader, Exchange& exchange) {
  if (token != JsonToken::end_array) {
    const auto byte = token == JsonToken::number ? parse_integer(reader.text().raw) : std::nullopt;
    if (!byte || *byte < 0 || *byte > 255) {
      return fail_at_token("a cell is an array, but not of bytes", reader, exchange);
    }
    blob_.push(static_cast<char>(*byte));
    return true;
  }
  ++column_;
  state_ = State::cell_or_end;
  if (blob_.size() < blob_head_bytes) return true;  // no memory, which is reported after the feed
  const auto size = static_cast<uint32_t>(blob_.size() - blob_head_bytes);
  std::memcpy(blob_.data() + 1, &size, sizeof size);
  if (LazyRows* lazy = exchange.lazy_rows(); lazy != nullptr) {
    lazy->put_copy(blob_.view());
  } else {
    emit_blob(blob_.view(), exchange);
  }
  return true;
}

bool D1RestRows::emit_cell(uint32_t column, std::string_view kept, Exchange& exchange) {
  if (kept[0] == blob_mark) {
    emit_blob(kept, exchange);
    return true;
  }
  JsonReader reader;
  reader.open(kept, true);
  const JsonToken token = reader.next();
  return emit_value(column, token, reader.text(), exchange);
}

bool D1RestRows::emit_value(uint32_t column, JsonToken token, const WireText& text, Exchange& exchange) {
  RowOutput& rows = exchange.rows();
  if (token == JsonToken::string) {
    rows.wire_text(text);
  } else if (token == JsonToken::number) {
    return emit_number(column, text.raw, exchange);
  } else if (token == JsonToken::null_value) {
    rows.null_value();
  } else {
    rows.boolean(token == JsonToken::true_value);
  }
  return true;
}

bool D1RestRows::emit_number(uint32_t column, std::string_view literal, Exchange& exchange) {
  RowOutput& rows = exchange.rows();
  const auto integer = parse_integer(literal);
  if (!integer || literal == "-0") {
    rows.number(literal);
    return true;
  }
  if (is_safe_integer(*integer)) {
    rows.safe_integer(*integer, literal);
    return true;
  }
  switch (exchange.settings().values.int8) {
    case Int8As::string:
      rows.text(literal);
      return true;
    case Int8As::bigint:
      rows.bigint(literal);
      return true;
    default:
      exchange.fail(Failure(failed<ErrorCode::value,
                                   "an integer is beyond 2^53, which a number cannot hold: use the option int8: "
                                   "'string' or 'bigint'">)
                        .at_column(column));
      return false;
  }
}

void D1RestRows::emit_blob(std::string_view kept, Exchange& exchange) {
  uint32_t size = 0;
  std::memcpy(&size, kept.data() + 1, sizeof size);
  const std::string_view bytes = kept.substr(blob_head_bytes, size);
  if (exchange.settings().values.bytea != ByteaAs::hex) return exchange.rows().bytes(bytes);
  digits_.clear();
  append_hex(digits_, bytes);
  exchange.rows().text(digits_.view());
}

}  // namespace tcpless
