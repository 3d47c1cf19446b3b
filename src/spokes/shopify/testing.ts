/** What the tests of this spoke against its fake are told with. */
import assert from 'node:assert/strict'
import { difference } from '#hub/listing/difference.ts'
import type { Json, SpokeError, StepOutcome } from '#kit'
import { openStage, publish, readBack, type Stage, sample, type Wanted } from '#kit/contract-stage.ts'
import type { Fake } from '#kit/fake.ts'
import { callControl } from '#kit/fake-control.ts'
import type { Fetch } from '#kit/http.ts'
import type { Settings } from './client.ts'
import type { Settings as FarSettings, State } from './fake/state.ts'
import fake, { startFake } from './fake.ts'
import { apiVersion } from './queries.ts'
import spoke from './spoke.ts'

export interface Store {
  readonly stage: Stage<Settings>
  readonly verb: (name: string, input?: unknown) => Promise<unknown>
  readonly far: () => Promise<State>
  readonly change: (settings: Partial<FarSettings>) => Promise<void>
  readonly wantedOf: (change?: Parameters<typeof sample>[2]) => Wanted
  readonly make: (change?: Parameters<typeof sample>[2]) => Promise<Wanted>
  /** What still differs after reading back. */
  readonly left: (wanted: Wanted) => Promise<readonly string[]>
  readonly under: <Result>(fault: string, act: () => Promise<Result>, value?: Json) => Promise<Result>
  /** A request of the Admin API as anybody could send it. */
  readonly raw: (
    query: string,
    variables?: unknown,
    headers?: Record<string, string>,
    version?: string,
  ) => Promise<{ status: number; body: Answer }>
  readonly token: () => Promise<string>
}

export interface Answer {
  readonly data?: never
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[] | string
  readonly extensions?: { readonly cost: { readonly requestedQueryCost: number; readonly actualQueryCost: number | null } }
}

let made = 0

/** One shop of its own; on the largest plan and with pictures ready at once unless told otherwise. */
export async function openStore(other: Partial<FarSettings> = {}, seed = 3): Promise<Store> {
  const own: Fake = { ...fake, start: options => startFake(options, { plan: 'Enterprise', processingMs: 0, ...other }) }
  const stage = await openStage(spoke, own, { seed })
  const verb = (name: string, input: unknown = {}) => callControl(stage.controlUrl, name, input)
  const currency = other.currency ?? 'EUR'
  const wantedOf: Store['wantedOf'] = (change = {}) => {
    const at = ++made
    const listingId = `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`
    return { listingId, desired: sample(stage, currency, { name: `shop-${at}`, ...change }), remoteId: null }
  }
  const token = async () => (await stage.ctx().keys()).accessToken ?? ''
  return {
    stage,
    verb,
    far: async () => (await verb('state')) as State,
    change: async settings => void (await verb('settings', settings)),
    wantedOf,
    make: async change => {
      const wanted = wantedOf(change)
      const { outcomes } = await publish(stage, [wanted])
      for (const outcome of outcomes) if (outcome.state !== 'done') throw outcome.error
      return wanted
    },
    left: async wanted => {
      const observed = (await readBack(stage, [wanted])).get(wanted.remoteId ?? '') ?? null
      return difference(spoke.project(wanted.desired), observed?.content ?? null, spoke.fields).map(({ field }) => field)
    },
    under: async (name, act, value) => {
      await stage.fake.fault({ name, times: null, ...(value === undefined ? {} : { value }) })
      try {
        return await act()
      } finally {
        await stage.fake.clearFaults()
      }
    },
    token,
    raw: async (query, variables = {}, headers = {}, version = apiVersion) => {
      const response = await fetch(`${stage.baseUrl}/admin/api/${version}/graphql.json`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-shopify-access-token': await token(), ...headers },
        body: JSON.stringify({ query, variables }),
      })
      return { status: response.status, body: (await response.json()) as Answer }
    },
  }
}

export const errorOf = (outcome: StepOutcome | undefined): SpokeError => {
  assert.ok(outcome !== undefined && outcome.state !== 'done')
  return outcome.error
}

export async function thrown(act: Promise<unknown>): Promise<SpokeError> {
  const error = await act.then(
    () => assert.fail('it went through'),
    (found: unknown) => found,
  )
  assert.equal((error as Error).name, 'SpokeError', String(error))
  return error as SpokeError
}

/** Whatever a publishing ends in: an outcome or a throw. */
export async function failing({ stage }: Store, wanted: Wanted, bend?: (real: Fetch) => Fetch): Promise<SpokeError> {
  try {
    const options = bend === undefined ? {} : { ctx: stage.ctx({ bend }) }
    return errorOf((await publish(stage, [wanted], options)).outcomes.find(({ state }) => state !== 'done'))
  } catch (error) {
    if ((error as Error).name !== 'SpokeError') throw error
    return error as SpokeError
  }
}

type Body = { query: string; variables: Record<string, never> & Record<string, unknown> }

/** The client with a word of its requests changed, to see that the shop does not take it. */
export const bending =
  (change: (body: Body) => Partial<Body>): ((real: Fetch) => Fetch) =>
  real =>
  (url, init) => {
    if (typeof init?.body !== 'string' || !url.endsWith('/graphql.json')) return real(url, init)
    const body = JSON.parse(init.body) as Body
    return real(url, { ...init, body: JSON.stringify({ ...body, ...change(body) }) })
  }
