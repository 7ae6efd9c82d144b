// MySQL's text protocol, decoded by type.
#pragma once

#include <string_view>

#include "base/arena.h"
#include "base/status.h"
#include "rows/cell_sink.h"

namespace tcpless {

// How the types are told apart; those from int8 on are the ones that the option `types` names, in the order of
// mysql_options.cpp.
enum class MysqlType : uint8_t {
  text,
  integer,   // of up to 32 bits, and year
  floating,  // float, double
  int8,      // bigint, signed or not
  numeric,   // decimal
  json,
  bytea,  // what has no character set: binary, varbinary, blob, geometry, vector
  timestamp,
  datetime,
  date,
  bit,
  tinyint1,  // tinyint(1), which boolean stands for
};

// What a cell becomes.
enum class MysqlForm : uint8_t {
  text,      // as the server wrote it
  integer,   // a safe integer, or else a failure
  bigint,    // of digits
  floating,  // a number
  numeric,   // a number, which may round
  digits,    // a bigint of a decimal, which must be whole
  boolean,   // of an integer: whether it is not 0
  json,
  rounded,  // json whose integers JSON.parse may round
  bytes,
  hex,
  date,         // a Date at midnight UTC
  datetime,     // a Date, read as UTC
  bit_integer,  // a bigint of bytes, highest first
  bit_boolean,  // whether any bit is set
};

// How one column is read.
struct MysqlColumn {
  MysqlForm form = MysqlForm::text;
  bool asked = false;  // for this column by name
};

// Decodes one cell that is not NULL and emits it, or fails with `value` (not exact in the form asked for, no JSON) or
// `protocol` (not what the server writes for this type). `ascii`: no byte is above 0x7f.
//
// Text that is not UTF-8 gets U+FFFD for what is not, as a TextDecoder does.
[[nodiscard]] Status emit_mysql_value(MysqlColumn column, std::string_view cell, bool ascii,
                                      const ValueOptions& options, Arena& scratch, CellSink& sink);

// Reads the entries of the setting `types` (bindings/layout.def) into `out`. Returns the first one that names a type,
// form or preset that does not exist; empty when all do.
[[nodiscard]] std::string_view read_mysql_type_options(std::string_view entries, ValueOptions& out);

// The reader for a column of a result: as an entry for its name says, or else one for its type, or else the preset.
[[nodiscard]] MysqlColumn mysql_column(std::string_view name, MysqlType type, std::string_view entries);

}  // namespace tcpless
