/**
 * Brings listings to what they should be: looks, compares, takes one step, looks again, and proves. It may run at any time, any number of
 * times, after any failure, and ends in the same place. No lock and no transaction is held over a call: a step's row is written before its
 * call and settled after it, and every write states the lease under which it was made.
 */
import { createHash } from 'node:crypto'
import { type ShopId, shopOf, type Tx } from '#database'
import { addressMark, makeDelivery, readFileFacts } from '#hub/listing/delivery.ts'
import type { FieldRule } from '#hub/listing/hand-edit.ts'
import { type Finish, type Held, loadHeld } from '#hub/listing/held.ts'
import { judge } from '#hub/listing/judge.ts'
import { leaseMs, postpone, stillHeld, takeListings } from '#hub/listing/lease.ts'
import { projected } from '#hub/listing/plan-listing.ts'
import { readConnections } from '#hub/publication/plan.ts'
import { readSource, rulesAt } from '#hub/source/read-source.ts'
import { isCannot, type SeenListing, type StepOrder } from '#kit/shop.ts'
import { heldWaitMs, mustBeFree } from './held-back.ts'
import type { RunDeps } from './run-deps.ts'
import { finishFor } from './run-fault.ts'
import { giveUp, letGoOf, record, settle } from './run-record.ts'
import { type Acting, attempt, call, type Judged, type Outcome, type Result, type Run, type RunReport, transact } from './run-shared.ts'

export type { RunReport } from './run-shared.ts'

/** At once in one run; the clock starts another run for the rest. */
const mostListings = 1_000
const mostLooks = 8
/** From so many on it is asked first which have moved at all. */
const manyListings = 20
/** Putting copies needs no look between; a plan that never ends is stopped all the same. */
const mostRounds = 100
const notLiveWaitMs = 60_000
const heartbeatMs = leaseMs / 4
/** So long a row that was just written says that its step may be taken. */
const allowedMs = 1_000
/** After so long without a word the lease may be another's: a machine sleeps, a process stands still. */
const unsureMs = leaseMs / 2

/** @param only these listings of the connection, when given; otherwise all that are due. */
export async function runListings(
  deps: RunDeps,
  { shop, connectionId, only }: { shop: ShopId; connectionId: string; only?: readonly string[] },
): Promise<RunReport> {
  const report: RunReport = { proven: 0, waiting: 0, needsYou: 0, failed: 0 }
  const begun = await transact(deps, shop, 'begin', tx => begin(tx, deps, connectionId, only))
  if (begun === null) return report
  const { held, connection } = begun
  const opened = attempt(() => deps.open(shop, connection, 'push'))
  if ('error' in opened) {
    await transact(deps, shop, 'not-open', tx => letGoOf(tx, { deps, connection, report }, held, opened.error))
    return report
  }
  const copies = new Map(begun.facts.copies.get(connectionId))
  const facts = { ...begun.facts, copies: new Map([[connectionId, copies]]) }
  const run: Run = {
    ...opened.value,
    deps,
    shop,
    connection,
    fieldRules: begun.fieldRules,
    facts,
    copies,
    report,
    isStopped: false,
    hasMoved: false,
  }
  const beating = setInterval(() => void beat(run, held).catch(() => {}), heartbeatMs)
  beating.unref()
  try {
    await bring(run, held)
  } finally {
    clearInterval(beating)
  }
  return report
}

async function begin(tx: Tx, deps: RunDeps, connectionId: string, only: readonly string[] | undefined) {
  const now = deps.now()
  const [connection] = await readConnections(tx, [connectionId])
  if (connection === undefined) return null
  const { heldAt, fieldRules } = await readShopRules(tx, connectionId)
  if (heldAt !== null || connection.state !== 'live') {
    await postpone(tx, connectionId, new Date(now.getTime() + (heldAt === null ? notLiveWaitMs : heldWaitMs)))
    return null
  }
  const taken = await takeListings(tx, { connectionId, only, now, limit: mostListings })
  if (taken.length === 0) return null
  const held = await loadHeld(tx, taken, now)
  const facts = await readFileFacts(
    tx,
    held.map(({ desired }) => desired),
    [connectionId],
  )
  return { connection, fieldRules, held, facts }
}

async function readShopRules(tx: Tx, connectionId: string) {
  const row = await tx.selectFrom('shop').select(['held_at', 'field_rules']).where('shop_id', '=', shopOf(tx)).executeTakeFirstOrThrow()
  const fieldRules = rulesAt(await readSource(tx), connectionId, row.field_rules as Readonly<Record<string, FieldRule>>)
  return { heldAt: row.held_at, fieldRules }
}

const beat = ({ deps, shop }: Run, held: readonly Held[]) => deps.database.inShop(shop, tx => stillHeld(tx, held, deps.now()))

// ---------------------------------------------------------------- the rounds

