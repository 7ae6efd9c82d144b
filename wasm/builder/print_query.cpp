// Queries and their steps.
#include <new>
#include <utility>

#include "builder/sql_printer.h"
#include "builder/words.h"

namespace tcpless::builder {

bool SqlPrinter::needs_parens(NodeKind query) const {
  if (parent_ == no_parent || parent_ == NodeKind::parens || query == NodeKind::merge_query) return false;
  if (query == NodeKind::select_query) {
    return parent_ != NodeKind::expression && parent_ != NodeKind::set_operation;
  }
  return parent_ != NodeKind::raw && (parent_ != NodeKind::then || query == NodeKind::delete_query);
}

void SqlPrinter::expand_query(const Node& node) {
  const Query& query = *node.query;
  if (query_.has_schema) {
    void* memory = sql_.arena().allocate(sizeof(Scope));
    if (memory == nullptr) return fail(out_of_memory);
    scope_ = new (memory) Scope{scope_, &query};
  }
  if (parent_ == no_parent) put(query.first(NodeKind::explain));
  const bool parens = needs_parens(node.kind);
  if (parens) put("(");
  with_tables(query);
  switch (node.kind) {
    case NodeKind::select_query:
      select_query(query);
      break;
    case NodeKind::insert_query:
      insert_query(query);
      break;
    case NodeKind::update_query:
      update_query(query);
      break;
    case NodeKind::delete_query:
      delete_query(query);
      break;
    default:
      merge_query(query);
  }
  if (node.kind == NodeKind::select_query) end_modifiers(query.first(NodeKind::end_modifier));
  if (parens) put(")");
  if (node.kind != NodeKind::select_query) put_list_after(" ", query.first(NodeKind::end_modifier), " ");
}

void SqlPrinter::with_tables(const Query& query) {
  const Node* first = query.first(NodeKind::common_table);
  if (first == nullptr) return;
  put(query.first(NodeKind::recursive) == nullptr ? "with " : "with recursive ");
  put_list(first);
  put(" ");
}

void SqlPrinter::select_query(const Query& query) {
  put("select");
  if (const Node* first = query.first(NodeKind::distinct_on)) {
    only(postgres_alone, "distinct on");
    put(" distinct on (");
    put_list(first);
    put(")");
  }
  put_list_after(" ", query.first(NodeKind::front_modifier), " ");
  put_after(" ", query.first(NodeKind::top));
  if (query.first(NodeKind::clear_select) != nullptr && query.first(NodeKind::select) == nullptr) put(" ");
  if (query.first(NodeKind::select) == nullptr && query.first(NodeKind::front_modifier) == nullptr) {
    only(postgres_alone, "a select without columns");
  }
  put_list_after(" ", query.first(NodeKind::select));
  put_list_after(" from ", query.first(NodeKind::from));
  joins(query.first(NodeKind::join));
  put_list_after(" where ", query.first(NodeKind::where), " and ");
  put_list_after(" group by ", query.first(NodeKind::group_by));
  put_list_after(" having ", query.first(NodeKind::having), " and ");
  put_list_after(" ", query.first(NodeKind::set_operation), " ");
  order_by(query);
  put_after(" limit ", query.first(NodeKind::limit));
  if (query.first(NodeKind::offset) != nullptr && query.first(NodeKind::limit) == nullptr) {
    only(postgres_alone, "offset without limit");
  }
  put_after(" offset ", query.first(NodeKind::offset));
  put_after(" ", query.first(NodeKind::fetch));
}

void SqlPrinter::update_query(const Query& query) {
  put("update ");
  if (const Node* top = query.first(NodeKind::top)) {
    put(top);
    put(" ");
  }
  if (const Node* first = query.first(NodeKind::into)) {
    if (first->next != nullptr) only(mysql_alone, "an update of several tables");
    put_list(first);
    put(" ");
  }
  put("set ");
  put_list(query.first(NodeKind::set));
  put_list_after(" output ", query.first(NodeKind::output));
  const Node* from = query.first(NodeKind::from);
  if (from != nullptr) only(postgres_alone | sqlite_alone, "update ... from");
  put_list_after(" from ", from);
  if (from == nullptr && query.first(NodeKind::join) != nullptr) {
    return fail(failed<ErrorCode::template_misuse,
                       "joins of an update stand behind from(); MySQL joins the tables given to updateTable()">);
  }
  joins(query.first(NodeKind::join));
  put_list_after(" where ", query.first(NodeKind::where), " and ");
  put_returning(query);
  order_and_limit(query);
}

void SqlPrinter::delete_query(const Query& query) {
  put("delete ");
  if (const Node* top = query.first(NodeKind::top)) {
    put(top);
    put(" ");
  }
  const Node* from = query.first(NodeKind::from);
  put_list_after("from ", from);
  put_list_after(" output ", query.first(NodeKind::output));
  const Node* used = query.first(NodeKind::using_table);
  if (used != nullptr) only(postgres_alone | mysql_alone, "delete ... using");
  const bool several = from != nullptr && from->next != nullptr;
  if (used == nullptr && (several || query.first(NodeKind::join) != nullptr)) {
    only(no_dialect, "a delete of several tables without using()");
  }
  if (several) only(mysql_alone, "a delete from several tables");
  put_list_after(" using ", used);
  joins(query.first(NodeKind::join));
  put_list_after(" where ", query.first(NodeKind::where), " and ");
  put_returning(query);
  order_and_limit(query);
}

void SqlPrinter::merge_query(const Query& query) {
  only(postgres_alone, "merge");
  put("merge ");
  if (const Node* top = query.first(NodeKind::top)) {
    put(top);
    put(" ");
  }
  put_list_after("into ", query.first(NodeKind::into));
  put_list_after(" ", query.first(NodeKind::using_table));
  for (const Node* step = query.first(NodeKind::merge_when); step != nullptr; step = step->next) {
    put_after(step->kind == NodeKind::then ? " then " : " when ", step);
  }
  put_returning(query);
  put_list_after(" output ", query.first(NodeKind::output));
}

void SqlPrinter::put_returning(const Query& query) {
  const Node* first = query.first(NodeKind::returning);
  if (first == nullptr) return;
  only(postgres_alone | sqlite_alone, "returning");
  put_list_after(" returning ", first);
}

void SqlPrinter::order_and_limit(const Query& query) {
  if (query.first(NodeKind::order_item) != nullptr || query.first(NodeKind::limit) != nullptr) {
    only(mysql_alone | sqlite_alone, "order by and limit of a statement that writes");
  }
  order_by(query);
  put_after(" limit ", query.first(NodeKind::limit));
}

void SqlPrinter::order_by(const Query& query) { put_list_after(" order by ", query.first(NodeKind::order_item)); }

void SqlPrinter::joins(const Node* first) {
  const bool deduplicate = query_.options.has(QueryOption::deduplicate_joins);
  for (const Node* join = first; join != nullptr; join = join->next) {
    if (!deduplicate || !is_repeated(*join, first)) put_after(" ", join);
  }
}

// Values are not here to be compared, so that a join with some is never the same as another.
bool SqlPrinter::is_repeated(const Node& join, const Node* first) const {
  const auto record_of = [this](const Node& node) {
    const auto begin = static_cast<size_t>(node.text.data() - query_.record.data());
    return query_.record.substr(begin, node.position - begin);
  };
  if (join.position == 0) return false;
  for (; first != &join; first = first->next) {
    if (first->position != 0 && record_of(*first) == record_of(join)) return true;
  }
  return false;
}

void SqlPrinter::end_modifiers(const Node* first) {
  // Locks come before what tells how to wait for them; what callers wrote stays where it is.
  const auto rank = [](const Node& modifier) {
    return modifier.kind == NodeKind::end_modifier ? 0 : modifier.kind == NodeKind::lock ? 1 : 2;
  };
  Buffer<const Node*> sorted(sql_.arena());
  for (; first != nullptr; first = first->next) {
    // Binary insertion, as the sort of JavaScript does it for few elements: the order is not a total one.
    size_t begin = 0;
    size_t end = sorted.size();
    while (begin < end) {
      const size_t middle = (begin + end) / 2;
      const Node& other = *sorted[middle];
      const bool before = rank(*first) != 0 && rank(other) != 0 && rank(*first) < rank(other);
      (before ? end : begin) = before ? middle : middle + 1;
    }
    sorted.push(first);
    for (size_t i = sorted.size() - 1; i > begin; --i) std::swap(sorted[i], sorted[i - 1]);
  }
  if (sorted.size() > 0 && sorted[0]->kind == NodeKind::lock_wait) {
    only(no_dialect, "skip locked and nowait without a lock");
  }
  for (const Node* modifier : sorted) put_after(" ", modifier);
}

}  // namespace tcpless::builder
