/** A pattern as another program tells it, by that program's own id: told again it is the same, and told otherwise it is changed. */
import { shopOf, type Tx } from '#database'
import { leaveEvent } from '../event/leave-event.ts'
import { toJson } from '../money.ts'
import { createPattern } from '../pattern/create-pattern.ts'
import { editPattern } from '../pattern/edit-pattern.ts'
import { type Craft, type GivenFacts, tidyFacts } from '../pattern/facts.ts'
import type { PatternPrice } from '../pattern/set-prices.ts'
import { Refused } from '../refused.ts'
import { placeOf } from './choose-source.ts'
import { readSource } from './read-source.ts'

/** What is left out stays as it is here. */
export interface OutsidePattern extends GivenFacts {
  readonly prices?: readonly PatternPrice[] | undefined
  readonly isArchived?: boolean | undefined
}

export interface Upserted {
  readonly patternId: string | null
  /** 'linked': a pattern that was here, found by its SKU, is known to that program now. */
  readonly outcome: 'made' | 'linked' | 'changed' | 'same'
  readonly changes: readonly { readonly field: string; readonly from: unknown; readonly to: unknown }[]
}

export interface OutsideId {
  readonly system: string
  readonly externalId: string
}

/**
 * @param isDryRun nothing is written; the answer is what would be.
 * @throws {Refused} 409 when patterns are edited elsewhere, or the SKU is another pattern's; 400 when a new one has no title.
 */
export async function upsertOutside(
  tx: Tx,
  { system, externalId }: OutsideId,
  given: OutsidePattern,
  { isDryRun, now }: { isDryRun: boolean; now: Date },
): Promise<Upserted> {
  const source = await readSource(tx, { isLocked: true })
  if (source.kind === 'storefront' || (source.kind === 'outside' && source.system !== system))
    throw new Refused(
      'edited-elsewhere',
      `Patterns are edited ${placeOf(source)}, so ${system} cannot change them. Choose it under Settings → Where you edit.`,
      { status: 409 },
    )
  const known = await find(tx, { system, externalId }, given.sku)
  if (known === null) return isDryRun ? await wouldMake(tx, given) : make(tx, { system, externalId }, given, now)
  const changes = await changesOf(tx, known.patternId, given)
  if (!isDryRun) {
    await link(tx, { system, externalId }, known.patternId, now)
    if (changes.length > 0) await edit(tx, known.patternId, given, now)
    if (changes.length > 0) await leaveEvent(tx, 'pattern.told', { pattern: known.patternId })
  }
  const outcome = !known.isLinked ? 'linked' : changes.length > 0 ? 'changed' : 'same'
  return { patternId: known.patternId, outcome, changes }
}

async function find(
  tx: Tx,
  { system, externalId }: OutsideId,
  sku: string | undefined,
): Promise<{ patternId: string; isLinked: boolean } | null> {
  const linked = await tx
    .selectFrom('outside_pattern')
    .select('pattern_id')
    .where('shop_id', '=', shopOf(tx))
    .where('system', '=', system)
    .where('external_id', '=', externalId)
    .executeTakeFirst()
  if (linked !== undefined) return { patternId: linked.pattern_id, isLinked: true }
  const wanted = tidyFacts({ sku }).sku
  if (wanted === undefined || wanted === '') return null
  const alike = await tx
    .selectFrom('pattern')
    .leftJoin('outside_pattern', join =>
      join
        .onRef('outside_pattern.shop_id', '=', 'pattern.shop_id')
        .onRef('outside_pattern.pattern_id', '=', 'pattern.pattern_id')
        .on('outside_pattern.system', '=', system),
    )
    .select(['pattern.pattern_id', 'pattern.title', 'outside_pattern.external_id'])
    .where('pattern.shop_id', '=', shopOf(tx))
    .where('pattern.sku', '=', wanted)
    .executeTakeFirst()
  if (alike === undefined) return null
  if (alike.external_id !== null)
    throw new Refused(
      'sku-of-another',
      `The SKU ${wanted} is of “${alike.title}”, which ${system} knows as ${alike.external_id}. Give this one an SKU of its own.`,
      { field: 'sku', status: 409 },
    )
  return { patternId: alike.pattern_id, isLinked: false }
}

