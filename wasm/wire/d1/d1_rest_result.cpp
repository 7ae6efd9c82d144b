#include "wire/d1/d1_rest_result.h"

#include "base/copy.h"
#include "base/hex.h"
#include "base/parse_integer.h"
#include "json/escape.h"
#include "sql/number.h"
#include "wire/d1/d1_rest_failure.h"

namespace tcpless {
namespace {

constexpr int64_t largest_safe_integer = (int64_t{1} << 53) - 1;

}  // namespace

D1RestResult::D1RestResult(Arena& arena)
    : arena_(arena), columns_(arena), unescaped_(arena), bytes_(arena), meta_(arena), errors_(arena), queries_(arena) {}

void D1RestResult::restart() {
  clear_result();
  errors_.clear();
  kept_ = nullptr;
  statement_error_ = {};
  query_ = 0;
  results_ = 0;
  state_ = State::start;
  has_result_ = success_ = statement_failed_ = false;
}

void D1RestResult::clear_result() {
  columns_.clear();
  meta_.clear();
  affected_ = -1;
  has_last_id_ = columns_put_ = rows_put_ = false;
}

Progress D1RestResult::read(JsonReader& reader, Exchange& exchange) {
  while (state_ != State::finished) {
    if (state_ == State::cell_or_end && column_ < columns_.size() && reader.next_short_string()) {
      exchange.rows().wire_text(reader.text());
      ++column_;
      continue;
    }
    const JsonToken token = next_token(reader, exchange);
    if (token == JsonToken::need_more) {
      return kept_ != nullptr && !keep_piece(reader, exchange) ? Progress::failed : Progress::need_more;
    }
    if (token == JsonToken::failed || !step(token, reader, exchange)) return Progress::failed;
  }
  return Progress::done;
}

bool D1RestResult::step(JsonToken token, const JsonReader& reader, Exchange& exchange) {
  switch (state_) {
    case State::start:
      if (token != JsonToken::begin_object) return fail_at_token("the answer is not an object", reader, exchange);
      state_ = State::key;
      return true;
    case State::key:
      if (token != JsonToken::end_object) return on_key(reader.text().raw, reader);
      state_ = State::finished;
      return true;
    case State::success:
      success_ = token == JsonToken::true_value;
      if (!success_ && token != JsonToken::false_value)
        return fail_at_token("`success` is not a boolean", reader, exchange);
      state_ = State::key;
      return true;
    case State::errors:
      if (token != JsonToken::begin_array) return fail_at_token("`errors` is not an array", reader, exchange);
      skip_depth_ = reader.depth() - 1;
      after_skip_ = State::key;
      state_ = State::skipped;
      keep(reader, errors_);
      return true;
    case State::result_start:
      state_ = token == JsonToken::begin_array ? State::result_or_end : State::key;
      if (token == JsonToken::begin_array || token == JsonToken::null_value) return true;
      return fail_at_token("`result` is not an array", reader, exchange);
    case State::result_or_end:
      state_ = State::key;
      if (token == JsonToken::end_array) return true;
      if (token != JsonToken::begin_object) return fail_at_token("a result is not an object", reader, exchange);
      return begin_result(reader, exchange);
    case State::result_key:
      if (token != JsonToken::end_object) return on_result_key(reader.text().raw, reader, exchange);
      ++results_;
      state_ = State::result_or_end;
      return true;
    case State::result_success:
      if (token == JsonToken::false_value) statement_failed_ = true;
      state_ = State::result_key;
      if (token == JsonToken::false_value || token == JsonToken::true_value) return true;
      return fail_at_token("`success` of a result is not a boolean", reader, exchange);
    case State::result_error:
      state_ = State::result_key;
      if (token != JsonToken::string) return fail_at_token("`error` is not a string", reader, exchange);
      statement_error_ = copy_unescaped(reader.text().raw, arena_);
      return true;
    case State::results_start:
      if (token != JsonToken::begin_object) {
        return fail_at_token("`results` is not an object with columns and rows: is the endpoint one for /raw?", reader,
                             exchange);
      }
      state_ = State::results_key;
      return true;
    case State::results_key: {
      if (token == JsonToken::end_object) {
        state_ = State::result_key;
        return true;
      }
      const std::string_view key = reader.text().raw;
      if (key == "columns") {
        if (has_columns_) return fail_at_token("`columns` comes twice", reader, exchange);
        state_ = State::columns_start;
      } else if (key == "rows") {
        if (has_rows_) return fail_at_token("`rows` comes twice", reader, exchange);
        state_ = State::rows_start;
      } else {
        skip_next_value(reader, State::results_key);
      }
      return true;
    }
    case State::columns_start:
      if (token != JsonToken::begin_array) return fail_at_token("`columns` is not an array", reader, exchange);
      has_columns_ = true;
      // The statements that one was split into have the same columns.
      if (!columns_put_) columns_.clear();
      column_ = 0;
      state_ = State::column_or_end;
      return true;
    case State::column_or_end:
      if (token == JsonToken::end_array) {
        if (columns_put_ && column_ != columns_.size()) {
          return fail_at_token("the parts of one result have other columns", reader, exchange);
        }
        state_ = State::results_key;
        return true;
      }
      if (token != JsonToken::string) return fail_at_token("the name of a column is not a string", reader, exchange);
      if (column_++ == limits::columns) return fail_at_token("too many columns", reader, exchange);
      if (columns_put_) return true;
      columns_.push({.name = copy_unescaped(reader.text().raw, arena_)});
      return true;
    case State::rows_start:
      if (token != JsonToken::begin_array) return fail_at_token("`rows` is not an array", reader, exchange);
      has_rows_ = true;
      state_ = State::row_or_end;
      return true;
    case State::row_or_end:
      state_ = State::results_key;
      if (token == JsonToken::end_array) return true;
      if (token != JsonToken::begin_array) return fail_at_token("a row is not an array", reader, exchange);
      return begin_rows(reader, exchange);
    case State::cell_or_end:
      return on_cell(token, reader, exchange);
    case State::byte_or_end: {
      if (token == JsonToken::end_array) {
        if (exchange.settings().values.bytea == ByteaAs::hex) {
          unescaped_.clear();
          append_hex(unescaped_, bytes_.view());
          exchange.rows().text(unescaped_.view());
        } else {
          exchange.rows().bytes(bytes_.view());
        }
        ++column_;
        state_ = State::cell_or_end;
        return true;
      }
      const auto byte = token == JsonToken::number ? parse_integer(reader.text().raw) : std::nullopt;
      if (!byte || *byte < 0 || *byte > 255)
        return fail_at_token("a cell is an array, but not of bytes", reader, exchange);
      bytes_.push(static_cast<char>(*byte));
      return true;
    }
    case State::meta_start:
      if (token != JsonToken::begin_object) return fail_at_token("`meta` is not an object", reader, exchange);
      keep(reader, meta_);
      state_ = State::meta_key;
      return true;
    case State::meta_key:
      if (token == JsonToken::end_object) {
        state_ = State::result_key;
        return end_kept(reader, exchange);
      }
      if (const std::string_view key = reader.text().raw; key == "changes") {
        state_ = State::meta_changes;
      } else if (key == "last_row_id") {
        state_ = State::meta_last_id;
      } else {
        skip_next_value(reader, State::meta_key);
      }
      return true;
    case State::meta_changes:
    case State::meta_last_id: {
      const auto number = token == JsonToken::number ? parse_integer(reader.text().raw) : std::nullopt;
      const bool is_changes = state_ == State::meta_changes;
      if (!number && token != JsonToken::null_value)
        return fail_at_token("a number of `meta` is not one", reader, exchange);
      state_ = State::meta_key;
      if (!number) return true;
      if (!is_changes) {
        has_last_id_ = *number <= largest_safe_integer && *number >= -largest_safe_integer;
        last_id_ = *number;
      } else if (*number >= 0 && *number <= largest_safe_integer) {
        affected_ = (affected_ < 0 ? 0 : affected_) + *number;
      }
      return true;
    }
    case State::skipped:
      if (reader.depth() != skip_depth_) return true;
      state_ = after_skip_;
      return kept_ != &errors_ || end_kept(reader, exchange);
    case State::finished:
      return true;
  }
  return true;
}

bool D1RestResult::on_key(std::string_view key, const JsonReader& reader) {
  if (key == "result" && !has_result_) {
    has_result_ = true;
    state_ = State::result_start;
  } else if (key == "success") {
    state_ = State::success;
  } else if (key == "errors" && errors_.empty()) {
    state_ = State::errors;
  } else {
    skip_next_value(reader, State::key);
  }
  return true;
}

bool D1RestResult::on_result_key(std::string_view key, const JsonReader& reader, Exchange& exchange) {
  if (key == "results") {
    if (has_columns_ || has_rows_) return fail_at_token("`results` comes twice", reader, exchange);
    state_ = State::results_start;
  } else if (key == "meta") {
    state_ = State::meta_start;
  } else if (key == "success") {
    state_ = State::result_success;
  } else if (key == "error") {
    state_ = State::result_error;
  } else {
    skip_next_value(reader, State::result_key);
  }
  return true;
}

bool D1RestResult::begin_rows(const JsonReader& reader, Exchange& exchange) {
  if (!has_columns_) return fail_at_token("`rows` comes before `columns`", reader, exchange);
  put_columns(exchange);
  if (exchange.failed()) return false;
  rows_put_ = true;
  column_ = 0;
  state_ = State::cell_or_end;
  if (const Status status = exchange.rows().begin_row(); !status) {
    exchange.fail(status);
    return false;
  }
  return true;
}

bool D1RestResult::on_cell(JsonToken token, const JsonReader& reader, Exchange& exchange) {
  RowOutput& rows = exchange.rows();
  if (token == JsonToken::end_array) {
    if (column_ != columns_.size()) return fail_at_token("a row has fewer cells than columns", reader, exchange);
    rows.end_row();
    exchange.count_row();
    state_ = State::row_or_end;
    return true;
  }
  if (column_ == columns_.size()) return fail_at_token("a row has more cells than columns", reader, exchange);
  switch (token) {
    case JsonToken::string:
      rows.wire_text(reader.text());
      break;
    case JsonToken::number:
      if (!on_number(reader.text().raw, exchange)) return false;
      break;
    case JsonToken::null_value:
      rows.null_value();
      break;
    case JsonToken::true_value:
    case JsonToken::false_value:
      rows.boolean(token == JsonToken::true_value);
      break;
    case JsonToken::begin_array:
      bytes_.clear();
      state_ = State::byte_or_end;
      return true;
    default:
      return fail_at_token("a cell is an object", reader, exchange);
  }
  ++column_;
  return true;
}

bool D1RestResult::on_number(std::string_view literal, Exchange& exchange) {
  RowOutput& rows = exchange.rows();
  const auto integer = parse_integer(literal);
  if (!integer || literal == "-0") {
    rows.number(literal);
    return true;
  }
  if (*integer <= largest_safe_integer && *integer >= -largest_safe_integer) {
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
                        .at_column(column_));
      return false;
  }
}

