// Rows on their way out, in whatever form was asked for.
#pragma once

#include "base/status.h"
#include "rows/cell_sink.h"

namespace tcpless {

// What a service says about a result column (PostgreSQL's RowDescription; zero where unknown).
struct Column {
  std::string_view name;  // valid UTF-8, in the query's arena
  uint32_t type_id = 0;
  uint32_t table_id = 0;
  uint32_t column_id = 0;
  int32_t type_size = 0;
  int32_t type_modifier = -1;
};

// Takes the rows of one result: columns once, then begin_row, the cells, end_row for each row, then
// finish. A failure instead leaves what was written before the last end_row.
class RowOutput : public CellSink {
 public:
  virtual void columns(const Column* columns, uint32_t count) = 0;
  virtual Status begin_row() = 0;
  virtual void end_row() = 0;
  virtual void finish() = 0;

 protected:
  ~RowOutput() = default;
};

}  // namespace tcpless
