/** Listings at the storefronts, and what was changed there by hand. */
import { lookAgain } from '#hub/listing/look-again.ts'
import { type HandEditSummary, listHandEdits, readHandEdit } from '#hub/listing/read-hand-edits.ts'
import { readListing } from '#hub/listing/read-listing.ts'
import { type ListingSummary, listListings } from '#hub/listing/read-listings.ts'
import { settleHandEdit } from '#hub/listing/settle-hand-edit.ts'
import type { WebDeps } from '../../deps.ts'
import { handlersOf } from '../call.ts'
import type { AnswerOf } from '../contract.ts'
import { cannotPublish, publishesHow, time } from './facts.ts'

export const listingHandlers = handlersOf({
  'GET /shops/{shop}/listings': async ({ deps, inShop }, { query }) => {
    const { connection, ...search } = query
    const { items, next } = await inShop(tx => listListings(tx, { ...search, connectionId: connection }))
    return { items: items.map(listing => listingRow(deps, listing)), next }
  },

  'GET /shops/{shop}/listings/{listing}': async ({ deps, inShop }, { params }) => {
    const { proof, steps, changes, ...summary } = await inShop(tx => readListing(tx, params.listing, deps.work.planningWorld()))
    return {
      ...listingRow(deps, summary),
      proof: proof === null ? null : { at: time(proof.at), by: proof.by, fields: [...proof.fields], files: [...proof.files] },
      steps: steps.map(({ sentAt, settledAt, ...step }) => ({ ...step, sentAt: time(sentAt), settledAt: time(settledAt) })),
      changes: changes.map(({ field, label, from, to }) => ({ field, label, from, to })),
    }
  },

  'GET /shops/{shop}/hand-edits': async ({ inShop }, { query }) => {
    const { settled, ...page } = query
    const { items, next } = await inShop(tx =>
      listHandEdits(tx, { ...page, isSettled: settled === undefined ? undefined : settled === 'true' }),
    )
    return { items: items.map(editShape), next }
  },

  'POST /shops/{shop}/hand-edits/{edit}': async ({ deps, inShop, pressedBy }, { params, body }) =>
    editShape(
      await inShop(async tx => {
        await settleHandEdit(tx, params.edit, { how: body.how, pressedBy }, deps.work.planningWorld())
        return readHandEdit(tx, params.edit)
      }),
    ),

  'POST /shops/{shop}/listings/{listing}/retry': async ({ deps, inShop }, { params }) => {
    await inShop(tx => lookAgain(tx, params.listing, deps.now()))
    return { done: true }
  },

  'POST /shops/{shop}/listings/{listing}/check': async ({ deps, inShop }, { params }) => {
    await inShop(tx => lookAgain(tx, params.listing, deps.now()))
    return { done: true }
  },
})

const editShape = ({ foundAt, settledAt, ...edit }: HandEditSummary): AnswerOf<'POST /shops/{shop}/hand-edits/{edit}'> => ({
  ...edit,
  foundAt: time(foundAt),
  settledAt: time(settledAt),
})

export const listingRow = (
  { spokes }: Pick<WebDeps, 'spokes'>,
  { provenAt, observedAt, ...listing }: ListingSummary,
): AnswerOf<'GET /shops/{shop}/listings'>['items'][number] => ({
  ...listing,
  spokeLabel: spokes.get(listing.spoke)?.label ?? listing.spoke,
  publishes: publishesHow(spokes.get(listing.spoke)),
  reason: listing.reason ?? (listing.state === 'unplanned' ? cannotPublish(spokes.get(listing.spoke)) : null),
  provenAt: time(provenAt),
  observedAt: time(observedAt),
})