bool D1RestResult::begin_result(const JsonReader& reader, Exchange& exchange) {
  has_columns_ = has_rows_ = false;
  state_ = State::result_key;
  const bool whole = query_ < queries_.size() && results_ >= queries_[query_];
  if (exchange.statements() > 0) {
    if (results_ == 0) exchange.begin_result(0);
    if (!whole) return true;
    // The last result is whole with the answer, and not before.
    if (query_ + 1 < queries_.size()) {
      put_result(exchange);
      clear_result();
      exchange.begin_result(static_cast<uint32_t>(++query_));
      return true;
    }
    if (queries_.size() > 1) {
      return fail_at_token(
          "the answer has more results than the batch has queries: one of them has several statements, and all were "
          "carried out",
          reader, exchange);
    }
  }
  if (!whole || !rows_put_) return true;
  return fail_at_token(
      "the SQL text has several statements, and one before the last gave rows; they were carried out: send them by "
      "batch()",
      reader, exchange);
}

void D1RestResult::put_columns(Exchange& exchange) {
  if (columns_put_) return;
  columns_put_ = true;
  exchange.put_columns(columns_.data(), static_cast<uint32_t>(columns_.size()));
}

void D1RestResult::put_result(Exchange& exchange) {
  put_columns(exchange);
  if (exchange.failed()) return;
  exchange.put_meta(has_last_id_ ? &last_id_ : nullptr, meta_.view());
  exchange.put_complete({}, affected_);
}

