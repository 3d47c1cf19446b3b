/** Each strictness of the pretend PayPal: what it refuses, and that our client would be seen if it sent that. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { payControl } from '#kit/pay-fake.ts'
import { payRequest } from '#kit/pay-stage.ts'
import fake from './fake.ts'
import { toBody } from './mapping.ts'
import { ask, ownAccount, paid, stage, verb } from './testing.ts'

ownAccount()

let keys = 0
const start = (body: unknown, headers: Record<string, string | null> = {}) =>
  ask('POST', '/v2/checkout/orders', { body, headers: { 'paypal-request-id': `key-${++keys}`, ...headers } })
type Body = ReturnType<typeof toBody>
const changed = (change: (unit: Record<string, unknown>, body: Record<string, unknown>) => void): Body => {
  const body = structuredClone(toBody(payRequest())) as unknown as Record<string, unknown>
  change((body.purchase_units as Record<string, unknown>[])[0]!, body)
  return body as unknown as Body
}
const issueOf = async (body: unknown, headers: Record<string, string | null> = {}) => {
  const answer = await start(body, headers)
  return [answer.status, answer.body.details?.[0]?.issue]
}

test('without a token, with one that has run out, with wrong keys: refused', async () => {
  assert.equal((await ask('GET', '/v1/notifications/webhooks', { headers: { authorization: null } })).status, 401)
  const { accessToken } = await stage.ctx().keys()
  await stage.fake.advance({ ms: 10 * 3_600_000 })
  assert.equal((await ask('GET', '/v1/notifications/webhooks', { headers: { authorization: `Bearer ${accessToken}` } })).status, 401)
  await stage.fake.advance({ ms: -10 * 3_600_000 })
  const token = (key: string, grant = 'client_credentials') =>
    fetch(`${stage.baseUrl}/v1/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(key).toString('base64')}` },
      body: new URLSearchParams({ grant_type: grant }),
    })
  const { clientId, clientSecret } = stage.settings
  assert.equal((await token(`${clientId}:wrong`)).status, 401)
  assert.equal((await token(`${clientId}:${clientSecret}`, 'password')).status, 400)
})

test('an order is refused without what it needs, with what nobody knows, and when its sums do not fit', async () => {
  assert.deepEqual(await issueOf(changed((_unit, body) => delete body.intent)), [400, 'MISSING_REQUIRED_PARAMETER'])
  assert.deepEqual(await issueOf(changed((_unit, body) => Object.assign(body, { card: {} }))), [400, 'UNKNOWN_PARAMETER'])
  assert.deepEqual(await issueOf(changed(unit => Object.assign(unit, { custom_id: 'x'.repeat(128) }))), [400, 'INVALID_STRING_LENGTH'])
  assert.deepEqual(await issueOf(changed(unit => Object.assign(unit, { items: [] }))), [422, 'ITEM_TOTAL_MISMATCH'])
  const amount = (value: string, currency_code = 'EUR') =>
    changed(unit => Object.assign(unit, { amount: { currency_code, value }, items: undefined }))
  assert.deepEqual(await issueOf(amount('7.005')), [422, 'DECIMAL_PRECISION'])
  assert.deepEqual(await issueOf(amount('700.5', 'JPY')), [422, 'DECIMALS_NOT_SUPPORTED'])
  assert.deepEqual(await issueOf(amount('7.000', 'BHD')), [422, 'CURRENCY_NOT_SUPPORTED'])
  assert.deepEqual(await issueOf(amount('0.00')), [422, 'CANNOT_BE_ZERO_OR_NEGATIVE'])
  assert.deepEqual(await issueOf(amount('7,00')), [400, 'INVALID_PARAMETER_SYNTAX'])
  assert.deepEqual(
    await issueOf(
      changed(() => {}),
      { 'paypal-request-id': null },
    ),
    [400, 'PAYPAL_REQUEST_ID_REQUIRED'],
  )
  assert.equal(
    (
      await start(
        changed(() => {}),
        { 'content-type': 'text/plain' },
      )
    ).status,
    415,
  )
  assert.equal((await start(changed(() => {}))).status, 200)
})

test('a key answers the same again for six hours, and is refused with other contents', async () => {
  const [body, key] = [changed(() => {}), { 'paypal-request-id': 'same' }]
  const [first, second] = [await start(body, key), await start(body, key)]
  assert.equal(second.body.id, first.body.id)
  assert.deepEqual(
    await issueOf(
      changed(() => {}),
      key,
    ),
    [422, 'DUPLICATE_REQUEST_ID'],
  )
  assert.deepEqual(await issueOf(body, { 'paypal-request-id': 'x'.repeat(109) }), [400, 'INVALID_STRING_LENGTH'])
  await stage.advance(7 * 3_600_000)
  assert.notEqual((await start(body, key)).body.id, first.body.id)
})

test('what nobody agreed to is not taken, and nothing is taken twice', async () => {
  const { body } = await start(changed(() => {}))
  const take = () => ask('POST', `/v2/checkout/orders/${body.id}/capture`, { body: {} })
  assert.equal((await take()).body.details?.[0]?.issue, 'ORDER_NOT_APPROVED')
  await stage.fake.pay({ remoteId: body.id! })
  assert.equal((await take()).status, 201)
  assert.equal((await take()).body.details?.[0]?.issue, 'ORDER_ALREADY_CAPTURED')
})

test('the report is refused beyond 31 days or three years, and tells a sale three hours late', async () => {
  const stamp = (ms: number) => `${new Date(stage.ctx().now().getTime() + ms).toISOString().slice(0, 19)}Z`
  const day = 86_400_000
  const report = (from: number, to: number) => ask('GET', `/v1/reporting/transactions?start_date=${stamp(from)}&end_date=${stamp(to)}`)
  assert.equal((await report(-32 * day, 0)).status, 400)
  assert.equal((await report(-1100 * day, -1090 * day)).status, 400)
  assert.equal((await ask('GET', '/v1/reporting/transactions')).status, 400)
  // What was sold here before shows now.
  await stage.advance(4 * 3_600_000)
  const before = (await report(-day, 1000)).body.total_items
  await paid()
  assert.equal((await report(-day, 1000)).body.total_items, before)
  await stage.advance(3 * 3_600_000 + 60_000)
  assert.equal((await report(-day, 1000)).body.total_items, (before as number) + 1)
})

test('webhooks: https on 443 only, each address once, ten at most', async () => {
  const make = (url: string) =>
    ask('POST', '/v1/notifications/webhooks', { body: { url, event_types: [{ name: 'PAYMENT.CAPTURE.COMPLETED' }] } })
  assert.equal((await make('http://shop.example/hooks')).status, 400)
  assert.equal((await make('https://shop.example:8443/hooks')).status, 400)
  for (let at = 0; at < 10; at++) assert.equal((await make(`https://shop.example/hooks/${at}`)).status, 201)
  assert.equal((await make('https://shop.example/hooks/1')).status, 400)
  assert.equal((await make('https://shop.example/hooks/11')).body.name, 'WEBHOOK_NUMBER_LIMIT_EXCEEDED')
})

test('more requests a second than anybody needs are refused', async () => {
  await stage.fake.limits({ are: 'documented' })
  await verb('settings', { perSecond: 1 })
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask('GET', '/v1/notifications/webhooks')))
  await stage.fake.limits({ are: 'raised' })
  assert.ok(answers.some(({ status }) => status === 429))
})

test('an app without a feature is refused what needs it', async () => {
  await verb('settings', { features: [] })
  assert.equal((await ask('GET', '/v1/customer/disputes')).status, 403)
  await verb('settings', { features: ['disputes', 'reporting'] })
  assert.equal((await ask('GET', '/v1/customer/disputes')).status, 200)
})

test('a restart goes on where it was', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'pretend-'))
  try {
    const first = await fake.start({ port: 0, controlPort: 0, stateDir, seed: 4 })
    const { settings } = await payControl(first.controlUrl).credentials()
    await first.stop()
    const second = await fake.start({ port: 0, controlPort: 0, stateDir, seed: 4 })
    assert.deepEqual((await payControl(second.controlUrl).credentials()).settings, settings)
    await second.stop()
  } finally {
    rmSync(stateDir, { recursive: true, force: true })
  }
})
