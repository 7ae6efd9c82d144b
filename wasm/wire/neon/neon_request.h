// The request of Neon's SQL over HTTP.
#pragma once

#include "sql/statement.h"
#include "wire/connection_string.h"
#include "wire/exchange.h"

namespace tcpless {

// Puts the `request` section for one statement on the tape, or says why it cannot be sent.
//
// POST <endpoint> with {"query", "params"}; every parameter is text or null. The endpoint is the one
// of the settings, or derived from the host: `https://api.` with the first label dropped (`apiauth.`
// with a token), and `http://host:port/sql` for this machine, where a gateway listens.
[[nodiscard]] StatementError put_neon_request(const Statement& statement, Exchange& exchange);

}  // namespace tcpless
