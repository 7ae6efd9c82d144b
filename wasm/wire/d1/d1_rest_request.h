// The request of D1's REST API.
#pragma once

#include "wire/d1/d1_statement.h"
#include "wire/exchange.h"

namespace tcpless {

// Puts the `request` section for the statements on the tape, or says why they cannot be sent.
//
// POST <endpoint>/accounts/<account>/d1/database/<database>/raw with {"sql", "params"}, or {"batch": [..]} of these.
// The setting `url` has the account and the database with a slash between; the endpoint is the one of the settings or
// Cloudflare's. https://developers.cloudflare.com/api/resources/d1/subresources/database/methods/raw/
[[nodiscard]] StatementError put_d1_request(const D1Statements& statements, Exchange& exchange);

}  // namespace tcpless