async function bring(run: Run, all: readonly Held[]): Promise<void> {
  let held = all
  for (let looks = 0, rounds = 0; held.length > 0; rounds++) {
    const unseen = held.filter(({ needsLook }) => needsLook)
    if (rounds === mostRounds) return giveUp(run, held)
    if (unseen.length > 0) {
      if (looks++ === mostLooks) return giveUp(run, held)
      const fault = await look(run, unseen)
      if (fault !== null) {
        await transact(run.deps, run.shop, 'look-failed', tx => letGoOf(tx, run, held, fault.error))
        return
      }
    }
    const judged: Judged[] = []
    for (const one of held) judged.push(await judgeOne(run, one))
    const recordedAt = run.deps.now()
    const { acting, idle } = await transact(run.deps, run.shop, 'record', tx => record(tx, run, judged))
    held = [...(await act(run, acting, recordedAt)), ...idle]
  }
}

/** Reads what is there. What has no remote id is searched for first, so that nothing is made twice. */
async function look(run: Run, held: readonly Held[]): Promise<{ error: unknown } | null> {
  const { spoke, ctx, deps } = run
  const now = deps.now()
  const unknown = held.filter(({ remoteId }) => remoteId === null)
  if (unknown.length > 0) {
    const found = await call(deps, 'find-own', () =>
      spoke.findOwn(
        ctx,
        unknown.flatMap(one => namesOf(run, one)),
      ),
    )
    if ('error' in found) return found
    for (const one of unknown) {
      one.remoteId = found.value.get(one.listingId) ?? null
      one.isFound = one.remoteId !== null
    }
  }
  const same = await unmoved(run, held)
  if ('error' in same) return same
  const ids = held.flatMap(one => (one.remoteId === null || same.value.has(one) ? [] : [one.remoteId]))
  const read =
    ids.length === 0 ? { value: [] } : await call(deps, 'read', () => spoke.readListingsById(ctx, ids, seenBefore(held), askedFor(held)))
  if ('error' in read) return read
  const there = new Map(read.value.map(observed => [observed.remoteId, observed]))
  for (const one of held) {
    if (!same.value.has(one)) one.observed = one.remoteId === null ? null : (there.get(one.remoteId) ?? null)
    one.observedAt = one.remoteId === null ? one.observedAt : now
    one.isUnmoved = same.value.has(one)
    one.needsLook = false
    one.touched = []
  }
  return null
}

/** Of many, those whose mark is what it was when they were last read: as a sweep looks, for a fraction of what reading them costs. */
async function unmoved({ spoke, ctx, deps }: Run, held: readonly Held[]): Promise<Result<ReadonlySet<Held>>> {
  const { readMarks } = spoke
  const marked = held.filter(one => one.touched === null && one.remoteId !== null && isKnown(one))
  if (marked.length < (deps.marksFrom ?? manyListings) || isCannot(readMarks)) return { value: new Set() }
  const marks = await call(deps, 'read-marks', () =>
    readMarks(
      ctx,
      marked.map(({ remoteId }) => remoteId!),
    ),
  )
  if ('error' in marks) return marks
  return { value: new Set(marked.filter(({ remoteId, observed }) => marks.value.get(remoteId!) === observed!.mark)) }
}

/** Whether what was read tells all that is to be compared, and when that was. */
const isKnown = ({ observed, desired }: Held) =>
  observed !== null && observed.mark !== null && (desired.properties === undefined || observed.content.properties !== undefined)

const askedFor = (held: readonly Held[]): ReadonlySet<string> =>
  new Set(held.flatMap(({ remoteId, desired }) => (remoteId === null || desired.properties === undefined ? [] : [remoteId])))

/** Not where an answer was lost: what was sent may still be on its way. */
function seenBefore(held: readonly Held[]): ReadonlyMap<string, SeenListing> {
  return new Map(
    held.flatMap(({ remoteId, observed, touched, lost }): [string, SeenListing][] =>
      remoteId === null || observed === null || touched === null || lost.size > 0 ? [] : [[remoteId, { observed, fields: touched }]],
    ),
  )
}

/** A listing may have been made under a SKU that she has changed since. */
function namesOf({ spoke, deps }: Run, { listingId, desired, steps }: Held): { listingId: string; sku: string }[] {
  const contents = [desired, ...steps.filter(({ kind }) => kind === 'create').map(({ content }) => content)]
  const skus = new Set(contents.map(content => projected(spoke, content, deps.now()).sku))
  return [...skus].map(sku => ({ listingId, sku }))
}

