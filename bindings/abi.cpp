#include "bindings/abi.h"

#include <new>

#include "base/blocks.h"
#include "bindings/context.h"

#ifdef TCPLESS_FAULTS
namespace tcpless {
void trap_if_asked();
}
#endif

// The only state of an instance: which contexts are open.
namespace {

using tcpless::Context;

// A handle is the slot and how often the slot was used before, so that an old one is recognised.
constexpr uint32_t slot_bits = 12;
constexpr uint32_t slot_mask = (1u << slot_bits) - 1;
static_assert(tcpless::limits::contexts <= 1u << slot_bits);

struct Slot {
  Context* context = nullptr;
  uint32_t uses = 0;  // all zeros to begin with, so that the table takes no room in the module

  // Never 0, so that no handle is 0.
  [[nodiscard]] uint32_t generation() const { return uses % (UINT32_MAX >> slot_bits) + 1; }
};

Slot slots[tcpless::limits::contexts];
uint32_t open_contexts = 0;

Slot* slot_of(uint32_t handle) {
  const uint32_t index = handle & slot_mask;
  if (index >= tcpless::limits::contexts) return nullptr;
  Slot& slot = slots[index];
  return slot.context != nullptr && slot.generation() == handle >> slot_bits ? &slot : nullptr;
}

Context* context_of(uint32_t handle) {
  Slot* slot = slot_of(handle);
  return slot == nullptr ? nullptr : slot->context;
}

uint32_t address_of(const void* pointer) { return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(pointer)); }

Context* make_context(uint32_t limit_bytes) {
  const uint32_t most = tcpless::limits::context_bytes;
  void* place = tcpless::allocate_block(sizeof(Context));
  if (place == nullptr) return nullptr;
  auto* context = new (place) Context(limit_bytes == 0 || limit_bytes > most ? most : limit_bytes);
  if (context->open()) return context;
  context->~Context();
  tcpless::free_block(place, sizeof(Context));
  return nullptr;
}

constexpr uint32_t stale = tcpless::bit(tcpless::Signal::stale);

}  // namespace

extern "C" {

uint32_t tcpless_layout_version(void) { return TCPLESS_LAYOUT_VERSION; }

uint32_t tcpless_open(uint32_t limit_bytes) {
  if (open_contexts == tcpless::limits::contexts) return 0;
  uint32_t index = 0;
  while (slots[index].context != nullptr) ++index;
  Slot& slot = slots[index];
  slot.context = make_context(limit_bytes);
  if (slot.context == nullptr) return 0;
  ++open_contexts;
  return slot.generation() << slot_bits | index;
}

void tcpless_close(uint32_t handle) {
  Slot* slot = slot_of(handle);
  if (slot == nullptr) return;
  slot->context->~Context();
  tcpless::free_block(slot->context, sizeof(Context));
  slot->context = nullptr;
  ++slot->uses;
  --open_contexts;
}

uint32_t tcpless_input(uint32_t handle, uint32_t bytes) {
  Context* context = context_of(handle);
  return context == nullptr ? 0 : address_of(context->input(bytes));
}

uint32_t tcpless_build(uint32_t handle, uint32_t bytes) {
  Context* context = context_of(handle);
  return context == nullptr ? stale : context->build(bytes);
}

uint32_t tcpless_feed(uint32_t handle, uint32_t bytes, uint32_t flags) {
#ifdef TCPLESS_FAULTS
  tcpless::trap_if_asked();
#endif
  Context* context = context_of(handle);
  return context == nullptr ? stale : context->feed(bytes, flags);
}

uint32_t tcpless_output(uint32_t handle) {
  Context* context = context_of(handle);
  return context == nullptr ? 0 : address_of(context->output());
}

uint32_t tcpless_reset(uint32_t handle) {
  Context* context = context_of(handle);
  return context == nullptr ? stale : context->reset();
}

uint32_t tcpless_read(uint32_t handle, uint32_t column, uint32_t row, uint32_t count) {
  Context* context = context_of(handle);
  return context == nullptr ? stale : context->read(column, row, count);
}

uint32_t tcpless_inspect(uint32_t what) {
  if (what == 0) return open_contexts;
  uint32_t bytes = 0;
  for (const Slot& slot : slots) {
    if (slot.context != nullptr) bytes += static_cast<uint32_t>(slot.context->arena().used());
  }
  return bytes;
}
}
