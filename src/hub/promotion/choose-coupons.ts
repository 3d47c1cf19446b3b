/** What one coupon would be at each storefront: made there, left to her hands, or not possible and why. Read alone; nothing is written. */
import { kept, shopOf, sql, type Tx } from '#database'
import { type ListingState, readStates } from '../listing/read-state.ts'
import { sentenceFor } from '../listing/shop-rules.ts'
import type { Money } from '../money.ts'
import { type PlanConnection, type PlanningWorld, readConnections } from '../publication/plan.ts'
import { notFound, Refused } from '../refused.ts'
import { mustBeHere } from '../store/bundles.ts'
import { fitCode } from '../store/keep-coupon.ts'
import { readStore } from '../store/read-store.ts'
import { count } from '../words.ts'
import { type CouponRules, type CouponWay, type CouponWish, hasCoupons } from './coupon-rules.ts'
import { handText } from './coupon-words.ts'

export interface CouponPromotion {
  readonly name: string
  readonly code: string
  /** 1 to 100; null: an amount. */
  readonly percent: number | null
  /** What is taken off, an amount for each currency in which storefronts sell. */
  readonly off: readonly Money[]
  readonly startsAt: Date
  readonly endsAt: Date
  /** At each storefront. */
  readonly mostUses: number | null
  /** Empty: everything that is sold there. */
  readonly patternIds: readonly string[]
  /** All storefronts but the paused ones when left out. */
  readonly connectionIds?: readonly string[] | undefined
  readonly isInOwnStore: boolean
}

export interface CouponPart {
  /** '' for all at once, else the listing. */
  readonly part: string
  readonly wish: CouponWish
}

export interface CouponPlace {
  /** null: the own store. */
  readonly connectionId: string | null
  readonly shop: string
  readonly way: 'made' | 'by-hand' | 'cannot' | 'refused'
  /** What would be so there, or why not, in her words. */
  readonly says: string
  /** What the storefront changes of it. */
  readonly notes: readonly string[]
  /** Ready to paste, where it is made by hand. */
  readonly text: string | null
  readonly parts: readonly CouponPart[]
  /** Where nothing is to be waited for: the storefront keeps the begin by itself. */
  readonly isAhead: boolean
  /** Where the thing to do by hand hangs. */
  readonly listing: { readonly listingId: string; readonly desiredNo: number; readonly url: string | null } | null
}

/** @throws {Refused} when the coupon itself is none. */
export async function chooseCoupons(tx: Tx, given: CouponPromotion, world: PlanningWorld): Promise<CouponPlace[]> {
  const promotion = { ...given, code: fitCode(given.code) }
  check(promotion, world.now)
  if (promotion.patternIds.length > 0) await mustBeHere(tx, [...new Set(promotion.patternIds)])
  await mustBeFreeCode(tx, promotion, world.now)
  const found = await readConnections(tx, promotion.connectionIds ?? null)
  if (promotion.connectionIds !== undefined && found.length < new Set(promotion.connectionIds).size) throw notFound('This shop')
  const connections = promotion.connectionIds === undefined ? found.filter(({ state }) => state !== 'paused') : found
  const listed = await readListed(
    tx,
    connections.map(({ connectionId }) => connectionId),
    promotion.patternIds,
  )
  const titles = await titlesOf(tx, promotion.patternIds)
  return [
    ...(promotion.isInOwnStore ? [await inOwnStore(tx, promotion)] : []),
    ...connections.map(connection =>
      placeAt(promotion, connection, {
        world,
        titles,
        listed: listed.filter(({ connectionId }) => connectionId === connection.connectionId),
      }),
    ),
  ]
}

interface There {
  readonly world: PlanningWorld
  readonly listed: readonly Listed[]
  /** Of the chosen patterns; empty: all. */
  readonly titles: readonly string[]
}

