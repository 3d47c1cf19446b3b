/** The journal of effects: a step's row is written before its call and settled after it; what was not settled is looked for. */
import { kept, shopOf, sql, type Tx } from '#database'
import type { ListingContent, ListingField } from './content.ts'
import { type ContentJson, contentFromJson } from './content-json.ts'
import { holds } from './difference.ts'
import type { PlannedStep } from './shop-rules.ts'

export type StepState = 'sent' | 'done' | 'refused' | 'unknown' | 'superseded'

export interface JournalStep {
  readonly stepId: string
  readonly listingId: string
  readonly desiredNo: number
  readonly kind: string
  readonly fields: readonly ListingField[]
  readonly state: StepState
  readonly sentAt: Date
  readonly settledAt: Date | null
  readonly costMinor: bigint
  /** What was wanted when it was sent. */
  readonly content: ListingContent
}

/** Steps without an answer, and those of the last hours, which explain what is found there. */
export async function readSteps(tx: Tx, listingIds: readonly string[], since: Date): Promise<JournalStep[]> {
  const { rows } = await sql<Row>`${kept}
    select s.step_id, s.listing_id, s.desired_no, s.kind, s.fields, s.state, s.sent_at, s.settled_at, s.cost_minor, d.content
    from step s
    join desired_state d on d.shop_id = s.shop_id and d.listing_id = s.listing_id and d.desired_no = s.desired_no
    join listing l on l.shop_id = s.shop_id and l.listing_id = s.listing_id
    where s.shop_id = ${shopOf(tx)}::uuid and s.listing_id = any(${listingIds}::uuid[])
      and (s.state in ('sent', 'unknown') or s.sent_at >= ${since} or s.desired_no = l.desired_no and s.cost_minor > 0)
    order by s.sent_at, s.step_id`.execute(tx)
  return rows.map(row => ({
    stepId: row.step_id,
    listingId: row.listing_id,
    desiredNo: row.desired_no,
    kind: row.kind,
    fields: row.fields,
    state: row.state,
    sentAt: row.sent_at,
    settledAt: row.settled_at,
    costMinor: row.cost_minor,
    content: contentFromJson(row.content),
  }))
}

interface Row {
  step_id: string
  listing_id: string
  desired_no: number
  kind: string
  fields: ListingField[]
  state: StepState
  sent_at: Date
  settled_at: Date | null
  cost_minor: bigint
  content: ContentJson
}

export const isOpen = ({ state }: Pick<JournalStep, 'state'>): boolean => state === 'sent' || state === 'unknown'

/**
 * Whether the effect of a step is there. Pure.
 * @param there what was read after the step was sent; null when nothing is there.
 * @param spell as the platform holds it.
 */
export function isEffectThere(
  step: JournalStep,
  there: ListingContent | null,
  spell: (content: ListingContent) => ListingContent,
): boolean {
  if (there === null) return false
  if (step.kind === 'create') return true
  // A copy does not show in the listing; putting it again finds the earlier one.
  if (step.kind === 'put-copy' || step.fields.length === 0) return false
  const wanted = spell(step.content)
  return step.fields.every(field => holds(field, wanted, there))
}

export interface NewStep {
  readonly stepId: string
  readonly listingId: string
  readonly desiredNo: number
  readonly step: PlannedStep
}

export async function writeSent(tx: Tx, steps: readonly NewStep[], now: Date): Promise<void> {
  if (steps.length === 0) return
  await tx
    .insertInto('step')
    .values(
      steps.map(({ stepId, listingId, desiredNo, step }) => ({
        shop_id: shopOf(tx),
        step_id: stepId,
        listing_id: listingId,
        desired_no: desiredNo,
        key: step.key,
        kind: step.kind,
        says: step.says,
        fields: [...step.fields],
        state: 'sent' as const,
        cost_minor: step.cost?.minor ?? 0n,
        sent_at: now,
      })),
    )
    .execute()
}

export interface SettledStep {
  readonly stepId: string
  readonly state: Exclude<StepState, 'sent'>
  readonly reason: string | null
}

export async function settleSteps(tx: Tx, settled: readonly SettledStep[], now: Date): Promise<void> {
  if (settled.length === 0) return
  await sql`${kept}
    update step s set state = x.state, reason = x.reason, settled_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(settled.map(({ stepId, state, reason }) => ({ step_id: stepId, state, reason })))}::jsonb)
      as x (step_id uuid, state text, reason text)
    where s.shop_id = ${shopOf(tx)}::uuid and s.step_id = x.step_id`.execute(tx)
}
