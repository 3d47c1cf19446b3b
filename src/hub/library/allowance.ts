/** How much of what is hers a buyer may fetch now, where the seller has set limits; and how she begins anew herself. */
import { shopOf, sql, type Tx } from '#database'
import type { LibraryRules } from './rules.ts'

/** A phone asks for one file in pieces and again after a broken line: what is fetched of it within an hour is one download. */
const onceMs = 3_600_000
const dayMs = 86_400_000

export type Limit = 'downloads' | 'days'

export interface Allowance {
  /** null: no limit of days. */
  readonly until: Date | null
  readonly resetsLeft: number
  /** Why this file cannot be had now; null: it can. @param file of a version of this pattern. */
  readonly refusal: (file: { readonly versionId: string; readonly fileKey: string }) => Limit | null
}

export interface Hers {
  readonly patternId: string
  readonly boughtAt: Date
  /** A newer version counts its days from its own. */
  readonly newestAt: Date | null
}

export const hasLimits = ({ downloads, days }: LibraryRules): boolean => downloads !== null || days !== null

/** By pattern. Pure question of what is kept: nothing is used up by it. */
export async function allowancesOf(
  tx: Tx,
  customers: readonly string[],
  hers: readonly Hers[],
  { rules, now }: { rules: LibraryRules; now: Date },
): Promise<ReadonlyMap<string, Allowance>> {
  if (!hasLimits(rules) || hers.length === 0) return new Map()
  const patterns = hers.map(({ patternId }) => patternId)
  const resets = await resetsOf(tx, customers, patterns)
  const fetched = rules.downloads === null ? new Map<string, number>() : await fetchedOf(tx, customers, patterns, now)
  return new Map(
    hers.map(({ patternId, boughtAt, newestAt }) => {
      const { count, last } = resets.get(patternId) ?? { count: 0, last: null }
      const from = Math.max(boughtAt.getTime(), newestAt?.getTime() ?? 0, last?.getTime() ?? 0)
      const until = rules.days === null ? null : new Date(from + rules.days * dayMs)
      const allowance: Allowance = {
        until,
        resetsLeft: Math.max(0, rules.resets - count),
        refusal: ({ versionId, fileKey }) => {
          if (until !== null && until <= now) return 'days'
          return rules.downloads !== null && (fetched.get(`${versionId} ${fileKey}`) ?? 0) >= rules.downloads ? 'downloads' : null
        },
      }
      return [patternId, allowance]
    }),
  )
}

/** @returns false when she has begun anew as often as the seller allows, or there is nothing of that pattern to begin with. */
export async function beginAnew(
  tx: Tx,
  customers: readonly string[],
  patternId: string,
  { rules, now }: { rules: LibraryRules; now: Date },
): Promise<boolean> {
  const shop = shopOf(tx)
  // So that of two presses at once each counts.
  await sql`select from customer where shop_id = ${shop}::uuid and customer_id = ${customers[0]!}::uuid for no key update`.execute(tx)
  const count = (await resetsOf(tx, customers, [patternId])).get(patternId)?.count ?? 0
  if (!hasLimits(rules) || count >= rules.resets) return false
  const { rows } = await sql`
    insert into library_reset (shop_id, customer_id, pattern_id, at)
    select ${shop}::uuid, ${customers[0]!}::uuid, ${patternId}::uuid, ${now}
    where exists (
      select from entitlement e
      where e.shop_id = ${shop}::uuid and e.pattern_id = ${patternId}::uuid and e.customer_id = any (${customers}::uuid[]) and e.ended_at is null)
    on conflict (shop_id, customer_id, pattern_id, at) do nothing
    returning 1`.execute(tx)
  return rows.length > 0
}

async function resetsOf(tx: Tx, customers: readonly string[], patterns: readonly string[]) {
  const { rows } = await sql<{ pattern: string; count: number; last: Date | null }>`
    select pattern_id as pattern, count(*)::int as count, max(at) as last from library_reset
    where shop_id = ${shopOf(tx)}::uuid and customer_id = any (${customers}::uuid[]) and pattern_id = any (${patterns}::uuid[])
    group by pattern_id`.execute(tx)
  return new Map(rows.map(({ pattern, count, last }) => [pattern, { count, last }]))
}

/** Downloads since she last began anew, by version and file, without the one that may be under way now. */
async function fetchedOf(tx: Tx, customers: readonly string[], patterns: readonly string[], now: Date) {
  const hour = (at: unknown) => sql`floor(extract(epoch from ${at}) * 1000 / ${onceMs})`
  const { rows } = await sql<{ version: string; file: string; count: number }>`
    select g.version_id as version, g.file_key as file, count(distinct ${hour(sql`g.at`)})::int as count
    from given_bytes g
    where g.shop_id = ${shopOf(tx)}::uuid and g.customer_id = any (${customers}::uuid[]) and g.pattern_id = any (${patterns}::uuid[])
      and g.kind = 'fetched' and ${hour(sql`g.at`)} < ${hour(sql`${now}::timestamptz`)}
      and g.at > coalesce((
        select max(r.at) from library_reset r
        where r.shop_id = g.shop_id and r.customer_id = any (${customers}::uuid[]) and r.pattern_id = g.pattern_id), '-infinity')
    group by 1, 2`.execute(tx)
  return new Map(rows.map(({ version, file, count }) => [`${version} ${file}`, count]))
}
