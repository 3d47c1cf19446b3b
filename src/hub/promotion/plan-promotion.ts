/** One promotion for many patterns: a per cent off, from a moment to a moment, at every storefront that can. */
import { createHash } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import type { ListingContent } from '../listing/content.ts'
import { type MoneyJson, toJson } from '../money.ts'
import { type PlanningWorld, planWants, type Want } from '../publication/plan.ts'
import { type Target, wantsOf } from '../publication/preview.ts'
import { type Press, pressOn } from '../publication/publish.ts'
import { Refused } from '../refused.ts'
import { count } from '../words.ts'
import { lowered, type Promoted, readPromoted, wayFor } from './overlay.ts'

export interface PromotionWish extends Target {
  readonly name: string
  /** 1 to 95. */
  readonly percent: number
  readonly startsAt: Date
  readonly endsAt: Date
}

export interface PromotionPreview {
  readonly key: string
  readonly sentence: string
  readonly listings: readonly {
    readonly listingId: string
    readonly patternId: string
    readonly patternTitle: string
    readonly shop: string
    readonly price: MoneyJson | null
    readonly sale: MoneyJson | null
    /** How it is done there, in her words. */
    readonly how: string
    readonly refused: string | null
  }[]
}

const mostNameLength = 100
const longestMs = 100 * 86_400_000

interface Chosen {
  /** With the content that it will have. */
  readonly want: Want
  /** What is wanted there now. */
  readonly listed: ListingContent | null
  readonly way: Promoted['way']
  readonly saleMinor: bigint | null
  readonly refused: string | null
}

/** What it would do at each storefront. Nothing is written. @throws {Refused} when its times or its per cent are none. */
export async function promotionPreview(tx: Tx, wish: PromotionWish, world: PlanningWorld): Promise<PromotionPreview> {
  const chosen = await choose(tx, wish, world)
  const fit = chosen.filter(({ refused }) => refused === null)
  return {
    key: keyOf(wish, chosen),
    sentence: sentenceOf(fit, chosen.length - fit.length),
    listings: chosen.map(({ want, listed, way, saleMinor, refused }) => ({
      listingId: want.listingId,
      patternId: want.patternId,
      patternTitle: want.patternTitle,
      shop: want.connection.label,
      price: listed === null ? null : toJson(listed.price),
      sale: saleMinor === null || listed === null ? null : toJson({ ...listed.price, minor: saleMinor }),
      how:
        way === 'sale-price'
          ? 'Its own sale price, which begins and ends there by itself'
          : 'The price itself, lowered when it begins and put back when it ends',
      refused,
    })),
  }
}

/**
 * Notes it, and sends now what the storefronts keep by themselves.
 *
 * @returns the promotion; the same one when the same press comes again.
 * @throws {Refused} 409 when what it would do has changed since the preview.
 */
export async function planPromotion(tx: Tx, wish: PromotionWish, press: Press, world: PlanningWorld): Promise<string> {
  const earlier = await promotionOf(tx, press.key)
  if (earlier !== null) return earlier
  const chosen = await choose(tx, wish, world)
  if (keyOf(wish, chosen) !== press.key)
    throw new Refused('changed-since', 'What the promotion would do has changed since you looked. Look again, then press.', { status: 409 })
  const fit = chosen.filter(({ refused }) => refused === null)
  if (fit.length === 0)
    throw new Refused('nothing-to-promote', chosen[0]?.refused ?? 'No shop can take part. Choose others.', { status: 409 })
  const { rows } = await sql<{ promotion_id: string }>`
    insert into promotion (shop_id, name, percent, starts_at, ends_at, key, pressed_by, next_due_at)
    values (${shopOf(tx)}::uuid, ${wish.name.trim()}, ${wish.percent}, ${wish.startsAt}, ${wish.endsAt}, ${press.key}, ${press.pressedBy},
      ${wish.startsAt})
    returning promotion_id`.execute(tx)
  const promotionId = rows[0]!.promotion_id
  const begun = await sendAhead(tx, fit, { press, world })
  await sql`
    insert into promotion_listing (shop_id, promotion_id, listing_id, way, currency, price_minor, sale_minor, begun_with)
    select ${shopOf(tx)}::uuid, ${promotionId}::uuid, x.listing_id, x.way, x.currency, x.price::bigint, x.sale::bigint,
      case when x.way = 'sale-price' then ${begun}::uuid end
    from jsonb_to_recordset(${JSON.stringify(
      fit.map(({ want, listed, way, saleMinor }) => ({
        listing_id: want.listingId,
        way,
        currency: listed!.price.currency,
        price: listed!.price.minor.toString(),
        sale: saleMinor!.toString(),
      })),
    )}::jsonb) as x (listing_id uuid, way text, currency text, price text, sale text)`.execute(tx)
  return promotionId
}

/** Where the storefront keeps the times by itself there is nothing to wait for. @returns the press, or null when there is no such storefront. */
async function sendAhead(tx: Tx, fit: readonly Chosen[], { press, world }: { press: Press; world: PlanningWorld }): Promise<string | null> {
  const wants = fit.filter(({ way }) => way === 'sale-price').map(({ want }) => want)
  if (wants.length === 0) return null
  return pressOn(tx, { cause: 'promote', wants: async () => wants, press, world, isUnseen: true, isEvenRight: true })
}

