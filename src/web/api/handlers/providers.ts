/** Payment providers of a shop's own store. */

import { renew } from '#hub/connection/connect.ts'
import { lookNow, moveTo } from '#hub/connection/move-state.ts'
import { type ConnectionFacts, listConnections, readConnection } from '#hub/connection/read-connections.ts'
import { removeConnection } from '#hub/connection/remove-connection.ts'
import { Refused } from '#hub/refused.ts'
import { add, fromJson } from '#kit'
import { connectProvider, keptSettings, tryProvider } from '../../connecting-providers.ts'
import type { WebDeps } from '../../deps.ts'
import { handlersOf, type ShopCall } from '../call.ts'
import type { AnswerOf } from '../contract.ts'
import { amount, time } from './facts.ts'

type Row = AnswerOf<'GET /shops/{shop}/providers'>['items'][number]

export const providerHandlers = handlersOf({
  'GET /payment-providers': async ({ deps }) => ({
    items: [...(deps.pays?.values() ?? [])].map(({ id, label, docs, home, steps, settings }) => ({
      ...{ id, label, docs, home, steps: [...steps] },
      fields: settings.fields.map(field => ({ ...field, isOptional: field.isOptional ?? false, placeholder: field.placeholder ?? null })),
    })),
  }),

  'GET /shops/{shop}/providers': async ({ deps, inShop }) => ({
    items: (await inShop(tx => listConnections(tx, 'pay'))).map(connection => rowOf(deps, connection)),
  }),

  'POST /shops/{shop}/providers/check': async ({ deps, shop }, { body }) => {
    const { facts } = await tryProvider(deps, shop, body)
    const { name, account, country, currency, isLive, warnings } = facts
    return { name, account, country, currency, isSandbox: !isLive, warnings: [...warnings] }
  },

  'POST /shops/{shop}/providers': async (call, { body }) => readRow(call, await connectProvider(call.deps, call.shop, body)),

  'PATCH /shops/{shop}/providers/{provider}': async (call, { params, body }) => {
    const { deps, shop, inShop } = call
    const connection = await inShop(tx => readConnection(tx, params.provider, 'pay'))
    const label = body.label?.trim()
    if (label === '') throw new Refused('empty-name', 'Please give the payment provider a name.', { field: 'label' })
    const renewed = body.settings === undefined ? null : await renewedSettings(deps, shop, connection, body.settings)
    if (label !== undefined || renewed !== null)
      await inShop(tx =>
        renew(tx, params.provider, { ...(label === undefined ? {} : { label }), ...renewed, secretKey: deps.secretKey, now: deps.now() }),
      )
    return readRow(call, params.provider)
  },

  'POST /shops/{shop}/providers/{provider}/state': async (call, { params, body }) => {
    await call.inShop(async tx => {
      await readConnection(tx, params.provider, 'pay')
      await moveTo(tx, params.provider, body.to, call.deps.now())
    })
    return readRow(call, params.provider)
  },

  'POST /shops/{shop}/providers/{provider}/look': async ({ deps, inShop }, { params }) => {
    await inShop(async tx => {
      await readConnection(tx, params.provider, 'pay')
      await lookNow(tx, params.provider, deps.now())
    })
    return { done: true }
  },

  'POST /shops/{shop}/providers/{provider}/remove': async ({ deps, shop, inShop }, { params }) => {
    await inShop(tx => readConnection(tx, params.provider, 'pay'))
    await deps.work.dropHooks(shop, params.provider)
    await inShop(tx => removeConnection(tx, params.provider, deps.now()))
    return { done: true }
  },

  'POST /shops/{shop}/orders/{order}/refund': async ({ deps, shop }, { params, body }) => {
    const { refunds, total } = await deps.work.refundOrder(shop, { orderId: params.order, amount: fromJson(body.amount), key: body.key })
    return { refunded: amount(refunds.map(one => one.amount).reduce(add, { ...total, minor: 0n })) }
  },
})

/** What she left out of the form stays as it is; the whole is tried before it is kept. */
async function renewedSettings(
  deps: WebDeps,
  shop: ShopCall['shop'],
  connection: ConnectionFacts,
  given: Readonly<Record<string, string>>,
) {
  const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
  const { settings, facts } = await tryProvider(deps, shop, {
    provider: connection.spoke,
    baseUrl: connection.baseUrl,
    settings: { ...keptSettings(deps, shop, connection), ...filled },
  })
  return { settings: settings as Record<string, unknown>, account: facts.account }
}

const readRow = async ({ deps, inShop }: ShopCall, id: string): Promise<Row> =>
  rowOf(deps, await inShop(tx => readConnection(tx, id, 'pay')))

function rowOf({ pays }: WebDeps, connection: ConnectionFacts): Row {
  const { id, spoke, label, account, baseUrl, state, reason, facts, lastPollAt } = connection
  return {
    ...{ id, provider: spoke, providerLabel: pays?.get(spoke)?.label ?? spoke, label, account, url: baseUrl, state, reason },
    isSandbox: facts.isSandbox ?? false,
    warnings: [...(facts.warnings ?? [])],
    lastLookAt: time(lastPollAt),
    messages: messageWords(connection),
  }
}

function messageWords({ hooks, state }: ConnectionFacts): string {
  if (hooks.reason != null) return hooks.reason
  if ((hooks.count ?? 0) > 0) return 'It tells us at once what was paid.'
  return state === 'live'
    ? 'Payments are read by looking every minute.'
    : 'While no buyer is sent there, payments are read by looking every minute.'
}
