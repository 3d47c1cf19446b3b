/** What Stripe alone does: keys that keep a fault, restricted keys, events that are forgotten after thirty days, amounts in its own units. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { money } from '#kit'
import { refusal } from '#kit/contract-tools.ts'
import { payRequest, readFrom } from '#kit/pay-stage.ts'
import { fromStripe, toStripe } from './amounts.ts'
import { encodeForm } from './client.ts'
import { signatureOf } from './fake/webhooks.ts'
import { localeFor, toForm } from './mapping.ts'
import spoke from './spoke.ts'
import { ask, ownAccount, paid, stage, verb } from './testing.ts'

ownAccount()

test('a start whose fault Stripe keeps for its key is looked for, and then asked for by another key: one payment', async () => {
  const request = payRequest()
  await stage.fake.fault({ name: 'kept-failure', times: 1 })
  assert.equal((await refusal(spoke.start(stage.ctx(), request))).remedy, 'retry')
  await stage.fake.clearFaults()
  const { remoteId } = await spoke.start(stage.ctx(), request)
  assert.equal((await spoke.start(stage.ctx(), request)).remoteId, remoteId)
  const found = (await stage.fake.payments()).filter(payment => payment.checkoutId === request.checkoutId)
  assert.equal(found.length, 1)
})

test('a refund whose fault Stripe keeps for its key is given once', async () => {
  const remoteId = await paid()
  const give = () => spoke.refund(stage.ctx(), { remoteId, amount: money(100n, 'EUR'), key: 'kept' })
  await stage.fake.fault({ name: 'kept-failure', times: 1, on: 'POST ' })
  assert.equal((await refusal(give())).remedy, 'retry')
  await stage.fake.clearFaults()
  assert.equal((await give()).refunds.length, 1)
  assert.equal((await give()).refunds.length, 1)
})

test('the same checkout with other contents is a fault of ours, not another payment', async () => {
  const request = payRequest()
  await spoke.start(stage.ctx(), request)
  assert.equal((await refusal(spoke.start(stage.ctx(), { ...request, backUrl: 'https://shop.example/other' }))).remedy, 'bug')
})

test('a restricted key that lacks a permission says which', async () => {
  await verb('settings', { lacks: ['rak_event_read'] })
  const error = await refusal(spoke.verify(stage.ctx()))
  await verb('settings', { lacks: [] })
  assert.equal(error.remedy, 'reconnect')
  assert.match(error.message, /lacks the permission rak_event_read/)
})

test('an account that may not charge yet, a sandbox and a key that may do everything are said', async () => {
  await verb('settings', { canCharge: false })
  const { warnings, currency, country } = await spoke.verify(stage.ctx())
  await verb('settings', { canCharge: true })
  assert.equal(warnings.length, 2)
  assert.deepEqual([currency, country], ['EUR', 'DE'])
})

test('the publishable key is refused in the form', () => {
  for (const secretKey of ['pk_live_abcdefghijk', 'whsec_abcdefghijk', '', 'sk_live_'])
    assert.equal(spoke.settings.schema.safeParse({ secretKey }).success, false, secretKey)
  assert.equal(spoke.settings.schema.safeParse({ secretKey: ' rk_live_abcdefghijk ' }).success, true)
})

test('a cursor older than what Stripe keeps of events reads all sessions again, and leaves nothing out', async () => {
  const remoteId = await paid()
  const { cursor } = await readFrom(stage, spoke.paymentsFrom(stage.ctx().now()))
  await stage.fake.refund({ remoteId })
  await stage.advance(45 * 86_400_000)
  const { payments } = await readFrom(stage, cursor)
  assert.equal(payments.find(payment => payment.remoteId === remoteId)?.refunds.length, 1)
})

test('what was seen within the overlap is not read again: a quiet round is one request', async () => {
  await paid()
  const { cursor } = await readFrom(stage, spoke.paymentsFrom(stage.ctx().now()))
  await stage.fake.resetRequests()
  await readFrom(stage, cursor)
  assert.equal((await stage.fake.requests()).total, 1)
})

test('more than ten refunds of a payment are all told', async () => {
  const remoteId = await paid()
  for (let at = 0; at < 12; at++) await stage.fake.refund({ remoteId, amount: { minor: '10', currency: 'EUR' } })
  assert.equal((await spoke.read(stage.ctx(), remoteId))?.refunds.length, 12)
})

test('a session of another software of the same account is told as nobody’s', async () => {
  await stage.fake.history({ payments: 2 })
  const { payments } = await readFrom(stage, null)
  const foreign = payments.filter(({ checkoutId }) => checkoutId === null)
  assert.equal(foreign.length, 2)
  assert.ok(foreign.every(({ state, fee }) => state === 'paid' && fee?.minor === 43n))
})

test('an endpoint that was switched off, or lost its events or its secret, is put right', async () => {
  assert.ok(!('cannot' in spoke.keepHooks))
  const keep = async () => (spoke.keepHooks as Exclude<typeof spoke.keepHooks, { cannot: string }>)(stage.ctx(), stage.hookAddress)
  stage.settings = (await keep()).settings!
  const id = stage.settings.hookId
  await verb('endpoint', { id, isEnabled: false })
  assert.match((await keep()).mended.join(), /had stopped/)
  await verb('endpoint', { id, events: ['charge.refunded'] })
  assert.match((await keep()).mended.join(), /everything that can happen/)
  stage.settings = { ...stage.settings, hookSecret: '' }
  const anew = await keep()
  assert.notEqual(anew.settings?.hookId, id)
  assert.equal(((await verb('endpoints')) as unknown[]).length, 1)
  stage.settings = anew.settings!
})

test('a signature counts for five minutes either way, among several, and of v1 alone', async () => {
  const body = JSON.stringify({
    id: 'evt_1',
    type: 'checkout.session.completed',
    created: 1,
    data: { object: { id: 'cs_test_1', object: 'checkout.session' } },
  })
  const at = Math.floor(stage.ctx().now().getTime() / 1000)
  const say = (header: string) => spoke.readHook(stage.ctx(), new Headers({ 'stripe-signature': header }), Buffer.from(body))
  const by = (time: number, secret = stage.settings.hookSecret) => signatureOf(secret, time, body)
  for (const time of [at - 295, at + 295])
    assert.deepEqual(await say(`t=${time},v1=${by(time)}`), { reading: 'changed', about: 'cs_test_1' })
  for (const time of [at - 305, at + 305]) assert.equal((await say(`t=${time},v1=${by(time)}`)).reading, 'forged')
  assert.equal((await say(`t=${at},v1=${by(at, 'whsec_other')},v1=${by(at)}`)).reading, 'changed')
  assert.equal((await say(`t=${at},v0=${by(at)}`)).reading, 'forged')
  assert.equal((await say(`t=${at},v1=`)).reading, 'forged')
  assert.equal((await say(`t=${at + 1},v1=${by(at)}`)).reading, 'forged')
})

test('amounts are in Stripe’s own unit of each currency, there and back', () => {
  const cases: [bigint, string, bigint][] = [
    [750n, 'EUR', 750n],
    [1250n, 'JPY', 1250n],
    [7500n, 'BHD', 7500n],
    [500n, 'ISK', 50_000n],
    [1200n, 'MGA', 12n],
    [17_550n, 'HUF', 17_550n],
  ]
  for (const [minor, currency, theirs] of cases) {
    assert.equal(toStripe(money(minor, currency)), theirs, currency)
    assert.deepEqual(fromStripe(Number(theirs), currency.toLowerCase()), money(minor, currency))
  }
  for (const [minor, currency] of [
    [7501n, 'BHD'],
    [1250n, 'MGA'],
    [500n, 'UGX'],
    [500n, 'IRR'],
  ] as const)
    assert.throws(() => toStripe(money(minor, currency)), { remedy: 'seller' }, currency)
  assert.throws(() => fromStripe(100, 'qqq'), { remedy: 'bug' })
  assert.throws(() => fromStripe(155, 'isk'), { remedy: 'bug' })
})

test('the request holds nothing that a card is made of, and is written with brackets', () => {
  const request = payRequest('EUR', { email: 'kim@buyer.example' })
  const pairs = new Map(encodeForm(toForm(request)))
  assert.equal(pairs.get('line_items[0][price_data][unit_amount]'), '700')
  assert.equal(pairs.get('line_items[0][quantity]'), '2')
  assert.equal(pairs.get('metadata[selvage_checkout]'), request.checkoutId)
  assert.equal(
    [...pairs.keys()].some(name => /card|payment_method/.test(name)),
    false,
  )
  assert.deepEqual(['de-DE', 'pt-BR', 'pt-PT', 'zh-HK', 'xx', 'EN-us', null].map(localeFor), [
    'de',
    'pt-BR',
    'pt',
    'zh-HK',
    'auto',
    'en',
    'auto',
  ])
})

test('a buyer pays on the page by its form, and is sent on; a page that has ended says so', async () => {
  const { url, remoteId } = await spoke.start(stage.ctx(), payRequest())
  const send = (fields: Record<string, string>) => fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
  assert.match(await (await send({ email: 'kim', name: '' })).text(), /Please write your name/)
  const done = await send({ email: 'kim@buyer.example', name: 'Kim', country: 'NL', how: 'at-once' })
  assert.deepEqual([done.status, done.headers.get('location')], [303, 'https://shop.example/paid'])
  const payment = await spoke.read(stage.ctx(), remoteId)
  assert.deepEqual([payment?.state, payment?.buyer.country, payment?.places.length], ['paid', 'NL', 2])
  const ended = await spoke.start(stage.ctx(), payRequest())
  await ask('POST', `/checkout/sessions/${ended.remoteId}/expire`, { form: {} })
  assert.equal((await fetch(ended.url)).status, 410)
})

test('the seller gives money back on her own page there', async () => {
  const remoteId = await paid()
  const page = `${stage.baseUrl}/test/payments`
  assert.match(await (await fetch(page)).text(), /Kim Buyer/)
  await fetch(page, { method: 'POST', body: new URLSearchParams({ session: remoteId, act: 'refund' }) })
  assert.equal((await spoke.read(stage.ctx(), remoteId))?.refunds[0]?.amount.minor, 2100n)
})