async function promotionOf(tx: Tx, key: string): Promise<string | null> {
  const found = await tx
    .selectFrom('promotion')
    .select('promotion_id')
    .where('shop_id', '=', shopOf(tx))
    .where('key', '=', key)
    .executeTakeFirst()
  return found?.promotion_id ?? null
}

async function choose(tx: Tx, wish: PromotionWish, world: PlanningWorld): Promise<Chosen[]> {
  check(wish, world.now)
  const wants = await wantsOf(tx, wish, world)
  const running = await readPromoted(
    tx,
    wants.map(({ listingId }) => listingId),
  )
  const chosen = wants.map(want => chooseOne(want, wish, { world, running: running.get(want.listingId) }))
  const planned = await planWants(
    tx,
    chosen.map(({ want }) => want),
    world,
  )
  return chosen.map((one, at) => ({ ...one, refused: one.refused ?? planned[at]!.refused }))
}

/** What is on sale there as it was last pressed, with the lower price; what she edited since and did not press stays here. */
function chooseOne(want: Want, wish: PromotionWish, { world, running }: { world: PlanningWorld; running: Promoted | undefined }): Chosen {
  const { known, connection, patternTitle } = want
  const listed = known !== null && known.state !== 'gone' ? known.desired : null
  const refuse = (refused: string): Chosen => ({
    want: { ...want, content: null, refused },
    listed,
    way: 'price',
    saleMinor: null,
    refused,
  })
  if (listed === null || !listed.isPublished)
    return refuse(`“${patternTitle}” is not on sale at ${connection.label}. Publish it there first.`)
  if (running !== undefined)
    return refuse(`“${patternTitle}” is in the promotion “${running.name}” at ${connection.label}. End that one first.`)
  if (listed.salePrice !== null && (listed.salePrice.to === null || listed.salePrice.to > world.now))
    return refuse(`“${patternTitle}” has a sale price of its own at ${connection.label}. End that first.`)
  const saleMinor = lowered(listed.price.minor, wish.percent)
  if (saleMinor >= listed.price.minor || listed.price.minor === 0n)
    return refuse(`“${patternTitle}” cannot be lowered by ${wish.percent} % at ${connection.label}: its price is too small.`)
  const price = { ...listed.price, minor: saleMinor }
  const onSale = { ...listed, salePrice: { price, from: wish.startsAt, to: wish.endsAt } }
  const rules = world.rulesOf(connection.spoke)
  const way = rules === null ? 'price' : wayFor(rules, onSale)
  const content = way === 'sale-price' ? onSale : { ...listed, price }
  // Planned with the lower price, so that what the storefront would refuse is refused here.
  return { want: { ...want, content, refused: null }, listed, way, saleMinor, refused: null }
}

function check({ name, percent, startsAt, endsAt }: PromotionWish, now: Date): void {
  if (name.trim() === '' || name.trim().length > mostNameLength)
    throw new Refused('promotion-name', `Give the promotion a name of 1 to ${mostNameLength} characters.`, { field: 'name' })
  if (!Number.isInteger(percent) || percent < 1 || percent > 95)
    throw new Refused('promotion-percent', 'Give a whole number of per cent, 1 to 95.', { field: 'percent' })
  if (endsAt <= startsAt) throw new Refused('promotion-times', 'It ends before it begins. Change one of its times.', { field: 'endsAt' })
  if (endsAt <= now)
    throw new Refused('promotion-past', 'It would be over already. Choose an end that is still to come.', { field: 'endsAt' })
  if (endsAt.getTime() - startsAt.getTime() > longestMs)
    throw new Refused('promotion-long', 'It would last longer than 100 days. A price that long is no promotion: change the price.', {
      field: 'endsAt',
    })
}

const sentenceOf = (fit: readonly Chosen[], left: number): string => {
  if (fit.length === 0) return 'Nothing can take part; the reason stands beside each shop.'
  const shops = new Set(fit.map(({ want }) => want.connection.connectionId)).size
  const byHub = fit.filter(({ way }) => way === 'price').length
  const how = byHub === 0 ? '' : ` ${byHub === fit.length ? 'All' : count(byHub, 'listing')} of them by Selvage, at the moment and back.`
  const rest = left === 0 ? '' : ` ${count(left, 'listing')} ${left === 1 ? 'is' : 'are'} left out; the reason stands beside it.`
  return `${count(fit.length, 'listing')} at ${count(shops, 'shop')} will cost less for that time.${how}${rest} Nobody is written to.`
}

function keyOf({ name, percent, startsAt, endsAt }: PromotionWish, chosen: readonly Chosen[]): string {
  const told = chosen.map(({ want, listed, way, saleMinor, refused }) => [
    want.listingId,
    want.known?.desiredNo ?? 0,
    listed === null ? null : `${listed.price.minor} ${listed.price.currency}`,
    way,
    saleMinor?.toString() ?? null,
    refused,
  ])
  return createHash('sha256')
    .update(JSON.stringify([name.trim(), percent, startsAt.toISOString(), endsAt.toISOString(), told]))
    .digest('hex')
}
