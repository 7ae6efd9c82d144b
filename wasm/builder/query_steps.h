// Sorts the steps of a query by what they do.
#pragma once

#include "base/arena.h"
#include "base/status.h"
#include "builder/node.h"

namespace tcpless::builder {

// Whether a node's children are steps.
[[nodiscard]] bool has_steps(NodeKind kind);

// Sets `node.query`; its children then belong to it. Fails with `out_of_memory`.
[[nodiscard]] Status sort_steps(Node& node, Arena& arena);

}  // namespace tcpless::builder
