/** Our own words for what PayPal takes, held against its descriptions; what was sent in a whole life of a payment; and the shapes of what is answered. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { callControl } from '#kit/fake-control.ts'
import { openPayStage, payRequest, readFrom } from '#kit/pay-stage.ts'
import { isCannot } from '#kit/shop.ts'
import fake from '../fake.ts'
import spoke from '../spoke.ts'
import { operations, type Rule } from './schema.ts'
import { Description, haveSpec, type SpecSchema, whyNoSpec } from './spec.ts'

const documents = new Map<string, Description>()
const describedBy = (document: (typeof operations)[number]['document']): Description => {
  const known = documents.get(document) ?? new Description(document)
  documents.set(document, known)
  return known
}

/** @returns where a rule of ours is looser than the description, or says something else. */
function differences(description: Description, rule: Rule, given: SpecSchema | undefined, path: string): string[] {
  if (given === undefined) return [`${path} is not in the description`]
  if (rule.type === 'any') return []
  const told = description.whole(given)
  const strange = (rule.enum ?? []).filter(value => told.enum !== undefined && !told.enum.includes(value))
  const same = (name: 'maxLength' | 'pattern' | 'minimum' | 'maximum' | 'maxItems') =>
    told[name] === undefined || rule[name] === told[name] || (name === 'pattern' && /email/.test(path))
      ? []
      : [`${path}: ${name} ${String(rule[name])} and ${String(told[name])}`]
  return [
    ...(rule.type === (told.type ?? 'object') ? [] : [`${path}: ${rule.type} and ${told.type}`]),
    ...(strange.length === 0 ? [] : [`${path}: not in the list: ${strange.join(', ')}`]),
    ...(['maxLength', 'pattern', 'minimum', 'maximum'] as const).flatMap(same),
    ...(rule.type === 'array' ? same('maxItems') : []),
    ...(rule.items === undefined ? [] : differences(description, rule.items, told.items, `${path}[]`)),
    ...Object.entries(rule.properties ?? {}).flatMap(([name, inner]) =>
      differences(description, inner, told.properties?.[name], `${path}.${name}`),
    ),
    ...(told.required ?? [])
      .filter(name => rule.type === 'object' && !rule.required?.includes(name))
      .map(name => `${path}.${name} is needed`),
  ]
}

describe('the schema of the pretend PayPal', { skip: haveSpec ? false : whyNoSpec }, () => {
  for (const operation of operations)
    test(`${operation.method} ${operation.path} is as in the description`, () => {
      const description = describedBy(operation.document)
      const told = description.operation(operation)
      assert.ok(told !== undefined)
      const parameters = (told.parameters ?? [])
        .map(one => description.behind<{ name: string; in: string; required?: boolean; schema: SpecSchema }>(one as never))
        .filter(one => one.in === 'query')
      assert.deepEqual(
        Object.entries(operation.query).flatMap(([name, rule]) =>
          differences(description, rule, parameters.find(one => one.name === name)?.schema, name),
        ),
        [],
      )
      assert.deepEqual(
        parameters.filter(one => one.required).map(({ name }) => name),
        [...operation.required],
      )
      const body =
        told.requestBody === undefined
          ? undefined
          : description.behind<{ content?: Record<string, { schema: SpecSchema }> }>(told.requestBody as never)
      const schema = Object.values(body?.content ?? {})[0]?.schema
      assert.equal(schema === undefined, operation.body === null)
      if (operation.body !== null) assert.deepEqual(differences(description, operation.body, schema, ''), [])
    })

  test('each field that is answered is in the descriptions', async () => {
    const stage = await openPayStage(spoke, fake, { seed: 9 })
    try {
      const { remoteId } = await spoke.start(stage.ctx(), payRequest())
      await stage.fake.pay({ remoteId })
      await spoke.refund(stage.ctx(), { remoteId, amount: { minor: 100n, currency: 'EUR' }, key: 'one' })
      await stage.fake.dispute({ remoteId, as: 'open' })
      await stage.advance(4 * 3_600_000)
      const { accessToken } = await stage.ctx().keys()
      const now = stage.ctx().now().getTime()
      const stamp = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`
      const reference = (await spoke.read(stage.ctx(), remoteId))!.reference
      const ids: Readonly<Record<string, string>> = {
        'orders.get': `/v2/checkout/orders/${remoteId}`,
        'captures.get': `/v2/payments/captures/${reference}`,
        'webhooks.list': '/v1/notifications/webhooks',
        'webhooks-events.list': '/v1/notifications/webhooks-events?page_size=5',
        'disputes.list': '/v1/customer/disputes?page_size=5',
        'search.get': `/v1/reporting/transactions?start_date=${stamp(now - 86_400_000)}&end_date=${stamp(now)}`,
      }
      for (const operation of operations) {
        const path = ids[operation.id]
        if (path === undefined) continue
        const response = await fetch(`${stage.baseUrl}${path}`, { headers: { authorization: `Bearer ${accessToken}` } })
        assert.equal(response.status, 200, path)
        const description = describedBy(operation.document)
        const told = Object.values(description.operation(operation)!.responses['200']!.content!)[0]!.schema
        assert.deepEqual(strangers(description, await response.json(), told, operation.id), [])
      }
    } finally {
      await stage.stop()
    }
  })
})

/** Names that the description of an answer does not have. */
function strangers(description: Description, value: unknown, given: SpecSchema | undefined, path: string): string[] {
  if (typeof value !== 'object' || value === null) return []
  const told = given === undefined ? {} : description.whole(given)
  if (Array.isArray(value)) return value.flatMap((inner, at) => strangers(description, inner, told.items, `${path}[${at}]`))
  if (told.properties === undefined) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    told.properties?.[name] === undefined ? [`${path}.${name}`] : strangers(description, inner, told.properties[name], `${path}.${name}`),
  )
}

test('a payment started, agreed to, taken, given back, disputed, and the money read: every request is as the descriptions say', async () => {
  const stage = await openPayStage(spoke, fake, { seed: 5 })
  try {
    await spoke.verify(stage.ctx())
    assert.ok(!isCannot(spoke.keepHooks) && !isCannot(spoke.dropHooks) && !isCannot(spoke.readMoney))
    const { settings } = await spoke.keepHooks(stage.ctx(), stage.hookAddress)
    stage.settings = settings!
    await spoke.keepHooks(stage.ctx(), `${stage.hookAddress}2`)
    await spoke.keepHooks(stage.ctx(), stage.hookAddress)
    const { remoteId } = await spoke.start(stage.ctx(), payRequest('EUR', { email: 'kim@buyer.example', language: 'pt-BR' }))
    await stage.fake.pay({ remoteId })
    await spoke.refund(stage.ctx(), { remoteId, amount: { minor: 100n, currency: 'EUR' }, key: 'one' })
    await stage.fake.dispute({ remoteId, as: 'open' })
    await stage.fake.deliver()
    const [message] = stage.caught
    assert.equal((await spoke.readHook(stage.ctx(), message!.headers, message!.body)).reading, 'changed')
    await stage.advance(4 * 3_600_000)
    await readFrom(stage, null)
    await readFrom(stage, spoke.paymentsFrom(stage.ctx().now()))
    await spoke.readMoney(stage.ctx(), null)
    await spoke.dropHooks(stage.ctx())
    const { operations: used } = (await callControl(stage.controlUrl, 'validation')) as {
      operations: { operation: string; count: number; validated: number }[]
    }
    assert.ok(used.length >= 14, `${used.length} operations`)
    for (const { operation, count, validated } of used) assert.deepEqual([operation, validated], [operation, count])
  } finally {
    await stage.stop()
  }
})
