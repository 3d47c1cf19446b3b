/**
 * Reads sales from kept messages, where a storefront tells them in no list. What a message tells and that it was read is saved in one
 * transaction, so a crash anywhere reads it again and loses none. They may come in any order and twice: a later change never loses to an earlier one.
 */
import type { ShopId } from '#database'
import { LeaseLost, withLease } from '#hub/connection/lease.ts'
import { readConnection } from '#hub/connection/read-connections.ts'
import { type SetAside, settleMessages, type WaitingMessage, waitingMessages } from '#hub/inbox/messages.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { faultOf } from '#hub/order/tidy-sale.ts'
import { SpokeError } from '#kit/error.ts'
import type { AnyShop } from '#kit/registry.ts'
import { isCannot, type SaleItem } from '#kit/shop.ts'
import type { WorkDeps } from './deps.ts'

export interface MessageReader {
  readonly deps: WorkDeps
  readonly shop: ShopId
  readonly connectionId: string
  readonly leaseNo: bigint
  readonly leaseMs: number
  readonly spoke: AnyShop
  readonly settings: unknown
  readonly signal: AbortSignal
}

/** Of one transaction. */
const [most, mostBytes] = [100, 4 * 1024 * 1024]
/** Then the job ends and the next one goes on. */
const mostRounds = 50

/** @returns whether there is more than this job reads. */
export async function readMessages(reader: MessageReader): Promise<boolean> {
  const { deps, shop, connectionId, signal } = reader
  for (let round = 0; round < mostRounds && !signal.aborted; round++) {
    const messages = await deps.database.inShop(shop, tx => waitingMessages(tx, connectionId, { most, mostBytes }))
    if (messages.length === 0) return false
    await save(reader, messages)
  }
  return true
}

async function save(reader: MessageReader, messages: readonly WaitingMessage[]): Promise<void> {
  const { deps, shop, connectionId, leaseNo, leaseMs, spoke } = reader
  const read = messages.map(message => ({ message, told: tell(reader, message) }))
  const sales = read.flatMap(({ told }) => told.items.flatMap(item => (item.isRead ? [item.sale] : [])))
  const aside = read.flatMap(({ message: { id }, told }): SetAside[] => (told.aside === null ? [] : [{ id, ...told.aside }]))
  const done = read.flatMap(({ message: { id }, told }) => (told.aside === null ? [id] : []))
  await deps.database.inShop(shop, tx =>
    withLease(tx, { connectionId, leaseNo, now: deps.now(), ms: leaseMs }, async () => {
      const connection = await readConnection(tx, connectionId).catch(() => null)
      // Paused or removed meanwhile: nothing of this is kept, the next reader begins with it.
      if (connection?.state !== 'live' && connection?.state !== 'rehearsal') throw new LeaseLost()
      if (sales.length > 0) await takeOrders(tx, connectionId, sales, deps.now(), { isFulfilled: !isCannot(spoke.fulfil) })
      await settleMessages(tx, { done, aside })
    }),
  )
}

interface Told {
  readonly items: readonly SaleItem[]
  readonly aside: Omit<SetAside, 'id'> | null
}

/** Whatever is wrong with one message, the others are read. What is read of it in part counts, and the rest is shown. */
function tell({ deps, connectionId, spoke, settings }: MessageReader, { headers, body, receivedAt }: WaitingMessage): Told {
  try {
    const items = (spoke.salesInHook?.(settings, new Headers(headers), body, receivedAt) ?? []).map(item => {
      const reason = item.isRead ? faultOf(item.sale) : null
      return item.isRead && reason !== null ? { isRead: false as const, remoteId: item.sale.remoteId || null, raw: '', reason } : item
    })
    const wrong = items.find(item => !item.isRead)
    return { items, aside: wrong === undefined ? null : { remoteId: wrong.remoteId, reason: wrong.reason } }
  } catch (error) {
    deps.log.warn({ err: error, connection: connectionId }, 'a message could not be read')
    const reason = error instanceof SpokeError ? error.message : 'It could not be read here; the log says why.'
    return { items: [], aside: { remoteId: null, reason } }
  }
}
