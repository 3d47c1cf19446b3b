/** What a runner makes of a listing after a look: which of its steps took effect, what was changed by hand, and what comes next. Pure. */
import { toDecimal } from '../money.ts'
import type { ListingField, ListingFile } from './content.ts'
import { type FieldRule, type FoundEdit, findEdits, ruleOf } from './hand-edit.ts'
import type { Finish, Held } from './held.ts'
import { differenceNow, planListing, projected } from './plan-listing.ts'
import { filesToVerify, isElsewhere, wereFilesSent } from './prove.ts'
import type { BlobFacts, Delivery, PlannedStep, ShopRules } from './shop-rules.ts'
import { isStaying } from './staying.ts'
import { isEffectThere, isOpen, type JournalStep, type SettledStep } from './steps.ts'
import { labelOf, wholeListing } from './words.ts'

/**
 * What was sent without an answer may still take effect this long afterwards; until then nothing else is done there: a second create would
 * make a second listing, and a late removal could take away what was put back since.
 */
export const quietMs = 20_000

export type Next =
  | { readonly kind: 'right'; readonly verify: readonly ListingFile[] }
  /** All but these fields is right; they wait for her word. */
  | { readonly kind: 'ask'; readonly fields: readonly ListingField[] }
  | { readonly kind: 'act'; readonly step: PlannedStep; readonly differing: readonly ListingField[] }
  /** An answer was lost and the effect is not there: tried again later. */
  | { readonly kind: 'again' }
  | { readonly kind: 'finish'; readonly finish: Finish }

export interface Judgement {
  readonly next: Next
  readonly settled: readonly SettledStep[]
  readonly edits: readonly FoundEdit[]
  readonly settledEdits: readonly { readonly field: string; readonly how: 'put-right' | 'undone-there' }[]
}

export interface JudgeInput {
  readonly held: Held
  readonly rules: ShopRules
  readonly fieldRules: Readonly<Record<string, FieldRule>>
  readonly delivery: Delivery
  readonly blobs: BlobFacts
  /** Of `addressMark`. */
  readonly address: string | null
  readonly now: Date
}

export function judge(input: JudgeInput): Judgement {
  const { held, rules, fieldRules, now } = input
  const there = held.observed?.content ?? null
  const spell = (content: Held['desired']) => projected(rules, content, now)
  const open = held.steps.filter(isOpen)
  const settled = open.map((step): SettledStep => {
    const isDone = isEffectThere(step, there, spell)
    return { stepId: step.stepId, state: isDone ? 'done' : 'superseded', reason: isDone ? null : 'No answer came, and it is not there.' }
  })
  if (held.remoteId !== null && there === null) return removed(settled, now)
  const isMissing = (stepId: string) => settled.some(one => one.stepId === stepId && one.state === 'superseded')
  const quiet = Math.max(0, ...open.filter(({ kind, stepId }) => kind !== 'put-copy' && isMissing(stepId)).map(quietUntil))
  if (quiet > now.getTime()) return { next: finish('waiting', null, new Date(quiet)), settled: [], edits: [], settledEdits: [] }
  const differing = differenceNow(rules, held.desired, held.observed, now).map(({ field }) => field)
  const edits =
    there === null
      ? []
      : findEdits({
          there,
          proof: held.proof,
          differing,
          steps: held.steps.filter(step => mayShow(step, held.provenAt)),
          known: held.known,
          spell,
        })
  const opened = new Set([...edits, ...held.known.filter(({ isDecided }) => !isDecided)].map(({ field }) => field))
  const asked = differing.filter(field => opened.has(field) && ruleOf(fieldRules, field) === 'ask')
  const isLost = settled.some(({ stepId, state }) => state === 'superseded' && held.lost.has(stepId))
  const next =
    there !== null && differing.length === asked.length && !mustGiveAnew(input)
      ? done(input, asked)
      : isLost
        ? ({ kind: 'again' } as const)
        : act(input, asked)
  return { next, settled, edits, settledEdits: there === null ? [] : undone(held, differing) }
}