async function judgeOne(run: Run, held: Held): Promise<Judged> {
  const { spoke, fieldRules, connection, deps, facts } = run
  const place = { connectionId: connection.connectionId, fileSecretNo: connection.fileSecretNo, listingId: held.listingId }
  const source = deps.deliveryOf(connection)
  const delivery = makeDelivery(source, place, facts)
  const judgement = judge({
    held,
    rules: spoke,
    fieldRules,
    delivery,
    blobs: facts.blobs,
    address: addressMark(source, place),
    now: deps.now(),
  })
  const verified = new Set<string>()
  if (judgement.next.kind !== 'right' || isCannot(spoke.openListedFile)) return { ...judgement, held, verified }
  for (const file of judgement.next.verify) {
    const finish = await verify(run, held, file)
    if (finish !== null) return { ...judgement, held, verified, next: { kind: 'finish', finish } }
    verified.add(file.key)
  }
  return { ...judgement, held, verified }
}

/** Fetches the bytes that a buyer would get, once for each file that was changed. @returns null when they are the very bytes. */
async function verify(run: Run, held: Held, { key, name, sha256 }: { key: string; name: string; sha256: string }): Promise<Finish | null> {
  const { spoke, ctx, deps } = run
  const got = await call(deps, 'verify', async () => {
    if (isCannot(spoke.openListedFile) || held.observed === null) return sha256
    const hash = createHash('sha256')
    for await (const chunk of await spoke.openListedFile(ctx, held.observed, key)) hash.update(chunk)
    return hash.digest('hex')
  })
  if ('error' in got) return finishFor(got.error, held, deps, run)
  if (got.value === sha256) return null
  // Should it have to be put again, the copy that gives other bytes is not used.
  run.copies.delete(sha256)
  await transact(deps, run.shop, 'forget-copy', tx =>
    tx
      .deleteFrom('remote_copy')
      .where('shop_id', '=', shopOf(tx))
      .where('connection_id', '=', run.connection.connectionId)
      .where('sha256', '=', sha256)
      .execute(),
  )
  const reason = `The file “${name}” that the shop gives its buyers is not the one that was sent. Try again; if that does not help, look at the file at the shop.`
  return { state: 'needs-you', reason, nextRunAt: deps.now() }
}

// ---------------------------------------------------------------- acting

/** @returns those that are still in hand. */
async function act(run: Run, acting: readonly Acting[], recordedAt: Date): Promise<Held[]> {
  const left: Held[] = []
  for (const planned of groupsOf(acting, run.spoke.batchSize)) {
    if (run.isStopped) {
      left.push(...planned.map(({ held }) => held))
      continue
    }
    // A round may hold hundreds of steps: what she presses meanwhile is seen before the next one. The first was allowed as its row was written.
    const isAllowed = planned[0] === acting[0] && run.deps.now().getTime() - recordedAt.getTime() < allowedMs
    const held = isAllowed
      ? { value: null }
      : await call(run.deps, 'ask', () => mustBeFree(run.deps, run.shop, run.connection.connectionId))
    const group = await stillOurs(run, planned, recordedAt)
    if (group.length === 0) continue
    const orders = group.map(({ held, step }): StepOrder => {
      const { listingId, remoteId, desired } = held
      return { listingId, remoteId, sku: projected(run.spoke, desired, run.deps.now()).sku, step }
    })
    for (const { held: one, step } of group) one.touched?.push(...step.fields)
    const told = 'error' in held ? held : await call(run.deps, 'apply', () => run.spoke.apply(run.ctx, orders))
    const outcomes = 'error' in told ? group.map(() => outcomeOf(told.error)) : told.value
    left.push(...(await transact(run.deps, run.shop, 'settle', tx => settle(tx, run, group, outcomes))))
  }
  return left
}

/** The storefront knows nothing of leases, so the last moment to see that another has taken over is right before the call. */
async function stillOurs({ deps, shop }: Run, group: readonly Acting[], since: Date): Promise<readonly Acting[]> {
  let [ours, sureAt] = [group, since]
  while (ours.length > 0 && deps.now().getTime() - sureAt.getTime() > unsureMs) {
    sureAt = deps.now()
    const leases = ours.map(({ held }) => held)
    const wanted = await transact(deps, shop, 'hold on', tx => stillHeld(tx, leases, sureAt))
    ours = ours.filter(({ held }) => wanted.has(held.listingId))
  }
  return ours
}

/** What failed as a whole: without a word that nothing was done, the far side may have acted. */
function outcomeOf(error: unknown): Exclude<Outcome, { state: 'done' }> {
  const { isUnknown, name } = error as { isUnknown?: boolean; name?: string }
  return { state: name === 'SpokeError' && isUnknown !== true ? 'refused' : 'unknown', error }
}

function groupsOf(acting: readonly Acting[], size: number): Acting[][] {
  const groups: Acting[][] = []
  for (const some of Map.groupBy(acting, ({ step, stepId }) => step.together ?? stepId).values())
    for (let at = 0; at < some.length; at += size) groups.push(some.slice(at, at + size))
  return groups
}
