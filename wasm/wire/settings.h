// What the caller chose, read from the front of a record.
#pragma once

#include <string_view>

#include "base/record.h"
#include "base/status.h"
#include "rows/cell_sink.h"

namespace tcpless {

// Views point into the record.
struct Settings {
  std::string_view url;
  std::string_view endpoint;
  std::string_view auth_token;
  std::string_view types;  // entries: types/type_options.h
  ValueOptions values;     // what they say, once the codec has read them
  std::string_view before_rows;
  std::string_view after_rows;
  Output output = Output::tape;
  uint32_t held_rows_bytes = limits::held_rows_bytes;
  std::string_view member;
  std::string_view session;  // only while the record is there
  bool in_session = false;   // `session` was set, perhaps empty
  bool replica = false;
  bool boost = false;
  bool fields = false;  // columns are described in `meta`
  bool lists = false;   // an array stands for its elements
  IsolationLevel isolation_level = IsolationLevel::server;
  Provider provider = Provider::of_host;
  bool deferrable = false;
  bool insecure = false;
  bool single = false;
  bool read_only = false;
  bool header = false;
  FormulasAs formulas = FormulasAs::keep;
  RenameTo rename = RenameTo::server;
  uint32_t tagged_columns = 0;
};

// Reads the setting steps at the cursor and leaves it behind them. Fails with `option` on a value
// that the setting does not have.
[[nodiscard]] Status read_settings(StepCursor& cursor, Settings& out);

}  // namespace tcpless