function placeAt(promotion: CouponPromotion, connection: PlanConnection, { world, listed, titles }: There): CouponPlace {
  const { connectionId, label, currency, spoke } = connection
  const base = { connectionId, shop: label, notes: [], text: null, parts: [], isAhead: false, listing: null }
  const no = (way: 'cannot' | 'refused', says: string): CouponPlace => ({ ...base, way, says })
  const rules = world.rulesOf(spoke)
  if (rules === null) return no('cannot', `This version of Selvage cannot talk to ${spoke}. Update it, then plan.`)
  const { coupons } = rules
  if ('cannot' in coupons) return no('cannot', coupons.cannot)
  const way = wayIn(promotion, currency)
  if (way === null) return no('refused', `There is no amount in ${currency}, in which ${label} sells. Add one, or leave this shop out.`)
  const wish = { ...wishFrom(promotion, way), items: null }
  if (!hasCoupons(coupons)) return byHand({ base, where: coupons.byHand, wish, listed, titles })
  if (connection.state !== 'live') return no('refused', notLive(connection))
  const isForAll = promotion.patternIds.length === 0
  const sold = listed.filter(({ remoteId }) => remoteId !== null)
  if (!isForAll && sold.length === 0) return no('refused', `None of these patterns is on sale at ${label}. Publish them there first.`)
  const items = sold.map(state => ({ part: state.listingId, item: { remoteId: state.remoteId!, price: priceOf(state) } }))
  const parts: CouponPart[] = isForAll
    ? [{ part: '', wish }]
    : coupons.isPerListing
      ? items.map(({ part, item }) => ({ part, wish: { ...wish, items: [item] } }))
      : [{ part: '', wish: { ...wish, items: items.map(({ item }) => item) } }]
  const checked = parts.map(part => ({
    part,
    why: whyNot(coupons, isForAll ? { ...part.wish, items: items.map(({ item }) => item) } : part.wish),
  }))
  const fit = checked.flatMap(({ part, why }) => (why === null ? [part] : []))
  const whys = [...new Set(checked.flatMap(({ why }) => (why === null ? [] : [why])))]
  if (fit.length === 0) return no('refused', whys.join(' '))
  const left = parts.length - fit.length
  const missing = promotion.patternIds.length - sold.length
  const says = isForAll ? 'For everything that is sold there.' : `For ${count(coupons.isPerListing ? fit.length : sold.length, 'pattern')}.`
  const notes = [
    timesIn(coupons),
    ...(coupons.isOffEach && 'off' in way ? ['There the amount is taken off each pattern, not once off the cart.'] : []),
    ...(fit.length > 1 && promotion.mostUses !== null ? ['There the limit counts for each pattern by itself.'] : []),
    ...(!isForAll && missing > 0 ? [`${count(missing, 'pattern')} ${missing === 1 ? 'is' : 'are'} not on sale there and left out.`] : []),
    ...(left > 0 ? [`${count(left, 'pattern')} ${left === 1 ? 'is' : 'are'} left out: ${whys.join(' ')}`] : []),
  ]
  return { ...base, way: 'made', says, notes, parts: fit, isAhead: coupons.keeps.begin }
}

interface ByHand {
  readonly base: Omit<CouponPlace, 'way' | 'says'>
  readonly where: string
  readonly wish: CouponWish
  readonly listed: readonly Listed[]
  readonly titles: readonly string[]
}

function byHand({ base, where, wish, listed, titles }: ByHand): CouponPlace {
  const text = handText(wish, titles)
  const [first] = listed
  if (first === undefined)
    return {
      ...base,
      way: 'cannot',
      says: `No program may make it there, and nothing of it is known to be on sale. By hand: ${where}.`,
      text,
    }
  return {
    ...base,
    way: 'by-hand',
    says: `You make it there by hand: ${where}.`,
    text,
    parts: [{ part: first.listingId, wish }],
    listing: { listingId: first.listingId, desiredNo: first.desiredNo, url: first.url },
  }
}

async function inOwnStore(tx: Tx, promotion: CouponPromotion): Promise<CouponPlace> {
  const { name, currency, isOpen, isKept } = await readStore(tx)
  const base = { connectionId: null, shop: name, notes: [], text: null, parts: [], isAhead: false, listing: null }
  if (!isKept) return { ...base, way: 'cannot', says: 'You have no store of your own yet.' }
  const way = wayIn(promotion, currency)
  if (way === null)
    return {
      ...base,
      way: 'refused',
      says: `There is no amount in ${currency}, in which your store sells. Add one, or leave the store out.`,
    }
  const { rows } = await sql`select from coupon where shop_id = ${shopOf(tx)}::uuid and code = ${promotion.code}`.execute(tx)
  if (rows.length > 0) return { ...base, way: 'refused', says: `Your store has a coupon ${promotion.code} already. Take another code.` }
  const { patternIds } = promotion
  return {
    ...base,
    way: 'made',
    says: patternIds.length === 0 ? 'For everything that is sold there.' : `For ${count(patternIds.length, 'pattern')}.`,
    notes: ['It begins and ends there by itself.', ...(isOpen ? [] : ['Your store is closed; the code works once it is open.'])],
    parts: [{ part: '', wish: { ...wishFrom(promotion, way), items: null } }],
  }
}

const wishFrom = ({ code, startsAt, endsAt, mostUses }: CouponPromotion, way: CouponWay) => ({ code, way, startsAt, endsAt, mostUses })

