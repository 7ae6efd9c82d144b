// The items of an order.
#include "builder/sql_printer.h"

namespace tcpless::builder {

void SqlPrinter::order_item(const Node& node) {
  const Node* expression = node.child;
  const Node* direction = nullptr;
  const Node* nulls = nullptr;
  const Node* collation = nullptr;
  for (const Node* child = expression->next; child != nullptr; child = child->next) {
    (child->kind == NodeKind::nulls ? nulls : child->kind == NodeKind::collate ? collation : direction) = child;
  }
  if (expression->kind == NodeKind::order_reference) {
    order_reference(expression->text, expression->next != nullptr);
  } else {
    put(expression);
  }
  put_after(" ", collation);
  put_after(" ", direction);
  put_after(" ", nulls);
}

void SqlPrinter::order_reference(std::string_view text, bool directed) {
  const size_t space = text.find(' ');
  std::string_view direction = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
  direction = direction.substr(0, direction.find(' '));
  if (direction.empty()) return reference(text);
  if (directed) return fail(failed<ErrorCode::template_misuse, "an order has one direction">);
  if (direction != "asc" && direction != "desc") {
    return fail(failed<ErrorCode::template_misuse, "a direction is asc or desc">);
  }
  reference(text.substr(0, space));
  sql_.push(' ');
  sql_.append(direction);
}

}  // namespace tcpless::builder
