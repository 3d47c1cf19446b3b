/**
 * Reads payments from a provider. A message is a nudge and this is the truth: a page, what follows from it, and the cursor behind it are saved in one
 * transaction, so a crash anywhere repeats a page and loses none. What was started here and is not settled is asked for besides, ever more seldom:
 * some providers take the money only then, and a buyer may close her browser right after she agreed.
 */
import type { ShopId } from '#database'
import {
  failuresOf,
  firstCheckoutAt,
  keepPaymentsCursor,
  notePaymentsLook,
  readOpenPayments,
  readPaymentsCursor,
} from '#hub/checkout/open-payments.ts'
import type { Payment } from '#hub/checkout/payment.ts'
import { settlePayment } from '#hub/checkout/settle-payment.ts'
import { needReconnect } from '#hub/connection/move-state.ts'
import { type ConnectionFacts, readConnection } from '#hub/connection/read-connections.ts'
import { settleDeliveries } from '#hub/inbox/deliveries.ts'
import { remedyOf, SpokeError } from '#kit/error.ts'
import type { Json } from '#kit/shop.ts'
import type { JobPayload, WorkDeps } from './deps.ts'
import { payContextOf } from './spoke-context.ts'

const [lookEveryMs, longestMs] = [55_000, 45_000]
const [firstWaitMs, longestWaitMs] = [5_000, 600_000]

export async function readPayments(
  deps: WorkDeps,
  { shop, connection: connectionId }: JobPayload,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  if (connectionId === undefined) return
  const { database, now } = deps
  const connection = await database.inShop(shop, tx => readConnection(tx, connectionId, 'pay').catch(() => null))
  if (connection === null || (connection.state !== 'live' && connection.state !== 'rehearsal')) return
  const began = now()
  try {
    const isMore = await readAll({ deps, shop, connection, began, signal })
    const next = new Date(now().getTime() + (isMore ? 0 : lookEveryMs))
    await database.inShop(shop, async tx => {
      await notePaymentsLook(tx, connectionId, { began, next, failures: 'none', reason: null })
      await settleDeliveries(tx, connectionId, began)
    })
  } catch (error) {
    await fail({ deps, shop, connection, began, signal }, error)
  }
}

interface Look {
  readonly deps: WorkDeps
  readonly shop: ShopId
  readonly connection: ConnectionFacts
  readonly began: Date
  readonly signal: AbortSignal
}

/** @returns whether there is more than this look took. */
async function readAll(look: Look): Promise<boolean> {
  const { deps, shop, connection, began, signal } = look
  const { database, now } = deps
  const { spoke, ctx } = payContextOf(deps, shop, connection, 'sale')
  const known = await database.inShop(shop, async tx => ({
    ...(await readPaymentsCursor(tx, connection.id)),
    open: await readOpenPayments(tx, connection.id, began),
    first: await firstCheckoutAt(tx, connection.id),
  }))
  const due = known.open.filter(({ startedAt }) => isDue(startedAt, known.lookedAt, began)).map(({ remoteId }) => remoteId)
  for (const remoteId of new Set([...known.told, ...due])) {
    const payment = await spoke.read(ctx, remoteId)
    if (payment !== null) await settle(look, payment)
  }
  // Before the first of our own nothing there is ours.
  let cursor = (known.cursor ?? null) as Json
  for (;;) {
    const from = cursor
    const page = await spoke.readPayments(ctx, from ?? spoke.paymentsFrom(known.first ?? began))
    const isKept = await database.inShop(shop, async tx => {
      for (const payment of page.items) await settlePayment(tx, connection.id, payment, now())
      return keepPaymentsCursor(tx, connection.id, { from, next: page.cursor })
    })
    // Another reads on from there, or nobody any more; what was settled is true all the same.
    if (!isKept || !page.hasMore) return false
    cursor = page.cursor
    if (signal.aborted || now().getTime() - began.getTime() > longestMs) return true
  }
}

const settle = ({ deps, shop, connection }: Look, payment: Payment) =>
  deps.database.inShop(shop, tx => settlePayment(tx, connection.id, payment, deps.now()))

/** At 1, 2, 4, 8 … minutes after the start: whether one of these came since the last look. */
export function isDue(startedAt: Date, lookedAt: Date | null, now: Date): boolean {
  if (lookedAt === null) return true
  const step = (at: Date) => Math.floor(Math.log2(Math.max(0.5, (at.getTime() - startedAt.getTime()) / 60_000)))
  return step(now) > step(lookedAt)
}

/** What to do is decided by the remedy alone. A fault that passes is tried again, later each time; she is told when it does not pass. */
async function fail({ deps, shop, connection, began }: Look, error: unknown): Promise<void> {
  const remedy = remedyOf(error)
  const message = error instanceof SpokeError ? error.message : 'something went wrong here while its payments were read; the log says what'
  deps.log.warn({ err: error, connection: connection.id, remedy }, 'payments could not be read')
  await deps.database.inShop(shop, async tx => {
    if (remedy === 'reconnect')
      return needReconnect(
        tx,
        connection.id,
        `“${connection.label}” no longer takes its keys (${message}). Renew them under Shops; nothing is lost meanwhile.`,
      )
    const failures = (await failuresOf(tx, connection.id)) + 1
    const backOffMs = Math.min(firstWaitMs * 2 ** Math.min(failures - 1, 10), longestWaitMs)
    const waitMs = remedy === 'wait' ? ((error as SpokeError).waitMs ?? 60_000) : remedy === 'retry' ? backOffMs : longestWaitMs
    const isTold = remedy === 'seller' || remedy === 'bug' || (remedy === 'retry' && failures >= 3)
    await notePaymentsLook(tx, connection.id, {
      began,
      next: new Date(deps.now().getTime() + waitMs),
      failures: remedy === 'wait' ? 'as before' : 'one more',
      reason: isTold ? `Payments could not be read: ${message}${remedy === 'retry' ? ' It is tried again by itself.' : ''}` : null,
    })
  })
}
