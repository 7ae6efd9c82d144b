#include "wire/neon/neon_batch.h"

namespace tcpless {
namespace {

bool fail(std::string_view message, const JsonReader& reader, Exchange& exchange) {
  exchange.fail(Failure(ErrorCode::protocol, message).at_offset(exchange.input().offset() + reader.token_end()));
  return false;
}

}  // namespace

void NeonBatch::restart() {
  results_ = 0;
  state_ = State::start;
  has_results_ = false;
}

NeonResult::Progress NeonBatch::read(JsonReader& reader, NeonResult& result, Exchange& exchange) {
  for (;;) {
    if (state_ == State::result) {
      const NeonResult::Progress progress = result.read(reader, exchange);
      if (progress != NeonResult::Progress::done) return progress;
      exchange.at_no_statement();
      state_ = State::result_or_end;
    }
    const JsonToken token = reader.next();
    if (token == JsonToken::need_more) return NeonResult::Progress::need_more;
    if (token == JsonToken::failed) {
      exchange.fail(Failure(reader.error()).at_offset(exchange.input().offset() + reader.consumed()));
      return NeonResult::Progress::failed;
    }
    if (state_ == State::key && token == JsonToken::end_object) {
      if (has_results_) return NeonResult::Progress::done;
      (void)fail("the answer is not that of a batch: it has no results", reader, exchange);
      return NeonResult::Progress::failed;
    }
    if (!step(token, reader, result, exchange)) return NeonResult::Progress::failed;
  }
}

bool NeonBatch::step(JsonToken token, const JsonReader& reader, NeonResult& result, Exchange& exchange) {
  switch (state_) {
    case State::start:
      if (token != JsonToken::begin_object) return fail("the answer is not an object", reader, exchange);
      state_ = State::key;
      return true;
    case State::key:
      if (reader.text().raw != "results") {
        state_ = State::skipped;
        return true;
      }
      if (has_results_) return fail("`results` comes twice", reader, exchange);
      has_results_ = true;
      state_ = State::results_start;
      return true;
    case State::skipped:
      if (reader.depth() == 1) state_ = State::key;
      return true;
    case State::results_start:
      if (token != JsonToken::begin_array) return fail("`results` is not an array", reader, exchange);
      state_ = State::result_or_end;
      return true;
    case State::result_or_end:
      if (token == JsonToken::end_array) {
        if (results_ < exchange.statements()) {
          return fail("the answer has fewer results than the batch has queries", reader, exchange);
        }
        state_ = State::key;
        return true;
      }
      if (results_ == exchange.statements()) {
        return fail("the answer has more results than the batch has queries", reader, exchange);
      }
      if (results_ > 0) {
        result.put_complete(exchange);
        result.restart();
      }
      exchange.begin_result(results_++);
      if (token != JsonToken::begin_object) return fail("a result is not an object", reader, exchange);
      result.enter();
      state_ = State::result;
      return true;
    case State::result:
      return true;
  }
  return true;
}

}  // namespace tcpless
