/** Corrections: drafts, the press and its hold, receipts, and pausing the sale. */
import type { Tx } from '#database'
import { draftErratum, editErratum, removeDraft } from '#hub/erratum/draft-erratum.ts'
import { type Erratum, readErratum, stateOf } from '#hub/erratum/erratum.ts'
import { backIntoStore, pausePreview, pauseSale } from '#hub/erratum/pause-sale.ts'
import { pressErratum, takeErratumBack } from '#hub/erratum/press-erratum.ts'
import { type PreviewWorld, previewErratum } from '#hub/erratum/preview-erratum.ts'
import { listErrata } from '#hub/erratum/read-errata.ts'
import { bucketWords } from '#hub/erratum/reasons.ts'
import { listReceiptOwners, readReceipt } from '#hub/erratum/receipt.ts'
import { readShop } from '#hub/shop/read-shop.ts'
import type { WebDeps } from '../../deps.ts'
import { errataPath } from '../../library/errata-address.ts'
import { handlersOf } from '../call.ts'
import type { AnswerOf } from '../contract.ts'
import { claimHome } from './claims.ts'
import { canMail, time } from './facts.ts'
import { previewShape } from './publications.ts'

export const errataHandlers = handlersOf({
  'GET /shops/{shop}/errata': ({ deps, inShop }, { query: { pattern, ...page } }) =>
    inShop(async tx => {
      const { items, next } = await listErrata(tx, { ...page, patternId: pattern })
      const shape = await shapeFor(tx, deps)
      return { items: items.map(shape), next }
    }),

  'POST /shops/{shop}/patterns/{pattern}/errata': ({ deps, inShop }, { params, body }) =>
    inShop(async tx => shown(tx, deps, await draftErratum(tx, params.pattern, given(body), deps.now()))),

  'GET /shops/{shop}/errata/{erratum}': ({ deps, inShop }, { params }) => inShop(tx => shown(tx, deps, params.erratum)),

  'PATCH /shops/{shop}/errata/{erratum}': ({ deps, inShop }, { params, body }) =>
    inShop(async tx => {
      await editErratum(tx, params.erratum, given(body))
      return shown(tx, deps, params.erratum)
    }),

  'POST /shops/{shop}/errata/{erratum}/remove': async ({ inShop }, { params }) => {
    await inShop(tx => removeDraft(tx, params.erratum))
    return { done: true }
  },

  'POST /shops/{shop}/errata/{erratum}/preview': ({ deps, inShop }, { params }) =>
    inShop(async tx => {
      const { groups, mails, handSteps, byRoute, ...rest } = await previewErratum(tx, params.erratum, await worldOf(tx, deps))
      const listed = groups.map(({ shops, ...group }) => ({ ...group, shops: [...shops] }))
      return { ...rest, byRoute: { ...byRoute }, groups: listed, mails: [...mails], handSteps: [...handSteps] }
    }),

  'POST /shops/{shop}/errata/{erratum}/press': ({ deps, inShop, pressedBy }, { params, body }) =>
    inShop(async tx => {
      await pressErratum(tx, params.erratum, { ...body, pressedBy }, await worldOf(tx, deps))
      return shown(tx, deps, params.erratum)
    }),

  'POST /shops/{shop}/errata/{erratum}/take-back': ({ deps, inShop }, { params }) =>
    inShop(async tx => {
      await takeErratumBack(tx, params.erratum)
      return shown(tx, deps, params.erratum)
    }),

  'GET /shops/{shop}/errata/{erratum}/receipt': ({ deps, inShop }, { params }) =>
    inShop(async tx => {
      const { lines, counts, leavesAt, leftAt, ...rest } = await readReceipt(tx, params.erratum, deps.work.planningWorld())
      const told = lines.map(line => ({ ...line, says: bucketWords[line.bucket].many }))
      return { ...rest, counts: { ...counts }, lines: told, leavesAt: time(leavesAt), leftAt: time(leftAt) }
    }),

  'GET /shops/{shop}/errata/{erratum}/owners': ({ deps, inShop }, { params, query }) =>
    inShop(async tx => {
      const { items, next } = await listReceiptOwners(tx, params.erratum, query, deps.work.planningWorld())
      return { items: items.map(({ routes, toldAt, ...owner }) => ({ ...owner, routes: [...routes], toldAt: time(toldAt) })), next }
    }),

  'POST /shops/{shop}/errata/{erratum}/pause-preview': ({ deps, inShop }, { params }) =>
    inShop(async tx => {
      const { plan, byHand, ...rest } = await pausePreview(tx, params.erratum, deps.work.planningWorld())
      return { ...rest, plan: previewShape(plan), byHand: [...byHand] }
    }),

  'POST /shops/{shop}/errata/{erratum}/pause': ({ deps, inShop, pressedBy }, { params, body: { key } }) =>
    inShop(tx => pauseSale(tx, params.erratum, { key, pressedBy }, deps.work.planningWorld())),

  'POST /shops/{shop}/errata/{erratum}/back-into-store': async ({ deps, inShop }, { params }) => {
    await inShop(tx => backIntoStore(tx, params.erratum, deps.now()))
    return { done: true }
  },
})

async function worldOf(tx: Tx, deps: WebDeps): Promise<PreviewWorld> {
  const { rulesOf } = deps.work.planningWorld()
  return { rulesOf, now: deps.now(), canMail: await canMail(tx, deps) }
}

/** What a form leaves out is left out, not undefined. */
const given = <Body extends object>(body: Body): { [Name in keyof Body]: Exclude<Body[Name], undefined> } =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as never

const shown = async (tx: Tx, deps: WebDeps, erratumId: string) => (await shapeFor(tx, deps))(await readErratum(tx, erratumId))

async function shapeFor(tx: Tx, deps: WebDeps): Promise<(erratum: Erratum) => AnswerOf<'GET /shops/{shop}/errata/{erratum}'>> {
  const shop = await readShop(tx)
  const home = claimHome(deps, shop)
  return ({ storeChangeId, createdAt, leavesAt, leftAt, sizes, files, notes, version, ...erratum }) => ({
    ...erratum,
    state: stateOf({ leavesAt, leftAt }),
    version: version === null ? null : { ...version },
    sizes: [...sizes],
    files: [...files],
    notes: { ...notes },
    createdAt: time(createdAt),
    leavesAt: time(leavesAt),
    leftAt: time(leftAt),
    isOutOfStore: storeChangeId !== null,
    publicPage: home === null ? null : `${home}${errataPath(shop.slug, erratum.patternId)}`,
  })
}
