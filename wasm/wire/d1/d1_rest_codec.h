// Cloudflare D1 by its REST API: https://developers.cloudflare.com/api/resources/d1/subresources/database/.
#pragma once

#include "wire/codec.h"
#include "wire/d1/d1_rest_result.h"
#include "wire/d1/d1_statement.h"

namespace tcpless {

// A request by put_d1_request, and the answer by D1RestResult or fail_with_d1_answer.
class D1RestCodec final : public Codec {
 public:
  explicit D1RestCodec(Arena& arena) : result_(arena) {}

  [[nodiscard]] const Capabilities& capabilities() const override;
  void begin(StepCursor steps, Operation operation, Exchange& exchange) override;
  void begin_answer(Exchange& exchange) override;
  void feed(Exchange& exchange, bool last) override;
  void restart() override;
  bool emit_cell(uint32_t column, std::string_view kept, Exchange& exchange) override;

 private:
  [[nodiscard]] StatementError compile(StepCursor steps, bool batch, D1Statements& statements, Exchange& exchange);

  JsonAnswer answer_;
  D1RestResult result_;
};

}  // namespace tcpless
