// Which tables `withSchema` gives a schema.
#pragma once

#include <string_view>

#include "base/arena.h"
#include "builder/node.h"

namespace tcpless::builder {

// A query that names are looked up in, and the ones around it.
struct Scope {
  const Scope* outer;
  const Query* query;
};

// The schema of a table that names none: that of the nearest query with a schema inside of which a query reads or
// writes a table of this name, which is none of the common tables there. No data when it stays without one.
[[nodiscard]] std::string_view schema_of(std::string_view table, const Scope* scope);

}  // namespace tcpless::builder
