/** A press on many patterns of the store: seen before, and taken back as one. */
import { createHash } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { moneyInWords } from '../listing/words.ts'
import type { Money } from '../money.ts'
import { notFound, Refused } from '../refused.ts'
import { count } from '../words.ts'
import { readStore } from './read-store.ts'
import { type Choice, listStorePatterns, type StorePattern } from './store-patterns.ts'

export interface PatternsChange {
  readonly patternIds: readonly string[]
  readonly choice?: Choice | undefined
  /** null: the price holds again. */
  readonly payWhat?: { readonly least: Money; readonly suggested: Money } | null | undefined
}

export interface ChangePreview {
  readonly key: string
  readonly sentence: string
  readonly changes: readonly { readonly patternId: string; readonly title: string; readonly from: string; readonly to: string }[]
}

interface Kept {
  readonly patternId: string
  readonly isIn: boolean | null
  readonly least: string | null
  readonly suggested: string | null
}

/** @throws {Refused} when a pattern is not here, or what buyers should pay at least is more than what is suggested. */
export async function previewChange(tx: Tx, change: PatternsChange, now: Date): Promise<ChangePreview> {
  const { before, after } = await plan(tx, change, now)
  const changes = before.flatMap((pattern, at) => {
    const [from, to] = [inWords(pattern), inWords({ ...pattern, ...after[at]! })]
    return from === to ? [] : [{ patternId: pattern.id, title: pattern.title, from, to }]
  })
  return {
    key: keyOf(change, before),
    sentence:
      changes.length === 0
        ? 'Nothing would change.'
        : `${count(changes.length, 'pattern changes', 'patterns change')} in the store at once. Nobody is written to, and it can be taken back.`,
    changes,
  }
}

/**
 * @param key of the preview that she saw.
 * @returns the change, which can be taken back; the same one when the same press comes again.
 * @throws {Refused} 409 when something changed since the preview.
 */
export async function changePatterns(
  tx: Tx,
  change: PatternsChange,
  { key, pressedBy, now }: { key: string; pressedBy: string; now: Date },
): Promise<{ changeId: string; changed: number }> {
  const shop = shopOf(tx)
  await sql`select from shop where shop_id = ${shop}::uuid for no key update`.execute(tx)
  const pressed = await tx
    .selectFrom('store_change')
    .select(['change_id', 'after'])
    .where('shop_id', '=', shop)
    .where('key', '=', key)
    .executeTakeFirst()
  if (pressed !== undefined) return { changeId: pressed.change_id, changed: (pressed.after as unknown as Kept[]).length }
  const { before, after } = await plan(tx, change, now)
  if (keyOf(change, before) !== key)
    throw new Refused('changed-meanwhile', 'Something in the store changed since you looked. Look again, then press.', { status: 409 })
  const kept = after.map(({ choice, payWhat }, at) => keptOf({ ...before[at]!, choice, payWhat }))
  await write(tx, kept)
  const row = await tx
    .insertInto('store_change')
    .values({
      ...{ shop_id: shop, key, says: sayChange(change), pressed_by: pressedBy, created_at: now },
      before: JSON.stringify(before.map(keptOf)),
      after: JSON.stringify(kept),
    })
    .returning('change_id')
    .executeTakeFirstOrThrow()
  return { changeId: row.change_id, changed: kept.length }
}

/**
 * Takes a press back. What she changed by a later press stays as that one left it.
 *
 * @throws {Refused} when there is no such press, or it was taken back before.
 */
