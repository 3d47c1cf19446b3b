/** Every document that is ever sent, held against the whole official schema, and the part of it that the pretend shop uses against the same. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  buildSchema,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  NoDeprecatedCustomRule,
  parse,
  print,
  specifiedRules,
  validate,
} from 'graphql'
import { requestedCost } from './fake/cost.ts'
import { schema as own } from './fake/graphql.ts'
import { prune } from './fake/prune.ts'
import { allOperations, mostCost } from './queries.ts'
import { openStore, type Store } from './testing.ts'

const path = join(import.meta.dirname, '../../../../shared/specs/shopify/admin-2026-10.graphql')
const skip = existsSync(path) ? false : 'the official schema (3.7 MB) is not beside this tree'
let text = ''
let full: GraphQLSchema

before(() => {
  if (skip !== false) return
  text = readFileSync(path, 'utf8')
  // It breaks a newer rule about deprecated fields of interfaces; that it is valid otherwise is not ours to check.
  full = buildSchema(text, { assumeValid: true, assumeValidSDL: true, noLocation: true })
})

test('every operation is valid in the whole schema of the version, and none has a deprecated field', { skip }, () => {
  const wrong = allOperations().flatMap(({ name, text: document }) =>
    validate(full, parse(document), [...specifiedRules, NoDeprecatedCustomRule]).map(error => `${name}: ${error.message}`),
  )
  assert.deepEqual(wrong, [])
})

test('the part that the pretend shop uses is what the script writes from the whole', { skip }, () => {
  const kept = readFileSync(join(import.meta.dirname, 'fake/schema.graphql'), 'utf8')
  assert.equal(print(parse(kept)), print(parse(prune(text))))
})

test('it is a true part: each type, field, argument, value and nullability is as in the whole', { skip }, () => {
  let compared = 0
  const isAs = (what: string, here: unknown, there: unknown) => {
    compared++
    assert.equal(String(here), String(there), what)
  }
  for (const [name, type] of Object.entries(own.getTypeMap()).filter(([name]) => !name.startsWith('__'))) {
    const whole = full.getType(name)
    assert.ok(whole, name)
    isAs(name, type.constructor.name, whole.constructor.name)
    if (isEnumType(type) && isEnumType(whole))
      isAs(
        name,
        type
          .getValues()
          .map(value => value.name)
          .sort(),
        whole
          .getValues()
          .map(value => value.name)
          .sort(),
      )
    if (isInputObjectType(type) && isInputObjectType(whole)) {
      isAs(`${name} is one of`, type.isOneOf, whole.isOneOf)
      for (const [field, { type: of }] of Object.entries(type.getFields())) isAs(`${name}.${field}`, of, whole.getFields()[field]?.type)
      // What is required there must be known here, or the pretend shop would be kinder.
      for (const [field, { type: of }] of Object.entries(whole.getFields()))
        if (String(of).endsWith('!')) assert.ok(type.getFields()[field], `${name}.${field} is required`)
    }
    if ((isObjectType(type) || isInterfaceType(type)) && (isObjectType(whole) || isInterfaceType(whole)))
      for (const [field, { type: of, args }] of Object.entries(type.getFields())) {
        isAs(`${name}.${field}`, of, whole.getFields()[field]?.type)
        for (const { name: argument, type: kind } of args) {
          const found = whole.getFields()[field]?.args.find(one => one.name === argument)
          isAs(`${name}.${field}(${argument})`, kind, found?.type)
        }
      }
  }
  assert.ok(compared > 300, `${compared} compared`)
})

test('each operation is valid in that part, states what it costs at most, and stays below what one request may cost', () => {
  for (const { name, text: document, cost } of allOperations()) {
    const parsed = parse(document)
    assert.deepEqual(validate(own, parsed).map(String), [], name)
    const count = { Marks: 250, ProductsById: 12, ProductsAgain: 50, MediaStates: 50, CouponById: 1 }[name] ?? 0
    const counted = requestedCost(own, parsed, { ids: Array.from({ length: count }, () => 'gid://shopify/Product/1') })
    assert.ok(cost >= counted && cost <= mostCost, `${name}: says ${cost}, counted ${counted}`)
    // What lists within inputs cost comes on top of what the document shows.
    assert.ok(cost - counted <= (/^Set|ublish$/.test(name) ? 100 : 0), `${name}: says ${cost}, counted ${counted}`)
  }
})

let store: Store
before(async () => {
  store = await openStore()
})
after(() => store.stage.stop())

test('a field that the version does not know is refused by the pretend shop, and counted as unknown', async () => {
  const { body } = await store.raw('query Strange { shop { name colour } }')
  assert.match(JSON.stringify(body.errors), /Cannot query field .*colour/)
  const { body: input } = await store.raw(
    'mutation StrangeInput($i: ProductSetInput!) { productSet(input: $i) { userErrors { message } } }',
    { i: { title: 'x', files_url: 'x' } },
  )
  assert.match(JSON.stringify(input.errors), /files_url/)
  const { operations } = (await store.verb('validation')) as {
    operations: { operation: string; count: number; validated: number; unknownFields: string[] }[]
  }
  const strange = operations.find(({ operation }) => operation === 'Strange')
  assert.deepEqual([strange?.count, strange?.validated, strange?.unknownFields], [1, 0, ['colour']])
  assert.equal(operations.find(({ operation }) => operation === 'StrangeInput')?.validated, 0)
})
