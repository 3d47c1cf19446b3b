/** Messages from storefronts: taken in at the door, and the subscriptions kept alive. A message is a nudge; the poll is the truth. */
import { directory, type ShopId, shopOf, type Tx } from '#database'
import { needReconnect } from '#hub/connection/move-state.ts'
import { type ConnectionFacts, type HookState, readConnection } from '#hub/connection/read-connections.ts'
import { keepDelivery } from '#hub/inbox/deliveries.ts'
import { keepWish } from '#hub/inbox/wishes.ts'
import { isHeld } from '#hub/shop/hold.ts'
import { readShop } from '#hub/shop/read-shop.ts'
import { remedyOf } from '#kit/error.ts'
import { type HookReading, isCannot } from '#kit/shop.ts'
import type { JobPayload, WorkDeps } from './deps.ts'
import { HeldBack, mustBeFree } from './held-back.ts'
import { ownAddressFor } from './own-address.ts'
import { contextOf } from './spoke-context.ts'

/** Bytes; more is refused unread. Whoever serves HTTP stops reading there. */
export const hookLimit = 1024 * 1024

/** Where a storefront sends its messages, under the public address. */
export const hookPath = (connectionId: string): string => `/hooks/${connectionId}`

export interface HookAnswer {
  readonly status: 200 | 401 | 404 | 409 | 413
  readonly sentence: string
}

/**
 * Verifies the raw bytes, keeps them, wakes the poll and answers; nothing is understood here, so the answer is quick.
 * What is forged, too long or for nobody leaves no trace.
 */
export async function takeHook(deps: WorkDeps, connectionId: string, headers: Headers, body: Uint8Array): Promise<HookAnswer> {
  if (body.byteLength > hookLimit) return { status: 413, sentence: 'The message is longer than 1 MB. Nothing was kept.' }
  const shop = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(connectionId)
    ? await directory.shopOfConnection(deps.database, connectionId)
    : null
  const connection = shop === null ? null : await deps.database.inShop(shop, tx => readConnection(tx, connectionId).catch(() => null))
  if (shop === null || connection === null)
    return { status: 404, sentence: 'No shop is connected under this address. Delete this webhook, or copy the address anew from Shops.' }
  const reading = readingOf(deps, { shop, connection, headers, body })
  // What sales waited for new keys is read once it has them; a wish about personal data has nowhere else to be read from.
  if (connection.state === 'reconnect' && reading !== 'privacy')
    return { status: 409, sentence: 'This shop waits for new keys; its sales are read once it has them.' }
  if (reading === 'forged') {
    deps.log.warn({ connection: connectionId, sizeBytes: body.byteLength }, 'a message with a wrong signature was refused')
    return { status: 401, sentence: 'The signature does not fit. Nothing was kept.' }
  }
  if (reading === 'ping') return { status: 200, sentence: 'Heard.' }
  const keep = reading === 'privacy' ? keepWish : keepDelivery
  await deps.database.inShop(shop, tx => keep(tx, { connectionId, headers: kept(headers), body, now: deps.now() }))
  return { status: 200, sentence: 'Kept.' }
}

/** A shop whose keys cannot even be opened has no secret to hold a message against. */
function readingOf(
  deps: WorkDeps,
  { shop, connection, headers, body }: { shop: ShopId; connection: ConnectionFacts; headers: Headers; body: Uint8Array },
): HookReading {
  try {
    const { spoke, settings } = contextOf(deps, shop, connection, 'sale')
    return isCannot(spoke.readHook) ? 'forged' : spoke.readHook(settings, headers, body, deps.now())
  } catch (error) {
    if (connection.state === 'reconnect') return 'forged'
    throw error
  }
}

/** Only what says what the message is; a signature is worth as much as the secret's echo and is left out. */
const kept = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    [...headers].filter(
      ([name]) => name === 'content-type' || (/topic|event|resource|delivery|webhook-id/.test(name) && !/sign|hmac|auth|cookie/.test(name)),
    ),
  )

const hourMs = 3_600_000
const soonMs = 300_000

/** Makes the storefront's subscriptions what they should be; hourly while live, and at once after going live. */
export async function keepHooks(deps: WorkDeps, { shop, connection: connectionId }: JobPayload): Promise<void> {
  if (connectionId === undefined) return
  const { database, now } = deps
  const found = await database.inShop(shop, async tx => ({
    connection: await readConnection(tx, connectionId).catch(() => null),
    held: await isHeld(tx),
    isDemo: (await readShop(tx)).isDemo,
  }))
  const { connection } = found
  if (connection === null || connection.state !== 'live') return
  const note = (hooks: HookState, afterMs: number) =>
    database.inShop(shop, tx => noteHooks(tx, connectionId, { ...connection.hooks, ...hooks }, new Date(now().getTime() + afterMs)))
  if (found.held) return note({}, soonMs)
  try {
    const { spoke, ctx } = contextOf(deps, shop, connection, 'sweep', () => mustBeFree(deps, shop, connectionId))
    if (isCannot(spoke.keepHooks))
      return await note({ count: 0, address: null, reason: spoke.keepHooks.cannot, checkedAt: now().toISOString() }, hourMs)
    const url = ownAddressFor(deps, { isDemo: found.isDemo, baseUrl: connection.baseUrl })
    if (url === null)
      return await note({ count: 0, address: null, reason: deps.publicUrl().sentence, checkedAt: now().toISOString() }, soonMs)
    const address = `${url}${hookPath(connectionId)}`
    const report = await spoke.keepHooks(ctx, address)
    await note({ count: report.count, mended: report.mended, address, reason: null, checkedAt: now().toISOString() }, hourMs)
  } catch (error) {
    if (error instanceof HeldBack) return await note({}, soonMs)
    const remedy = remedyOf(error)
    deps.log.warn({ err: error, connection: connectionId, remedy }, 'subscriptions could not be kept')
    const { message } = error as Error
    if (remedy === 'reconnect')
      await database.inShop(shop, tx =>
        needReconnect(
          tx,
          connectionId,
          `“${connection.label}” no longer takes its keys (${message}). Renew them under Shops; nothing is lost meanwhile.`,
        ),
      )
    else await note({ reason: message, checkedAt: now().toISOString() }, remedy === 'retry' || remedy === 'wait' ? soonMs : hourMs)
  }
}

/** Takes our subscriptions away, before a shop is removed. What cannot be taken away is refused at our door later; @returns why, or null. */
export async function dropHooks(deps: WorkDeps, { shop, connection: connectionId }: JobPayload): Promise<string | null> {
  if (connectionId === undefined) return null
  const connection = await deps.database.inShop(shop, tx => readConnection(tx, connectionId))
  // Nothing was ever subscribed: a shop in rehearsal is not written to.
  if ((connection.hooks.count ?? 0) === 0) return null
  try {
    const { spoke, ctx } = contextOf(deps, shop, connection, 'push')
    if (!isCannot(spoke.dropHooks)) await spoke.dropHooks(ctx)
    return null
  } catch (error) {
    deps.log.warn({ err: error, connection: connectionId }, 'subscriptions could not be taken away')
    return `Its webhooks could not be taken away (${(error as Error).message}). Delete them there by hand.`
  }
}

async function noteHooks(tx: Tx, connectionId: string, hooks: HookState, next: Date): Promise<void> {
  await tx
    .updateTable('connection')
    .set({ hooks: JSON.stringify(hooks), next_hooks_at: next })
    .where('shop_id', '=', shopOf(tx))
    .where('connection_id', '=', connectionId)
    .execute()
}
