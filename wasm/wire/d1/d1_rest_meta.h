// What D1 tells of a statement beside its rows.
#pragma once

#include "wire/d1/d1_kept_json.h"
#include "wire/json_answer.h"

namespace tcpless {

// Reads `{"changes":1,"last_row_id":2,..}` token by token, once for each statement of a query. Of several the last one
// counts, but their changes are added up.
// https://developers.cloudflare.com/d1/worker-api/return-object/
class D1RestMeta {
 public:
  explicit D1RestMeta(Arena& arena) : text_(arena) {}

  // Another object comes next.
  void begin_object() { state_ = State::start; }

  // Reads on, until the object is closed, which starts with the first token behind begin_object().
  [[nodiscard]] Progress read(JsonReader& reader, Exchange& exchange);

  // The `meta` section.
  void put(Exchange& exchange) const { exchange.put_meta(has_last_id_ ? &last_id_ : nullptr, text_.view()); }

  // Rows that were changed; below 0: nothing was told.
  [[nodiscard]] int64_t affected() const { return affected_; }

  // Another query's statements come next.
  void clear();

 private:
  enum class State : uint8_t { start, key, changes, last_id, skipped };

  [[nodiscard]] bool step(JsonToken token, const JsonReader& reader, Exchange& exchange);

  D1KeptJson text_;
  int64_t affected_ = -1;
  int64_t last_id_ = 0;
  uint32_t depth_ = 0;  // of the keys
  State state_ = State::start;
  bool has_last_id_ = false;
};

}  // namespace tcpless
