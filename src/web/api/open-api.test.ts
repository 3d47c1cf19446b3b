/** The document that other programs are written from: whole, true to the table, and with examples that hold. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { testDatabase } from '#testing/database.ts'
import { createChecks } from '#testing/open-api-checks.ts'
import { testHub } from '#testing/web-hub.ts'
import { beside } from './beside.ts'
import { contract } from './contract.ts'
import type { Endpoint } from './endpoint.ts'
import { examples } from './examples/index.ts'
import { documentOf } from './open-api.ts'
import { problemsOf } from './open-api-words.ts'
import { Problem } from './shapes.ts'

const database = await testDatabase()

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly security: readonly Record<string, readonly string[]>[]
  readonly parameters: readonly { readonly $ref?: string; readonly name?: string; readonly in?: string }[]
  readonly responses: Record<string, unknown>
}

const document = documentOf('1', { isClosed: true }) as unknown as {
  paths: Record<string, Record<string, Operation>>
  components: Record<string, Record<string, unknown>>
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
)
const table = { ...contract, ...beside } as unknown as Record<string, Endpoint>

test('it is served as OpenAPI 3.1 to whoever asks, and every pointer in it leads somewhere', async t => {
  const hub = await testHub(t, database, { env: { SELVAGE_PUBLIC_URL: 'http://127.0.0.1:1' } })
  const response = await fetch(`${hub.origin}/api/v1/openapi.json`)
  assert.match(response.headers.get('content-type') ?? '', /^application\/json/)
  const served = (await response.json()) as Record<string, unknown>
  const validator = new Validator()
  const { valid, errors } = await validator.validate(structuredClone(served))
  assert.ok(valid, JSON.stringify(errors ?? null).slice(0, 2000))
  assert.equal(validator.version, '3.1')
  assert.ok(!JSON.stringify(served).includes('"additionalProperties":false'), 'fields may be added')
  const pointers = [...JSON.stringify(served).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(match => match[1]!.split('/'))
  assert.ok(pointers.length > 100)
  for (const pointer of pointers) {
    const target = pointer.reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], served)
    assert.notEqual(target, undefined, pointer.join('/'))
  }
})

test('it has every endpoint of the table once, with a name of its own, its scope, and the refusals', () => {
  assert.deepEqual(operations.map(({ name }) => name).toSorted(), Object.keys(table).toSorted())
  assert.equal(new Set(operations.map(({ operation }) => operation.operationId)).size, operations.length)
  for (const { name, operation } of operations) {
    const { scope, says, does } = table[name]!
    assert.equal(operation.summary, says)
    const opened = operation.security.flatMap(one => one.key ?? [])
    assert.deepEqual(opened, scope === 'any' || scope === 'person' ? [] : [scope], name)
    assert.equal(
      operation.security.some(one => 'key' in one),
      scope !== 'person',
      name,
    )
    for (const status of ['200', '401', '403', 'default']) assert.ok(status in operation.responses, `${name} ${status}`)
    const isTold = operation.parameters.some(({ $ref }) => $ref === '#/components/parameters/repeatKey')
    assert.equal(isTold, (does === 'here' || does === 'outside') && name.includes('/shops/{shop}') && !(name in beside), name)
    assert.equal(isTold, '422' in operation.responses, name)
  }
})

test('pages are described once, and every list that grows points there', () => {
  const paged = operations.filter(({ operation }) => operation.parameters.some(({ $ref }) => $ref === '#/components/parameters/cursor'))
  assert.ok(paged.length >= 7)
  assert.ok(paged.every(({ operation }) => operation.parameters.some(({ $ref }) => $ref === '#/components/parameters/limit')))
  assert.ok(operations.every(({ operation }) => operation.parameters.every(({ name }) => name !== 'cursor' && name !== 'limit')))
})

test('each example is what its schemas take, by the table and by the document', () => {
  const checks = createChecks(document)
  for (const [name, { body, answer }] of Object.entries(table)) {
    const example = examples[name as keyof typeof examples] as { body?: unknown; answer: unknown }
    assert.deepEqual(answer.parse(example.answer), example.answer, `${name}: its answer`)
    assert.equal(checks.answer(name, example.answer), null, `${name}: its answer`)
    assert.equal(body !== undefined, example.body !== undefined, `${name}: a body where one is sent`)
    if (body === undefined) continue
    body.parse(example.body)
    assert.equal(checks.body(name, example.body), null, `${name}: its body`)
  }
  for (const [name, { example }] of Object.entries(problemsOf)) assert.ok(Problem.safeParse(example).success, name)
})

test('an answer that tells more than it should, or less, is found by the document', () => {
  const checks = createChecks(document)
  const { answer } = examples['GET /shops/{shop}/orders']
  assert.match(checks.answer('GET /shops/{shop}/orders', { ...answer, secret: 'x' }) ?? '', /additional/)
  assert.match(
    checks.answer('GET /shops/{shop}/orders', { items: answer.items.map(({ id: _, ...rest }) => rest), next: null }) ?? '',
    /required/,
  )
  assert.match(checks.answer('GET /shops/{shop}/orders', { ...answer, next: 7 }) ?? '', /must be/)
  assert.match(checks.problem({ type: 'urn:selvage:x', title: 'X', status: 400, detail: 'X.', stack: 'at x' }) ?? '', /additional/)
})

test('a method that a path does not take is told, with those it does', async t => {
  const hub = await testHub(t, database)
  const { shop, cookie } = await hub.newOwner()
  const wrong = await fetch(`${hub.origin}/api/v1/shops/${shop}/orders`, {
    method: 'DELETE',
    headers: { cookie, origin: hub.origin, 'content-type': 'application/json' },
  })
  assert.equal(wrong.status, 405)
  assert.equal(wrong.headers.get('allow'), 'GET')
  assert.ok(Problem.safeParse(await wrong.json()).success)
  const absent = await fetch(`${hub.origin}/api/v1/nothing/here`)
  assert.deepEqual([absent.status, Problem.safeParse(await absent.json()).success], [404, true])
})
