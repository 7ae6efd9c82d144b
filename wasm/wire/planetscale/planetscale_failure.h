// What PlanetScale says when it does not give a result.
#pragma once

#include "wire/exchange.h"

namespace tcpless {

// Fails with an error of Vitess: the name of its code (`ALREADY_EXISTS`; of the Connect protocol `unauthenticated`,
// https://connectrpc.com/docs/protocol/#error-codes), and a message in which MySQL's number and SQLSTATE stand.
void fail_with_vitess_error(std::string_view code, std::string_view message, Exchange& exchange);

// Reads the whole body of an answer whose status is not 200 and fails with what it means: `{"code","message"}`, the
// same inside `error`, or the status alone.
void fail_with_planetscale_answer(std::string_view body, Exchange& exchange);

}  // namespace tcpless
