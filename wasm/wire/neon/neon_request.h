// The request of Neon's SQL over HTTP.
#pragma once

#include "sql/statement.h"
#include "wire/exchange.h"

namespace tcpless {

// Puts the `request` section for the statement of these steps on the tape, or for those of a batch, or says why it
// cannot be sent.
//
// POST <endpoint> with {"query", "params"}, or {"queries": [..]} of these; every parameter is text or null. A batch is
// one transaction, whose kind its headers tell.
//
// The endpoint is the one of the settings, or derived from the host: `http://host:port/sql` for this machine, where a
// gateway listens, and otherwise what the provider says. Neon: `https://api.` with the first label dropped (`apiauth.`
// with a token); Xata (https://xata.io/docs/core-concepts/serverless-proxy) and PlanetScale
// (https://planetscale.com/docs/postgres/connecting/neon-serverless-driver): `https://host/sql`.
[[nodiscard]] StatementError put_neon_request(StepCursor& steps, bool batch, Exchange& exchange);

}  // namespace tcpless
