#include "wire/d1/d1_rest_meta.h"

#include "base/parse_integer.h"

namespace tcpless {

void D1RestMeta::clear() {
  text_.clear();
  affected_ = -1;
  has_last_id_ = false;
}

Progress D1RestMeta::read(JsonReader& reader, Exchange& exchange) {
  for (;;) {
    const JsonToken token = next_token(reader, exchange);
    if (token == JsonToken::need_more) {
      return state_ == State::start || text_.keep(reader, exchange) ? Progress::need_more : Progress::failed;
    }
    if (token == JsonToken::failed) return Progress::failed;
    if (state_ == State::key && token == JsonToken::end_object) {
      return text_.keep(reader, exchange) ? Progress::done : Progress::failed;
    }
    if (!step(token, reader, exchange)) return Progress::failed;
  }
}

bool D1RestMeta::step(JsonToken token, const JsonReader& reader, Exchange& exchange) {
  switch (state_) {
    case State::start:
      if (token != JsonToken::begin_object) return fail_at_token("`meta` is not an object", reader, exchange);
      text_.begin(reader);
      depth_ = reader.depth();
      state_ = State::key;
      return true;
    case State::key: {
      const std::string_view key = reader.text().raw;
      state_ = key == "changes" ? State::changes : key == "last_row_id" ? State::last_id : State::skipped;
      return true;
    }
    case State::changes:
    case State::last_id: {
      const bool is_changes = state_ == State::changes;
      state_ = State::key;
      if (token == JsonToken::null_value) return true;
      const auto number = token == JsonToken::number ? parse_integer(reader.text().raw) : std::nullopt;
      if (!number) return fail_at_token("a number of `meta` is not one", reader, exchange);
      if (!is_changes) {
        has_last_id_ = is_safe_integer(*number);
        last_id_ = *number;
      } else if (*number >= 0 && is_safe_integer(*number)) {
        affected_ = (affected_ < 0 ? 0 : affected_) + *number;
      }
      return true;
    }
    case State::skipped:
      if (reader.depth() == depth_) state_ = State::key;
      return true;
  }
  return true;
}

}  // namespace tcpless