export async function undoChange(tx: Tx, changeId: string, now: Date): Promise<number> {
  const shop = shopOf(tx)
  await sql`select from shop where shop_id = ${shop}::uuid for no key update`.execute(tx)
  const row = await tx
    .selectFrom('store_change')
    .select(['before', 'after', 'undone_at'])
    .where('shop_id', '=', shop)
    .where('change_id', '=', changeId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('This press')
  if (row.undone_at !== null) throw new Refused('undone-before', 'This was taken back already.', { status: 409 })
  const [before, after] = [row.before as unknown as Kept[], row.after as unknown as Kept[]]
  const { items } = await listStorePatterns(tx, { ids: before.map(({ patternId }) => patternId), limit: before.length, now })
  const isStill = new Map(items.map(pattern => [pattern.id, JSON.stringify(keptOf(pattern))]))
  const back = before.filter((_, at) => isStill.get(after[at]!.patternId) === JSON.stringify(inOrder(after[at]!)))
  await write(tx, back)
  await tx.updateTable('store_change').set({ undone_at: now }).where('shop_id', '=', shop).where('change_id', '=', changeId).execute()
  return back.length
}

type Plan = { before: readonly StorePattern[]; after: readonly Pick<StorePattern, 'choice' | 'payWhat' | 'isIn' | 'why'>[] }

async function plan(tx: Tx, { patternIds, choice, payWhat }: PatternsChange, now: Date): Promise<Plan> {
  const ids = [...new Set(patternIds)]
  const { currency } = await readStore(tx)
  mustBeFit(payWhat, currency)
  const { items } = await listStorePatterns(tx, { ids, limit: Math.max(1, ids.length), now })
  if (items.length < ids.length)
    throw new Refused('not-found', 'Some of these patterns are not here any more. Look at the list again.', { status: 404 })
  const after = items.map(pattern => {
    const next = { choice: choice ?? pattern.choice, payWhat: payWhat === undefined ? pattern.payWhat : payWhat }
    const hasFiles = pattern.why !== 'It has no files yet.'
    const isIn = next.choice !== 'out' && hasFiles && (pattern.price !== null || next.payWhat !== null)
    return { ...next, isIn, why: isIn ? null : pattern.why }
  })
  return { before: items, after }
}

function mustBeFit(payWhat: PatternsChange['payWhat'], currency: string): void {
  if (payWhat === undefined || payWhat === null) return
  const { least, suggested } = payWhat
  if (least.currency !== currency || suggested.currency !== currency)
    throw new Refused('price-currency', `The store sells in ${currency}. Write these amounts in ${currency}.`, { field: 'payWhat' })
  if (least.minor < 0n) throw new Refused('price-below-zero', 'The least cannot be below zero.', { field: 'payWhat' })
  if (suggested.minor < least.minor)
    throw new Refused('suggested-too-low', 'What is suggested should not be lower than the least.', { field: 'payWhat' })
}

const inWords = ({ choice, payWhat, price, isIn }: Pick<StorePattern, 'choice' | 'payWhat' | 'price' | 'isIn'>): string =>
  [
    isIn ? 'In the store' : choice === 'out' ? 'Out of the store' : 'Not in the store',
    payWhat === null
      ? price === null
        ? 'no price'
        : moneyInWords(price)
      : `buyers choose, from ${moneyInWords(payWhat.least)}, suggested ${moneyInWords(payWhat.suggested)}`,
  ].join(', ')

function sayChange({ patternIds, choice, payWhat }: PatternsChange): string {
  const what = choice === 'in' ? 'put in' : choice === 'out' ? 'taken out' : ''
  const pays = payWhat === undefined ? '' : payWhat === null ? 'at their price' : 'buyers choose what they pay'
  return `${count(new Set(patternIds).size, 'pattern')}: ${[what, pays].filter(Boolean).join(', ')}`
}

const keyOf = (change: PatternsChange, before: readonly StorePattern[]): string =>
  createHash('sha256')
    .update(JSON.stringify([change, before.map(keptOf)], (_key, value) => (typeof value === 'bigint' ? value.toString() : value)))
    .digest('base64url')
    .slice(0, 43)

const keptOf = ({ id, choice, payWhat }: Pick<StorePattern, 'id' | 'choice' | 'payWhat'>): Kept => ({
  patternId: id,
  isIn: choice === 'out' ? false : null,
  least: payWhat?.least.minor.toString() ?? null,
  suggested: payWhat?.suggested.minor.toString() ?? null,
})

/** As `keptOf` spells it; the database sorts the names of JSON by length. */
const inOrder = ({ patternId, isIn, least, suggested }: Kept): Kept => ({ patternId, isIn, least, suggested })

const write = (tx: Tx, kept: readonly Kept[]) =>
  sql`
  insert into store_pattern as x (shop_id, pattern_id, is_in, least_minor, suggested_minor)
  select ${shopOf(tx)}::uuid, k."patternId", k."isIn", k.least, k.suggested
  from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as k ("patternId" uuid, "isIn" boolean, least bigint, suggested bigint)
  order by k."patternId"
  on conflict (shop_id, pattern_id) do update
    set is_in = excluded.is_in, least_minor = excluded.least_minor, suggested_minor = excluded.suggested_minor`.execute(tx)
