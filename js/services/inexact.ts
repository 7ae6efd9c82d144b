/** Whether it may be an integer that has lost digits. Beyond 2^63 it can be no integer of SQLite. */
export function mayBeInexact(value: unknown): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value as number) <= 2 ** 63
}
