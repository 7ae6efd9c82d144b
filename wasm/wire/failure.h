// Why a query failed, in the words of the tape's `error` section.
#pragma once

#include <string_view>

#include "base/status.h"

namespace tcpless {

// Texts must live until the failure is reported.
struct Failure {
  static constexpr uint32_t most_fields = 20;
  struct Field {
    ErrorField name;
    std::string_view value;
  };

  Failure() = default;
  explicit Failure(ErrorCode failure_code, std::string_view message) : code(failure_code) {
    add(ErrorField::message, message);
  }
  explicit Failure(Status status) : Failure(status.code(), status.message()) {}

  void add(ErrorField name, std::string_view value) {
    if (value.empty() || field_count == most_fields) return;
    fields[field_count++] = {name, value};
  }
  Failure& at_offset(uint64_t value) {
    offset = value;
    flags |= bit(ErrorFlag::has_offset);
    return *this;
  }
  Failure& at_parameter(uint32_t index) {
    parameter = index;
    flags |= bit(ErrorFlag::has_parameter);
    return *this;
  }
  Failure& at_column(uint32_t index) {
    column = index;
    flags |= bit(ErrorFlag::has_column);
    return *this;
  }
  Failure& retry_after(uint32_t milliseconds) {
    retry_after_ms = milliseconds;
    flags |= bit(ErrorFlag::has_retry_after);
    return *this;
  }

  ErrorCode code = ErrorCode::ok;
  uint32_t flags = 0;  // ErrorFlag bits
  uint32_t status = 0;
  uint64_t offset = 0;
  uint32_t parameter = 0;
  uint32_t column = 0;
  uint32_t retry_after_ms = 0;
  uint32_t field_count = 0;
  Field fields[most_fields];
};

}  // namespace tcpless
