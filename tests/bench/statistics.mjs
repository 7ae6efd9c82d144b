/** @param {number[]} numbers @returns {number} the middle one, or the mean of the two in the middle */
export function median(numbers) {
  const sorted = [...numbers].sort((left, right) => left - right)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Three significant digits or whole numbers: more would claim a precision that is not there. */
export const rounded = (number) => (Math.abs(number) >= 100 ? Math.round(number) : Number(number.toPrecision(3)))
