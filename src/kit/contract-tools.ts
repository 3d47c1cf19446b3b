/** What the facts of a contract suite are told with. */
import assert from 'node:assert/strict'
import type { ListingContent, ListingField } from '#hub/listing/content.ts'
import { difference } from '#hub/listing/difference.ts'
import { publish, readBack, type Stage, sample, type Wanted } from './contract-stage.ts'
import { SpokeError } from './error.ts'
import type { Fake, FarListing } from './fake.ts'
import type { Fetch } from './http.ts'
import type { Difference, ShopSpoke, StepOutcome } from './shop.ts'

export const minute = 60_000
export const uuid = (at: number) => `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`

/** One spoke on its stage; the stage is there once the suite has begun. */
export interface Bench<Settings> {
  readonly spoke: ShopSpoke<Settings>
  readonly fake: Fake
  readonly stage: () => Stage<Settings>
  readonly currency: () => string
  readonly holds: (field: ListingField) => boolean
  /** A listing of its own for each fact; `made`: also published. */
  readonly wantedOf: (change?: Partial<ListingContent> & { name?: string }) => Wanted
  readonly made: (change?: Partial<ListingContent>) => Promise<Wanted>
  /** Whether this platform takes such a listing; what it does not take is refused with a sentence for her. */
  readonly isTaken: (wanted: Pick<Wanted, 'desired'>) => boolean
  /** What still differs after reading back. */
  readonly left: (wanted: Wanted) => Promise<readonly Difference[]>
  /** The far side's own truth about it. */
  readonly far: (wanted: Wanted) => Promise<FarListing | null>
}

export function makeBench<Settings>(
  spoke: ShopSpoke<Settings>,
  fake: Fake,
  stage: () => Stage<Settings>,
  currency: () => string,
): Bench<Settings> {
  let listings = 0
  const wantedOf: Bench<Settings>['wantedOf'] = (change = {}) => {
    const at = ++listings
    return { listingId: uuid(at), desired: sample(stage(), currency(), { name: `piece-${at}`, ...change }), remoteId: null }
  }
  return {
    spoke,
    fake,
    stage,
    currency,
    holds: field => spoke.fields.includes(field),
    wantedOf,
    made: async (change = {}) => {
      const wanted = wantedOf(change)
      allDone((await publish(stage(), [wanted])).outcomes)
      return wanted
    },
    isTaken: ({ desired }) => {
      try {
        spoke.check(desired, stage().blobs)
        return true
      } catch (error) {
        assert.ok(error instanceof SpokeError && error.remedy === 'seller' && error.message.length > 10, String(error))
        return false
      }
    },
    left: async wanted => {
      const observed = (await readBack(stage(), [wanted])).get(wanted.remoteId ?? '') ?? null
      return difference(spoke.project(wanted.desired), observed?.content ?? null, spoke.fields)
    },
    far: async wanted => (await stage().fake.listings()).find(({ remoteId }) => remoteId === wanted.remoteId) ?? null,
  }
}

/** The same listing with another wish. */
export const wish = (wanted: Wanted, change: Partial<ListingContent>): Wanted => ({ ...wanted, desired: { ...wanted.desired, ...change } })

export function allDone(outcomes: readonly StepOutcome[]): void {
  for (const outcome of outcomes) if (outcome.state !== 'done') throw outcome.error
}

export async function refusal(act: Promise<unknown>): Promise<SpokeError> {
  const thrown = await act.then(
    () => null,
    (error: unknown) => error,
  )
  if (thrown instanceof SpokeError) return thrown
  assert.fail(`expected a SpokeError, got ${thrown}`)
}

/** @returns null when the platform never does what was asked of its fake, which then refuses the verb with 'never: ' and the reason. */
export const unlessNever = <Result>(asked: Promise<Result>): Promise<Result | null> =>
  asked.catch((error: unknown) => {
    if (error instanceof Error && / never: /.test(error.message)) return null
    throw error
  })

export async function tryPublish<Settings>(stage: Stage<Settings>, wanted: Wanted): Promise<{ readonly isUnknown: boolean }> {
  try {
    const { outcomes } = await publish(stage, [wanted])
    return { isUnknown: outcomes.some(({ state }) => state === 'unknown') }
  } catch (error) {
    if (!(error instanceof SpokeError)) throw error
    return { isUnknown: error.isUnknown }
  }
}

interface Write {
  readonly method: string
  readonly path: string
  /** Where reads and writes go to one address, what tells them apart: 'mutation SetProducts'. */
  readonly operation: string | null
}

/** The last write of the first step, which is the one whose answer matters: found by doing another like it and listening. */
export async function firstWrite<Settings>(stage: Stage<Settings>, like: Wanted): Promise<Write> {
  const writes: Write[] = []
  const listen =
    (real: Fetch): Fetch =>
    (url, init) => {
      const method = init?.method ?? 'GET'
      const [operation = null, kind] = typeof init?.body === 'string' ? (/\b(query|mutation) \w+/.exec(init.body) ?? []) : []
      if (method !== 'GET' && kind !== 'query') writes.push({ method, path: new URL(url).pathname, operation })
      return real(url, init)
    }
  await publish(stage, [like], { ctx: stage.ctx({ bend: listen }), rounds: 1 })
  const last = writes.at(-1)
  assert.ok(last, 'publishing wrote nothing')
  return last
}

/** Ids differ from listing to listing, so only what comes before the first number counts. */
export const writeRoute = ({ method, path, operation }: Write) => operation ?? `${method} ${path.replace(/\/\d+.*$/, '')}`

/** Changes each object of a JSON answer. */
export const bent =
  (change: (value: Record<string, unknown>) => Record<string, unknown>) =>
  (real: Fetch): Fetch =>
  async (url, init) => {
    const response = await real(url, init)
    const text = await response.text()
    const walk = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(walk)
      if (typeof value !== 'object' || value === null) return value
      return change(Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner)])))
    }
    return new Response(JSON.stringify(walk(JSON.parse(text))), { status: response.status, headers: response.headers })
  }

/** The settings with every secret wrong in its last four signs. */
export function spoil<Settings>(spoke: ShopSpoke<Settings>, settings: Settings, everything = false): Settings {
  const wrong = Object.entries(settings as Record<string, unknown>).map(([name, value]) => {
    const isSecret = everything || spoke.settings.fields.some(field => field.name === name && field.isSecret)
    return [name, isSecret && typeof value === 'string' && value.length > 8 ? `${value.slice(0, -4)}zzzz` : value]
  })
  return Object.fromEntries(wrong) as Settings
}

export const all = (error: Error): string =>
  [
    error.message,
    error.stack,
    error.cause instanceof Error ? `${error.cause.message} ${error.cause.stack}` : '',
    JSON.stringify(error),
  ].join(' ')

export function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}
