/** One measured figure beside its limit, both of the same run. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What the machine, or the same by hand, does in this run; or what was promised. */
  readonly limit: number
  /** value / limit. */
  readonly ratio: number
}

/** What the ratio must be; null: told for information. */
export type Bound = { readonly atLeast: number } | { readonly atMost: number } | null

export interface Measured extends Figure {
  readonly bound: Bound
}

export function figure(
  { name, unit, bound }: { name: string; unit: string; bound: Bound },
  { value, limit }: { value: number; limit: number },
): Measured {
  return { name, value: rounded(value), unit, limit: rounded(limit), ratio: Math.round((value / limit) * 1000) / 1000, bound }
}

/** @returns null when it holds, else what is missed. */
export function missOf({ name, ratio, bound }: Measured): string | null {
  if (bound === null) return null
  if ('atLeast' in bound) return ratio >= bound.atLeast ? null : `${name}: ${ratio} of the limit, and it should be ${bound.atLeast} or more`
  return ratio <= bound.atMost ? null : `${name}: ${ratio} of the limit, and it should be ${bound.atMost} or less`
}

/** @param part 0.95 for the 95th percentile, by nearest rank. */
export function percentile(values: readonly number[], part: number): number {
  if (values.length === 0) throw new Error('nothing was measured')
  return [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(values.length * part) - 1)]!
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)

/** Three digits are enough, and none of a large number is lost. */
const rounded = (value: number): number => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)))
