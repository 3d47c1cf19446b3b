/** Our own words for what Stripe takes, held against Stripe's description; what was sent in a whole life of a payment; and the shapes of what is answered. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { callControl } from '#kit/fake-control.ts'
import { openPayStage, payRequest, readFrom } from '#kit/pay-stage.ts'
import { isCannot } from '#kit/shop.ts'
import { eventTypes } from '../changes.ts'
import { apiVersion } from '../client.ts'
import fake from '../fake.ts'
import spoke from '../spoke.ts'
import { later, operations, type Rule } from './schema.ts'
import { haveSpec, operationsAt, readLines, type SpecSchema, sampleOf, whyNoSpec } from './spec.ts'

/** Where one of several forms is meant, the one that ours is. */
function formOf(told: SpecSchema, rule: Rule): SpecSchema {
  const type = rule.type === 'map' ? 'object' : rule.type
  return told.anyOf?.find(form => form.type === type) ?? told
}

/** @returns where a rule of ours says something else than the description. */
function differences(rule: Rule, given: SpecSchema | undefined, path: string, isMeasured = true): string[] {
  if (given === undefined) return [`${path} is not in the description`]
  const told = formOf(given, rule)
  const type = rule.type === 'map' ? 'object' : rule.type
  const strange = (rule.enum ?? []).filter(value => !(told.enum ?? []).includes(value))
  return [
    ...(type === told.type ? [] : [`${path}: ${type} and ${told.type}`]),
    ...(strange.length === 0 ? [] : [`${path}: not in the list: ${strange.join(', ')}`]),
    ...(!isMeasured || String(rule.maxLength) === String(told.maxLength) || rule.enum !== undefined
      ? []
      : [`${path}: ${rule.maxLength} and ${told.maxLength}`]),
    ...(rule.type !== 'map' || told.additionalProperties !== undefined ? [] : [`${path}: no map`]),
    ...(rule.items === undefined ? [] : differences(rule.items, told.items, `${path}[]`, isMeasured)),
    ...Object.entries(rule.properties ?? {}).flatMap(([name, inner]) =>
      differences(inner, told.properties?.[name], `${path}.${name}`, isMeasured),
    ),
    ...(rule.type === 'object' &&
    rule.required !== undefined &&
    JSON.stringify([...rule.required].sort()) !== JSON.stringify([...(told.required ?? [])].sort())
      ? [`${path}: required`]
      : []),
  ]
}

describe('the schema of the pretend Stripe', { skip: haveSpec ? false : whyNoSpec }, () => {
  const all = haveSpec ? readLines() : []
  for (const { id, method, path, query, form, required } of operations)
    test(`${id} is as in the description`, () => {
      const told = operationsAt(all, path)[method.toLowerCase()]
      assert.equal(told?.operationId, id)
      const parameters = new Map((told.parameters ?? []).filter(one => one.in === 'query').map(({ name, schema }) => [name, schema]))
      assert.deepEqual(
        Object.entries(query).flatMap(([name, rule]) => differences(rule, parameters.get(name), name, false)),
        [],
      )
      if (method !== 'POST') return
      const schema = told.requestBody!.content['application/x-www-form-urlencoded']!.schema
      assert.deepEqual([...required].sort(), [...(schema.required ?? [])].sort())
      assert.deepEqual(
        Object.entries(form).flatMap(([name, rule]) => differences(rule, schema.properties?.[name], name)),
        [],
      )
    })

  test('the version and the events that we name are those of the description', () => {
    const { properties } = operationsAt(all, '/v1/webhook_endpoints').post!.requestBody!.content['application/x-www-form-urlencoded']!
      .schema
    assert.ok(properties !== undefined)
    assert.ok(properties.api_version?.enum?.includes(apiVersion))
    for (const type of eventTypes) assert.ok(properties.enabled_events?.items?.enum?.includes(type), type)
  })

  test('each field that is answered is in Stripe’s sample objects, or in the version of 2023', async () => {
    const stage = await openPayStage(spoke, fake, { seed: 9 })
    try {
      const { remoteId } = await spoke.start(stage.ctx(), payRequest())
      await stage.fake.pay({ remoteId })
      await stage.fake.refund({ remoteId })
      const get = async (path: string) => {
        const headers = { authorization: `Bearer ${stage.settings.secretKey}`, 'stripe-version': apiVersion }
        return (await (await fetch(`${stage.baseUrl}/v1${path}`, { headers })).json()) as Record<string, unknown>
      }
      const first = async (path: string) => ((await get(path)) as { data: Record<string, unknown>[] }).data[0]!
      const session = await get(`/checkout/sessions/${remoteId}?expand[0]=payment_intent.latest_charge`)
      const intent = session.payment_intent as Record<string, unknown>
      const told = {
        'checkout.session': session,
        payment_intent: intent,
        charge: intent.latest_charge as Record<string, unknown>,
        refund: await first('/refunds'),
        balance_transaction: await first('/balance_transactions'),
        event: await first('/events'),
        account: await get('/account'),
      }
      for (const [resource, thing] of Object.entries(told)) {
        const sample = sampleOf(resource)
        assert.deepEqual(
          Object.keys(thing).filter(name => !(name in sample)),
          [],
          resource,
        )
        // What was asked for whole stands in the place of its id.
        for (const [name, value] of Object.entries(thing))
          if (value !== null && name !== 'payment_intent' && sample[name] !== null && typeof sample[name] !== 'object')
            assert.equal(typeof value, typeof sample[name], `${resource}.${name}`)
      }
    } finally {
      await stage.stop()
    }
  })
})

test('what came after the description is listed with its source', () => {
  assert.ok(later.length > 0)
  for (const { what, source } of later) assert.ok(what.length > 10 && source.length > 10)
})

test('a payment started, paid, read, given back, disputed, and the money read: every request is as the description says', async () => {
  const stage = await openPayStage(spoke, fake, { seed: 5 })
  try {
    await spoke.verify(stage.ctx())
    assert.ok(!isCannot(spoke.keepHooks) && !isCannot(spoke.dropHooks) && !isCannot(spoke.readMoney))
    const { settings } = await spoke.keepHooks(stage.ctx(), stage.hookAddress)
    stage.settings = settings!
    await spoke.keepHooks(stage.ctx(), `${stage.hookAddress}2`)
    const { remoteId } = await spoke.start(stage.ctx(), payRequest('EUR', { email: 'kim@buyer.example', language: 'pt-BR' }))
    await stage.fake.pay({ remoteId })
    await spoke.refund(stage.ctx(), { remoteId, amount: { minor: 100n, currency: 'EUR' }, key: 'one' })
    await stage.fake.dispute({ remoteId, as: 'open' })
    await readFrom(stage, null)
    await readFrom(stage, spoke.paymentsFrom(stage.ctx().now()))
    await spoke.readMoney(stage.ctx(), null)
    await spoke.dropHooks(stage.ctx())
    const { operations: used } = (await callControl(stage.controlUrl, 'validation')) as {
      operations: { operation: string; count: number; validated: number }[]
    }
    assert.ok(used.length >= 12, `${used.length} operations`)
    for (const { operation, count, validated } of used) assert.deepEqual([operation, validated], [operation, count])
  } finally {
    await stage.stop()
  }
})
