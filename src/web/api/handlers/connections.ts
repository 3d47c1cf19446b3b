/** Connected shops: connecting, going live, looking, inviting, and what came in. */
import { clockSentence } from '#hub/connection/clock-gap.ts'
import { renew } from '#hub/connection/connect.ts'
import { livePreview } from '#hub/connection/live-preview.ts'
import { lookNow, moveTo } from '#hub/connection/move-state.ts'
import { type ConnectionFacts, listConnections, readConnection } from '#hub/connection/read-connections.ts'
import { removeConnection } from '#hub/connection/remove-connection.ts'
import { invite, invitePreview } from '#hub/customer/invite.ts'
import { settleBuyerWish } from '#hub/customer/wish.ts'
import { listDeliveries, replayDelivery } from '#hub/inbox/deliveries.ts'
import { settleWish } from '#hub/inbox/wishes.ts'
import { adopt } from '#hub/listing/adopt.ts'
import { listFound } from '#hub/listing/found.ts'
import { notFound, Refused } from '#hub/refused.ts'
import { lookAtRates } from '#kit/rate-postgres.ts'
import type { AnyShop } from '#kit/registry.ts'
import type { RateRule } from '#kit/shop.ts'
import { consentAddress } from '../../connect-callback.ts'
import { connectShop, keptSettings, renewShop, tryKeys } from '../../connecting.ts'
import type { WebDeps } from '../../deps.ts'
import { handlersOf, type ShopCall } from '../call.ts'
import type { AnswerOf } from '../contract.ts'
import { canMail, cannotPublish, cannotsOf, publishesHow, salesCome, time } from './facts.ts'

type Full = AnswerOf<'GET /shops/{shop}/connections/{connection}'>
type Row = AnswerOf<'GET /shops/{shop}/connections'>['items'][number]

export const connectionHandlers = handlersOf({
  'GET /shops/{shop}/connections': async ({ deps, inShop }) => ({
    items: (await inShop(listConnections)).map(connection => connectionRow(deps, connection)),
  }),

  'POST /shops/{shop}/connections/check': async ({ deps, shop }, { body }) => {
    const { facts } = await tryKeys(deps, shop, body)
    const { name, currency, url, canWrite, warnings } = facts
    return { name, currency, url, canWrite, warnings: [...warnings] }
  },

  'POST /shops/{shop}/connections': async (call, { body }) => readFull(call, await connectShop(call.deps, call.shop, body)),

  'POST /shops/{shop}/connections/authorise': async ({ deps, shop, origin }, { body }) => ({
    url: await consentAddress(deps, shop, { ...body, from: origin, access: 'read', connection: null, back: '/shops/' }),
  }),

  'GET /shops/{shop}/connections/{connection}': (call, { params }) => readFull(call, params.connection),

  'PATCH /shops/{shop}/connections/{connection}': async (call, { params, body }) => {
    const { deps, inShop } = call
    const { secretKey } = deps
    const connection = await inShop(tx => readConnection(tx, params.connection))
    const label = body.label?.trim()
    if (label === '') throw new Refused('empty-name', 'Please give the shop a name.', { field: 'label' })
    // What she left out of the form stays as it is; the whole is tried before it is kept.
    const filled = Object.fromEntries(Object.entries(body.settings ?? {}).filter(([, value]) => value !== ''))
    if (body.settings !== undefined) await renewShop(deps, call.shop, connection.id, filled)
    if (label !== undefined) await inShop(tx => renew(tx, params.connection, { label, secretKey, now: deps.now() }))
    return readFull(call, params.connection)
  },

  'POST /shops/{shop}/connections/{connection}/remove': async ({ deps, shop, inShop }, { params }) => {
    await inShop(tx => readConnection(tx, params.connection))
    await deps.work.dropHooks(shop, params.connection)
    await inShop(tx => removeConnection(tx, params.connection, deps.now()))
    return { done: true }
  },

  'GET /shops/{shop}/connections/{connection}/live-preview': async ({ deps, inShop }, { params }) =>
    inShop(async tx => {
      const { spoke } = await readConnection(tx, params.connection)
      const why = cannotPublish(deps.spokes.get(spoke))
      const isByHand = publishesHow(deps.spokes.get(spoke)) === 'by-hand'
      const preview = await livePreview(tx, params.connection, { canMail: await canMail(tx, deps), cannotPublish: why, isByHand })
      return { ...preview, sentences: [...preview.sentences] }
    }),

  'POST /shops/{shop}/connections/{connection}/state': async (call, { params, body }) => {
    await call.inShop(tx => moveTo(tx, params.connection, body.to, call.deps.now()))
    return readFull(call, params.connection)
  },

  'POST /shops/{shop}/connections/{connection}/look': async ({ deps, inShop }, { params }) => {
    await inShop(async tx => {
      const { spoke: id, label } = await readConnection(tx, params.connection)
      const spoke = deps.spokes.get(id)
      if (publishesHow(spoke) === 'by-hand')
        throw new Refused('by-hand', `Nothing can be read at “${label}”. Bring its sales as a table, and tick off what you did there.`, {
          status: 409,
        })
      await lookNow(tx, params.connection, deps.now())
    })
    return { done: true }
  },

  'GET /shops/{shop}/connections/{connection}/found': async ({ inShop }, { params, query }) => {
    const { items, next } = await inShop(async tx => {
      await readConnection(tx, params.connection)
      return listFound(tx, params.connection, query)
    })
    return { items: items.map(found => ({ ...found, price: { ...found.price } })), next }
  },

  'POST /shops/{shop}/connections/{connection}/adopt': async ({ deps, inShop }, { params, body }) =>
    inShop(async tx => {
      await readConnection(tx, params.connection)
      return adopt(tx, params.connection, body.listings, deps.now())
    }),

  'GET /shops/{shop}/connections/{connection}/invite-preview': async ({ deps, inShop }, { params }) =>
    inShop(async tx => invitePreview(tx, params.connection, await canMail(tx, deps))),

  'POST /shops/{shop}/connections/{connection}/invite': async ({ deps, inShop }, { params, body }) => ({
    invited: await inShop(async tx =>
      invite(tx, params.connection, { seen: body.buyers, canMail: await canMail(tx, deps), now: deps.now() }),
    ),
  }),

  'GET /shops/{shop}/connections/{connection}/deliveries': async ({ inShop }, { params, query }) => {
    const { items, next } = await inShop(async tx => {
      await readConnection(tx, params.connection)
      return listDeliveries(tx, params.connection, query)
    })
    return { items: items.map(delivery => ({ ...delivery, receivedAt: time(delivery.receivedAt) })), next }
  },

  'POST /shops/{shop}/deliveries/{delivery}/replay': async ({ deps, inShop }, { params }) => {
    await inShop(tx => replayDelivery(tx, params.delivery, deps.now()))
    return { done: true }
  },

  'POST /shops/{shop}/deliveries/{delivery}/done': async ({ deps, inShop }, { params }) => {
    await inShop(async tx => {
      if (!(await settleBuyerWish(tx, params.delivery, deps.now()))) await settleWish(tx, params.delivery)
    })
    return { done: true }
  },

  'GET /shops/{shop}/connections/{connection}/jobs': async ({ deps, shop, inShop }, { params }) => {
    await inShop(tx => readConnection(tx, params.connection))
    const jobs = await deps.work.listJobs(shop, params.connection)
    return { items: jobs.map(job => ({ ...job, createdAt: time(job.createdAt), endedAt: time(job.endedAt) })) }
  },

  'POST /shops/{shop}/jobs/{job}/retry': async ({ deps, shop }, { params }) => {
    if (!(await deps.work.retryJob(shop, params.job))) throw notFound('This piece of work')
    return { done: true }
  },
})

