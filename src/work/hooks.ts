/** Messages from storefronts: taken in at the door, and the subscriptions kept alive. A message is a nudge; the poll is the truth. */
import { directory, type ShopId, shopOf, type Tx } from '#database'
import { needReconnect } from '#hub/connection/move-state.ts'
import { type ConnectionFacts, type HookState, readConnection } from '#hub/connection/read-connections.ts'
import { keepGiven } from '#hub/connection/renew-keys.ts'
import { keepDeliveries } from '#hub/inbox/deliveries.ts'
import { keepWish } from '#hub/inbox/wishes.ts'
import { isHeld } from '#hub/shop/hold.ts'
import { readShop } from '#hub/shop/read-shop.ts'
import { remedyOf } from '#kit/error.ts'
import { type HookReading, type HookReport, isCannot } from '#kit/shop.ts'
import type { JobPayload, WorkDeps } from './deps.ts'
import { HeldBack, mustBeFree } from './held-back.ts'
import { ownAddressFor } from './own-address.ts'
import { openPayDoor, type PayDoor } from './pay-door.ts'
import { contextOf, payContextOf } from './spoke-context.ts'

/** Bytes; more is refused unread. Whoever serves HTTP stops reading there. */
export const hookLimit = 1024 * 1024

/** Where a storefront sends its messages, under the public address. */
export const hookPath = (connectionId: string): string => `/hooks/${connectionId}`

export interface HookAnswer {
  readonly status: 200 | 401 | 404 | 409 | 413
  readonly sentence: string
}

export type TakeHook = (connectionId: string, headers: Headers, body: Uint8Array) => Promise<HookAnswer>

/**
 * The door for messages, one for a process: verifies the raw bytes, keeps them and answers; nothing is understood here, so the answer is quick.
 * What is forged, too long or for nobody leaves no trace. Messages that come while others of the same storefront are being written are written
 * together, and each is answered once it is kept.
 *
 * A storefront that was heard before is remembered with its keys. That is only ever good for a message to be kept: the transaction that keeps it
 * looks whether the connection still has those keys, and whatever is not kept that way is looked at from the beginning.
 */
export function openHookDoor(deps: WorkDeps): TakeHook {
  const heard = new Map<string, Heard>()
  const payDoor = openPayDoor(deps)
  const remember = (connectionId: string, one: Heard) => {
    if (heard.size >= mostHeard) heard.delete(heard.keys().next().value!)
    heard.set(connectionId, one)
  }
  return async (connectionId, headers, body) => {
    if (body.byteLength > hookLimit) return { status: 413, sentence: 'The message is longer than 1 MB. Nothing was kept.' }
    const known = heard.get(connectionId)
    if (known !== undefined && known.read(headers, body) === 'changed' && (await known.keep({ headers: kept(headers), body })))
      return isKept
    return takeAnew(deps, { connectionId, headers, body }, { payDoor, remember: one => remember(connectionId, one) })
  }
}

/** A storefront as it was when a message of it was last looked at from the beginning. */
interface Heard {
  readonly read: (headers: Headers, body: Uint8Array) => HookReading
  /** @returns false when its keys are others by now. */
  readonly keep: (delivery: Keeping) => Promise<boolean>
}

const isKept: HookAnswer = { status: 200, sentence: 'Kept.' }
/** Storefronts remembered by one process. */
const mostHeard = 1_000

async function takeAnew(
  deps: WorkDeps,
  { connectionId, headers, body }: { connectionId: string; headers: Headers; body: Uint8Array },
  { payDoor, remember }: { payDoor: PayDoor; remember: (one: Heard) => void },
): Promise<HookAnswer> {
  const shop = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(connectionId)
    ? await directory.shopOfConnection(deps.database, connectionId)
    : null
  const connection =
    shop === null ? null : await deps.database.inShop(shop, tx => readConnection(tx, connectionId, 'any').catch(() => null))
  if (shop === null || connection === null) return nobody
  if (connection.kind === 'pay') return payDoor(shop, connection, headers, body)
  const read = readerOf(deps, shop, connection)
  const reading = read(headers, body)
  // What sales waited for new keys is read once it has them; a wish about personal data has nowhere else to be read from.
  if (connection.state === 'reconnect' && reading !== 'privacy') return waitsForKeys
  if (reading === 'forged') {
    deps.log.warn({ connection: connectionId, sizeBytes: body.byteLength }, 'a message with a wrong signature was refused')
    return { status: 401, sentence: 'The signature does not fit. Nothing was kept.' }
  }
  if (reading === 'ping') return { status: 200, sentence: 'Heard.' }
  if (reading === 'privacy') {
    await deps.database.inShop(shop, tx => keepWish(tx, { connectionId, headers: kept(headers), body, now: deps.now() }))
    return isKept
  }
  const keep = together(deliveries =>
    deps.database.inShop(shop, tx => keepDeliveries(tx, connectionId, { sealed: connection.sealed, deliveries, now: deps.now() })),
  )
  remember({ read, keep })
  // Its keys became others since it was read: whoever sent this tells it again, by the new ones.
  return (await keep({ headers: kept(headers), body })) ? isKept : waitsForKeys
}

const nobody: HookAnswer = {
  status: 404,
  sentence: 'No shop is connected under this address. Delete this webhook, or copy the address anew from Shops.',
}
const waitsForKeys: HookAnswer = { status: 409, sentence: 'This shop waits for new keys; its sales are read once it has them.' }

