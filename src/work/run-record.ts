/** What a run writes down: after a look, after a step, at its end. Each write states the lease and writes nothing of a listing that another has taken over. */
import { randomUUID } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { mayWriteNow, noteReadOnly, readOnlySentence, readOnlyWaitMs } from '#hub/connection/may-write.ts'
import { needReconnect } from '#hub/connection/move-state.ts'
import type { HubEvent } from '#hub/event/events.ts'
import { leaveEvents } from '#hub/event/leave-event.ts'
import { addressMark } from '#hub/listing/delivery.ts'
import { givesWay } from '#hub/listing/gives-way.ts'
import { readRulesLocked, recordEdits, ruleOf, settleEdits } from '#hub/listing/hand-edit.ts'
import { claimRemoteIds, type Finish, type Held, saveHeld } from '#hub/listing/held.ts'
import { stillHeld } from '#hub/listing/lease.ts'
import { mayActNow } from '#hub/listing/may-act.ts'
import { proofOf, proofWithout } from '#hub/listing/prove.ts'
import { type NewStep, settleSteps, writeSent } from '#hub/listing/steps.ts'
import { labelOf } from '#hub/listing/words.ts'
import type { PlanConnection } from '#hub/publication/plan.ts'
import { SpokeError } from '#kit/error.ts'
import type { Json } from '#kit/shop.ts'
import { heldWaitMs } from './held-back.ts'
import type { RunDeps } from './run-deps.ts'
import { backOffMs, finishFor } from './run-fault.ts'
import { keepWhatIsLeft, type Proven } from './run-left.ts'
import { type Acting, count, type Judged, type Outcome, type Run, type RunReport, transact } from './run-shared.ts'

/** All that a look told, in one transaction, with the rows of the steps that are to be taken now. */
export async function record(tx: Tx, run: Run, judged: readonly Judged[]): Promise<{ acting: Acting[]; idle: Held[] }> {
  const { deps, report, connection } = run
  const now = deps.now()
  const rules = judged.some(({ next }) => next.kind === 'ask') ? await readRulesLocked(tx, connection.connectionId) : {}
  /** She wants it put right by now. */
  const isAskedNoMore = ({ next }: Judged) => next.kind === 'ask' && next.fields.some(field => ruleOf(rules, field) !== 'ask')
  const wanted = await stillHeld(
    tx,
    judged.map(({ held }) => held),
    now,
  )
  const kept = judged.filter(({ held }) => wanted.has(held.listingId))
  const mayWrite = connection.mayWrite || (await mayWriteNow(tx, connection.connectionId))
  const mayAct = !run.isStopped && (await mayActNow(tx, connection.connectionId))
  const taken = await claimRemoteIds(
    tx,
    connection.connectionId,
    kept.map(({ held }) => held).filter(({ isFound }) => isFound),
    now,
  )
  const saved: { held: Held; finish: Finish | null }[] = []
  const acting: Acting[] = []
  const idle: Held[] = []
  const copying = new Set<string>()
  const events: HubEvent[] = []
  const proven: Proven[] = []
  for (const one of kept) {
    const { held, next } = one
    const before = held.proof
    const finish = taken.has(held.listingId)
      ? takenElsewhere(held, now)
      : wanted.get(held.listingId) !== held.desiredNo || isAskedNoMore(one)
        ? again(now)
        : finishOf(run, one, { mayAct, mayWrite })
    if (finish !== null || !held.isUnmoved) saved.push({ held, finish })
    if (finish === null && next.kind === 'act') {
      const { step } = next
      // Two listings with the same picture need one copy of it; the second plans anew when it is there.
      if (step.kind === 'put-copy' && copying.has(step.key)) idle.push(held)
      else acting.push({ held, stepId: randomUUID(), step })
      if (step.kind === 'put-copy') copying.add(step.key)
    }
    if (finish !== null) count(report, finish)
    if (finish?.state === 'updated') proven.push({ held, before })
    if (finish?.state === 'updated') events.push({ name: 'listing.updated', ids: { listing: held.listingId } })
  }
  await saveHeld(tx, saved)
  await keepWhatIsLeft(tx, run, proven)
  await settleSteps(
    tx,
    kept.flatMap(({ settled }) => settled),
    now,
  )
  const current = kept.filter(({ held }) => wanted.get(held.listingId) === held.desiredNo)
  const found = await recordEdits(
    tx,
    current.flatMap(({ held, edits }) => edits.map(edit => ({ ...edit, listingId: held.listingId }))),
    now,
  )
  events.push(...found.map((listing): HubEvent => ({ name: 'listing.edited-by-hand', ids: { listing } })))
  await settleEdits(
    tx,
    current.flatMap(({ held, settledEdits }) => settledEdits.map(edit => ({ ...edit, listingId: held.listingId }))),
    now,
  )
  await writeSent(
    tx,
    acting.map(({ held, stepId, step }): NewStep => ({ stepId, listingId: held.listingId, desiredNo: held.desiredNo, step })),
    now,
  )
  await leaveEvents(tx, events)
  for (const { held, edits, settledEdits } of current) {
    const isGone = (field: string) => [...edits, ...settledEdits].some(one => one.field === field)
    held.known = [
      ...held.known.filter(({ field, isDecided }) => isDecided || !isGone(field)),
      ...edits.map(({ field, found: there }) => ({ field, found: there, foundAt: now, isDecided: false })),
    ]
  }
  for (const { held, settled } of kept)
    held.steps = held.steps.map(step => {
      const state = settled.find(({ stepId }) => stepId === step.stepId)?.state
      return state === undefined ? step : { ...step, state, settledAt: now }
    })
  for (const { held, stepId, step } of acting)
    held.steps.push({
      stepId,
      listingId: held.listingId,
      desiredNo: held.desiredNo,
      kind: step.kind,
      fields: step.fields,
      state: 'sent',
      sentAt: now,
      settledAt: null,
      costMinor: step.cost?.minor ?? 0n,
      content: held.desired,
    })
  return { acting, idle }
}

