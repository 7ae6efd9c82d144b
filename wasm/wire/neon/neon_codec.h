// Neon's SQL over HTTP: https://github.com/neondatabase/neon, proxy/src/serverless.
#pragma once

#include "sql/statement.h"
#include "wire/codec.h"
#include "wire/neon/neon_batch.h"

namespace tcpless {

// A request by put_neon_request, and the answer by NeonResult, NeonBatch or fail_with_neon_answer.
class NeonCodec final : public Codec {
 public:
  explicit NeonCodec(Arena& arena) : result_(arena) {}

  [[nodiscard]] const Capabilities& capabilities() const override;
  void begin(StepCursor steps, Operation operation, Exchange& exchange) override;
  void begin_answer(Exchange& exchange) override;
  void feed(Exchange& exchange, bool last) override;
  void restart() override;
  bool emit_cell(uint32_t column, std::string_view json, Exchange& exchange) override;

 private:
  JsonAnswer answer_;
  NeonResult result_;
  NeonBatch batch_;
};

}  // namespace tcpless
