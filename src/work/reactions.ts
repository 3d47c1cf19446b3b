/** What follows from an event: a table. Adding a reaction here never replays old events. Pure. */
import type { ShopId } from '#database'
import type { EventIds, EventName } from '#hub/event/events.ts'
import type { JobPayload } from './deps.ts'
import type { JobName } from './queue.ts'

export interface Reaction {
  /** Names the reaction within its event; part of the job's id, so it is never changed. */
  readonly name: string
  readonly job: JobName
  readonly payload: { readonly [id: string]: string }
  /** One waiting or running job per key, where the queue is exclusive. */
  readonly key?: string
}

type Reactions = { readonly [Name in EventName]: (ids: EventIds[Name]) => readonly Reaction[] }

export const reactions: Reactions = {
  'order.taken': () => [],
  'order.refunded': () => [],
  'entitlement.granted': ({ order, customer }) => [
    { name: 'mail-files', job: 'mail-files', payload: { order, customer } },
    { name: 'doubles', job: 'doubles', payload: { customer } },
  ],
  'entitlement.ended': () => [],
  'buyers.invited': ({ connection }) => [{ name: 'invite', job: 'invite', payload: { connection }, key: connection }],
  'listing.wanted': ({ connection }) => [{ name: 'run', job: 'run', payload: { connection }, key: connection }],
  'listing.updated': () => [],
  'listing.edited-by-hand': () => [{ name: 'source', job: 'source', payload: {}, key: 'source' }],
  'connection.went-live': ({ connection }) => [
    { name: 'hooks', job: 'hooks', payload: { connection }, key: connection },
    { name: 'source', job: 'source', payload: {}, key: 'source' },
  ],
  'pattern.told': ({ pattern }) => [{ name: 'source', job: 'source', payload: { pattern } }],
  // One round sends all that waits in the shop; the clock starts another when something came in meanwhile.
  'mail.waiting': () => [{ name: 'send-mail', job: 'send-mail', payload: {}, key: 'shop' }],
  'sign-in.asked': ({ ask }) => [{ name: 'sign-in', job: 'sign-in', payload: { ask } }],
  'matching.wanted': () => [{ name: 'match', job: 'match', payload: {}, key: 'shop' }],
  'listings.found': ({ connection }) => [{ name: 'look', job: 'look', payload: { connection }, key: connection }],
  'pictures.wanted': () => [{ name: 'bring', job: 'bring', payload: {}, key: 'shop' }],
  'version.added': () => [],
}

/** @returns the jobs of one event; an unknown name (left by a newer version) has none. */
export function reactionsTo(shop: ShopId, name: string, ids: unknown): readonly (Reaction & { readonly data: JobPayload })[] {
  const react = (reactions as Record<string, ((ids: never) => readonly Reaction[]) | undefined>)[name]
  return (react?.(ids as never) ?? []).map(reaction => ({ ...reaction, data: { ...reaction.payload, shop } }))
}
