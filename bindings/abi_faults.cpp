// Test builds only: what goes wrong on demand.
#include <cstdint>

#include "base/arena.h"

namespace {
bool trap_at_next_feed = false;
}

namespace tcpless {

void trap_if_asked() {
  if (!trap_at_next_feed) return;
  trap_at_next_feed = false;
  __builtin_trap();
}

}  // namespace tcpless

// `kind` 1: the next feed traps. 2: the allocation number `countdown` from now fails, and every later
// one until this is called with countdown 0.
extern "C" void tcpless_fault(uint32_t kind, uint32_t countdown) {
  if (kind == 1) trap_at_next_feed = countdown != 0;
  if (kind == 2) tcpless::fail_allocation(countdown);
}