void D1RestResult::put_complete(Exchange& exchange) {
  if (exchange.statements() != 1) exchange.at_no_statement();
  if (!success_) {
    if (fail_with_d1_errors(errors_.view(), exchange)) return;
    return exchange.fail(failed<ErrorCode::protocol, "the answer says neither that it succeeded nor why not">);
  }
  if (statement_failed_) {
    if (statement_error_.empty()) statement_error_ = "a statement failed";
    return fail_with_d1_message(statement_error_, exchange);
  }
  if (queries_.empty() || results_ < queries_[queries_.size() - 1]) {
    return exchange.fail(failed<ErrorCode::protocol, "the answer has fewer results than there were statements">);
  }
  put_result(exchange);
}

void D1RestResult::skip_next_value(const JsonReader& reader, State after) {
  skip_depth_ = reader.depth();
  after_skip_ = after;
  state_ = State::skipped;
}

void D1RestResult::keep(const JsonReader& reader, Buffer<char>& kept) {
  kept.clear();
  kept_ = &kept;
  kept_begin_ = reader.consumed() - 1;
}

bool D1RestResult::keep_piece(const JsonReader& reader, Exchange& exchange) {
  kept_->append(reader.consumed_since(kept_begin_));
  kept_begin_ = 0;
  if (kept_->size() <= limits::error_body_bytes) return true;
  exchange.fail(failed<ErrorCode::limit, "what the answer tells beside its rows is longer than 64 KB">);
  return false;
}

bool D1RestResult::end_kept(const JsonReader& reader, Exchange& exchange) {
  const bool kept = keep_piece(reader, exchange);
  kept_ = nullptr;
  return kept;
}

}  // namespace tcpless
