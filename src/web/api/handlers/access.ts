/** What a connected shop lets Selvage do, and asking it for more. */
import { type ConnectionFacts, readConnection } from '#hub/connection/read-connections.ts'
import { Refused } from '#hub/refused.ts'
import { isCannot } from '#kit'
import { callbackFor, consentAddress } from '../../connect-callback.ts'
import { keptSettings, renewShop, spokeOf } from '../../connecting.ts'
import { handlersOf, type ShopCall } from '../call.ts'
import type { AnswerOf } from '../contract.ts'

type Access = AnswerOf<'GET /shops/{shop}/connections/{connection}/access'>

export const accessHandlers = handlersOf({
  'GET /shops/{shop}/connections/{connection}/access': (call, { params }) => readAccess(call, params.connection),

  'POST /shops/{shop}/connections/{connection}/access': async (call, { params, body }) => {
    const { deps, shop, inShop, origin } = call
    const connection = await inShop(tx => readConnection(tx, params.connection))
    const { why } = consentOf(call, connection)
    if (why !== null) throw new Refused('no-consent-page', why, { status: 409 })
    const { spoke, label, baseUrl, mayWrite } = connection
    const access = body.access === 'write' || mayWrite ? 'write' : 'read'
    const settings = textsOf(keptSettings(deps, shop, connection) ?? {})
    const asked = { spoke, label, baseUrl, settings, from: origin, access, connection: connection.id, back: body.back } as const
    return { url: await consentAddress(deps, shop, asked) }
  },

  'POST /shops/{shop}/connections/{connection}/access/look': async (call, { params }) => {
    await renewShop(call.deps, call.shop, params.connection, {})
    return readAccess(call, params.connection)
  },
})

async function readAccess(call: ShopCall, connectionId: string): Promise<Access> {
  const connection = await call.inShop(tx => readConnection(tx, connectionId))
  const { access } = spokeOf(call.deps, connection.spoke)
  const { label, mayWrite } = connection
  const { why } = consentOf(call, connection)
  return {
    mayWrite,
    sentence: mayWrite ? null : `“${label}” lets Selvage read only so far.`,
    cannot: isCannot(access) ? access.cannot : null,
    rights: isCannot(access) ? [] : access.write.map(({ name, lets }) => ({ name, lets })),
    consent: { can: why === null, why },
    steps: isCannot(access) ? [] : [...access.widen],
  }
}

/** Its page can be asked when its answer finds the way back, and what it needs to know beforehand is kept. */
function consentOf({ deps, shop }: ShopCall, connection: ConnectionFacts): { why: string | null } {
  const spoke = spokeOf(deps, connection.spoke)
  const callback = callbackFor(deps, spoke)
  if (isCannot(spoke.authorise) || callback.url === null) return { why: callback.url === null ? callback.why : null }
  const kept = keptSettings(deps, shop, connection) ?? {}
  const missing = spoke.authorise.needs.some(name => typeof kept[name] !== 'string' || kept[name] === '')
  return { why: missing ? `The keys of your app at ${spoke.label} are not kept here, so its own page cannot be asked.` : null }
}

const textsOf = (settings: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))
