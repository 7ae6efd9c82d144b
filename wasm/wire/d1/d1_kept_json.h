// JSON that is kept as it came.
#pragma once

#include "base/buffer.h"
#include "wire/json_answer.h"

namespace tcpless {

// The text of an array or object that a caller reads token by token.
class D1KeptJson {
 public:
  explicit D1KeptJson(Arena& arena) : text_(arena) {}

  // The last token began the value.
  void begin(const JsonReader& reader) {
    text_.clear();
    from_ = reader.consumed() - 1;
  }

  // Copies what has been read since: when the piece is used up, and when the value is closed. False: it is longer than
  // limits::error_body_bytes, and the exchange has failed.
  [[nodiscard]] bool keep(const JsonReader& reader, Exchange& exchange) {
    text_.append(reader.consumed_since(from_));
    from_ = 0;
    if (text_.size() <= limits::error_body_bytes) return true;
    exchange.fail(failed<ErrorCode::limit, "what the answer tells beside its rows is longer than 64 KB">);
    return false;
  }

  void clear() { text_.clear(); }
  [[nodiscard]] std::string_view view() const { return text_.view(); }

 private:
  Buffer<char> text_;
  size_t from_ = 0;  // in the open piece
};

}  // namespace tcpless
