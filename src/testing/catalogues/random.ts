/** The same numbers for the same seed, anywhere. */
export interface Random {
  /** From 0 up to, but not, 1. */
  readonly next: () => number
  readonly chance: (share: number) => boolean
  /** From `low` to `high`, both possible. */
  readonly whole: (low: number, high: number) => number
  readonly pick: <Item>(items: readonly Item[]) => Item
  readonly shuffled: <Item>(items: readonly Item[]) => Item[]
}

/** Source: mulberry32, a public-domain generator of 32 bits. */
export function randomOf(seed: number): Random {
  let state = (seed * 2_654_435_761) >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    whole,
    chance: share => next() < share,
    pick: items => items[whole(0, items.length - 1)]!,
    shuffled: items => {
      const all = [...items]
      for (let at = all.length - 1; at > 0; at--) {
        const to = whole(0, at)
        ;[all[at], all[to]] = [all[to]!, all[at]!]
      }
      return all
    },
  }
}
