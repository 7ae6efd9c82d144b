// What an HTTP status means when the service's own words are missing.
#pragma once

#include "wire/exchange.h"

namespace tcpless {

// The error code of a status alone, for one that is not a success.
[[nodiscard]] ErrorCode code_of_status(uint32_t status);

// Adds to a failure what the head of the answer says: the status, Retry-After, the request id, and
// whether the request may be sent again because it was not applied (429; 503 with Retry-After; some of Cloudflare's).
void describe_status(Failure& failure, Exchange& exchange);

// Fails because of a body that is not the service's own, and shows the status and the start of the body.
void fail_with_foreign_answer(std::string_view body, Exchange& exchange);

// Whether the body with a success's status may be JSON. False: its first byte has not come, or it is something else,
// a page of HTML for example, and the exchange has failed or will when there is enough of it to show.
[[nodiscard]] bool begins_as_json(Exchange& exchange, bool last);

}  // namespace tcpless
