/** What a source decides goes on to every other storefront: level-triggered, only what it decides, and never what costs money. */
import { createHash } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import type { ListingContent, ListingField } from '../listing/content.ts'
import { isSame } from '../listing/difference.ts'
import { type PlanningWorld, planWants, type Want } from '../publication/plan.ts'
import { wantsOf } from '../publication/preview.ts'
import { pressOn } from '../publication/publish.ts'
import { readSource, type Source, sourceFields } from './read-source.ts'

/** Patterns in one press. */
const mostTogether = 200

/**
 * Compares what the listings of these patterns are wanted to be with what the source says by now, and presses what differs. Where a listing is
 * not made yet, waits for her, or its shop is paused, nothing is sent; it follows once that is over.
 *
 * @param patternIds all that come from the source when left out.
 * @returns how many listings follow now.
 */
export async function follow(tx: Tx, patternIds: readonly string[] | null, world: PlanningWorld): Promise<number> {
  const source = await readSource(tx, { isLocked: true })
  if (source.kind === 'hub' || (source.kind === 'outside' && !source.publishes)) return 0
  const ids = await readFrom(tx, source, patternIds)
  let sent = 0
  for (let at = 0; at < ids.length; at += mostTogether) sent += await followSome(tx, source, ids.slice(at, at + mostTogether), world)
  return sent
}

async function followSome(tx: Tx, source: Source, patternIds: readonly string[], world: PlanningWorld): Promise<number> {
  const others = await wantsOf(tx, { patternIds }, world)
  const wants = others.flatMap((want): Want[] => {
    const { known, content, connection } = want
    if (source.kind === 'storefront' && connection.connectionId === source.connectionId) return []
    if (content === null || known?.desired == null || known.remoteId === null || known.state === 'gone') return []
    const wanted = withDecided(known.desired, content, source)
    return wanted === null ? [] : [{ ...want, content: wanted, refused: null }]
  })
  const fit = (await planWants(tx, wants, world)).filter(({ refused }) => refused === null)
  if (fit.length === 0) return 0
  const told = fit.map(({ listingId, known }) => `${listingId} ${known?.desiredNo ?? 0}`).sort()
  const key = `follow ${createHash('sha256').update(told.join('\n')).digest('hex').slice(0, 32)}`
  await pressOn(tx, {
    cause: 'follow',
    wants: async () => fit.map(({ plan: _plan, verdict: _verdict, ...want }) => want),
    press: { key, pressedBy: source.kind },
    world,
    isUnseen: true,
    isEvenRight: true,
    approvesNothing: true,
  })
  return fit.length
}

/** What is wanted there with what the source decides; null when that is the same. */
function withDecided(desired: ListingContent, content: ListingContent, { kind }: Source): ListingContent | null {
  // What was put away outside comes off sale; putting it on sale is a press.
  const isOffSale = kind === 'outside' && desired.isPublished && !content.isPublished
  const fields: readonly ListingField[] = isOffSale ? [...sourceFields, 'isPublished'] : sourceFields
  const moved = fields.filter(field => !isSame(field, desired, content))
  return moved.length === 0 ? null : { ...desired, ...Object.fromEntries(moved.map(field => [field, content[field]])) }
}

async function readFrom(tx: Tx, source: Source, patternIds: readonly string[] | null): Promise<string[]> {
  const from =
    source.kind === 'storefront'
      ? sql`select l.pattern_id from listing l
          where l.shop_id = ${shopOf(tx)}::uuid and l.connection_id = ${source.connectionId}::uuid and l.pattern_id is not null
            and l.remote_id is not null and l.state <> 'gone'`
      : sql`select o.pattern_id from outside_pattern o where o.shop_id = ${shopOf(tx)}::uuid and o.system = ${source.kind === 'outside' ? source.system : ''}`
  const { rows } = await sql<{ pattern_id: string }>`
    select distinct f.pattern_id from (${from}) f
    where ${patternIds === null ? null : [...patternIds]}::uuid[] is null or f.pattern_id = any (${patternIds === null ? null : [...patternIds]}::uuid[])
    order by f.pattern_id`.execute(tx)
  return rows.map(row => row.pattern_id)
}
