// What Neon's SQL over HTTP says when it does not give a result.
#pragma once

#include "wire/exchange.h"

namespace tcpless {

// Reads the whole body of an answer whose status is not 200 and fails the exchange with what it
// means: the SQLSTATE and the fields of PostgreSQL's ErrorResponse, or the status alone.
void fail_with_neon_answer(std::string_view body, Exchange& exchange);

}  // namespace tcpless
