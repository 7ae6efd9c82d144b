// The answer to a batch over Neon's SQL over HTTP, read as it arrives.
#pragma once

#include "wire/neon/neon_result.h"

namespace tcpless {

// Reads `{"results":[{..},{..}]}` token by token, each result by a NeonResult, and puts out all but the last one: that
// one is complete only when the whole body has proved to be well-formed. Unknown keys are passed over. Another number
// of results than there are statements is a failure.
class NeonBatch {
 public:
  // Reads on, until the object is closed. The reader is open on the exchange's input; failures are reported to the
  // exchange.
  [[nodiscard]] Progress read(JsonReader& reader, NeonResult& result, Exchange& exchange);

  void restart();

 private:
  enum class State : uint8_t { start, key, skipped, results_start, result_or_end, result, finished };

  [[nodiscard]] bool step(JsonToken token, const JsonReader& reader, NeonResult& result, Exchange& exchange);

  uint32_t results_ = 0;  // that were begun
  State state_ = State::start;
  bool has_results_ = false;
};

}  // namespace tcpless
