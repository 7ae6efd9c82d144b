#include "builder/query_steps.h"

#include <new>

namespace tcpless::builder {
namespace {

void add(Steps& steps, Node* step) {
  step->next = nullptr;
  (steps.first == nullptr ? steps.first : steps.last->next) = step;
  steps.last = step;
}

void replace(Steps& steps, Node* step) {
  steps = {};
  add(steps, step);
}

void take(Query& query, Node* step) {
  switch (step->kind) {
    case NodeKind::distinct:
      return add(query.of(NodeKind::front_modifier), step);
    case NodeKind::lock:
    case NodeKind::lock_wait:
      return add(query.of(NodeKind::end_modifier), step);
    case NodeKind::recursive:
      // The first common table tells for all.
      if (query.first(NodeKind::common_table) == nullptr) add(query.of(NodeKind::recursive), step);
      return;
    case NodeKind::then:
      return add(query.of(NodeKind::merge_when), step);
    case NodeKind::row: {
      Steps& rows = query.of(NodeKind::expression);
      return rows.last != nullptr && rows.last->kind == NodeKind::row ? add(rows, step) : replace(rows, step);
    }
    case NodeKind::rows:
    case NodeKind::expression:
      return replace(query.of(NodeKind::expression), step);
    case NodeKind::schema:
    case NodeKind::top:
    case NodeKind::limit:
    case NodeKind::offset:
    case NodeKind::fetch:
    case NodeKind::explain:
    case NodeKind::column_list:
    case NodeKind::or_action:
    case NodeKind::on_conflict:
    case NodeKind::do_update:
    case NodeKind::on_duplicate_key:
    case NodeKind::constraint:
    case NodeKind::index_expression:
      return replace(query.of(step->kind), step);
    case NodeKind::clear_select:
      // What is left is a list without items, which is not the same as none.
      query.of(NodeKind::select) = {};
      return replace(query.of(NodeKind::clear_select), step);
    case NodeKind::clear_where:
      query.of(NodeKind::where) = {};
      return;
    case NodeKind::clear_limit:
      query.of(NodeKind::limit) = {};
      return;
    case NodeKind::clear_offset:
      query.of(NodeKind::offset) = {};
      return;
    case NodeKind::clear_order_by:
      query.of(NodeKind::order_item) = {};
      return;
    case NodeKind::clear_group_by:
      query.of(NodeKind::group_by) = {};
      return;
    case NodeKind::clear_returning:
      query.of(NodeKind::returning) = {};
      return;
    default:
      if (static_cast<uint32_t>(step->kind) >= first_step) add(query.of(step->kind), step);
  }
}

}  // namespace

bool has_steps(NodeKind kind) {
  switch (kind) {
    case NodeKind::select_query:
    case NodeKind::insert_query:
    case NodeKind::update_query:
    case NodeKind::delete_query:
    case NodeKind::merge_query:
    case NodeKind::on_conflict:
    case NodeKind::do_update:
      return true;
    default:
      return false;
  }
}

Status sort_steps(Node& node, Arena& arena) {
  void* memory = arena.allocate(sizeof(Query));
  if (memory == nullptr) return out_of_memory;
  node.query = new (memory) Query;
  for (Node* step = node.child; step != nullptr;) {
    Node* next = step->next;
    take(*node.query, step);
    step = next;
  }
  node.child = nullptr;
  return success;
}

}  // namespace tcpless::builder