export function connectionRow({ spokes }: Pick<WebDeps, 'spokes'>, connection: ConnectionFacts): Row {
  const { id, spoke, label, baseUrl, facts, state, reason, mayWrite, currency, liveFrom, history, lastPollAt, lastSweepAt } = connection
  const { ours, found, needYou, waiting, byHand } = connection.listings
  return {
    id,
    spoke,
    spokeLabel: spokes.get(spoke)?.label ?? spoke,
    label,
    url: facts.url ?? baseUrl,
    state,
    reason,
    mayWrite,
    currency,
    cannotPublish: cannotPublish(spokes.get(spoke)),
    publishes: publishesHow(spokes.get(spoke)),
    sales: salesCome(spokes.get(spoke)),
    liveFrom: time(liveFrom),
    history: { ...history },
    lastPollAt: time(lastPollAt),
    lastSweepAt: time(lastSweepAt),
    listings: { ours, found, needYou, waiting, byHand },
  }
}

async function readFull(call: ShopCall, connectionId: string): Promise<Full> {
  const { deps, shop, inShop } = call
  const connection = await inShop(tx => readConnection(tx, connectionId))
  const spoke = deps.spokes.get(connection.spoke)
  const settings = spoke?.settings.schema.safeParse(keptSettings(deps, shop, connection))
  const rules = spoke !== undefined && settings?.success === true ? spoke.rates(settings.data, connection.baseUrl) : []
  const { name = connection.label, version = null, warnings = [] } = connection.facts
  const { count = 0, checkedAt = null, mended = [], address = null } = connection.hooks
  return {
    ...connectionRow(deps, connection),
    facts: { name, version, warnings: [...warnings] },
    clock: clockSentence(connection.clock),
    hooks: { count, checkedAt, mended: [...mended], address, sentence: hookSentence(connection, spoke) },
    cannot: spoke === undefined ? [] : cannotsOf(spoke),
    rates: (await lookAtRates(deps.database, rules, deps.now())).map(({ rule, usedToday, perDay, pausedUntil }) => ({
      says: rateSentence(rule, perDay),
      usedToday,
      perDay,
      pausedUntil: time(pausedUntil),
    })),
  }
}

function hookSentence({ hooks, state }: ConnectionFacts, spoke: AnyShop | undefined): string {
  if (salesCome(spoke) === 'brought') return 'Nothing is read there: its sales come as a table that you bring.'
  if (spoke !== undefined && spoke.salesInHook !== null) {
    const alone = 'Its sales come by its messages alone; nothing can be asked for.'
    if (hooks.reason != null) return `${alone} ${hooks.reason}`
    return (hooks.count ?? 0) > 0 ? alone : `${alone} They are set up once it is live.`
  }
  if (hooks.reason != null) return hooks.reason
  if ((hooks.count ?? 0) > 0) return 'The shop tells us at once when something changes.'
  if (state === 'rehearsal') return 'In rehearsal nothing is set up there; sales are read by looking every minute.'
  return 'Sales are read by looking every minute.'
}

function rateSentence({ perSecond, atOnce }: RateRule, perDay: number | null): string {
  const pace = perSecond >= 1 ? `${Math.round(perSecond)} requests a second` : `one request every ${Math.round(1 / perSecond)} seconds`
  return [`At most ${pace}`, ...(atOnce === null ? [] : [`${atOnce} at once`]), ...(perDay === null ? [] : [`${perDay} a day`])].join(', ')
}
