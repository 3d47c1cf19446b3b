/** Our own words for what Etsy takes, held against Etsy's document; and what was sent in a whole life of a listing, held against both. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openStage, publish, sample, type Wanted } from '#kit/contract-stage.ts'
import { callControl } from '#kit/fake-control.ts'
import { isCannot, type Json } from '#kit/shop.ts'
import fake from '../fake.ts'
import spoke from '../spoke.ts'
import { later, operations, type Rule, requiredInQuery } from './schema.ts'
import { haveSpec, readSpec, type SpecSchema, whyNoSpec } from './spec.ts'

const bodyTypes = { form: 'application/x-www-form-urlencoded', json: 'application/json', multipart: 'multipart/form-data' } as const

/** @returns where a rule of ours says something else than the document. */
function differences(rule: Rule, told: SpecSchema | undefined, path: string): string[] {
  if (told === undefined) return [`${path} is not in the document`]
  const type = rule.type === 'bytes' ? 'string' : rule.type
  return [
    ...(type === told.type && (rule.type === 'bytes') === (told.format === 'binary') ? [] : [`${path}: ${rule.type} and ${told.type}`]),
    ...(JSON.stringify([...(rule.enum ?? [])].sort()) === JSON.stringify([...(told.enum ?? [])].sort()) ? [] : [`${path}: another list`]),
    ...(rule.minimum === told.minimum ? [] : [`${path}: minimum ${rule.minimum} and ${told.minimum}`]),
    ...(rule.maximum === told.maximum ? [] : [`${path}: maximum ${rule.maximum} and ${told.maximum}`]),
    ...((rule.isNullable ?? false) === (told.nullable ?? false) ? [] : [`${path}: null`]),
    ...(rule.items === undefined ? [] : differences(rule.items, told.items, `${path}/items`)),
    ...(rule.type !== 'object' || JSON.stringify([...(rule.required ?? [])].sort()) === JSON.stringify([...(told.required ?? [])].sort())
      ? []
      : [`${path}: required`]),
    ...Object.entries(rule.properties ?? {}).flatMap(([name, inner]) => differences(inner, told.properties?.[name], `${path}/${name}`)),
  ]
}

describe('the schema of the pretend Etsy', { skip: haveSpec ? false : whyNoSpec }, () => {
  const spec = haveSpec ? readSpec() : new Map<string, never>()
  for (const { id, method, path, scope, query, body } of operations)
    test(`${id} is as in the document`, () => {
      const told = spec.get(id)
      assert.ok(told !== undefined)
      assert.deepEqual([told.method, told.path], [method, path])
      const { operation } = told
      assert.equal(operation.security?.flatMap(one => one.oauth2 ?? [])[0] ?? null, scope)
      const parameters = (operation.parameters ?? []).filter(one => one.in === 'query')
      assert.deepEqual(
        Object.entries(query).flatMap(([name, rule]) => differences(rule, parameters.find(one => one.name === name)?.schema, name)),
        [],
      )
      assert.deepEqual(
        parameters.filter(one => one.required).map(({ name }) => name),
        [...(requiredInQuery[id] ?? [])],
      )
      const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? []
      assert.equal(type, body === null ? undefined : bodyTypes[body.type])
      if (body === null || content === undefined) return
      assert.deepEqual([...body.required].sort(), [...(content.schema.required ?? [])].sort())
      assert.deepEqual(
        Object.entries(body.fields).flatMap(([name, rule]) => differences(rule, content.schema.properties?.[name], name)),
        [],
      )
    })
})

test('what came after the document is listed with its source', () => {
  assert.ok(later.length > 0)
  for (const { what, source } of later) assert.ok(what.length > 10 && source.length > 10)
})

test('a listing made, changed and taken off, orders and money read: every request passes, and no field is unknown', async () => {
  const stage = await openStage(spoke, fake, { seed: 5 })
  try {
    const wanted: Wanted = {
      listingId: '0198c7a2-0000-7000-8000-000000000001',
      desired: sample(stage, 'EUR', { tags: ['lace'] }),
      remoteId: null,
    }
    await publish(stage, [wanted])
    const [first, second] = wanted.desired.files
    const dearer = {
      ...wanted.desired,
      price: { minor: 990n, currency: 'EUR' },
      files: [{ ...first!, sha256: second!.sha256 }],
      images: [{ ...wanted.desired.images[0]!, alt: 'Anew' }],
    }
    await publish(stage, [{ ...wanted, desired: { ...dearer, title: 'Anew', tags: [], sku: 'OTHER' } }])
    await publish(stage, [{ ...wanted, desired: { ...dearer, isPublished: false } }])
    await stage.fake.sell({ lines: [{ remoteId: wanted.remoteId! }], email: null, name: 'A' })
    assert.ok(!isCannot(spoke.readSales) && !isCannot(spoke.readMoney) && !isCannot(spoke.readListings) && !isCannot(spoke.readMarks))
    await spoke.readSales(stage.ctx(), spoke.salesFrom(stage.ctx().now()))
    for (let page = await spoke.readMoney(stage.ctx(), null); page.hasMore; page = await spoke.readMoney(stage.ctx(), page.cursor as Json));
    for (let page = await spoke.readListings(stage.ctx(), null); page.hasMore; page = await spoke.readListings(stage.ctx(), page.cursor));
    await spoke.readMarks(stage.ctx(), [wanted.remoteId!])
    await spoke.findOwn(stage.ctx(), [{ listingId: wanted.listingId, sku: 'OTHER' }])
    await spoke.verify(stage.ctx())
    const { operations: used } = (await callControl(stage.controlUrl, 'validation')) as {
      operations: { operation: string; count: number; validated: number; unknownFields: string[]; said: string[] }[]
    }
    assert.ok(used.length >= 18, `${used.length} operations`)
    for (const { operation, count, validated, unknownFields, said } of used)
      assert.deepEqual([operation, validated, unknownFields, said], [operation, count, [], []])
  } finally {
    await stage.stop()
  }
})
