// Requests of psdb.v1alpha1.Database: https://github.com/planetscale/database-js
#pragma once

#include "sql/statement.h"
#include "wire/exchange.h"

namespace tcpless {

// Puts the `request` section for the statement of these steps on the tape, or for the one that the operation stands
// for, or says why it cannot be sent. `warning` becomes what the caller should know of the statement, if anything.
//
// POST https://HOST/psdb.v1alpha1.Database/Execute with {"query", "session"} and Basic authorization; the session is
// what an earlier answer gave, as it came. The host is that of the setting `url`, where `mysql:` has MySQL's port,
// which does not count, or `http:` leads to this machine; or the setting `endpoint` says where, path and all.
[[nodiscard]] StatementError put_planetscale_request(StepCursor& steps, Operation operation, std::string_view& warning,
                                                     Exchange& exchange);

// Puts the text of the statement of these steps on the tape, as a `statement` section without parameters.
[[nodiscard]] StatementError put_formatted_statement(StepCursor& steps, Exchange& exchange);

}  // namespace tcpless
