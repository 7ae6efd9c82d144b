// Cloudflare D1 through its Worker binding: a value binding, so there is no request and no body.
#pragma once

#include "wire/codec.h"

namespace tcpless {

// OPERATION(execute) puts out a `statement` section: SQL and parameters for prepare().bind(). Several
// of them are one query, to be run as one batch.
// OPERATION(failure) reads the message of what the binding threw and puts out the error it means.
class D1BindingCodec final : public Codec {
 public:
  [[nodiscard]] const Capabilities& capabilities() const override;
  void begin(StepCursor steps, Operation operation, Exchange& exchange) override;
  void begin_answer(Exchange& exchange) override;
  void feed(Exchange& exchange, bool last) override;
  void restart() override;
};

}  // namespace tcpless
