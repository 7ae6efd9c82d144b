// Success, or what went wrong and in words.
#pragma once

#include <cstddef>
#include <string_view>

#include "bindings/layout.h"

namespace tcpless {

// A string literal as a template argument.
template <size_t size>
struct Message {
  char text[size];

  consteval Message(const char (&literal)[size]) {
    for (size_t i = 0; i < size; ++i) text[i] = literal[i];
  }
};

// One word, so that a call hands it back in a register: every cell of a result has one. Failures are
// constants, which `failed` makes: `return failed<ErrorCode::limit, "the array is too long">;`
class [[nodiscard]] Status {
 public:
  // Success.
  constexpr Status() = default;

  constexpr explicit operator bool() const { return failure_ == nullptr; }
  [[nodiscard]] ErrorCode code() const {
    return failure_ == nullptr ? ErrorCode::ok : static_cast<ErrorCode>(failure_->code);
  }
  // Empty on success; a constant.
  [[nodiscard]] std::string_view message() const {
    if (failure_ == nullptr) return {};
    return {reinterpret_cast<const char*>(failure_ + 1), failure_->message_bytes};
  }

 private:
  // The message follows: there are many of these, and each holds no more than it must.
  struct Head {
    uint8_t code;
    uint8_t message_bytes;
  };
  template <size_t size>
  struct Constant {
    Head head;
    Message<size> message;
  };

  template <ErrorCode code, Message message>
  static constexpr Constant<sizeof message.text> constant = {{static_cast<uint8_t>(code), sizeof message.text - 1},
                                                             message};

  constexpr explicit Status(const Head& failure) : failure_(&failure) {}

  template <ErrorCode code, Message message>
  friend constexpr Status make_failed();

  const Head* failure_ = nullptr;
};

inline constexpr Status success = {};

template <ErrorCode code, Message message>
constexpr Status make_failed() {
  static_assert(sizeof message.text > 1 && sizeof message.text <= 256, "a failure says what went wrong, and briefly");
  return Status(Status::constant<code, message>.head);
}

// The failure with this code and message.
template <ErrorCode code, Message message>
inline constexpr Status failed = make_failed<code, message>();

// No room in the query's arena.
inline constexpr Status out_of_memory =
    failed<ErrorCode::out_of_memory, "the query needs more memory than one query may use">;

}  // namespace tcpless
