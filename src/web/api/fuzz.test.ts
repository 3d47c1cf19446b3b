/**
 * Requests made from the OpenAPI document, right and wrong, by everybody: none fails, none is answered outside of the document, none is told of another
 * shop or a secret, and none changes another shop. `FUZZ_RUNS` for more requests, `FUZZ_SEED` for others.
 */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { createLog } from '#log'
import { testDatabase } from '#testing/database.ts'
import { type Asker, type FuzzWorld, fuzzWorld, typedSecret } from '#testing/fuzz-world.ts'
import { type JsonSchema, like, oddTexts, spoiled } from '#testing/json-schema-arbitrary.ts'
import { createChecks } from '#testing/open-api-checks.ts'
import { documentOf } from './open-api.ts'

const runs = Number(process.env.FUZZ_RUNS ?? 250)
const seed = Number(process.env.FUZZ_SEED ?? 20_261_128)
const database = await testDatabase()

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly schema: JsonSchema
}

interface Operation {
  readonly parameters: readonly (Parameter | { readonly $ref: string })[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> }
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
}

const document = documentOf('fuzz', { isClosed: true })
const checks = createChecks(document)
const resolve = (pointer: string) =>
  pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], document)

const operations = Object.entries(document.paths as Record<string, Record<string, Operation>>)
  .flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation,
      parameters: operation.parameters.map(one => ('$ref' in one ? (resolve(one.$ref) as Parameter) : one)),
    })),
  )
  // What takes something away comes last, so that there is something to ask for before.
  .toSorted((one, two) => Number(/remove$/.test(one.name)) - Number(/remove$/.test(two.name)))

interface Asked {
  readonly asker: Asker
  readonly path: Readonly<Record<string, string>>
  readonly query: readonly (readonly [string, string])[]
  readonly body: string | undefined
  readonly type: string
  readonly repeat: string | null
}

const json = 'application/json'

/** One request of an operation: mostly right in all but one thing, or in none. */
function asking(
  { operation, parameters, name }: (typeof operations)[number],
  { askers, shop, ids, other }: FuzzWorld,
): fc.Arbitrary<Asked> {
  const all = Object.values(ids).flat()
  const given = {
    resolve: (pointer: string) => resolve(pointer) as JsonSchema,
    idsFor: (word: string) => ids[word.replace(/Ids?$/, '')] ?? all,
  }
  const wrongText = fc.constantFrom<string>(...oddTexts).filter(text => text.isWellFormed())
  const pathOf = ({ name: param, schema }: Parameter) =>
    fc.oneof(
      {
        weight: 12,
        arbitrary: param === 'shop' ? fc.constant<string>(shop) : (like(schema, { ...given, name: param }) as fc.Arbitrary<string>),
      },
      param === 'shop' ? fc.constant<string>(other.shop) : fc.constantFrom(...other.ids),
      wrongText,
    )
  const queryOf = ({ name: param, schema }: Parameter) =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constant<readonly (readonly [string, string])[]>([]) },
      { weight: 3, arbitrary: like(schema, { ...given, name: param }).map(value => [[param, String(value)] as const]) },
      wrongText.map(value => [[param, value] as const]),
    )
  const content = operation.requestBody?.content
  const [type = json, media] = Object.entries(content ?? {})[0] ?? []
  const right = media === undefined || type !== json ? fc.constant<unknown>({}) : like(media.schema, given).map(withSecret)
  const body = fc.oneof(
    { weight: 5, arbitrary: right.map(value => JSON.stringify(value)) },
    { weight: 4, arbitrary: right.chain(spoiled).map(value => JSON.stringify(value) ?? '') },
    fc.constantFrom(
      '',
      '{',
      '[]',
      'null',
      '"x"',
      '{"a":1}}',
      '\u0000',
      '{"__proto__":{"x":1}}',
      `[${'['.repeat(3000)}`,
      'x'.repeat(1_100_000),
    ),
  )
  const isOf = (part: Parameter['in']) => parameters.filter(one => one.in === part)
  return fc.record({
    asker: fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...askers.filter(one => mayDo(one, operation))) }, fc.constantFrom(...askers)),
    path: fc.record(Object.fromEntries(isOf('path').map(one => [one.name, pathOf(one)]))),
    query: fc.tuple(...isOf('query').map(queryOf)).map(all => all.flat()),
    body: name.startsWith('GET ') ? fc.constant(undefined) : body,
    type: fc.oneof(
      { weight: 14, arbitrary: fc.constant(type) },
      fc.constantFrom('text/plain', 'application/x-www-form-urlencoded', `${json}; charset=x`, 'a/b; ='),
    ),
    repeat: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, fc.constantFrom('one', 'two', 'three', 'x'.repeat(300), 'a b')),
  })
}

/** Where she types keys of her shop, a mark that no answer may show. */
const withSecret = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'settings' in value
    ? { ...value, spoke: 'stub', ...('baseUrl' in value ? { baseUrl: 'https://far.example' } : {}), settings: { secret: typedSecret } }
    : value

