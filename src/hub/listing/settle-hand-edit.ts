/** Her word on what was changed by hand: put it right there, or take it over here. */
import { shopOf, type Tx } from '#database'
import { editPattern } from '../pattern/edit-pattern.ts'
import type { PatternPrice } from '../pattern/set-prices.ts'
import { type PlanningWorld, readConnections, type Want } from '../publication/plan.ts'
import { pressOn } from '../publication/publish.ts'
import { notFound, Refused } from '../refused.ts'
import { setWording } from '../storefront/set-wording.ts'
import { noWording, readWishes } from '../storefront/wishes.ts'
import type { ListingContent, ListingField } from './content.ts'
import { type ContentJson, contentFromJson, contentToJson } from './content-json.ts'
import { settleEdits } from './hand-edit.ts'
import { differenceNow } from './plan-listing.ts'
import { type ListedProperty, merged, propertiesSpelled } from './properties.ts'
import { type ListingState, readStates } from './read-state.ts'
import { shelfId } from './shelf.ts'
import { isField, labelOf, wholeListing } from './words.ts'

/**
 * put-right: what should be there is sent again; a removed listing is made anew. accept: what was found becomes the pattern's own and is what
 * this listing should hold; other shops get it with the next press, whose preview shows it.
 *
 * @param isFromSource it was changed where her patterns are edited.
 * @throws {Refused} when it is settled already, or cannot be taken over.
 */
export async function settleHandEdit(
  tx: Tx,
  handEditId: string,
  { how, pressedBy }: { how: 'put-right' | 'accept'; pressedBy: string },
  world: PlanningWorld,
  { isFromSource = false } = {},
): Promise<void> {
  const edit = await readOpen(tx, handEditId)
  const [listing] = await readStates(tx, { listingIds: [edit.listing_id] })
  if (listing?.patternId == null || listing.desired === null) throw notFound('This listing')
  const desired = listing.desired
  if (how === 'accept' && edit.field === wholeListing) return leaveRemoved(tx, listing, world.now)
  if (how === 'put-right') {
    if (isRightAgain(listing, edit.field, world)) return settleAs(tx, listing, edit.field, world.now)
    return pressFor(tx, listing, { content: desired, cause: 'put-right', handEditId, pressedBy, world })
  }
  if (!isField(edit.field)) throw notFound('This change')
  const taken = contentFromJson({ ...contentToJson(desired), [edit.field]: edit.found } as ContentJson)
  const content = edit.field === 'properties' ? { ...taken, properties: merged(desired.properties, taken.properties ?? []) } : taken
  await takeOver(tx, listing, edit.field, content, { now: world.now, isFromSource })
  return pressFor(tx, listing, { content, cause: 'accept', handEditId, pressedBy, world })
}

async function readOpen(tx: Tx, handEditId: string) {
  const edit = await tx
    .selectFrom('hand_edit')
    .select(['listing_id', 'field', 'found', 'settled_at'])
    .where('shop_id', '=', shopOf(tx))
    .where('hand_edit_id', '=', handEditId)
    .forUpdate()
    .executeTakeFirst()
  if (edit === undefined) throw notFound('This change')
  if (edit.settled_at !== null) throw new Refused('settled-before', 'This change is settled already.', { status: 409 })
  return edit
}

function isRightAgain(listing: ListingState, field: string, world: PlanningWorld): boolean {
  if (listing.observed === null || listing.desired === null || listing.state !== 'updated' || field === wholeListing) return false
  const fields: readonly ListingField[] = isField(field) ? [field] : []
  return differenceNow({ project: content => content, fields }, listing.desired, listing.observed, world.now).length === 0
}

const settleAs = (tx: Tx, { listingId }: ListingState, field: string, now: Date) =>
  settleEdits(tx, [{ listingId, field, how: 'undone-there' }], now)

async function pressFor(
  tx: Tx,
  known: ListingState,
  {
    content,
    cause,
    handEditId,
    pressedBy,
    world,
  }: { content: ListingContent; cause: 'put-right' | 'accept'; handEditId: string; pressedBy: string; world: PlanningWorld },
): Promise<void> {
  const [connection] = await readConnections(tx, [known.connectionId])
  if (connection === undefined) throw notFound('This shop')
  const wants = async (): Promise<Want[]> => {
    const [now] = await readStates(tx, { listingIds: [known.listingId] })
    const base = { listingId: known.listingId, connection, patternId: known.patternId!, patternTitle: content.title }
    return [{ ...base, known: now ?? null, content, refused: null }]
  }
  await pressOn(tx, {
    cause,
    wants,
    press: { key: `${cause}:${handEditId}`, pressedBy },
    world,
    isUnseen: true,
    decides: { handEditId, how: cause === 'accept' ? 'accepted' : 'put-right' },
  })
}

/** The pattern stays; the listing there is gone and is made again only by a press. */
async function leaveRemoved(tx: Tx, { listingId }: ListingState, now: Date): Promise<void> {
  const shop = shopOf(tx)
  await tx
    .updateTable('listing')
    .set({ state: 'unplanned', reason: null, remote_id: null, url: null, observed: null, observed_mark: null, proof: null, proven_no: 0 })
    .where('shop_id', '=', shop)
    .where('listing_id', '=', listingId)
    .where('state', '=', 'gone')
    .execute()
  await tx
    .updateTable('hand_edit')
    .set({ settled_at: now, settled_how: 'accepted' })
    .where('shop_id', '=', shop)
    .where('listing_id', '=', listingId)
    .where('settled_at', 'is', null)
    .execute()
}

