/** Doing what is due at a live storefront one after another (orders, coupons, patterns in libraries), and how a fault leaves one of them. */
import type { ShopId, Tx } from '#database'
import { readOnlyWaitMs } from '#hub/connection/may-write.ts'
import { needReconnect } from '#hub/connection/move-state.ts'
import { type ConnectionFacts, readConnection } from '#hub/connection/read-connections.ts'
import { remedyOf, SpokeError } from '#kit/error.ts'
import type { JobPayload, WorkDeps } from './deps.ts'
import { HeldBack } from './held-back.ts'
import { backOffMs } from './run-fault.ts'

const helping = 50
/** Then the job ends and the clock starts another, so that a stop never waits long. */
const longestMs = 120_000
/** A storefront that failed for one is asked for the others again after at most this. */
const othersWaitMs = 60_000

export interface One<Due> {
  readonly shop: ShopId
  readonly connection: ConnectionFacts
  readonly due: Due
}

/** @param act returns whether the next one may be asked for now. */
export async function eachDue<Due>(
  { database, now }: WorkDeps,
  { shop, connection: connectionId }: JobPayload,
  signal: AbortSignal | undefined,
  {
    read,
    act,
  }: {
    read: (tx: Tx, connectionId: string, page: { now: Date; limit: number }) => Promise<readonly Due[]>
    act: (one: One<Due>) => Promise<boolean>
  },
): Promise<void> {
  if (connectionId === undefined) return
  const connection = await database.inShop(shop, tx => readConnection(tx, connectionId).catch(() => null))
  if (connection === null || connection.state !== 'live') return
  const startedAt = now().getTime()
  while (!(signal?.aborted ?? false) && now().getTime() - startedAt < longestMs) {
    const some = await database.inShop(shop, tx => read(tx, connectionId, { now: now(), limit: helping }))
    if (some.length === 0) return
    for (const due of some) if (!(await act({ shop, connection, due }))) return
  }
}

/** A fault that passes, or waits for her to let the storefront be written to. */
export interface Passing {
  readonly message: string
  readonly until: Date
  readonly othersUntil: Date
  readonly isFailure: boolean
  readonly isReadOnly: boolean
}

export interface Left {
  /** For the log: 'an order could not be marked as delivered'. */
  readonly says: string
  readonly id: string
  readonly attempts: number
  /** It is this one's own, and the others go on. */
  readonly refuse: (tx: Tx, message: string) => Promise<unknown>
  readonly postpone: (tx: Tx, passing: Passing) => Promise<unknown>
}

/** The remedy alone decides. @returns whether the next one may be asked for now. */
export async function leaveOne(
  { database, now, log }: WorkDeps,
  { shop, connection }: Pick<One<unknown>, 'shop' | 'connection'>,
  error: unknown,
  { says, id, attempts, refuse, postpone }: Left,
): Promise<boolean> {
  // Nothing was sent; the clock starts it again once all is let go.
  if (error instanceof HeldBack) return false
  const remedy = remedyOf(error)
  const message = error instanceof SpokeError ? error.message : 'something went wrong here; the log says what'
  log.warn({ err: error, connection: connection.id, id, remedy }, says)
  const isReadOnly = remedy === 'allow' && !connection.mayWrite
  // Keys that may change listings and not this: it is said of each.
  if (remedy === 'seller' || remedy === 'bug' || (remedy === 'allow' && !isReadOnly)) {
    await database.inShop(shop, tx => refuse(tx, message))
    return true
  }
  const told = isReadOnly ? readOnlyWaitMs : remedy === 'wait' && error instanceof SpokeError ? (error.waitMs ?? 60_000) : null
  const waitMs = told ?? backOffMs(attempts + 1, Math.random)
  const after = (ms: number) => new Date(now().getTime() + ms)
  const passing = {
    message,
    until: after(waitMs),
    othersUntil: after(told ?? Math.min(waitMs, othersWaitMs)),
    isFailure: remedy === 'retry',
    isReadOnly,
  }
  await database.inShop(shop, async tx => {
    if (remedy !== 'reconnect') return postpone(tx, passing)
    const why = `“${connection.label}” no longer takes its keys (${message}). Renew them under Shops; nothing is lost meanwhile.`
    return needReconnect(tx, connection.id, why)
  })
  return false
}
