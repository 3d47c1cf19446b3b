/** Launches: what one would do, planning it, cancelling it, and how far each is. */
import { cancelLaunch, launchPreview, planLaunch } from '#hub/launch/plan-launch.ts'
import { type LaunchSummary, listLaunches } from '#hub/launch/read-launches.ts'
import { handlersOf } from '../call.ts'
import type { AnswerOf } from '../contract.ts'
import { time } from './facts.ts'
import { previewShape } from './publications.ts'

export const launchHandlers = handlersOf({
  'GET /shops/{shop}/launches': async ({ inShop }, { query }) => {
    const { items, next } = await inShop(tx => listLaunches(tx, query))
    return { items: items.map(launchShape), next }
  },

  'POST /shops/{shop}/launches/preview': async ({ deps, inShop }, { body }) =>
    previewShape(await inShop(tx => launchPreview(tx, { ...body, at: new Date(body.at) }, deps.work.planningWorld()))),

  'POST /shops/{shop}/launches': async ({ deps, inShop, pressedBy }, { body }) => {
    const { key, at, ...wish } = body
    return { launchId: await inShop(tx => planLaunch(tx, { ...wish, at: new Date(at) }, { key, pressedBy }, deps.work.planningWorld())) }
  },

  'POST /shops/{shop}/launches/{launch}/cancel': async ({ inShop }, { params }) => {
    await inShop(tx => cancelLaunch(tx, params.launch))
    return { done: true as const }
  },
})

const launchShape = ({ at, createdAt, listings, ...rest }: LaunchSummary): AnswerOf<'GET /shops/{shop}/launches'>['items'][number] => ({
  ...rest,
  at: time(at),
  createdAt: time(createdAt),
  listings: listings.map(({ onSaleAt, ...listing }) => ({ ...listing, onSaleAt: time(onSaleAt) })),
})