type Keeping = { readonly headers: Record<string, string>; readonly body: Uint8Array }

const [mostTogether, mostBytes] = [100, 2 * 1024 * 1024]

/** How many of these, from the first on, are written at once; one at least. */
function fitting(sizes: readonly number[]): number {
  let bytes = 0
  const count = sizes.slice(0, mostTogether).findIndex(size => {
    bytes += size
    return bytes > mostBytes
  })
  return count < 0 ? Math.min(sizes.length, mostTogether) : Math.max(1, count)
}

/** @returns what hands each to `write` and waits for its end; those that come while some are being written go together in the next. */
function together<Result>(write: (some: readonly Keeping[]) => Promise<Result>): (one: Keeping) => Promise<Result> {
  const waiting: { readonly one: Keeping; readonly done: PromiseWithResolvers<Result> }[] = []
  let isWriting = false
  const writeAll = async () => {
    isWriting = true
    while (waiting.length > 0) {
      const some = waiting.splice(0, fitting(waiting.map(({ one }) => one.body.byteLength)))
      try {
        const result = await write(some.map(({ one }) => one))
        for (const { done } of some) done.resolve(result)
      } catch (error) {
        for (const { done } of some) done.reject(error)
      }
    }
    isWriting = false
  }
  return one => {
    const done = Promise.withResolvers<Result>()
    waiting.push({ one, done })
    if (!isWriting) void writeAll()
    return done.promise
  }
}

/** Opens the keys once for any number of messages. A shop whose keys cannot even be opened has no secret to hold a message against. */
function readerOf(deps: WorkDeps, shop: ShopId, connection: ConnectionFacts): Heard['read'] {
  try {
    const { spoke, settings } = contextOf(deps, shop, connection, 'sale')
    const { readHook } = spoke
    return isCannot(readHook) ? () => 'forged' : (headers, body) => readHook(settings, headers, body, deps.now())
  } catch (error) {
    if (connection.state === 'reconnect') return () => 'forged'
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
const toldLater = 'It lets Selvage read only so far, so it does not tell of sales at once; they are read by looking every minute.'
const soonMs = 300_000

/** Makes the storefront's subscriptions what they should be; hourly while live, and at once after going live. */
export async function keepHooks(deps: WorkDeps, { shop, connection: connectionId }: JobPayload): Promise<void> {
  if (connectionId === undefined) return
  const { database, now } = deps
  const found = await database.inShop(shop, async tx => ({
    connection: await readConnection(tx, connectionId, 'any').catch(() => null),
    held: await isHeld(tx),
    isDemo: (await readShop(tx)).isDemo,
  }))
  const { connection } = found
  if (connection === null || connection.state !== 'live') return
  const note = (hooks: HookState, afterMs: number) =>
    database.inShop(shop, tx => noteHooks(tx, connectionId, { ...connection.hooks, ...hooks }, new Date(now().getTime() + afterMs)))
  if (found.held) return note({}, soonMs)
  try {
    const { spoke, ctx } =
      connection.kind === 'pay'
        ? payContextOf(deps, shop, connection, 'sweep')
        : contextOf(deps, shop, connection, 'sweep', () => mustBeFree(deps, shop, connectionId))
    const url = ownAddressFor(deps, { isDemo: found.isDemo, baseUrl: connection.baseUrl })
    const address = url === null ? null : `${url}${hookPath(connectionId)}`
    const checkedAt = now().toISOString()
    if (isCannot(spoke.keepHooks)) {
      // Where she puts the address there by her own hands, she must see which.
      const reason = address === null && !isCannot(spoke.readHook) ? deps.publicUrl().sentence : spoke.keepHooks.cannot
      const shown =
        address === null || isCannot(spoke.readHook)
          ? null
          : (('hookAddress' in spoke ? spoke.hookAddress?.(ctx.settings, address) : undefined) ?? address)
      return await note({ count: 0, address: shown, reason, checkedAt }, address === null ? soonMs : hourMs)
    }
    if (address === null) return await note({ count: 0, address: null, reason: deps.publicUrl().sentence, checkedAt }, soonMs)
    const report: HookReport & { readonly settings?: unknown } = await spoke.keepHooks(ctx, address)
    // The word by which its messages are checked from now on.
    if (report.settings != null)
      await database.inShop(shop, tx =>
        keepGiven(tx, { connectionId, secretKey: deps.secretKey }, report.settings as Record<string, unknown>),
      )
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
    else if (remedy === 'allow') await note({ reason: toldLater, checkedAt: now().toISOString() }, hourMs)
    else await note({ reason: message, checkedAt: now().toISOString() }, remedy === 'retry' || remedy === 'wait' ? soonMs : hourMs)
  }
}

/** Takes our subscriptions away, before a shop is removed. What cannot be taken away is refused at our door later; @returns why, or null. */
export async function dropHooks(deps: WorkDeps, { shop, connection: connectionId }: JobPayload): Promise<string | null> {
  if (connectionId === undefined) return null
  const connection = await deps.database.inShop(shop, tx => readConnection(tx, connectionId, 'any'))
  // Nothing was ever subscribed: a shop in rehearsal is not written to.
  if ((connection.hooks.count ?? 0) === 0) return null
  try {
    const { spoke, ctx } =
      connection.kind === 'pay' ? payContextOf(deps, shop, connection, 'push') : contextOf(deps, shop, connection, 'push')
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
