/** One measured figure beside its limit, both of the same run. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What the machine, or the same by hand, does in this run. */
  readonly limit: number
  /** value / limit where more is better. */
  readonly ratio: number
}

export const figure = (name: string, unit: string, value: number, limit: number): Figure => ({
  name,
  value: Math.round(value),
  unit,
  limit: Math.round(limit),
  ratio: Math.round((value / limit) * 1000) / 1000,
})
