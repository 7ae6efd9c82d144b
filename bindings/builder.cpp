// builder.wasm: the functions of abi.h for a module that compiles builder calls and reads no answers. A context is
// one compilation: open, input + build, output, close. The output block has the tape, which holds the QUERY_WORDs and
// the indexes of values, and the text.
#include <new>

#include "base/blocks.h"
#include "base/buffer.h"
#include "bindings/abi.h"
#include "builder/compile.h"

namespace {

using tcpless::OutputWord;
using tcpless::builder::CompiledQuery;

// Compiling waits for nothing, so there is never more than one.
struct Compilation {
  explicit Compilation(size_t limit_bytes) : query(limit_bytes), record(query.arena()) {}

  CompiledQuery query;
  tcpless::Buffer<char> record;
  uint32_t output[10] = {};
};

Compilation* compilation = nullptr;
uint32_t opened = 0;

Compilation* compilation_of(uint32_t handle) { return handle == opened ? compilation : nullptr; }

uint32_t address_of(const void* pointer) { return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(pointer)); }

constexpr uint32_t stale = tcpless::bit(tcpless::Signal::stale);

}  // namespace

extern "C" {

uint32_t tcpless_layout_version(void) { return TCPLESS_QUERY_VERSION; }

uint32_t tcpless_open(uint32_t limit_bytes) {
  if (compilation != nullptr) return 0;
  const uint32_t most = tcpless::limits::context_bytes;
  void* place = tcpless::allocate_block(sizeof(Compilation));
  if (place == nullptr) return 0;
  compilation = new (place) Compilation(limit_bytes == 0 || limit_bytes > most ? most : limit_bytes);
  opened = opened % 0xffff + 1;
  return opened;
}

void tcpless_close(uint32_t handle) {
  if (compilation_of(handle) == nullptr) return;
  compilation->~Compilation();
  tcpless::free_block(compilation, sizeof(Compilation));
  compilation = nullptr;
}

uint32_t tcpless_input(uint32_t handle, uint32_t bytes) {
  Compilation* open = compilation_of(handle);
  return open == nullptr ? 0 : address_of(open->record.reserve(bytes));
}

uint32_t tcpless_build(uint32_t handle, uint32_t bytes) {
  Compilation* open = compilation_of(handle);
  if (open == nullptr || !open->record.empty()) return stale;
  open->record.commit(bytes);
  const bool compiled = static_cast<bool>(open->query.compile(open->record.view()));
  return tcpless::bit(tcpless::Signal::tape) |
         tcpless::bit(compiled ? tcpless::Signal::complete : tcpless::Signal::failed);
}

uint32_t tcpless_output(uint32_t handle) {
  Compilation* open = compilation_of(handle);
  if (open == nullptr) return 0;
  const auto set = [open](OutputWord word, uint32_t value) { open->output[static_cast<uint32_t>(word)] = value; };
  set(OutputWord::tape, address_of(open->query.words().data()));
  set(OutputWord::tape_words, static_cast<uint32_t>(open->query.words().size()));
  set(OutputWord::text, address_of(open->query.text().data()));
  set(OutputWord::text_bytes, static_cast<uint32_t>(open->query.text().size()));
  set(OutputWord::held_bytes, static_cast<uint32_t>(open->query.arena().used()));
  return address_of(open->output);
}

// There are no answers here.
uint32_t tcpless_feed(uint32_t, uint32_t, uint32_t) { return stale; }
uint32_t tcpless_reset(uint32_t) { return stale; }
uint32_t tcpless_read(uint32_t, uint32_t, uint32_t, uint32_t) { return stale; }

uint32_t tcpless_inspect(uint32_t what) {
  if (compilation == nullptr) return 0;
  return what == 0 ? 1 : static_cast<uint32_t>(compilation->query.arena().used());
}
}
