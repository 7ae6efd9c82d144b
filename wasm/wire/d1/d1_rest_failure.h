// What D1's REST API says when it does not give a result.
#pragma once

#include "wire/exchange.h"

namespace tcpless {

// Fails with what Cloudflare's `{"errors": [{"code", "message"}], "success": false}` means, or with the status alone
// when the body is something else. The first error counts.
// https://developers.cloudflare.com/api/resources/d1/subresources/database/methods/raw/
void fail_with_d1_answer(std::string_view body, Exchange& exchange);

// The same for the value of the member `errors` alone; false when it has no error.
[[nodiscard]] bool fail_with_d1_errors(std::string_view errors, Exchange& exchange);

// Fails with the message of one statement of several.
void fail_with_d1_message(std::string_view message, Exchange& exchange);

}  // namespace tcpless
