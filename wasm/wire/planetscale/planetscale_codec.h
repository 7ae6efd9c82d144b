// PlanetScale for MySQL: psdb.v1alpha1.Database, https://github.com/planetscale/database-js
#pragma once

#include "wire/codec.h"
#include "wire/planetscale/planetscale_result.h"

namespace tcpless {

// A request by put_planetscale_request, and the answer by PlanetscaleResult or fail_with_planetscale_answer.
class PlanetscaleCodec final : public Codec {
 public:
  explicit PlanetscaleCodec(Arena& arena) : result_(arena) {}

  [[nodiscard]] const Capabilities& capabilities() const override;
  void begin(StepCursor steps, Operation operation, Exchange& exchange) override;
  void begin_answer(Exchange& exchange) override;
  void feed(Exchange& exchange, bool last) override;
  void restart() override;
  bool emit_cell(uint32_t column, std::string_view cell, Exchange& exchange) override;

 private:
  JsonAnswer answer_;
  PlanetscaleResult result_;
  std::string_view warning_;
  bool commits_ = false;
};

}  // namespace tcpless