/** A step whose effect was proven and then replaced cannot show again; one without an answer may, late as it is. */
const mayShow = (step: JournalStep, provenAt: Date | null) =>
  isOpen(step) || step.state === 'superseded' || provenAt === null || step.sentAt >= provenAt

const finish = (state: Finish['state'], reason: string | null, nextRunAt: Date): Next => ({
  kind: 'finish',
  finish: { state, reason, nextRunAt },
})

const quietUntil = ({ sentAt, settledAt }: { sentAt: Date; settledAt: Date | null }) => (settledAt ?? sentAt).getTime() + quietMs

function removed(settled: readonly SettledStep[], now: Date): Judgement {
  const reason = 'This listing was removed at the shop. Decide under “Changed by hand” whether it is to be made again.'
  return { next: finish('gone', reason, now), settled, edits: [{ field: wholeListing, was: null, found: null }], settledEdits: [] }
}

/** The files are there, but not where they should be by now, such as under an address of ours that leads nowhere: they are given anew, once. */
const mustGiveAnew = ({ held, rules, address }: JudgeInput): boolean =>
  rules.fields.includes('files') &&
  !isStaying('files', held.desired) &&
  !rules.uploadsFiles &&
  isElsewhere(held.proof, address) &&
  !wereFilesSent(held)

function done({ held, rules, address }: JudgeInput, asked: readonly ListingField[]): Next {
  return asked.length > 0 ? { kind: 'ask', fields: asked } : { kind: 'right', verify: filesToVerify(held, rules, address) }
}

function act(input: JudgeInput, asked: readonly ListingField[]): Next {
  const { held, rules, delivery, blobs, now } = input
  const { listingId, desired, observed } = held
  const again: readonly ListingField[] = mustGiveAnew(input) ? ['files'] : []
  const plan = planListing({ rules, listingId, desired, observed, delivery, blobs, leaveAlone: asked, again, now })
  if (plan.refused !== null) return finish('needs-you', plan.refused, now)
  const [step] = plan.steps
  const differing = plan.difference.map(({ field }) => field)
  // Nothing differs but an address that this storefront does not keep.
  if (step === undefined && differenceNow(rules, desired, observed, now).length === asked.length) return done(input, asked)
  if (step === undefined)
    return finish('failed', `${rules.label} cannot be brought to show this: ${differing.map(labelOf).join(', ')}.`, now)
  const dear = tooDear(held, step)
  return dear === null ? { kind: 'act', step, differing } : finish('needs-you', dear, now)
}

/** A step that costs runs only as far as the press behind it has allowed; what was spent on the way counts. */
function tooDear(held: Held, { cost }: PlannedStep): string | null {
  if (cost === null || cost.minor === 0n) return null
  const spent = held.steps
    .filter(({ desiredNo, state }) => desiredNo === held.desiredNo && (state === 'done' || state === 'sent' || state === 'unknown'))
    .reduce((sum, { costMinor }) => sum + costMinor, 0n)
  if (held.approved.currency === cost.currency && spent + cost.minor <= held.approved.minor) return null
  return `This costs ${toDecimal(cost)} ${cost.currency} at the shop. Publish the pattern there to allow it.`
}

/** Open edits in fields that are as they should be again: put right by a step of ours since, or undone there by whoever did it. */
function undone(held: Held, differing: readonly ListingField[]): Judgement['settledEdits'] {
  const open = held.known.filter(({ isDecided, field }) => !isDecided && !(differing as readonly string[]).includes(field))
  return open.map(({ field, foundAt }) => {
    const isOurs = held.steps.some(
      ({ fields, sentAt, state }) => state !== 'refused' && sentAt >= foundAt && (fields as readonly string[]).includes(field),
    )
    return { field, how: isOurs ? 'put-right' : 'undone-there' }
  })
}
