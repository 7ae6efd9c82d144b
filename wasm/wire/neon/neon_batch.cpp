#include "wire/neon/neon_batch.h"

namespace tcpless {

void NeonBatch::restart() {
  results_ = 0;
  state_ = State::start;
  has_results_ = false;
}

Progress NeonBatch::read(JsonReader& reader, NeonResult& result, Exchange& exchange) {
  while (state_ != State::finished) {
    if (state_ == State::result) {
      const Progress progress = result.read(reader, exchange);
      if (progress != Progress::done) return progress;
      exchange.at_no_statement();
      state_ = State::result_or_end;
    }
    const JsonToken token = next_token(reader, exchange);
    if (token == JsonToken::need_more) return Progress::need_more;
    if (token == JsonToken::failed || !step(token, reader, result, exchange)) return Progress::failed;
  }
  return Progress::done;
}

bool NeonBatch::step(JsonToken token, const JsonReader& reader, NeonResult& result, Exchange& exchange) {
  switch (state_) {
    case State::start:
      if (token != JsonToken::begin_object) return fail_at_token("the answer is not an object", reader, exchange);
      state_ = State::key;
      return true;
    case State::key:
      if (token == JsonToken::end_object) {
        state_ = State::finished;
        return has_results_ || fail_at_token("the answer is not that of a batch: it has no results", reader, exchange);
      }
      if (reader.text().raw != "results") {
        state_ = State::skipped;
        return true;
      }
      if (has_results_) return fail_at_token("`results` comes twice", reader, exchange);
      has_results_ = true;
      state_ = State::results_start;
      return true;
    case State::skipped:
      if (reader.depth() == 1) state_ = State::key;
      return true;
    case State::results_start:
      if (token != JsonToken::begin_array) return fail_at_token("`results` is not an array", reader, exchange);
      state_ = State::result_or_end;
      return true;
    case State::result_or_end:
      if (token == JsonToken::end_array) {
        if (results_ < exchange.statements()) {
          return fail_at_token("the answer has fewer results than the batch has queries", reader, exchange);
        }
        state_ = State::key;
        return true;
      }
      if (results_ == exchange.statements()) {
        return fail_at_token("the answer has more results than the batch has queries", reader, exchange);
      }
      if (results_ > 0) {
        result.put_complete(exchange);
        result.restart();
      }
      exchange.begin_result(results_++);
      if (token != JsonToken::begin_object) return fail_at_token("a result is not an object", reader, exchange);
      result.enter();
      state_ = State::result;
      return true;
    case State::result:
    case State::finished:
      return true;
  }
  return true;
}

}  // namespace tcpless