/** @returns null while the listing stays in hand. */
function finishOf(run: Run, { held, next, verified }: Judged, { mayAct, mayWrite }: { mayAct: boolean; mayWrite: boolean }): Finish | null {
  const { deps, spoke } = run
  const now = deps.now()
  if (next.kind === 'finish') {
    if (next.finish.state === 'gone') held.observed = null
    return next.finish.state === 'waiting' ? later(run, held, next.finish) : next.finish
  }
  if (next.kind === 'right') {
    held.proof = proofOf(held, spoke, { verified, address: addressMark(deps.deliveryOf(run.connection), run.connection), now })
    held.provenNo = held.desiredNo
    held.provenAt = now
    held.attempts = 0
    return { state: 'updated', reason: null, nextRunAt: now }
  }
  if (next.kind === 'ask') {
    held.proof = proofWithout(held, spoke, next.fields, now)
    const names = next.fields.map(labelOf).join(', ')
    return { state: 'needs-you', reason: `Changed by hand at the shop: ${names}. Put it right or take it over.`, nextRunAt: now }
  }
  if (next.kind === 'again') return finishFor(new Lost(), held, deps)
  if (!mayWrite) return { state: 'waiting', reason: readOnlySentence, nextRunAt: new Date(now.getTime() + readOnlyWaitMs) }
  return mayAct ? null : { state: 'waiting', reason: null, nextRunAt: new Date(now.getTime() + heldWaitMs) }
}

/** Answers that stay away again and again are waited for longer each time. */
function later({ deps }: Run, { attempts }: Held, finish: Finish): Finish {
  if (attempts < 2) return finish
  const until = deps.now().getTime() + backOffMs(attempts, deps.random ?? Math.random)
  const reason = attempts < 3 ? null : 'The shop does not answer what is sent there. It is tried again by itself.'
  return { ...finish, reason, nextRunAt: new Date(Math.max(finish.nextRunAt.getTime(), until)) }
}

/** The line was lost and nothing came of it: a passing fault. */
class Lost extends Error {
  override readonly name = 'TimeoutError'
}

const again = (now: Date): Finish => ({ state: 'waiting', reason: null, nextRunAt: now })

function takenElsewhere(held: Held, now: Date): Finish {
  held.remoteId = null
  held.observed = null
  return {
    state: 'needs-you',
    reason: 'The listing that was found at the shop is matched to another pattern here. Look under Patterns.',
    nextRunAt: now,
  }
}

export async function settle(tx: Tx, run: Run, group: readonly Acting[], outcomes: readonly Outcome[]): Promise<Held[]> {
  const { deps, connection, report } = run
  const now = deps.now()
  const wanted = await stillHeld(
    tx,
    group.map(({ held }) => held),
    now,
  )
  const made = group.filter(({ held, step }, at) => {
    const outcome = outcomes[at]
    if (!wanted.has(held.listingId) || outcome?.state !== 'done' || step.kind !== 'create' || outcome.remoteId === null) return false
    held.remoteId = outcome.remoteId
    return true
  })
  const taken = await claimRemoteIds(
    tx,
    connection.connectionId,
    made.map(({ held }) => held),
    now,
  )
  const left: Held[] = []
  const saved: { held: Held; finish: Finish | null }[] = []
  const settled: Parameters<typeof settleSteps>[1][number][] = []
  for (const [at, { held, stepId, step }] of group.entries()) {
    if (!wanted.has(held.listingId)) continue
    const outcome: Outcome = outcomes[at] ?? { state: 'unknown', error: new Lost() }
    const { state } = outcome
    if (state === 'done') run.hasMoved = true
    held.steps = held.steps.map(one => (one.stepId === stepId ? { ...one, state, settledAt: now } : one))
    if (state === 'done' && outcome.copy !== undefined) await keepCopy(tx, run, outcome.copy)
    // A copy does not show in the listing, so what was read still holds.
    held.needsLook = !(state === 'done' && step.kind === 'put-copy')
    const finish = taken.has(held.listingId)
      ? takenElsewhere(held, now)
      : wanted.get(held.listingId) !== held.desiredNo
        ? again(now)
        : await finishAfter(tx, run, held, outcome)
    if (state === 'unknown') {
      held.lost.add(stepId)
      held.attempts++
    }
    settled.push({ stepId, state, reason: state === 'done' ? null : sentenceOf(outcome.error) })
    saved.push({ held, finish })
    if (finish === null) left.push(held)
    else count(report, finish)
  }
  await settleSteps(tx, settled, now)
  await saveHeld(tx, saved)
  return left
}

