/** What a press would send, the press, and taking it back. */
import { type Preview, preview } from '#hub/publication/preview.ts'
import { publish } from '#hub/publication/publish.ts'
import { listPublications, type PublicationSummary, readPublication } from '#hub/publication/read-publications.ts'
import { undo, undoPreview } from '#hub/publication/undo.ts'
import { handlersOf } from '../call.ts'
import type { AnswerOf } from '../contract.ts'
import { time } from './facts.ts'

export const publicationHandlers = handlersOf({
  'POST /shops/{shop}/preview': async ({ deps, inShop }, { body }) =>
    previewShape(await inShop(tx => preview(tx, body, deps.work.planningWorld()))),

  'POST /shops/{shop}/publish': async ({ deps, inShop, pressedBy }, { body }) => {
    const { key, ...target } = body
    return { publicationId: await inShop(tx => publish(tx, target, { key, pressedBy }, deps.work.planningWorld())) }
  },

  'GET /shops/{shop}/publications': async ({ inShop }, { query }) => {
    const { pattern, ...page } = query
    const { items, next } = await inShop(tx => listPublications(tx, { ...page, patternId: pattern }))
    return { items: items.map(publicationShape), next }
  },

  'GET /shops/{shop}/publications/{publication}': async ({ inShop }, { params }) =>
    publicationShape(await inShop(tx => readPublication(tx, params.publication))),

  'POST /shops/{shop}/publications/{publication}/undo-preview': async ({ deps, inShop }, { params }) =>
    previewShape(await inShop(tx => undoPreview(tx, params.publication, deps.work.planningWorld()))),

  'POST /shops/{shop}/publications/{publication}/undo': async ({ deps, inShop, pressedBy }, { params, body }) => ({
    publicationId: await inShop(tx => undo(tx, params.publication, { key: body.key, pressedBy }, deps.work.planningWorld())),
  }),
})

export const previewShape = ({ listings, cost, cannotUndo, ...rest }: Preview): AnswerOf<'POST /shops/{shop}/preview'> => ({
  ...rest,
  listings: listings.map(({ changes, steps, losses, ...listing }) => ({
    ...listing,
    losses: [...losses],
    changes: changes.map(({ field, label, from, to }) => ({ field, label, from, to })),
    steps: steps.map(({ says, cost: price, cannotUndo: why }) => ({ says, cost: price === null ? null : { ...price }, cannotUndo: why })),
  })),
  cost: cost.map(price => ({ ...price })),
  cannotUndo: [...cannotUndo],
})

const publicationShape = ({ listings, at, ...rest }: PublicationSummary): AnswerOf<'GET /shops/{shop}/publications/{publication}'> => ({
  ...rest,
  at: time(at),
  listings: listings.map(({ provenAt, ...listing }) => ({ ...listing, provenAt: time(provenAt) })),
})
