/** How texts and prices are made for one storefront: read, looked at over all patterns before it is kept, and kept. Nothing is sent. */
import { shopOf, sql, type Tx } from '#database'
import { desiredContent, readSources } from '../listing/desired-content.ts'
import { difference } from '../listing/difference.ts'
import { type ListingLimits, leastPrice, noLimits } from '../listing/limits.ts'
import type { Shelf } from '../listing/shelf.ts'
import { type ChangeInWords, changesInWords } from '../listing/words.ts'
import type { Money } from '../money.ts'
import { cleanHtml } from '../pattern/clean-html.ts'
import { line } from '../pattern/facts.ts'
import { type PlanConnection, type PlanningWorld, readConnections } from '../publication/plan.ts'
import { placeAt } from '../publication/preview.ts'
import { notFound, Refused } from '../refused.ts'
import { count } from '../words.ts'
import type { ShelfWishes } from './choose-shelf.ts'
import { checkPriceRule, type PriceRule } from './price-rule.ts'
import { checkTemplate, type Template } from './template.ts'
import { noWishes, readWishes } from './wishes.ts'

export interface Writing {
  readonly template: Template
  /** By craft, the id of a place in the storefront's own tree of categories; left out: what is kept. */
  readonly shelves?: ShelfWishes['byCraft'] | undefined
  /** null: the pattern's own price in the storefront's currency. */
  readonly priceRule: PriceRule | null
}

export interface WritingThere extends Writing {
  readonly shelves: ShelfWishes['byCraft']
  /** The tree itself; [] where it has none, or has not told it yet. */
  readonly tree: readonly Shelf[]
  readonly currency: string
  /** null: nothing is too little there. */
  readonly least: Money | null
  readonly limits: ListingLimits
}

export interface WritingPreview {
  readonly sentence: string
  /** How many patterns would be written or priced otherwise there. */
  readonly changed: number
  /** The first of those that change or cannot be listed, by title. */
  readonly items: readonly {
    readonly patternId: string
    readonly title: string
    readonly changes: readonly ChangeInWords[]
    readonly losses: readonly string[]
    readonly refused: string | null
  }[]
}

const shownAtMost = 200

/** @throws {Refused} when there is no such storefront. */
export async function readWriting(tx: Tx, connectionId: string, world: Pick<PlanningWorld, 'rulesOf'>): Promise<WritingThere> {
  const connection = await connectionOf(tx, connectionId)
  const { template, priceRule, shelves } = (await readWishes(tx, [connectionId], [])).get(connectionId) ?? noWishes
  const rules = world.rulesOf(connection.spoke)
  const limits = rules?.limits ?? noLimits
  const tree = rules?.fields.includes('shelf') ? shelves.shelves : []
  const { currency } = connection
  const least = leastPrice(limits, currency)
  return { template: template ?? { title: '', description: '' }, shelves: shelves.byCraft, tree, priceRule, currency, least, limits }
}

/** @throws {Refused} when it cannot be kept as it is: a place that means nothing, a rule that cannot be kept to. */
export async function saveWriting(tx: Tx, connectionId: string, given: Writing, now: Date): Promise<void> {
  const connection = await connectionOf(tx, connectionId)
  const { template, priceRule, shelves } = checked(given, connection)
  const key = { shop_id: shopOf(tx), connection_id: connectionId }
  const texts = { ...template, ...(shelves !== undefined && { shelves: JSON.stringify(shelves) }), updated_at: now }
  await tx
    .insertInto('storefront_template')
    .values({ ...key, ...texts })
    .onConflict(conflict => conflict.columns(['shop_id', 'connection_id']).doUpdateSet(texts))
    .execute()
  await tx
    .deleteFrom('price_rule')
    .where('shop_id', '=', key.shop_id)
    .where('connection_id', '=', connectionId)
    .where('currency', '=', connection.currency)
    .execute()
  if (priceRule === null) return
  await tx
    .insertInto('price_rule')
    .values({
      ...key,
      currency: priceRule.currency,
      from_currency: priceRule.fromCurrency,
      rate_millionths: priceRule.rateMillionths,
      percent_hundredths: priceRule.percentHundredths,
      add_minor: priceRule.addMinor,
      rounding: priceRule.rounding,
      floor_minor: priceRule.floorMinor,
      updated_at: now,
    })
    .execute()
}

/** Over all patterns in use: who would change, from what to what. @throws {Refused} as `saveWriting`. */
export async function previewWriting(tx: Tx, connectionId: string, given: Writing, world: PlanningWorld): Promise<WritingPreview> {
  const connection = await connectionOf(tx, connectionId)
  const next = checked(given, connection)
  const { rows } = await sql<{ id: string }>`
    select pattern_id as id from pattern where shop_id = ${shopOf(tx)}::uuid and archived_at is null`.execute(tx)
  const ids = rows.map(({ id }) => id)
  const sources = await readSources(tx, ids)
  const known = (await readWishes(tx, [connectionId], ids)).get(connectionId) ?? noWishes
  const fields = world.rulesOf(connection.spoke)?.fields ?? []
  const told = sources.map(source => {
    const now = desiredContent(source, placeAt(connection, known, world))
    const { shelves = known.shelves.byCraft, ...made } = next
    const wishes = { ...known, ...made, shelves: { ...known.shelves, byCraft: shelves } }
    const then = desiredContent(source, placeAt(connection, wishes, world))
    const found = then.content === null ? [] : difference(then.content, now.content, fields)
    return {
      patternId: source.patternId,
      title: source.title,
      changes: changesInWords(found, () => null),
      losses: then.losses.map(({ says }) => says),
      refused: then.refused,
    }
  })
  const changing = told.filter(({ changes }) => changes.length > 0)
  const refused = told.filter(one => one.refused !== null).length
  return {
    sentence: sentenceOf({ all: told.length, changed: changing.length, refused }),
    changed: changing.length,
    items: [...changing, ...told.filter(one => one.refused !== null)].slice(0, shownAtMost),
  }
}

function sentenceOf({ all, changed, refused }: { all: number; changed: number; refused: number }): string {
  if (all === 0) return 'There is no pattern yet.'
  const first = changed === 0 ? 'Nothing changes' : `${count(changed, 'pattern')} of ${all} ${changed === 1 ? 'changes' : 'change'}`
  const rest = refused === 0 ? '' : ` ${count(refused, 'pattern')} cannot be listed there as ${refused === 1 ? 'it is' : 'they are'}.`
  return `${first}. Nothing is sent until you publish.${rest}`
}

function checked({ template, priceRule, shelves }: Writing, { currency, label }: PlanConnection): Writing {
  const tidy = { title: line(template.title), description: template.description.trim() === '' ? '' : cleanHtml(template.description) }
  checkTemplate(tidy)
  if (priceRule !== null) {
    if (priceRule.currency !== currency)
      throw new Refused('price-rule', `${label} sells in ${currency}. Make the rule for ${currency}.`, { field: 'priceRule' })
    checkPriceRule(priceRule)
  }
  return { template: tidy, priceRule, shelves }
}

async function connectionOf(tx: Tx, connectionId: string): Promise<PlanConnection> {
  const [connection] = await readConnections(tx, [connectionId])
  if (connection === undefined) throw notFound('This shop')
  return connection
}
