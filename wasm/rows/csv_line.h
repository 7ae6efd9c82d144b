// A row as a line of CSV: https://www.rfc-editor.org/rfc/rfc4180.
#pragma once

#include <string_view>

#include "base/buffer.h"
#include "bindings/layout.h"

namespace tcpless {

// Appends the line of a row that was written as a JSON array, of which `cells` is all between its brackets. `scratch`
// is for one field at a time.
//
// null is an empty field and empty text a quoted one, as PostgreSQL's COPY has it; text is quoted where it must be;
// what is neither text nor null stands there as JSON. With FormulasAs::escape text is always quoted, and where a
// spreadsheet would take it for a formula a single quote stands before it
// (https://owasp.org/www-community/attacks/CSV_Injection); text that is a negative number stays what it is.
void append_csv_line(Buffer<char>& out, std::string_view cells, FormulasAs formulas, Buffer<char>& scratch);

}  // namespace tcpless
