/** Puts what buyers have bought elsewhere into the libraries that they have at a storefront's platform, where they let us. What is owed is found anew each time. */
import type { ShopId } from '#database'
import { endConsent, holdConsent, holdOn, keepBuyerKeys, letGoOfConsent } from '#hub/buyer-library/consent.ts'
import {
  type DueDelivery,
  nextLibraryLook,
  noteDelivered,
  noteUndelivered,
  postponeDeliveries,
  readDueDeliveries,
  referenceOf,
  wantDeliveries,
} from '#hub/buyer-library/deliveries.ts'
import { type ConnectionFacts, readConnection } from '#hub/connection/read-connections.ts'
import {
  type BuyerKeys,
  type BuyerLibrary,
  buyerKeysFromJson,
  buyerKeysToJson,
  buyerLibraryOf,
  type PutOutcome,
} from '#kit/buyer-library.ts'
import { remedyOf, SpokeError } from '#kit/error.ts'
import { isCannot, type SpokeContext } from '#kit/shop.ts'
import type { JobPayload, WorkDeps } from './deps.ts'
import { HeldBack, mustBeFree } from './held-back.ts'
import { leaveOne } from './one-by-one.ts'
import { contextOf } from './spoke-context.ts'

const helping = 50
/** Then the job ends and the clock starts another, so that a stop never waits long. */
const longestMs = 120_000
const lookEveryMs = 60_000
/** Switched off by the seller; giving the keys of her app is met then. */
const offMs = 600_000
/** Longer than any one request takes, and held on to before each that writes. */
const leaseMs = 180_000
/** Renewed when they would stop working within this. */
const aheadMs = 300_000
const [hourMs, dayMs] = [3_600_000, 86_400_000]

/** For tests: where a worker dies. */
export type LibraryCrash = (at: 'before put' | 'after put') => void | Promise<void>

export async function writeIntoLibraries(
  deps: WorkDeps,
  { shop, connection: connectionId }: JobPayload,
  signal?: AbortSignal,
  crash: LibraryCrash = () => {},
): Promise<void> {
  if (connectionId === undefined) return
  const { database, now } = deps
  const connection = await database.inShop(shop, tx => readConnection(tx, connectionId).catch(() => null))
  if (connection === null || connection.state !== 'live') return
  const after = (ms: number) => new Date(now().getTime() + ms)
  const lookAgain = (ms: number) => database.inShop(shop, tx => nextLibraryLook(tx, connectionId, after(ms)))
  const library = libraryOf(deps, shop, connection)
  if (library === null) return lookAgain(offMs)
  await lookAgain(lookEveryMs)
  await database.inShop(shop, tx => wantDeliveries(tx, connectionId, now()))
  const startedAt = now().getTime()
  while (!(signal?.aborted ?? false) && now().getTime() - startedAt < longestMs) {
    const due = await database.inShop(shop, tx => readDueDeliveries(tx, connectionId, { now: now(), limit: helping }))
    if (due.length === 0) return
    for (const some of Map.groupBy(due, one => one.customerId).values())
      if (!(await forBuyer({ deps, shop, connection, library, crash }, some))) return
    if (due.length === helping) await lookAgain(0)
  }
  await lookAgain(0)
}

/** @returns null where it is switched off. Keys that cannot be opened are told by whoever reads sales there. */
function libraryOf(deps: WorkDeps, shop: ShopId, connection: ConnectionFacts): BuyerLibrary<unknown> | null {
  try {
    const { spoke, settings } = contextOf(deps, shop, connection, 'push')
    const library = buyerLibraryOf(spoke)
    return isCannot(library) || !library.isOn(settings) ? null : library
  } catch (error) {
    if (error instanceof SpokeError) return null
    throw error
  }
}

interface At {
  readonly deps: WorkDeps
  readonly shop: ShopId
  readonly connection: ConnectionFacts
  readonly library: BuyerLibrary<unknown>
  readonly crash: LibraryCrash
}

/** @returns whether the next buyer's turn may come now. */
async function forBuyer(at: At, some: readonly DueDelivery[]): Promise<boolean> {
  const { deps, shop, connection } = at
  const { database, now, secretKey } = deps
  const [buyer] = some
  if (buyer === undefined) return true
  const held = await database.inShop(shop, tx => holdConsent(tx, buyer, { secretKey, now: now(), ms: leaseMs }))
  // Another worker is at it, or she took her word back just now.
  if (held === null) return true
  const { leaseNo } = held
  const beforeWrite = async () => {
    await mustBeFree(deps, shop, connection.id)
    if (!(await database.inShop(shop, tx => holdOn(tx, buyer, { leaseNo, now: now(), ms: leaseMs })))) throw new HeldBack()
  }
  const { ctx } = contextOf(deps, shop, connection, 'push', beforeWrite)
  const own: Own = { at, ctx, leaseNo, buyer, keys: buyerKeysFromJson(held.keys), isOver: false }
  try {
    for (const one of some) {
      if (!(await deliver(own, one))) return false
      if (own.isOver) break
    }
    return true
  } finally {
    await database.inShop(shop, tx => letGoOfConsent(tx, buyer, leaseNo))
  }
}