const mayDo = ({ scopes }: Asker, { security }: Operation): boolean =>
  scopes === null ||
  security.some(
    one => Object.keys(one).length === 0 || (scopes.length > 0 && (one.key?.every(scope => (scopes as string[]).includes(scope)) ?? false)),
  )

async function send(world: FuzzWorld, name: string, { asker, path, query, body, type, repeat }: Asked) {
  const [method = '', template = ''] = name.split(' ')
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, param: string) => encodeURIComponent(path[param] ?? ''))
  const search = query.length === 0 ? '' : `?${new URLSearchParams(query.map(([key, value]): [string, string] => [key, value]))}`
  const ending = new AbortController()
  const response = await fetch(`${world.hub.origin}/api/v1${filled}${search}`, {
    method,
    headers: {
      ...asker.headers,
      ...(body === undefined ? {} : { 'content-type': type }),
      ...(repeat === null ? {} : { 'idempotency-key': repeat }),
    },
    body: body ?? null,
    signal: ending.signal,
  })
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
  const text = isStream ? '' : await response.text()
  if (isStream) ending.abort()
  return { status: response.status, text, type: response.headers.get('content-type') ?? '', isStream }
}

const isSentence = (text: string) =>
  /^[“A-Z0-9]/.test(text) && /[.!?…]$/.test(text) && !/undefined|\[object|ZodError|Error:|\bat .*:\d+/.test(text)

/** @returns what is wrong with an answer, or null. */
function wrongIn(
  world: FuzzWorld,
  { name, operation }: (typeof operations)[number],
  asked: Asked,
  got: Awaited<ReturnType<typeof send>>,
): string | null {
  const { status, text, type, isStream } = got
  if (status >= 500) return `it failed: ${status} ${text}`
  const told = world.secrets.find(secret => text.includes(secret))
  if (told !== undefined) return `it tells ${told.slice(0, 12)}…`
  const sent = JSON.stringify([asked.path, asked.query, asked.body])
  const foreign = [world.other.shop, ...world.other.ids].find(id => text.includes(id) && !sent.includes(id))
  if (foreign !== undefined) return `it tells of another shop: ${foreign}`
  if (status === 200) {
    if (!mayDo(asked.asker, operation)) return `${asked.asker.name} may not do this`
    if (isStream || /\/(files|grid)\/.*\{name\}/.test(name)) return null
    return type.startsWith('application/json') ? checks.answer(name, JSON.parse(text)) : `it is of type ${type}`
  }
  if (!type.startsWith('application/problem+json')) return `a refusal of type ${type}: ${status} ${text.slice(0, 200)}`
  const problem = JSON.parse(text) as { status: number; detail: string; type: string }
  if (problem.status !== status) return `${problem.status} in it, ${status} as its status`
  if (!isSentence(problem.detail)) return `no sentence: ${problem.detail}`
  if (!/^urn:selvage:[a-z0-9-]+$/.test(problem.type)) return `its type is ${problem.type}`
  return checks.problem(problem)
}

test('requests made from the document, right and wrong, by everybody', { timeout: 600_000 }, async t => {
  const faults: string[] = []
  const log = createLog('error', { write: line => void faults.push((JSON.parse(line) as { err?: { stack?: string } }).err?.stack ?? line) })
  const world = await fuzzWorld(t, database, log)
  const before = await world.otherRows()
  const statuses = new Map<string, number>()
  const wrong: string[] = []
  const answered = new Set<string>()
  const each = Math.ceil(runs / operations.length)
  for (const [at, one] of operations.entries()) {
    const wrongBefore = wrong.length
    await fc.assert(
      fc.asyncProperty(asking(one, world), async asked => {
        const got = await send(world, one.name, asked).catch((error: Error) => ({
          status: 599,
          text: String(error.cause ?? error),
          type: '',
          isStream: false,
        }))
        statuses.set(String(got.status), (statuses.get(String(got.status)) ?? 0) + 1)
        if (got.status === 200) answered.add(one.name)
        const found = wrongIn(world, one, asked, got)
        // One of each endpoint is enough to mend it; the rest is counted on.
        if (found !== null && wrong.length === wrongBefore)
          wrong.push(
            `${one.name} by ${asked.asker.name}: ${found}\n  ${JSON.stringify({ ...asked, asker: undefined }).slice(0, 600)}\n  ${faults.at(-1)?.slice(0, 500) ?? ''}`,
          )
      }),
      { numRuns: each, seed: seed + at },
    )
  }
  const sent = [...statuses.values()].reduce((sum, count) => sum + count, 0)
  t.diagnostic(
    `${sent} requests to ${operations.length} endpoints: ${[...statuses]
      .toSorted()
      .map(([status, count]) => `${status} ${count}`)
      .join(', ')}`,
  )
  assert.deepEqual(wrong, [])
  assert.equal(await world.otherRows(), before, 'the other shop is as it was')
  assert.ok(sent >= runs)
  // A fuzz that is only ever refused at the door shows nothing.
  const never = operations.map(({ name }) => name).filter(name => !answered.has(name))
  t.diagnostic(`never answered with 200: ${never.join(', ') || 'none'}`)
  assert.ok((statuses.get('200') ?? 0) > sent / 8, `${statuses.get('200')} of ${sent} went through`)
})