function wayIn({ percent, off }: Pick<CouponPromotion, 'percent' | 'off'>, currency: string): CouponWay | null {
  if (percent !== null) return { percent }
  const amount = off.find(one => one.currency === currency)
  return amount === undefined ? null : { off: amount }
}

function whyNot(rules: CouponRules, wish: CouponWish): string | null {
  try {
    rules.check(wish)
    return null
  } catch (error) {
    return sentenceFor(error)
  }
}

const timesIn = ({ keeps: { begin, end } }: CouponRules): string =>
  begin && end
    ? 'It begins and ends there by itself.'
    : end
      ? 'Selvage makes it there when it begins; it ends there by itself.'
      : 'Selvage makes it there when it begins, and takes it away when it ends.'

function notLive({ state, label }: PlanConnection): string {
  if (state === 'rehearsal') return `${label} is in rehearsal; go live first.`
  return state === 'paused' ? `${label} is paused; resume it first.` : `${label} needs new keys; renew them under Shops first.`
}

const priceOf = ({ observed, desired }: ListingState): Money => (observed?.content ?? desired!).price

type Listed = ListingState & { readonly url: string | null }

/** On sale there as far as is known. */
async function readListed(tx: Tx, connectionIds: readonly string[], patternIds: readonly string[]): Promise<Listed[]> {
  const { rows } = await sql<{ listing_id: string; url: string | null }>`${kept}
    select listing_id, url from listing
    where shop_id = ${shopOf(tx)}::uuid and connection_id = any (${[...connectionIds]}::uuid[]) and pattern_id is not null
      and (${patternIds.length === 0} or pattern_id = any (${[...patternIds]}::uuid[]))`.execute(tx)
  const urls = new Map(rows.map(row => [row.listing_id, row.url]))
  const states = rows.length === 0 ? [] : await readStates(tx, { listingIds: [...urls.keys()] })
  return states
    .filter(({ state, observed, desired }) => state !== 'gone' && (observed?.content.isPublished ?? desired?.isPublished ?? false))
    .map(state => ({ ...state, url: urls.get(state.listingId) ?? null }))
}

async function titlesOf(tx: Tx, patternIds: readonly string[]): Promise<string[]> {
  if (patternIds.length === 0) return []
  const { rows } = await sql<{ title: string }>`${kept}
    select title from pattern where shop_id = ${shopOf(tx)}::uuid and pattern_id = any (${[...patternIds]}::uuid[]) order by title`.execute(
    tx,
  )
  return rows.map(row => row.title)
}

async function mustBeFreeCode(tx: Tx, { code }: CouponPromotion, now: Date): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select name from promotion where shop_id = ${shopOf(tx)}::uuid and code = ${code} and ends_at > ${now} limit 1`.execute(tx)
  if (rows[0] !== undefined)
    throw new Refused('code-taken', `The promotion “${rows[0].name}” has the code ${code} already. Take another code.`, {
      field: 'code',
      status: 409,
    })
}

const mostNameLength = 100
const longestMs = 366 * 86_400_000

function check(promotion: CouponPromotion, now: Date): void {
  const { name, percent, off, startsAt, endsAt, mostUses } = promotion
  const no = (code: string, field: string, message: string) => {
    throw new Refused(code, message, { field })
  }
  if (name.trim() === '' || name.trim().length > mostNameLength)
    no('promotion-name', 'name', `Give the promotion a name of 1 to ${mostNameLength} characters.`)
  if ((percent === null) === (off.length === 0))
    no('coupon-way', 'percent', 'A coupon takes off a per cent, or an amount. Give one of the two.')
  if (percent !== null && (!Number.isInteger(percent) || percent < 1 || percent > 100))
    no('promotion-percent', 'percent', 'Give a whole number of per cent, 1 to 100.')
  if (off.some(({ minor }) => minor <= 0n)) no('coupon-way', 'off', 'What is taken off should be more than zero.')
  if (new Set(off.map(({ currency }) => currency)).size < off.length) no('coupon-way', 'off', 'Give one amount for each currency.')
  if (endsAt <= startsAt) no('promotion-times', 'endsAt', 'It ends before it begins. Change one of its times.')
  if (endsAt <= now) no('promotion-past', 'endsAt', 'It would be over already. Choose an end that is still to come.')
  if (endsAt.getTime() - startsAt.getTime() > longestMs)
    no('promotion-long', 'endsAt', 'It would last longer than a year. Choose an earlier end; another coupon can follow.')
  if (mostUses !== null && (!Number.isInteger(mostUses) || mostUses < 1))
    no('coupon-uses', 'mostUses', 'A coupon is used at least once. Leave it empty for no limit.')
}
