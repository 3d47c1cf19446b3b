/** How good proposals are, held against the truth that the catalogues were made from. */
export interface Proposed {
  readonly members: readonly { readonly id: string; readonly isSure: boolean }[]
}

export interface Score {
  /** Of pairs that would be taken without asking: how many are true. 1 when there are none. */
  readonly surePrecision: number
  readonly surePairs: number
  /** Of all true pairs: how many are taken without asking, and how many are proposed at all. */
  readonly sureRecall: number
  readonly proposedRecall: number
  readonly proposedPrecision: number
  /** Wrong among the sure. */
  readonly wrong: readonly (readonly [string, string])[]
  readonly missed: readonly (readonly [string, string])[]
}

export function scoreOf(proposals: readonly Proposed[], truth: ReadonlyMap<string, number>): Score {
  const isTrue = ([a, b]: readonly [string, string]) => truth.get(a) === truth.get(b)
  const proposed = proposals.flatMap(({ members }) => pairsOf(members.map(({ id }) => id)))
  const sure = proposals.flatMap(({ members }) => pairsOf(members.filter(({ isSure }) => isSure).map(({ id }) => id)))
  const byPattern = Map.groupBy(truth, ([, pattern]) => pattern)
  const all = [...byPattern.values()].flatMap(some => pairsOf(some.map(([id]) => id)))
  const found = new Set(proposed.filter(isTrue).map(key))
  const part = (some: number, whole: number) => (whole === 0 ? 1 : some / whole)
  return {
    surePrecision: part(sure.filter(isTrue).length, sure.length),
    surePairs: sure.length,
    sureRecall: part(sure.filter(isTrue).length, all.length),
    proposedRecall: part(found.size, all.length),
    proposedPrecision: part(found.size, proposed.length),
    wrong: sure.filter(pair => !isTrue(pair)),
    missed: all.filter(pair => !found.has(key(pair))),
  }
}

const key = ([a, b]: readonly [string, string]) => (a < b ? `${a} ${b}` : `${b} ${a}`)

function pairsOf(ids: readonly string[]): (readonly [string, string])[] {
  return ids.flatMap((a, at) => ids.slice(at + 1).map(b => [a, b] as const))
}