const whole = ({ title, craft, ...rest }: OutsidePattern): OutsidePattern & { title: string; craft: Craft } => ({
  ...rest,
  title: title ?? '',
  craft: craft ?? 'other',
})

async function wouldMake(tx: Tx, given: OutsidePattern): Promise<Upserted> {
  const { title } = tidyFacts(given)
  if (title === undefined || title === '') throw new Refused('title-missing', 'A pattern needs a title. Give it one.', { field: 'title' })
  return { patternId: null, outcome: 'made', changes: await changesOf(tx, null, given) }
}

async function make(tx: Tx, id: OutsideId, given: OutsidePattern, now: Date): Promise<Upserted> {
  const { prices, isArchived, ...facts } = whole(given)
  const patternId = await createPattern(tx, facts, now)
  await link(tx, id, patternId, now)
  const changes = await changesOf(tx, null, given)
  if (prices !== undefined || isArchived) await edit(tx, patternId, { prices, isArchived }, now)
  return { patternId, outcome: 'made', changes }
}

const link = (tx: Tx, { system, externalId }: OutsideId, patternId: string, now: Date) =>
  tx
    .insertInto('outside_pattern')
    .values({ shop_id: shopOf(tx), system, external_id: externalId, pattern_id: patternId, seen_at: now })
    .onConflict(conflict => conflict.columns(['shop_id', 'system', 'external_id']).doUpdateSet({ seen_at: now }))
    .execute()

async function edit(tx: Tx, patternId: string, given: OutsidePattern, now: Date): Promise<void> {
  const { edit_no: editNo } = await tx
    .selectFrom('pattern')
    .select('edit_no')
    .where('shop_id', '=', shopOf(tx))
    .where('pattern_id', '=', patternId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  await editPattern(tx, patternId, { ...given, editNo, isFromSource: true }, now)
}

/** Field by field, only what is given and differs from what is here. */
async function changesOf(tx: Tx, patternId: string | null, { prices, isArchived, ...given }: OutsidePattern): Promise<Upserted['changes']> {
  const facts = tidyFacts(given)
  const row =
    patternId === null
      ? undefined
      : await tx.selectFrom('pattern').selectAll().where('shop_id', '=', shopOf(tx)).where('pattern_id', '=', patternId).executeTakeFirst()
  const here = row as Readonly<Record<string, unknown>> | undefined
  const changes: Upserted['changes'][number][] = Object.entries(facts)
    .filter(([field, to]) => JSON.stringify(here?.[field] ?? null) !== JSON.stringify(to))
    .map(([field, to]) => ({ field, from: here?.[field] ?? null, to }))
  const isAwayNow = row?.archived_at != null
  if (isArchived !== undefined && isArchived !== isAwayNow) changes.push({ field: 'isArchived', from: isAwayNow, to: isArchived })
  if (prices !== undefined) {
    const [from, to] = [await pricesOf(tx, patternId), prices.map(told).sort(byCurrency)]
    if (JSON.stringify(from) !== JSON.stringify(to)) changes.push({ field: 'prices', from, to })
  }
  return changes
}

const told = ({ amount, sale }: PatternPrice) => ({
  ...toJson(amount),
  sale: sale === null ? null : { ...toJson(sale.price), from: sale.from?.toISOString() ?? null, to: sale.to?.toISOString() ?? null },
})
const byCurrency = (a: { currency: string }, b: { currency: string }) => (a.currency < b.currency ? -1 : 1)

async function pricesOf(tx: Tx, patternId: string | null) {
  if (patternId === null) return []
  const rows = await tx.selectFrom('price').selectAll().where('shop_id', '=', shopOf(tx)).where('pattern_id', '=', patternId).execute()
  return rows
    .map(row => {
      const currency = row.currency.trim()
      const sale = row.sale_minor === null ? null : { price: { minor: row.sale_minor, currency }, from: row.sale_from, to: row.sale_to }
      return told({ amount: { minor: row.amount_minor, currency }, sale })
    })
    .sort(byCurrency)
}
