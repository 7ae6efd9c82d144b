// The names of bindings/layout.def as C++ enums and constants.
#pragma once

#include <cstdint>

namespace tcpless {

namespace limits {
#define LIMIT(name, value) inline constexpr uint32_t name = value;
#include "bindings/layout.def"
}  // namespace limits

enum class ErrorCode : uint32_t {
#define ERROR_CODE(name, value) name = value,
#include "bindings/layout.def"
};

enum class Service : uint32_t {
#define SERVICE(name, value) name = value,
#include "bindings/layout.def"
};

enum class Operation : uint32_t {
#define OPERATION(name, value) name = value,
#include "bindings/layout.def"
};

enum class Step : uint32_t {
#define STEP(name, value) name = value,
#include "bindings/layout.def"
};

enum class Setting : uint32_t {
#define SETTING(name, value) name = value,
#include "bindings/layout.def"
};

enum class Output : uint32_t {
#define OUTPUT(name, value) name = value,
#include "bindings/layout.def"
};

enum class IsolationLevel : uint32_t {
#define ISOLATION_LEVEL(name, value, header) name = value,
#include "bindings/layout.def"
};

enum class Provider : uint32_t {
#define PROVIDER(name, value) name = value,
#include "bindings/layout.def"
};

enum class FormulasAs : uint32_t {
#define FORMULAS_AS(name, value) name = value,
#include "bindings/layout.def"
};

enum class RenameTo : uint32_t {
#define RENAME_TO(name, value) name = value,
#include "bindings/layout.def"
};

enum class FeedFlag : uint32_t {
#define FEED(name, value) name = value,
#include "bindings/layout.def"
};

enum class ResponseHeader : uint32_t {
#define RESPONSE_HEADER(name, value, header) name = value,
#include "bindings/layout.def"
};

enum class Signal : uint32_t {
#define SIGNAL(name, value) name = value,
#include "bindings/layout.def"
};

enum class OutputWord : uint32_t {
#define OUTPUT_WORD(name, value) name = value,
#include "bindings/layout.def"
};

enum class Section : uint32_t {
#define SECTION(name, value) name = value,
#include "bindings/layout.def"
};

enum class StatementKind : uint32_t {
#define STATEMENT_KIND(name, value) name = value,
#include "bindings/layout.def"
};

enum class Need : uint32_t {
#define NEED(name, value) name = value,
#include "bindings/layout.def"
};

enum class ColumnWord : uint32_t {
#define COLUMN_WORD(name, value) name = value,
#include "bindings/layout.def"
};

enum class CompleteFlag : uint32_t {
#define COMPLETE_FLAG(name, value) name = value,
#include "bindings/layout.def"
};

enum class ErrorWord : uint32_t {
#define ERROR_WORD(name, value) name = value,
#include "bindings/layout.def"
};

enum class ErrorFlag : uint32_t {
#define ERROR_FLAG(name, value) name = value,
#include "bindings/layout.def"
};

enum class ErrorField : uint32_t {
#define ERROR_FIELD(name, value) name = value,
#include "bindings/layout.def"
};

enum class Cell : uint32_t {
#define CELL(name, value) name = value,
#include "bindings/layout.def"
};

// Bits of a flag family are combined as plain words.
template <class Flag>
constexpr uint32_t bit(Flag flag) {
  return static_cast<uint32_t>(flag);
}

}  // namespace tcpless
