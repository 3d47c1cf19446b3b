/** The same pattern at four storefronts, proposed as one: how right, how complete and how quick, on pretend catalogues whose truth is known. */
import { matchListings } from '#hub/join/match.ts'
import { asJoinListings, makeCatalogues, scoreOf, truthOf } from '#testing/catalogues/index.ts'
import { figure, type Measured, median } from './figure.ts'

const seeds = [201, 202, 203, 204, 205]
/** Promised for 500 patterns at four storefronts; and, where nothing was promised, what an hour's wait is worth. */
const limits = { precision: 0.99, recall: 0.95, seconds: 2, largeSeconds: 120 }

export async function benchJoin(): Promise<readonly Measured[]> {
  const runs = seeds.flatMap(seed => [false, true].map(areCoversSeen => run(seed, { areCoversSeen, patterns: 500 })))
  const unseen = runs.filter(({ areCoversSeen }) => !areCoversSeen)
  const seen = runs.filter(({ areCoversSeen }) => areCoversSeen)
  const least = (some: typeof runs, of: (one: (typeof runs)[number]) => number) => Math.min(...some.map(of))
  const large = run(206, { areCoversSeen: false, patterns: 2000 })
  const share = { unit: 'share', bound: { atLeast: 1 } } as const
  return [
    figure(
      { name: 'joined unasked and right, worst catalogue', ...share },
      { value: least(unseen, one => one.surePrecision), limit: limits.precision },
    ),
    figure(
      { name: 'true pairs proposed, worst catalogue', ...share },
      { value: least(unseen, one => one.proposedRecall), limit: limits.recall },
    ),
    figure(
      { name: 'joined unasked and right, with a look at pictures', ...share },
      { value: least(seen, one => one.surePrecision), limit: limits.precision },
    ),
    figure(
      { name: 'true pairs proposed, with a look at pictures', ...share },
      { value: least(seen, one => one.proposedRecall), limit: limits.recall },
    ),
    figure({ name: 'true pairs joined unasked', unit: 'share', bound: null }, { value: least(unseen, one => one.sureRecall), limit: 1 }),
    figure({ name: 'proposed and right', unit: 'share', bound: null }, { value: least(unseen, one => one.proposedPrecision), limit: 1 }),
    figure(
      { name: 'match 500 patterns at four storefronts', unit: 's of a processor', bound: { atMost: 1 } },
      { value: median(runs.map(({ seconds }) => seconds)), limit: limits.seconds },
    ),
    figure(
      { name: 'match 2,000 patterns at four storefronts', unit: 's of a processor', bound: { atMost: 1 } },
      { value: large.seconds, limit: limits.largeSeconds },
    ),
    figure(
      { name: 'true pairs proposed of 2,000 patterns', unit: 'share', bound: null },
      { value: large.proposedRecall, limit: limits.recall },
    ),
  ]
}

function run(seed: number, { areCoversSeen, patterns }: { areCoversSeen: boolean; patterns: number }) {
  const { listings } = makeCatalogues(seed, { patterns })
  const all = asJoinListings(listings, { areCoversSeen })
  const before = process.cpuUsage()
  const groups = matchListings(all)
  const { user, system } = process.cpuUsage(before)
  // What else this machine does meanwhile is no part of it.
  return { areCoversSeen, seconds: (user + system) / 1_000_000, ...scoreOf(groups, truthOf(listings)) }
}
