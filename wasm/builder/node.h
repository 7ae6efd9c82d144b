// A recorded query as a tree. What the nodes mean stands in bindings/query.def.
#pragma once

#include <cstdint>
#include <string_view>

namespace tcpless::builder {

enum class NodeKind : uint8_t {
#define NODE(name, operands) name,
#include "bindings/query.def"
};

enum class QueryDialect : uint8_t {
#define QUERY_DIALECT(name) name,
#include "bindings/query.def"
};

enum class QueryOption : uint8_t {
#define QUERY_OPTION(name) name,
#include "bindings/query.def"
};

enum class QueryWord : uint8_t {
#define QUERY_WORD(name) name,
#include "bindings/query.def"
};

enum class QueryFlag : uint8_t {
#define QUERY_FLAG(name) name,
#include "bindings/query.def"
};

inline constexpr uint32_t node_kinds = 0
#define NODE(name, operands) +1
#include "bindings/query.def"
    ;

// The character of the first line of a family.
inline constexpr char first_character = 2;
inline constexpr char text_end = 0;
inline constexpr char nodes_end = 1;

struct Query;

// Nodes live in the arena of the compilation, texts in the record.
struct Node {
  NodeKind kind;
  // The index of the first value it stands for; of a join without values, the offset in the record where it ends; of
  // a table, 1 when it never gets a schema.
  uint32_t position = 0;
  // Of rows: how many columns each has.
  uint32_t columns = 0;
  std::string_view text = {};
  Node* child = nullptr;
  Node* next = nullptr;
  // Of queries alone: their steps, sorted by what they do.
  Query* query = nullptr;
};

// The steps that a query keeps of one kind begin here; kinds below have no steps.
inline constexpr uint32_t first_step = static_cast<uint32_t>(NodeKind::schema);

struct Steps {
  Node* first = nullptr;
  Node* last = nullptr;
};

// The steps of a query (of on_conflict, do_update too) in the order in which they came, without those that later
// ones replaced or cleared. Steps that share a place in the SQL text share a list, that of the first kind named:
// distinct with front_modifier, lock and lock_wait with end_modifier, rows and row with expression, then with
// merge_when.
struct Query {
  Steps steps[node_kinds - first_step];

  [[nodiscard]] Steps& of(NodeKind kind) { return steps[static_cast<uint32_t>(kind) - first_step]; }
  [[nodiscard]] Node* first(NodeKind kind) const { return steps[static_cast<uint32_t>(kind) - first_step].first; }
};

}  // namespace tcpless::builder
