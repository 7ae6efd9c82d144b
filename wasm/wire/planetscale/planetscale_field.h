// An entry of `fields`: what Vitess says of a result column.
#pragma once

#include "rows/row_output.h"
#include "types/mysql.h"

namespace tcpless {

// query.Field (https://github.com/vitessio/vitess, proto/query.proto), as far as it counts here.
struct PlanetscaleField {
  // In `column`: type_id is the number of query.Type, type_size the columnLength, column_id the character set,
  // type_modifier the flags; what is not said is 0.
  Column column{{}, 0, 0, 0, 0, 0};

  // Takes the name of a type. One that is not known is like none: told apart by its character set.
  void set_type(std::string_view name);
  [[nodiscard]] MysqlType type() const;
};

}  // namespace tcpless
