/** One pattern on several storefronts: what is proposed, what she says to it, and what is found out before anything is changed. */
import type { ShopId, Tx } from '#database'
import { letReplace } from '#hub/bringing/let-replace.ts'
import { readBringingProgress, readBroughtTo } from '#hub/bringing/read-brought.ts'
import { tryPicturesAgain } from '#hub/bringing/want-pictures.ts'
import { findingKinds } from '#hub/finding/find.ts'
import { findingsMark, hideFinding, type ListingFinding, readFindings, readHidden } from '#hub/finding/read-findings.ts'
import { accept, acceptPreview, undoAcceptance } from '#hub/join/accept.ts'
import { moveListing } from '#hub/join/move-listing.ts'
import { type Acceptance, listProposals, type Proposal, readJoin } from '#hub/join/read-join.ts'
import { splitListing } from '#hub/join/split-listing.ts'
import { Refused } from '#hub/refused.ts'
import type { WebDeps } from '../../deps.ts'
import { handlersOf } from '../call.ts'
import type { AnswerOf } from '../contract.ts'
import { time } from './facts.ts'

export const joinHandlers = handlersOf({
  'GET /shops/{shop}/join': async ({ deps, shop, inShop }) => {
    const { join, pictures, findings } = await inShop(async tx => ({
      join: await readJoin(tx),
      pictures: await readBringingProgress(tx),
      findings: await openFindings(tx, deps, shop),
    }))
    return {
      reading: join.reading.map(one => ({ ...one, listings: { ...one.listings }, history: { ...one.history } })),
      matchedAt: time(join.matchedAt),
      counts: { sure: { ...join.counts.sure }, doubtful: { ...join.counts.doubtful }, alone: { ...join.counts.alone } },
      pictures: {
        ...pictures,
        troubled: pictures.troubled.map(one => ({ ...one, troubles: [...one.troubles] })),
      },
      accepted: join.accepted.map(acceptanceShape),
      findings: findings.length,
    }
  },

  'GET /shops/{shop}/join/proposals': async ({ inShop }, { query }) => {
    const { items, next } = await inShop(tx => listProposals(tx, query))
    return { items: items.map(proposalShape), next }
  },

  'POST /shops/{shop}/join/preview': async ({ inShop }, { body }) => {
    const preview = await inShop(tx => acceptPreview(tx, body.accept))
    return { ...preview, titles: [...preview.titles] }
  },

  'POST /shops/{shop}/join/accept': async ({ deps, inShop, pressedBy }, { body }) => ({
    acceptanceId: await inShop(tx => accept(tx, body.accept, { key: body.key, pressedBy, now: deps.now() })),
  }),

  'POST /shops/{shop}/join/acceptances/{acceptance}/undo': async ({ deps, inShop }, { params }) => {
    await inShop(tx => undoAcceptance(tx, params.acceptance, deps.now()))
    return { done: true as const }
  },

  'POST /shops/{shop}/join/listings/{listing}/move': async ({ deps, inShop }, { params, body }) => {
    await inShop(tx => moveListing(tx, params.listing, body.to, deps.now()))
    return { done: true as const }
  },

  'POST /shops/{shop}/listings/{listing}/split': async ({ deps, inShop }, { params }) =>
    inShop(tx => splitListing(tx, params.listing, deps.now())),

  'GET /shops/{shop}/patterns/{pattern}/brought': async ({ inShop }, { params }) => {
    const brought = await inShop(tx => readBroughtTo(tx, params.pattern))
    return { brought: brought === null ? null : { ...brought, troubles: [...brought.troubles], againAt: time(brought.againAt) } }
  },

  'POST /shops/{shop}/patterns/{pattern}/brought/again': async ({ deps, inShop }, { params }) => {
    await inShop(tx => tryPicturesAgain(tx, params.pattern, deps.now()))
    return { done: true as const }
  },

  'PUT /shops/{shop}/listings/{listing}/found': async ({ inShop }, { params, body }) => {
    await inShop(tx => letReplace(tx, params.listing, { field: body.field, isLifted: body.isReplaced }))
    return { done: true as const }
  },

  'GET /shops/{shop}/findings': async ({ deps, shop, inShop }, { query }) => {
    const all = await inShop(tx => allFindings(tx, deps, shop))
    const open = all.filter(({ isHidden }) => !isHidden)
    const wanted = all.filter(
      one =>
        one.isHidden === (query.hidden === 'true') &&
        (query.kind === undefined || one.kind === query.kind) &&
        (query.pattern === undefined || one.patternId === query.pattern),
    )
    const from = placeOf(query.cursor)
    return {
      items: wanted.slice(from, from + query.limit).map(finding => ({ ...finding })),
      next: wanted.length > from + query.limit ? Buffer.from(String(from + query.limit)).toString('base64url') : null,
      counts: findingKinds.flatMap(kind => {
        const count = open.filter(one => one.kind === kind).length
        return count === 0 ? [] : [{ kind, count }]
      }),
      hidden: all.length - open.length,
    }
  },

  'POST /shops/{shop}/findings/hide': async ({ deps, inShop }, { body }) => {
    await inShop(tx => hideFinding(tx, { ...body, now: deps.now() }))
    return { done: true as const }
  },
})

/** Findings are made of what stands in the database; while nothing of it moves, they are the same. Of the last shops that were looked at. */
const known = new Map<ShopId, { readonly mark: string; readonly findings: readonly ListingFinding[] }>()
const mostKnown = 20

async function allFindings(tx: Tx, deps: WebDeps, shop: ShopId): Promise<ListingFinding[]> {
  const mark = await findingsMark(tx)
  if (mark === null) return []
  const before = known.get(shop)
  const findings = before?.mark === mark ? before.findings : await readFindings(tx, deps.work.planningWorld())
  known.delete(shop)
  known.set(shop, { mark, findings })
  for (const oldest of [...known.keys()].slice(0, Math.max(0, known.size - mostKnown))) known.delete(oldest)
  const hidden = await readHidden(tx)
  return findings.map(one => ({ ...one, isHidden: hidden.has(`${one.listingId} ${one.key}`) }))
}

export const openFindings = async (tx: Tx, deps: WebDeps, shop: ShopId): Promise<ListingFinding[]> =>
  (await allFindings(tx, deps, shop)).filter(({ isHidden }) => !isHidden)

function placeOf(cursor: string | undefined): number {
  if (cursor === undefined || cursor === '') return 0
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  if (!/^\d{1,9}$/.test(text))
    throw new Refused('wrong-cursor', 'This page of the list is not known. Start again at the first page.', { field: 'cursor' })
  return Number(text)
}

const acceptanceShape = ({ at, undoneAt, ...rest }: Acceptance): AnswerOf<'GET /shops/{shop}/join'>['accepted'][number] => ({
  ...rest,
  at: time(at),
  undoneAt: time(undoneAt),
})

const proposalShape = ({ members, ...rest }: Proposal): AnswerOf<'GET /shops/{shop}/join/proposals'>['items'][number] => ({
  ...rest,
  members: members.map(member => ({ ...member, price: { ...member.price }, reasons: [...member.reasons], doubts: [...member.doubts] })),
})
