// The whole boundary: plain C functions, no imports. Words are little-endian.
//
// A context is one query: open, input + build (the record), then for every attempt input + feed with
// the response head and body, and close. Addresses stay valid until the next call on the same
// instance. Every function is total: a wrong handle gives 0 or SIGNAL(stale).
#pragma once

#include <stdint.h>

extern "C" {

// The layout version that both sides were generated from: a hash of bindings/layout.def.
uint32_t tcpless_layout_version(void);

// A handle for a new context that may use up to `limit_bytes` (0: limits::context_bytes, which is
// also the most), or 0 when there is no memory or no free slot.
uint32_t tcpless_open(uint32_t limit_bytes);

// Ends the context and frees its memory.
void tcpless_close(uint32_t handle);

// The address of room for `bytes` more input, or 0 when there is no memory. Input of an earlier call
// that was not taken in is forgotten.
uint32_t tcpless_input(uint32_t handle, uint32_t bytes);

// Reads the record of `bytes` bytes at the input address; returns SIGNAL bits. On success the tape
// holds a `request`, `statement` or `need` section.
uint32_t tcpless_build(uint32_t handle, uint32_t bytes);

// Takes in `bytes` bytes at the input address; `flags` are FEED bits. What was put out before is
// forgotten, but for response bytes that are to be kept. Returns SIGNAL bits.
uint32_t tcpless_feed(uint32_t handle, uint32_t bytes, uint32_t flags);

// The address of the OUTPUT_WORDs of the last build or feed.
uint32_t tcpless_output(uint32_t handle);

// Forgets the answer so far, ready for the head of another attempt at the same request.
uint32_t tcpless_reset(uint32_t handle);

// Decodes the cells of a column of lazy rows, `count` rows from `row` on, or fewer when they are large: a `rows`
// section with one cell a row, and an error when the one behind them cannot be decoded. Returns SIGNAL bits; may be
// called again after an error.
uint32_t tcpless_read(uint32_t handle, uint32_t column, uint32_t row, uint32_t count);

// Figures for tests and events: 0 open contexts, 1 bytes they hold.
uint32_t tcpless_inspect(uint32_t what);
}
