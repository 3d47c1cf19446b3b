/** Each strictness of the pretend Stripe: what it refuses, and that our client would be seen if it sent that. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { payControl } from '#kit/pay-fake.ts'
import fake from './fake.ts'
import { ask, ownAccount, stage, verb } from './testing.ts'

ownAccount()

const line = (amount = '700', currency = 'eur', name = 'Socks') => ({
  'line_items[0][quantity]': '1',
  'line_items[0][price_data][currency]': currency,
  'line_items[0][price_data][unit_amount]': amount,
  'line_items[0][price_data][product_data][name]': name,
})
const session = { mode: 'payment', success_url: 'https://shop.example/paid', cancel_url: 'https://shop.example/back' }
const start = (form: Record<string, string>, headers: Record<string, string | null> = {}) =>
  ask('POST', '/checkout/sessions', { form, headers })

test('without a key, with a wrong one, without the version or with another: refused', async () => {
  assert.equal((await ask('GET', '/account', { headers: { authorization: null } })).status, 401)
  const wrong = await ask('GET', '/account', { headers: { authorization: 'Bearer rk_test_wrong' } })
  assert.equal(wrong.status, 401)
  assert.doesNotMatch(wrong.body.error!.message, /rk_test_wrong/)
  assert.equal((await ask('GET', '/account', { headers: { 'stripe-version': null } })).status, 400)
  assert.equal((await ask('GET', '/account', { headers: { 'stripe-version': '2099-01-01' } })).status, 400)
  assert.equal((await ask('GET', '/nothing')).status, 404)
})

test('a key without a permission is refused by its name', async () => {
  await verb('settings', { lacks: ['rak_dispute_read'] })
  const { status, body } = await ask('GET', '/disputes')
  await verb('settings', { lacks: [] })
  assert.equal(status, 403)
  assert.match(body.error!.message, /rak_dispute_read/)
})

test('a session is refused without what it needs, with what nobody knows, and with what cannot be', async () => {
  const refused = async (form: Record<string, string>, param: string | undefined, code?: string) => {
    const { status, body } = await start(form)
    assert.equal(status, 400, JSON.stringify(form))
    assert.deepEqual([body.error?.param, body.error?.code], [param, code])
  }
  const { success_url: _gone, ...without } = session
  await refused({ ...without, ...line() }, 'success_url', 'parameter_missing')
  await refused({ ...session, ...line(), card: '4242' }, 'card', 'parameter_unknown')
  await refused({ ...session, ...line(), 'line_items[0][price_data][price]': '7' }, 'line_items[0][price_data][price]', 'parameter_unknown')
  await refused({ ...session, ...line('7.00') }, 'line_items[0][price_data][unit_amount]', 'parameter_invalid_integer')
  await refused({ ...session, ...line('700', 'eur', '') }, 'line_items[0][price_data][product_data][name]', 'parameter_invalid_empty')
  await refused({ ...session, ...line('700', 'EUR') }, 'line_items[0][price_data][currency]')
  await refused({ ...session, ...line('49') }, undefined, 'amount_too_small')
  await refused({ ...session, ...line('100000000') }, undefined, 'amount_too_large')
  await refused({ ...session, ...line('7005', 'bhd') }, undefined)
  await refused({ ...session, ...line(), customer_email: 'kim' }, 'customer_email', 'email_invalid')
  await refused({ ...session, ...line(), success_url: '/paid' }, 'success_url', 'url_invalid')
  await refused({ ...session, ...line(), locale: 'klingon' }, 'locale', 'parameter_invalid')
  await refused({ ...session, ...line(), expires_at: String(Math.floor(Date.now() / 1000) + 60) }, 'expires_at')
  await refused({ ...session, ...line(), client_reference_id: 'x'.repeat(201) }, 'client_reference_id', 'parameter_invalid')
  await refused(
    { ...session, ...line(), ...Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`metadata[k${at}]`, 'v'])) },
    'metadata',
    'parameter_invalid',
  )
  assert.equal((await start({ ...session, ...line() })).status, 200)
})

test('JSON in place of a form is refused', async () => {
  const response = await fetch(`${stage.baseUrl}/v1/checkout/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stage.settings.secretKey}`, 'stripe-version': '2023-08-16', 'content-type': 'application/json' },
    body: JSON.stringify({ mode: 'payment' }),
  })
  assert.equal(response.status, 400)
})

test('a key answers the same again for a day, is refused with other contents, and keeps what failed', async () => {
  const key = { 'idempotency-key': 'twice' }
  const [first, second] = [await start({ ...session, ...line() }, key), await start({ ...session, ...line() }, key)]
  assert.deepEqual([second.body.id, second.replayed, first.replayed], [first.body.id, 'true', null])
  const other = await start({ ...session, ...line('800') }, key)
  assert.deepEqual([other.status, other.body.error?.type], [400, 'idempotency_error'])
  assert.equal((await start({ ...session, ...line() }, { 'idempotency-key': 'x'.repeat(256) })).status, 400)
  await stage.fake.fault({ name: 'kept-failure', times: 1 })
  const fault = { 'idempotency-key': 'fault' }
  assert.equal((await start({ ...session, ...line() }, fault)).status, 500)
  const again = await start({ ...session, ...line() }, fault)
  assert.deepEqual([again.status, again.replayed], [500, 'true'])
  await stage.advance(25 * 3_600_000)
  assert.equal((await start({ ...session, ...line() }, fault)).status, 200)
})

test('pages of a list hold at most a hundred, go on after an id that is there, and expand at most four levels', async () => {
  assert.equal((await ask('GET', '/checkout/sessions?limit=101')).status, 400)
  assert.equal((await ask('GET', '/checkout/sessions?limit=0')).status, 400)
  assert.equal((await ask('GET', '/checkout/sessions?starting_after=cs_test_none')).status, 400)
  const deep = 'expand[]=data.payment_intent.latest_charge.balance_transaction.source'
  assert.equal((await ask('GET', `/checkout/sessions?${deep}`)).status, 400)
  assert.equal((await ask('GET', '/checkout/sessions?expand[]=data.owner')).status, 400)
  assert.equal((await ask('GET', '/checkout/sessions?page=2')).status, 400)
})

test('only an open page ends; messages go to addresses that can be reached; sixteen at most', async () => {
  const { body } = await start({ ...session, ...line() })
  assert.equal((await ask('POST', `/checkout/sessions/${body.id}/expire`, { form: {} })).body.status, 'expired')
  assert.equal((await ask('POST', `/checkout/sessions/${body.id}/expire`, { form: {} })).status, 400)
  const endpoint = (url: string) => ask('POST', '/webhook_endpoints', { form: { url, 'enabled_events[0]': 'charge.refunded' } })
  assert.equal((await endpoint('http://shop.example/hooks')).status, 400)
  assert.equal(
    (await ask('POST', '/webhook_endpoints', { form: { url: 'https://a.example/', 'enabled_events[0]': 'no.such' } })).status,
    400,
  )
  for (let at = 0; at < 16; at++) assert.equal((await endpoint(`https://shop.example/hooks/${at}`)).status, 200)
  assert.equal((await endpoint('https://shop.example/hooks/16')).status, 400)
})

test('more requests a second than a sandbox takes are refused', async () => {
  await stage.fake.limits({ are: 'documented' })
  await verb('settings', { perSecond: 1 })
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask('GET', '/account')))
  await stage.fake.limits({ are: 'raised' })
  assert.ok(answers.some(({ status }) => status === 429))
})

test('a restart goes on where it was', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'pretend-'))
  try {
    const first = await fake.start({ port: 0, controlPort: 0, stateDir, seed: 4 })
    const { settings } = await payControl(first.controlUrl).credentials()
    await payControl(first.controlUrl).history({ payments: 3 })
    await first.stop()
    const second = await fake.start({ port: 0, controlPort: 0, stateDir, seed: 4 })
    assert.deepEqual((await payControl(second.controlUrl).credentials()).settings, settings)
    assert.equal((await payControl(second.controlUrl).payments()).length, 3)
    await second.stop()
  } finally {
    rmSync(stateDir, { recursive: true, force: true })
  }
})
