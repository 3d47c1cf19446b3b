/** What the parts of a run share, and its awaits. */
import type { ShopId, Tx } from '#database'
import type { FileFacts } from '#hub/listing/delivery.ts'
import type { FieldRule } from '#hub/listing/hand-edit.ts'
import type { Finish, Held } from '#hub/listing/held.ts'
import type { Judgement } from '#hub/listing/judge.ts'
import type { PlannedStep } from '#hub/listing/shop-rules.ts'
import type { PlanConnection } from '#hub/publication/plan.ts'
import type { AnyShop } from '#kit/registry.ts'
import type { Json, SpokeContext, StepOutcome } from '#kit/shop.ts'
import type { RunDeps } from './run-deps.ts'

export interface RunReport {
  proven: number
  waiting: number
  needsYou: number
  failed: number
}

export interface Run {
  readonly deps: RunDeps
  readonly shop: ShopId
  readonly connection: PlanConnection
  readonly spoke: AnyShop
  readonly ctx: SpokeContext<unknown>
  readonly fieldRules: Readonly<Record<string, FieldRule>>
  readonly facts: FileFacts
  /** Copies at this storefront, also those put in this run. */
  readonly copies: Map<string, Json>
  readonly report: RunReport
  /** Set when no further step makes sense, such as after keys were refused. */
  isStopped: boolean
  /** A step was done in this run. */
  hasMoved: boolean
}

export interface Judged extends Judgement {
  readonly held: Held
  /** Keys of the files whose bytes were compared. */
  readonly verified: ReadonlySet<string>
}

/** A step whose row is written; its call comes next. */
export interface Acting {
  readonly held: Held
  readonly stepId: string
  readonly step: PlannedStep
}

export type Outcome = Extract<StepOutcome, { state: 'done' }> | { readonly state: 'refused' | 'unknown'; readonly error: unknown }

export function count(report: RunReport, { state }: Finish): void {
  if (state === 'updated') report.proven++
  else if (state === 'waiting') report.waiting++
  else if (state === 'failed') report.failed++
  else report.needsYou++
}

export type Result<T> = { readonly value: T } | { readonly error: unknown }

export function attempt<T>(fn: () => T): Result<T> {
  try {
    return { value: fn() }
  } catch (error) {
    return { error }
  }
}

export async function call<T>(deps: RunDeps, name: string, fn: () => Promise<T>): Promise<Result<T>> {
  await deps.crashPoint?.(`before ${name}`)
  const result = await fn().then(
    (value): Result<T> => ({ value }),
    (error: unknown): Result<T> => ({ error }),
  )
  await deps.crashPoint?.(`after ${name}`)
  return result
}

export async function transact<T>(deps: RunDeps, shop: ShopId, name: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
  await deps.crashPoint?.(`before ${name}`)
  const result = await deps.database.inShop(shop, async tx => {
    const value = await fn(tx)
    await deps.crashPoint?.(`in ${name}`)
    return value
  })
  await deps.crashPoint?.(`after ${name}`)
  return result
}
