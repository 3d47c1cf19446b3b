/** How the storefronts of the stories differ: what each holds, which steps it takes, and what a step does there. */
import { type ListingField, markOf } from '#hub/listing/content.ts'
import { SpokeError } from '#kit/error.ts'
import { cannot, type Json, type PlanInput, type Step, type StepOrder, type StepOutcome } from '#kit/shop.ts'
import { type Character, type FarChanges, FarRefused, type FarSide, sha256Of } from './far-side.ts'

const texts = ['title', 'sku', 'price'] as const satisfies readonly ListingField[]
export const fieldsOf = (character: Character): readonly ListingField[] =>
  character === 'upsert' ? [...texts, 'isPublished'] : [...texts, 'isPublished', 'files']

export const kinds = {
  batch: {},
  steps: { uploadsFiles: true, isCreateKeyed: false, reachesEarlierBuyers: cannot('A new file is a new file there.') },
  upsert: { reachesEarlierBuyers: cannot('It holds no files.') },
} as const

/** What one activation costs at the storefront that takes small steps. */
export const activationMinor = 20n

interface Set {
  readonly title?: string
  readonly sku?: string
  readonly minor?: string
  readonly isPublished?: boolean
}
type Body =
  | { readonly do: 'set'; readonly set: Set }
  | { readonly do: 'add'; readonly file: { readonly key: string; readonly name: string; readonly sha256: string } }
  | { readonly do: 'drop'; readonly id: string }

interface ThereFile {
  readonly id: string
  readonly key: string | null
  readonly name: string
  readonly mark: string
}

const setOf = (desired: PlanInput['desired'], fields: readonly ListingField[]): Set => ({
  ...(fields.includes('title') ? { title: desired.title.trim() } : {}),
  ...(fields.includes('sku') ? { sku: desired.sku } : {}),
  ...(fields.includes('price') ? { minor: desired.price.minor.toString() } : {}),
  ...(fields.includes('isPublished') ? { isPublished: desired.isPublished } : {}),
})

function stepOf(listingId: string, kind: string, says: string, fields: readonly ListingField[], body: Body, costMinor = 0n): Step {
  return {
    kind,
    key: `${kind}:${listingId}:${sha256Of(JSON.stringify(body)).slice(0, 16)}`,
    says,
    fields,
    body: body as unknown as Json,
    cost: costMinor === 0n ? null : { minor: costMinor, currency: 'EUR' },
    cannotUndo: null,
    together: null,
  }
}

/** One small change each: made as a draft, new files before old ones go, up for sale last, off sale first. */
export function planSteps({ listingId, desired, observed, difference }: PlanInput): readonly Step[] {
  const { title, isPublished } = desired
  const differs = (field: ListingField) => observed === null || difference.some(one => one.field === field)
  const step = stepOf.bind(null, listingId)
  const there = (observed?.extras as { files?: readonly ThereFile[] } | undefined)?.files ?? []
  const isThere = ({ key, name, sha256 }: { key: string; name: string; sha256: string }) =>
    there.some(file => file.key === key && file.name === name && file.mark === markOf(sha256))
  const wanted = desired.files.map(({ key, name, sha256 }) => ({ key, name, sha256 }))
  // Of two that are the same, such as after an answer that was lost, the later goes.
  const isOld = (file: ThereFile, at: number) =>
    !wanted.some(one => one.key === file.key && one.name === file.name && markOf(one.sha256) === file.mark) ||
    there.findIndex(one => one.key === file.key && one.name === file.name && one.mark === file.mark) < at
  const isOn = observed?.content.isPublished ?? false
  const changed = texts.filter(field => observed !== null && differs(field))
  const off = isOn && !isPublished && differs('isPublished')
  const on = !isOn && isPublished && differs('isPublished')
  return [
    ...(observed === null
      ? [step('create', `Make “${title}”`, texts, { do: 'set', set: { ...setOf(desired, texts), isPublished: false } })]
      : []),
    ...(off ? [step('hide', `Take “${title}” off sale`, ['isPublished'], { do: 'set', set: { isPublished: false } })] : []),
    ...(differs('files')
      ? [
          ...wanted.filter(file => !isThere(file)).map(file => step('add-file', `Put the file “${file.name}” up`, [], { do: 'add', file })),
          ...there.filter(isOld).map(({ id, name }) => step('drop-file', `Take the file “${name}” away`, [], { do: 'drop', id })),
        ]
      : []),
    ...changed.map(field => step('update', `Change ${field} of “${title}”`, [field], { do: 'set', set: setOf(desired, [field]) })),
    ...(on
      ? [step('activate', `Put “${title}” up for sale`, ['isPublished'], { do: 'set', set: { isPublished: true } }, activationMinor)]
      : []),
  ]
}

/** Everything it holds in one, by the hub's own id. */
export function planUpsert({ listingId, desired, observed, difference }: PlanInput): readonly Step[] {
  const fields = fieldsOf('upsert')
  const differing = observed === null ? fields : fields.filter(field => difference.some(one => one.field === field))
  if (differing.length === 0) return []
  const kind = observed === null ? 'create' : 'update'
  return [stepOf(listingId, kind, `Write “${desired.title}”`, differing, { do: 'set', set: setOf(desired, fields) })]
}

/** Does a step of the two that take one at a time. */
export function doOther(far: FarSide, bytesOf: (sha256: string) => string, { step, remoteId, listingId }: StepOrder): StepOutcome {
  const body = step.body as unknown as Body
  const done = (id: string | null): StepOutcome => ({ state: 'done', remoteId: id })
  try {
    if (body.do === 'set') {
      const { title, minor, ...rest } = body.set
      const given: FarChanges = {
        ...rest,
        ...(title === undefined ? {} : { title: title.replaceAll('&', '&amp;') }),
        ...(minor === undefined ? {} : { minor: BigInt(minor) }),
      }
      if (far.mood === 'deaf' && step.kind !== 'create') return done(remoteId)
      if (far.character === 'upsert') return done(far.upsert(listingId, remoteId, given))
      if (step.kind === 'create')
        return done(far.create({ title: '', sku: '', minor: 0n, files: [], isPublished: false, ...given, listingId }))
      if (step.kind === 'activate') far.activate(remoteId!)
      else far.update(remoteId!, { ...given, listingId })
      return done(remoteId)
    }
    if (far.mood === 'deaf') return done(remoteId)
    if (body.do === 'drop') far.removeFile(remoteId!, body.id)
    else {
      const { key, name, sha256 } = body.file
      far.copies.set(markOf(sha256), bytesOf(sha256))
      far.addFile(remoteId!, { key, name, ref: { kind: 'copy', mark: markOf(sha256) } })
    }
    return done(remoteId)
  } catch (error) {
    if (!(error instanceof FarRefused)) throw error
    return { state: 'refused', error: new SpokeError('seller', `${step.says}: ${error.message}`) }
  }
}
