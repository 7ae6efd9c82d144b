#include "wire/neon/neon_result.h"

#include "base/copy.h"
#include "base/parse_integer.h"
#include "json/escape.h"
#include "types/type_options.h"

namespace tcpless {
namespace {

constexpr std::string_view too_many_cells = "a row has more cells than fields";

}  // namespace

NeonResult::NeonResult(Arena& arena)
    : arena_(arena), columns_(arena), decoders_(arena), plain_rows_(arena), unescaped_(arena), held_(arena) {}

void NeonResult::restart() {
  columns_.clear();
  decoders_.clear();
  plain_rows_.restart();
  held_.release();
  command_ = {};
  affected_ = -1;
  state_ = State::start;
  has_fields_ = has_rows_ = holding_ = replaying_ = false;
}

Progress NeonResult::read(JsonReader& reader, Exchange& exchange) {
  while (state_ != State::finished) {
    if (state_ == State::field_or_end || state_ == State::row_or_end) take_plain_elements(reader, exchange);
    const JsonToken token = next_token(reader, exchange);
    if (token == JsonToken::need_more) {
      return holding_ && !hold(reader, exchange) ? Progress::failed : Progress::need_more;
    }
    if (token == JsonToken::failed || !step(token, reader, exchange)) return Progress::failed;
  }
  return Progress::done;
}

void NeonResult::take_plain_elements(JsonReader& reader, Exchange& exchange) {
  const std::string_view input = reader.unread_elements();
  if (state_ == State::row_or_end) {
    return reader.skip_elements(plain_rows_.take(input, reader.at_first_element(), exchange));
  }
  const char* from = input.data();
  const char* const end = from + input.size();
  for (bool first = reader.at_first_element(); from != end && columns_.size() < limits::columns; first = false) {
    const char* const field = from + !first;
    Column column;
    const char* const behind = first || *from == ',' ? read_plain_field(field, end, column) : nullptr;
    if (behind == nullptr) break;
    column.name = copy_text(arena_, column.name);
    columns_.push(column);
    from = behind;
  }
  reader.skip_elements(static_cast<size_t>(from - input.data()));
}

bool NeonResult::step(JsonToken token, JsonReader& reader, Exchange& exchange) {
  switch (state_) {
    case State::start:
      if (token != JsonToken::begin_object) return fail("the result is not an object", reader, exchange);
      state_ = State::key;
      return true;
    case State::key:
      if (token == JsonToken::end_object) return finish_object(reader, exchange);
      return on_key(reader.text().raw, reader, exchange);
    case State::fields_start:
      if (token != JsonToken::begin_array) return fail("`fields` is not an array", reader, exchange);
      state_ = State::field_or_end;
      return true;
    case State::field_or_end:
      if (token == JsonToken::end_array) return finish_fields(exchange);
      if (token != JsonToken::begin_object) return fail("a field is not an object", reader, exchange);
      if (columns_.size() == limits::columns) return fail("too many fields", reader, exchange);
      columns_.push({});
      has_type_ = false;
      state_ = State::field_key;
      return true;
    case State::field_key:
      if (token == JsonToken::end_object) {
        if (!has_type_) return fail("a field has no dataTypeID", reader, exchange);
        state_ = State::field_or_end;
        return true;
      }
      field_key_ = field_key(reader.text().raw);
      state_ = State::field_value;
      if (field_key_ == FieldKey::other) skip_next_value(reader, State::field_key);
      return true;
    case State::field_value:
      return on_field_value(token, reader, exchange);
    case State::rows_start:
      if (token != JsonToken::begin_array) return fail("`rows` is not an array", reader, exchange);
      state_ = State::row_or_end;
      return true;
    case State::row_or_end: {
      if (token == JsonToken::end_array) {
        state_ = State::key;
        return true;
      }
      if (token != JsonToken::begin_array) {
        return fail("a row is not an array: the server ignored Neon-Array-Mode", reader, exchange);
      }
      column_ = 0;
      state_ = State::cell_or_end;
      if (exchange.lazy_rows() != nullptr) return true;
      if (const Status status = exchange.rows().begin_row(); !status) {
        exchange.fail(status);
        return false;
      }
      return true;
    }
    case State::cell_or_end:
      return on_cell(token, reader, exchange);
    case State::held_rows:
      return on_held_rows(token, reader, exchange);
    case State::skipped:
      if (reader.depth() == skip_depth_) state_ = after_skip_;
      return true;
    case State::command:
      if (token != JsonToken::string) return fail("`command` is not a string", reader, exchange);
      command_ = copy_unescaped(reader.text().raw, arena_);
      state_ = State::key;
      return true;
    case State::row_count: {
      state_ = State::key;
      if (token == JsonToken::null_value) return true;
      const auto count = parse_integer(reader.text().raw);
      if (token != JsonToken::number || !count || *count < 0) {
        return fail("`rowCount` is not a count", reader, exchange);
      }
      affected_ = *count;
      return true;
    }
    case State::finished:
      return true;
  }
  return true;
}

bool NeonResult::on_key(std::string_view key, const JsonReader& reader, Exchange& exchange) {
  if (key == "fields") {
    if (has_fields_) return fail("`fields` comes twice", reader, exchange);
    has_fields_ = true;
    state_ = State::fields_start;
  } else if (key == "rows") {
    if (has_rows_) return fail("`rows` comes twice", reader, exchange);
    has_rows_ = true;
    if (has_fields_) {
      state_ = State::rows_start;
    } else {
      skip_depth_ = reader.depth();
      state_ = State::held_rows;
    }
  } else if (key == "command") {
    state_ = State::command;
  } else if (key == "rowCount") {
    state_ = State::row_count;
  } else {
    skip_next_value(reader, State::key);
  }
  return true;
}

void NeonResult::skip_next_value(const JsonReader& reader, State after) {
  skip_depth_ = reader.depth();
  after_skip_ = after;
  state_ = State::skipped;
}

bool NeonResult::on_field_value(JsonToken token, const JsonReader& reader, Exchange& exchange) {
  Column* column = columns_.empty() ? nullptr : &columns_[columns_.size() - 1];
  state_ = State::field_key;
  if (column == nullptr) return false;  // no memory, which is reported after the feed
  if (field_key_ == FieldKey::name) {
    if (token != JsonToken::string) return fail("a field's name is not a string", reader, exchange);
    column->name = copy_unescaped(reader.text().raw, arena_);
    return true;
  }
  const auto number = token == JsonToken::number ? parse_integer(reader.text().raw) : std::optional<int64_t>();
  if (!number || !set_field_number(*column, field_key_, *number)) {
    return fail("a field's number is not one", reader, exchange);
  }
  has_type_ = has_type_ || field_key_ == FieldKey::type_id;
  return true;
}

bool NeonResult::finish_fields(Exchange& exchange) {
  const Settings& settings = exchange.settings();
  for (const Column& column : columns_) {
    decoders_.push(chosen_column(column.name, column.type_id, settings.types, settings.values, arena_));
  }
  exchange.put_columns(columns_.data(), static_cast<uint32_t>(columns_.size()));
  if (exchange.failed()) return false;
  plain_rows_.begin(decoders_.data(), static_cast<uint32_t>(decoders_.size()), exchange);
  state_ = State::key;
  return held_.empty() || replay_held_rows(exchange);
}

bool NeonResult::on_cell(JsonToken token, const JsonReader& reader, Exchange& exchange) {
  if (token == JsonToken::end_array) {
    if (column_ != columns_.size()) return fail("a row has fewer cells than fields", reader, exchange);
    if (exchange.lazy_rows() == nullptr) exchange.rows().end_row();
    exchange.count_row();
    state_ = State::row_or_end;
    return true;
  }
  if (token == JsonToken::string) return on_text(reader, exchange);
  if (token != JsonToken::null_value) {
    return fail("a cell is not text: the server ignored Neon-Raw-Text-Output", reader, exchange);
  }
  if (column_ == columns_.size()) return fail(too_many_cells, reader, exchange);
  if (LazyRows* lazy = exchange.lazy_rows(); lazy != nullptr) {
    lazy->put_null();
  } else {
    exchange.rows().null_value();
  }
  ++column_;
  return true;
}

bool NeonResult::on_text(const JsonReader& reader, Exchange& exchange) {
  if (column_ == columns_.size()) return fail(too_many_cells, reader, exchange);
  if (LazyRows* lazy = exchange.lazy_rows(); lazy != nullptr) {
    lazy->put_string(reader.text().raw);
  } else if (!emit_cell(column_, reader.text(), exchange)) {
    return false;
  }
  ++column_;
  return true;
}

bool NeonResult::emit_cell(uint32_t column, const WireText& text, Exchange& exchange) {
  if (column >= decoders_.size()) return false;  // no memory
  const PostgresColumn& decoder = decoders_[column];
  if (decoder.plain_text()) {
    exchange.rows().wire_text(text);
    return true;
  }
  std::string_view value = text.raw;
  if (text.escaped) {
    unescaped_.clear();
    append_unescaped(unescaped_, text.raw);
    value = unescaped_.view();
  }
  const Status status = emit_postgres_value(decoder, value, exchange.settings().values, arena_, exchange.rows());
  if (status) return true;
  exchange.fail(Failure(status).at_column(column));
  return false;
}

bool NeonResult::on_held_rows(JsonToken token, const JsonReader& reader, Exchange& exchange) {
  if (!holding_) {
    if (token != JsonToken::begin_array) return fail("`rows` is not an array", reader, exchange);
    holding_ = true;
    hold_begin_ = reader.consumed() - 1;
    return true;
  }
  if (reader.depth() != skip_depth_) return true;
  if (!hold(reader, exchange)) return false;
  holding_ = false;
  state_ = State::key;
  return true;
}

bool NeonResult::hold(const JsonReader& reader, Exchange& exchange) {
  held_.append(reader.consumed_since(hold_begin_));
  hold_begin_ = 0;
  if (held_.size() <= exchange.settings().held_rows_bytes) return true;
  exchange.fail(failed<ErrorCode::limit,
                       "the answer names its fields after its rows, and the rows are more than "
                       "maxBuffered allows to hold">);
  return false;
}

bool NeonResult::replay_held_rows(Exchange& exchange) {
  JsonReader reader;
  reader.open(held_.view(), true);
  replaying_ = true;
  state_ = State::rows_start;
  while (state_ != State::key) {
    const JsonToken token = reader.next();
    if (token == JsonToken::need_more || token == JsonToken::failed) {
      return fail("the held rows are malformed", reader, exchange);
    }
    if (!step(token, reader, exchange)) return false;
  }
  replaying_ = false;
  if (LazyRows* lazy = exchange.lazy_rows(); lazy != nullptr) lazy->keep();
  held_.release();
  return true;
}

bool NeonResult::finish_object(const JsonReader& reader, Exchange& exchange) {
  if (!has_fields_ || !has_rows_) {
    return fail("the answer is not a query result: it has no fields or no rows", reader, exchange);
  }
  state_ = State::finished;
  return true;
}

void NeonResult::put_complete(Exchange& exchange) const { exchange.put_complete(command_, affected_); }

bool NeonResult::fail(std::string_view message, const JsonReader& reader, Exchange& exchange) {
  Failure failure(ErrorCode::protocol, message);
  if (!replaying_) failure.at_offset(exchange.input().offset() + reader.token_end());
  exchange.fail(failure);
  return false;
}

}  // namespace tcpless