/** @returns null when the next look decides: after an answer, and after a lost one. */
async function finishAfter(tx: Tx, run: Run, held: Held, outcome: Outcome): Promise<Finish | null> {
  if (outcome.state !== 'refused') return null
  if (held.attempts < mostGivingWay && (await isGivenWay(tx, run, held, outcome.error))) return givenWay(run, held)
  const finish = finishFor(outcome.error, held, run.deps, { hasMoved: run.hasMoved, isOfStep: true })
  await learnFrom(tx, run, outcome.error)
  return finish
}

/** Two that wait for each other would wait for ever: after so many attempts, some minutes, she is asked. */
const mostGivingWay = 7

async function isGivenWay(tx: Tx, { connection: { connectionId } }: Run, { listingId }: Held, error: unknown): Promise<boolean> {
  const inTheWay = error instanceof SpokeError && error.remedy === 'seller' ? error.inTheWay : null
  return inTheWay !== null && (await givesWay(tx, { connectionId, inTheWay, listingId }))
}

function givenWay({ deps }: Run, held: Held): Finish {
  held.attempts++
  const reason = 'Another listing that is being changed there still has what this one is to have. It goes on by itself.'
  return { state: 'waiting', reason, nextRunAt: new Date(deps.now().getTime() + backOffMs(held.attempts, deps.random ?? Math.random)) }
}

/** What a refusal says of the keys is true of all that would follow. */
async function learnFrom(tx: Tx, run: { connection: PlanConnection; isStopped?: boolean }, error: unknown): Promise<void> {
  const { remedy } = error as { remedy?: unknown }
  if (remedy !== 'reconnect' && remedy !== 'allow') return
  run.isStopped = true
  const { connectionId, label, sealed } = run.connection
  if (remedy === 'allow') return noteReadOnly(tx, connectionId, sealed)
  await needReconnect(tx, connectionId, `“${label}” no longer takes its keys. Renew them under Shops; nothing is lost meanwhile.`)
}

async function keepCopy(tx: Tx, { copies, connection }: Run, { sha256, remote }: { sha256: string; remote: Json }): Promise<void> {
  copies.set(sha256, remote)
  await sql`
    insert into remote_copy (shop_id, connection_id, sha256, remote)
    values (${shopOf(tx)}::uuid, ${connection.connectionId}::uuid, ${sha256}, ${JSON.stringify(remote)}::jsonb)
    on conflict (shop_id, connection_id, sha256) do update set remote = excluded.remote`.execute(tx)
}

const sentenceOf = (error: unknown): string => (error instanceof Error && error.name === 'SpokeError' ? error.message : 'No answer came.')

/** A fault of the whole: every listing in hand goes on later, or waits for her, as the fault says. */
export async function letGoOf(
  tx: Tx,
  run: { readonly deps: RunDeps; readonly connection: PlanConnection; readonly report: RunReport; readonly hasMoved?: boolean },
  held: readonly Held[],
  error: unknown,
): Promise<void> {
  const now = run.deps.now()
  const wanted = await stillHeld(tx, held, now)
  const kept = held.filter(({ listingId }) => wanted.has(listingId))
  const saved = kept.map(one => ({ held: one, finish: finishFor(error, one, run.deps, run) }))
  for (const { finish } of saved) count(run.report, finish)
  await saveHeld(tx, saved)
  await learnFrom(tx, run, error)
}

export async function giveUp(run: Run, held: readonly Held[]): Promise<void> {
  const reason = 'What is sent there does not stay as it was sent. Look at the listing at the shop: another program may be changing it.'
  await transact(run.deps, run.shop, 'give-up', async tx => {
    const wanted = await stillHeld(tx, held, run.deps.now())
    const finish: Finish = { state: 'failed', reason, nextRunAt: run.deps.now() }
    const kept = held.filter(({ listingId }) => wanted.has(listingId))
    for (const _ of kept) count(run.report, finish)
    await saveHeld(
      tx,
      kept.map(one => ({ held: one, finish })),
    )
  })
}
