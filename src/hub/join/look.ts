/** What a picture looks like, in 64 bits: whether each of 9 × 8 grey squares is darker than its neighbour. Packing a picture anew moves few of them. */

/** @param grey 72 values in rows of 9. @returns 16 hex digits; null for one that shows nothing, such as a plain white page. */
export function lookOf(grey: ArrayLike<number>): string | null {
  let [bits, steps] = [0n, 0]
  for (let row = 0; row < 8; row++)
    for (let column = 0; column < 8; column++) {
      const [left, right] = [grey[row * 9 + column]!, grey[row * 9 + column + 1]!]
      if (Math.abs(left - right) >= 2) steps++
      bits = (bits << 1n) | (left < right ? 1n : 0n)
    }
  return steps < 12 ? null : bits.toString(16).padStart(16, '0')
}

/** @returns how many of the 64 bits differ. */
export function howFarApart(a: string, b: string): number {
  let rest = BigInt(`0x${a}`) ^ BigInt(`0x${b}`)
  let count = 0
  for (; rest !== 0n; rest &= rest - 1n) count++
  return count
}