/** @param content as it was found there. */
async function takeOver(
  tx: Tx,
  { patternId, connectionId, desired }: ListingState,
  field: ListingField,
  content: ListingContent,
  { now, isFromSource }: { now: Date; isFromSource: boolean },
): Promise<void> {
  const refuse = (message: string): never => {
    throw new Refused('not-to-take-over', message, { status: 409 })
  }
  if (field === 'files' || field === 'images')
    return refuse(
      `${labelOf(field)} that somebody put there cannot be taken over. Upload them here as ${field === 'files' ? 'a new version' : 'pictures of the pattern'}, or put it right.`,
    )
  if (field === 'isPublished')
    return refuse('Whether a pattern is for sale is decided here, for all shops: archive it to take it off sale, or put this right.')
  if (field === 'price' && content.price.minor < 0n) return refuse('There is no price there that could be taken over. Put it right.')
  // Each storefront has a tree of its own.
  if (field === 'shelf') return setWording(tx, { patternId: patternId!, connectionId }, { shelf: shelfId(content.shelf) || null }, now)
  if (field === 'properties') return takeProperties(tx, { patternId: patternId!, connectionId }, { desired, content, now })
  if (await takesOwnWords(tx, { patternId: patternId!, connectionId }, field, content, now)) return
  const row = await tx
    .selectFrom('pattern')
    .select('edit_no')
    .where('shop_id', '=', shopOf(tx))
    .where('pattern_id', '=', patternId)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw notFound('This pattern')
  const prices = field === 'price' || field === 'salePrice' ? await pricesWith(tx, patternId!, field, content) : undefined
  await editPattern(
    tx,
    patternId!,
    { editNo: row.edit_no, ...(prices === undefined ? { [field]: content[field] } : { prices }), isFromSource },
    now,
  )
}

/** What is in another way there is hers for this pattern there; what is as it was wanted goes on following the facts. */
async function takeProperties(
  tx: Tx,
  place: { readonly patternId: string; readonly connectionId: string },
  { desired, content, now }: { desired: ListingContent | null; content: ListingContent; now: Date },
): Promise<void> {
  const known = (await readWishes(tx, [place.connectionId], [place.patternId])).get(place.connectionId)?.wordings.get(place.patternId)
  const wanted = new Map((desired?.properties ?? []).map(one => [one.id, one]))
  const isOther = (one: ListedProperty) => propertiesSpelled([one]) !== propertiesSpelled([wanted.get(one.id) ?? { ...one, values: [] }])
  const others = Object.fromEntries((content.properties ?? []).filter(isOther).map(({ id, values }) => [id, values]))
  await setWording(tx, place, { properties: { ...known?.properties, ...others } }, now)
}

/**
 * Where this storefront has words or a rule of its own, what was found is this storefront's alone: were it the pattern's, the template or the rule
 * would be laid over it once more.
 *
 * @returns false where it has none: then it is the pattern's.
 */
async function takesOwnWords(
  tx: Tx,
  place: { readonly patternId: string; readonly connectionId: string },
  field: ListingField,
  content: ListingContent,
  now: Date,
): Promise<boolean> {
  const wishes = (await readWishes(tx, [place.connectionId], [place.patternId])).get(place.connectionId)
  const wording = wishes?.wordings.get(place.patternId) ?? noWording
  const isPriced = wording.price !== null || wishes?.priceRule?.currency === content.price.currency
  if (field === 'salePrice' && isPriced)
    throw new Refused(
      'not-to-take-over',
      'The prices at this shop are made by a rule, a sale price too. Change the sale price of the pattern or the rule, or put it right.',
      { status: 409 },
    )
  const own =
    field === 'title' && (wording.title !== null || (wishes?.template?.title ?? '') !== '')
      ? { title: content.title }
      : field === 'description' && (wording.description !== null || (wishes?.template?.description ?? '') !== '')
        ? { description: content.description }
        : field === 'tags' && wording.tags !== null
          ? { tags: content.tags }
          : field === 'price' && isPriced
            ? { price: content.price }
            : null
  if (own !== null) await setWording(tx, place, own, now)
  return own !== null
}

/** All prices of the pattern, the one in this currency as it was found there. */
async function pricesWith(tx: Tx, patternId: string, field: 'price' | 'salePrice', content: ListingContent): Promise<PatternPrice[]> {
  const rows = await tx.selectFrom('price').selectAll().where('shop_id', '=', shopOf(tx)).where('pattern_id', '=', patternId).execute()
  const money = (minor: bigint, currency: string) => ({ minor, currency })
  const prices = rows.map(
    (row): PatternPrice => ({
      amount: money(row.amount_minor, row.currency),
      sale: row.sale_minor === null ? null : { price: money(row.sale_minor, row.currency), from: row.sale_from, to: row.sale_to },
    }),
  )
  const { currency } = content.price
  const own = prices.find(price => price.amount.currency === currency)
  const changed: PatternPrice =
    field === 'price'
      ? { amount: content.price, sale: own?.sale ?? null }
      : { amount: own?.amount ?? content.price, sale: content.salePrice }
  return [...prices.filter(price => price.amount.currency !== currency), changed]
}