interface Own {
  readonly at: At
  readonly ctx: SpokeContext<unknown>
  readonly leaseNo: bigint
  readonly buyer: DueDelivery
  keys: BuyerKeys
  /** Her word ended there. */
  isOver: boolean
}

/** @returns whether more may be sent at this storefront now. */
async function deliver(own: Own, one: DueDelivery): Promise<boolean> {
  const { at } = own
  try {
    const outcome = await putFor(own, one)
    await at.crash('after put')
    return await settle(own, one, outcome)
  } catch (error) {
    const { deps, shop, connection } = at
    return await leaveOne(deps, { shop, connection }, error, {
      says: 'a pattern could not be put into a buyer’s library',
      id: one.patternId,
      attempts: one.attempts,
      refuse: (tx, reason) => {
        const nextTryAt = new Date(deps.now().getTime() + dayMs)
        return noteUndelivered(tx, one, { state: 'refused', reason, nextTryAt, isFailure: true })
      },
      postpone: async (tx, { until, othersUntil, isFailure }) => {
        await noteUndelivered(tx, one, { state: 'waiting', reason: null, nextTryAt: until, isFailure })
        await postponeDeliveries(tx, connection.id, { state: null, reason: null, nextTryAt: othersUntil })
      },
    })
  }
}

async function putFor(own: Own, one: DueDelivery): Promise<PutOutcome> {
  const { at, ctx } = own
  const sale = { reference: referenceOf(one), notBefore: one.madeAt, skus: [one.sku] }
  const leftMs = (own.keys.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) - ctx.now().getTime()
  const wasRenewed = leftMs < aheadMs
  if (wasRenewed && !(await renew(own))) return { state: 'not-allowed' }
  await at.crash('before put')
  const outcome = await at.library.put(ctx, own.keys, sale)
  if (outcome.state !== 'not-allowed' || wasRenewed) return outcome
  // They should still have worked; a clock may be wrong.
  return (await renew(own)) ? at.library.put(ctx, own.keys, sale) : outcome
}

/** Kept before they are used, since the old ones are worth nothing then. @returns false when she must allow it anew. */
async function renew(own: Own): Promise<boolean> {
  const { at, ctx, buyer, leaseNo } = own
  const { database, secretKey } = at.deps
  try {
    own.keys = await at.library.renew(ctx, own.keys)
  } catch (error) {
    if (remedyOf(error) === 'reconnect') return false
    throw error
  }
  const keys = buyerKeysToJson(own.keys)
  if (!(await database.inShop(at.shop, tx => keepBuyerKeys(tx, buyer, { leaseNo, keys, secretKey })))) throw new HeldBack()
  return true
}

async function settle(own: Own, one: DueDelivery, outcome: PutOutcome): Promise<boolean> {
  const { at, buyer } = own
  const { shop, connection, library } = at
  const { database, now } = at.deps
  const after = (ms: number) => new Date(now().getTime() + ms)
  if ('invoiceId' in outcome) {
    await database.inShop(shop, tx => noteDelivered(tx, one, { invoiceId: outcome.invoiceId, now: now() }))
    return true
  }
  if (outcome.state === 'not-for-sale') {
    const reason = `Nothing is sold under the item number “${outcome.sku}” there. Look at the listing; this is tried again each day.`
    await database.inShop(shop, tx =>
      noteUndelivered(tx, one, { state: 'not-for-sale', reason, nextTryAt: after(dayMs), isFailure: false }),
    )
    return true
  }
  if (outcome.state === 'not-allowed') {
    await database.inShop(shop, tx => endConsent(tx, buyer, { reason: 'ended-there', now: now() }))
    own.isOver = true
    return true
  }
  const all = { state: 'not-enabled' as const, reason: library.notEnabled, nextTryAt: after(6 * hourMs) }
  await database.inShop(shop, async tx => {
    await noteUndelivered(tx, one, { ...all, isFailure: false })
    await postponeDeliveries(tx, connection.id, all)
  })
  return false
}
