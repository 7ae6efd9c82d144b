#include "wire/d1/d1_rest_result.h"

#include "json/escape.h"
#include "wire/d1/d1_rest_failure.h"

namespace tcpless {

D1RestResult::D1RestResult(Arena& arena) : arena_(arena), rows_(arena), meta_(arena), errors_(arena), queries_(arena) {}

void D1RestResult::restart() {
  rows_.clear();
  meta_.clear();
  errors_.clear();
  statement_error_ = {};
  query_ = results_ = 0;
  state_ = State::start;
  has_result_ = success_ = statement_failed_ = false;
}

Progress D1RestResult::read(JsonReader& reader, Exchange& exchange) {
  while (state_ != State::finished) {
    if (state_ == State::rows || state_ == State::meta) {
      const Progress progress = state_ == State::rows ? rows_.read(reader, exchange) : meta_.read(reader, exchange);
      if (progress != Progress::done) return progress;
      state_ = State::result_key;
    }
    const JsonToken token = next_token(reader, exchange);
    if (token == JsonToken::need_more) {
      return state_ != State::errors || errors_.keep(reader, exchange) ? Progress::need_more : Progress::failed;
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
      if (token != JsonToken::end_object) {
        on_key(reader.text().raw, reader);
      } else {
        state_ = State::finished;
      }
      return true;
    case State::success:
      success_ = token == JsonToken::true_value;
      if (!success_ && token != JsonToken::false_value) {
        return fail_at_token("`success` is not a boolean", reader, exchange);
      }
      state_ = State::key;
      return true;
    case State::errors_start:
      if (token != JsonToken::begin_array) return fail_at_token("`errors` is not an array", reader, exchange);
      errors_.begin(reader);
      state_ = State::errors;
      return true;
    case State::errors:
      if (reader.depth() != 1) return true;
      state_ = State::key;
      return errors_.keep(reader, exchange);
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
    case State::skipped:
      if (reader.depth() == skip_depth_) state_ = after_skip_;
      return true;
    case State::rows:
    case State::meta:
    case State::finished:
      return true;
  }
  return true;
}

void D1RestResult::on_key(std::string_view key, const JsonReader& reader) {
  if (key == "result" && !has_result_) {
    has_result_ = true;
    state_ = State::result_start;
  } else if (key == "success") {
    state_ = State::success;
  } else if (key == "errors" && errors_.view().empty()) {
    state_ = State::errors_start;
  } else {
    skip_next_value(reader, State::key);
  }
}

bool D1RestResult::on_result_key(std::string_view key, const JsonReader& reader, Exchange& exchange) {
  if (key == "results") {
    if (rows_.read()) return fail_at_token("`results` comes twice", reader, exchange);
    state_ = State::rows;
  } else if (key == "meta") {
    meta_.begin_object();
    state_ = State::meta;
  } else if (key == "success") {
    state_ = State::result_success;
  } else if (key == "error") {
    state_ = State::result_error;
  } else {
    skip_next_value(reader, State::result_key);
  }
  return true;
}

bool D1RestResult::begin_result(const JsonReader& reader, Exchange& exchange) {
  rows_.begin_statement();
  state_ = State::result_key;
  const bool whole = query_ < queries_.size() && results_ >= queries_[query_];
  if (exchange.statements() > 0) {
    if (results_ == 0) exchange.begin_result(0);
    if (!whole) return true;
    // The last result is whole with the answer, and not before.
    if (query_ + 1 < queries_.size()) {
      put_result(exchange);
      rows_.clear();
      meta_.clear();
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
  if (!whole || !rows_.any()) return true;
  return fail_at_token(
      "the SQL text has several statements, and one before the last gave rows; they were carried out: send them by "
      "batch()",
      reader, exchange);
}

void D1RestResult::put_result(Exchange& exchange) {
  rows_.put_columns(exchange);
  if (exchange.failed()) return;
  meta_.put(exchange);
  exchange.put_complete({}, meta_.affected());
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

}  // namespace tcpless
