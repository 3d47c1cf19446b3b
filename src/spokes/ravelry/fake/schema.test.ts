/** Our own words for what Ravelry takes, held against the document made of its page; and what was sent in a whole life of a pattern, held against both. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openStage, paper, picture, publish, sample, type Wanted } from '#kit/contract-stage.ts'
import { callControl } from '#kit/fake-control.ts'
import { isCannot } from '#kit/shop.ts'
import fake from '../fake.ts'
import spoke from '../spoke.ts'
import { inWords, operations, type Rule } from './schema.ts'
import { bodyOf, haveSpec, readSpec, type Spec, type SpecSchema, whyNoSpec } from './spec.ts'

/** @returns where a rule of ours says something else than the document. */
function differences(spec: Spec, rule: Rule, given: SpecSchema | undefined, path: string): string[] {
  if (given === undefined) return [`${path} is not in the document`]
  const told = spec.resolve(given)
  // Bytes are named by a type that says nothing of them, and lists of records in places by the record.
  if (rule.type === 'bytes') return /^#.*\/(File|Multipart)$/.test(given.$ref ?? '') ? [] : [`${path} is no file`]
  const [own, theirs] = [rule.type === 'array' ? rule.items! : rule, told.type === 'array' ? spec.resolve(told.items ?? {}) : told]
  return [
    ...(own.type === theirs.type ? [] : [`${path}: ${own.type} and ${theirs.type}`]),
    ...Object.entries(own.properties ?? {}).flatMap(([name, inner]) =>
      differences(spec, inner, theirs.properties?.[name], `${path}/${name}`),
    ),
  ]
}

describe('the schema of the pretend Ravelry', { skip: haveSpec ? false : whyNoSpec }, () => {
  const spec = haveSpec ? readSpec() : null
  for (const { id, method, path, pathInDocument = path, query, requiredInQuery = [], body } of operations)
    test(`${id} is as in the document`, () => {
      assert.ok(spec !== null)
      const told = spec.operations.get(id)
      assert.ok(told !== undefined)
      assert.deepEqual([told.method, told.path], [method, pathInDocument])
      const parameters = (told.operation.parameters ?? []).filter(one => one.in === 'query')
      assert.deepEqual(parameters.map(({ name }) => name).sort(), Object.keys(query).sort())
      assert.deepEqual(
        parameters.filter(one => one.required).map(({ name }) => name),
        [...requiredInQuery],
      )
      assert.deepEqual(
        Object.entries(query).flatMap(([name, rule]) => differences(spec, rule, parameters.find(one => one.name === name)?.schema, name)),
        [],
      )
      const bodyThere = bodyOf(spec, told.operation)
      assert.equal(bodyThere === null, body === null)
      if (body === null || bodyThere === null) return
      assert.deepEqual([...body.required].sort(), [...(bodyThere.required ?? [])].sort())
      assert.deepEqual(
        Object.entries(body.fields).flatMap(([name, rule]) => differences(spec, rule, bodyThere.properties?.[name], name)),
        [],
      )
    })
})

test('what only the words of the page say is listed with its place there', () => {
  assert.ok(inWords.length > 5)
  for (const { what, where } of inWords) assert.ok(what.length > 10 && where.length > 5)
})

test('a pattern made, changed and taken off, sales read: every request passes, and no field is unknown', async () => {
  const stage = await openStage(spoke, fake, { seed: 5 })
  try {
    const second = { sha256: stage.keep(picture(9), 'image/png'), alt: 'Back' }
    const wanted: Wanted = {
      listingId: '0198c7a2-0000-7000-8000-000000000001',
      desired: sample(stage, 'EUR', { tags: ['lace'] }),
      remoteId: null,
    }
    const draft = { ...wanted.desired, isPublished: false, images: [...wanted.desired.images, second] }
    await publish(stage, [{ ...wanted, desired: draft }])
    await publish(stage, [wanted])
    const [first] = wanted.desired.files
    const next = {
      ...wanted.desired,
      title: 'Anew',
      sku: 'OTHER',
      price: { minor: 990n, currency: 'EUR' },
      files: [{ ...first!, sha256: stage.keep(paper('1.1'), 'application/pdf') }],
      images: [second, { ...wanted.desired.images[0]!, alt: 'Anew' }],
    }
    const found = await spoke.findOwn(stage.ctx(), [{ listingId: wanted.listingId, sku: 'OTHER' }])
    const remoteId = wanted.remoteId ?? found.get(wanted.listingId) ?? null
    const [listing] = await publish(stage, [{ ...wanted, remoteId, desired: next }]).then(() => stage.fake.listings())
    await publish(stage, [{ ...wanted, remoteId: listing!.remoteId, desired: { ...next, isPublished: false } }])
    await publish(stage, [{ ...wanted, remoteId: listing!.remoteId, desired: next }])
    await stage.fake.sell({ lines: [{ remoteId: listing!.remoteId }], email: null, name: 'A' })
    assert.ok(!isCannot(spoke.readSales) && !isCannot(spoke.readListings) && !isCannot(spoke.readMarks) && !isCannot(spoke.openListedFile))
    for (
      let page = await spoke.readSales(stage.ctx(), spoke.salesFrom(stage.ctx().now()));
      page.hasMore;
      page = await spoke.readSales(stage.ctx(), page.cursor)
    );
    for (let page = await spoke.readListings(stage.ctx(), null); page.hasMore; page = await spoke.readListings(stage.ctx(), page.cursor));
    await spoke.readMarks(stage.ctx(), [listing!.remoteId])
    await spoke.verify(stage.ctx())
    const [observed] = await spoke.readListingsById(stage.ctx(), [listing!.remoteId])
    await (await spoke.openListedFile(stage.ctx(), observed!, 'a4')).cancel()
    const { operations: used } = (await callControl(stage.controlUrl, 'validation')) as {
      operations: { operation: string; count: number; validated: number; unknownFields: string[]; said: string[] }[]
    }
    assert.ok(used.length >= 24, `${used.length} operations`)
    for (const { operation, count, validated, unknownFields, said } of used)
      assert.deepEqual([operation, validated, unknownFields, said], [operation, count, [], []])
  } finally {
    await stage.stop()
  }
})
