// Cells of MySQL's text protocol that need no decoder.
#pragma once

#include "rows/tape_rows.h"
#include "types/mysql.h"
#include "types/plain_cell.h"

namespace tcpless {

// How a column's cells can be taken. `none`: only by way of emit_mysql_value.
enum class MysqlPlainCell : uint8_t { none, text, integer, json };

[[nodiscard]] MysqlPlainCell mysql_plain_cell(MysqlColumn column);

// How much may be written for cells of so many bytes together: each character escaped, quotes, and what is read behind
// a cell, in blocks.
[[nodiscard]] constexpr size_t mysql_plain_cell_room(size_t cells, size_t bytes) {
  return 2 * bytes + 2 * cells + plain_value_slack + 16;
}

// Writes the JSON of a cell that is not NULL, with plain_value_slack bytes behind it, to `to`: the same bytes that
// emit_mysql_value gives to JsonRows. Returns what is behind them; null when the cell is none of the simple ones, or
// wrong. `ascii`: no byte is above 0x7f.
[[nodiscard]] char* write_mysql_plain_cell(MysqlPlainCell kind, std::string_view cell, bool ascii, char* to);

// The same onto the tape. False when the cell is none of the simple ones, and nothing was put out.
[[nodiscard]] bool put_mysql_plain_cell(MysqlPlainCell kind, std::string_view cell, bool ascii, TapeRows& rows);

}  // namespace tcpless
