/** The states of a connection: rehearsal reads only, live acts, paused does nothing, reconnect waits for new keys. */
import { type Schema, shopOf, type Tx, type Updateable } from '#database'
import { retryDeliveries } from '../buyer-library/deliveries.ts'
import { leaveEvent } from '../event/leave-event.ts'
import { retryFulfil } from '../order/fulfil.ts'
import { Refused } from '../refused.ts'
import { type ConnectionFacts, readConnection } from './read-connections.ts'

/** What she presses: a paused shop goes on as it was when she asks for that, and a live one that was paused has no gap. */
export async function moveTo(tx: Tx, connectionId: string, to: 'live' | 'rehearsal' | 'paused', now: Date): Promise<void> {
  if (to === 'paused') return pause(tx, connectionId)
  if (to === 'rehearsal') return goRehearsal(tx, connectionId, { now })
  const { state, resumesAs } = await readForMove(tx, connectionId)
  return state === 'paused' && resumesAs === 'live' ? resume(tx, connectionId, now) : goLive(tx, connectionId, now)
}

/**
 * From now on sales are followed by mails and edits are sent. What was placed before this moment is history, also what was sold
 * between an earlier going live that was taken back and this one.
 *
 * @throws {Refused} when its keys must be renewed first.
 */
export async function goLive(tx: Tx, connectionId: string, now: Date): Promise<void> {
  const connection = await readForMove(tx, connectionId)
  if (connection.state === 'live') return
  if (connection.state === 'reconnect')
    throw new Refused('keys-needed', `“${connection.label}” cannot be reached with its keys. Renew them first, then go live.`, {
      status: 409,
    })
  await set(tx, connectionId, {
    state: 'live',
    resumes_as: 'live',
    live_from: wholeSecond(now),
    reason: null,
    next_hooks_at: now,
    next_sweep_at: now,
    next_poll_at: now,
  })
  await leaveEvent(tx, 'connection.went-live', { connection: connectionId })
}

/** Platforms tell when a sale was placed in whole seconds: one of this very second, after the press, must not count as before it. */
const wholeSecond = (at: Date): Date => new Date(Math.floor(at.getTime() / 1000) * 1000)

/** Takes going live back: from now on nothing is written or sent, and what is sold is history. `reason` when it is not her doing. */
export async function goRehearsal(
  tx: Tx,
  connectionId: string,
  { reason = null, now }: { reason?: string | null; now: Date },
): Promise<void> {
  const { state } = await readForMove(tx, connectionId)
  await set(tx, connectionId, {
    resumes_as: 'rehearsal',
    reason,
    ...(state === 'reconnect' ? {} : { state: 'rehearsal', next_poll_at: now }),
  })
}

export async function pause(tx: Tx, connectionId: string, reason = 'You paused it.'): Promise<void> {
  const { state } = await readForMove(tx, connectionId)
  if (state === 'paused' || state === 'reconnect') return
  await set(tx, connectionId, { state: 'paused', resumes_as: state, reason })
}

/** Back to what it was. What was sold at a live shop meanwhile is caught up with, mails included. */
export async function resume(tx: Tx, connectionId: string, now: Date): Promise<void> {
  const { state, resumesAs } = await readForMove(tx, connectionId)
  if (state !== 'paused') return
  await set(tx, connectionId, { state: resumesAs, reason: null, next_poll_at: now, next_sweep_at: now, next_hooks_at: now })
}

/** @param reason one sentence: what the storefront refused, and what to do. */
export async function needReconnect(tx: Tx, connectionId: string, reason: string): Promise<void> {
  const { state } = await readForMove(tx, connectionId)
  await set(tx, connectionId, { state: 'reconnect', reason, ...(state === 'live' || state === 'rehearsal' ? { resumes_as: state } : {}) })
}

/** Reads sales and listings as soon as may be, whatever the clock says. */
export async function lookNow(tx: Tx, connectionId: string, now: Date): Promise<void> {
  const { state, label } = await readForMove(tx, connectionId)
  if (state === 'paused' || state === 'reconnect')
    throw new Refused(
      'not-reading',
      `“${label}” is ${state === 'paused' ? 'paused. Resume it first' : 'waiting for new keys. Renew them first'}.`,
      {
        status: 409,
      },
    )
  await set(tx, connectionId, { next_poll_at: now, next_sweep_at: now, nudged_at: now })
  await retryFulfil(tx, connectionId, now)
  await retryDeliveries(tx, connectionId, now)
  await tx
    .updateTable('connection')
    .set({ history_state: 'reading', reason: null })
    .where('shop_id', '=', shopOf(tx))
    .where('connection_id', '=', connectionId)
    .where('history_state', '=', 'failed')
    .execute()
}

type ConnectionChanges = Updateable<Schema['connection']>

/** Locked, so that two presses at once follow each other. */
async function readForMove(tx: Tx, connectionId: string): Promise<ConnectionFacts> {
  await tx
    .selectFrom('connection')
    .select('connection_id')
    .where('shop_id', '=', shopOf(tx))
    .where('connection_id', '=', connectionId)
    .forNoKeyUpdate()
    .execute()
  return readConnection(tx, connectionId, 'any')
}

const set = (tx: Tx, connectionId: string, changes: ConnectionChanges) =>
  tx.updateTable('connection').set(changes).where('shop_id', '=', shopOf(tx)).where('connection_id', '=', connectionId).execute()
