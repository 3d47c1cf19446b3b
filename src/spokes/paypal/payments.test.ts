/** What PayPal alone does: orders that are taken when they are read, refusals to take, features an app lacks, and a report that is late. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { money } from '#kit'
import { refusal } from '#kit/contract-tools.ts'
import { payRequest, readFrom } from '#kit/pay-stage.ts'
import { fromPayPal, localeFor, toBody, toPayPal } from './mapping.ts'
import spoke from './spoke.ts'
import { ownAccount, paid, stage, verb } from './testing.ts'

ownAccount()

const agreed = async (): Promise<string> => {
  const { remoteId } = await spoke.start(stage.ctx(), payRequest())
  await stage.fake.pay({ remoteId })
  return remoteId
}

test('what the buyer agreed to is taken when it is read, once', async () => {
  const remoteId = await agreed()
  const far = async () => (await stage.fake.payments()).find(payment => payment.remoteId === remoteId)
  assert.equal((await far())?.state, 'open')
  assert.equal((await spoke.read(stage.ctx(), remoteId))?.state, 'paid')
  assert.equal((await far())?.state, 'paid')
})

test('when the answer to taking it is lost, the next reading finds it paid', async () => {
  const remoteId = await agreed()
  await stage.fake.fault({ name: 'drops', times: 1, on: 'POST /v2' })
  const error = await refusal(spoke.read(stage.ctx(), remoteId))
  await stage.fake.clearFaults()
  assert.deepEqual([error.remedy, error.isUnknown], ['retry', true])
  assert.equal((await spoke.read(stage.ctx(), remoteId))?.state, 'paid')
})

test('a refusal that another way to pay can mend leaves it open; one for good makes it failed', async () => {
  const remoteId = await agreed()
  await verb('settings', { declines: 'INSTRUMENT_DECLINED' })
  assert.equal((await spoke.read(stage.ctx(), remoteId))?.state, 'open')
  await verb('settings', { declines: 'PAYER_CANNOT_PAY' })
  assert.equal((await spoke.read(stage.ctx(), remoteId))?.state, 'failed')
  await verb('settings', { declines: null })
  assert.equal((await spoke.read(stage.ctx(), remoteId))?.state, 'paid')
})

test('a checkout that was started again after PayPal forgot its key is still paid once: the invoice’s number is', async () => {
  const request = payRequest()
  const first = await spoke.start(stage.ctx(), request)
  await stage.fake.pay({ remoteId: first.remoteId })
  await stage.advance(7 * 3_600_000)
  const second = await spoke.start(stage.ctx(), request)
  assert.notEqual(second.remoteId, first.remoteId)
  await stage.fake.pay({ remoteId: second.remoteId })
  assert.equal((await spoke.read(stage.ctx(), first.remoteId))?.state, 'paid')
  assert.equal((await spoke.read(stage.ctx(), second.remoteId))?.state, 'failed')
})

test('without messages subscribed, what happens there is told by the report and the disputes some hours later', async () => {
  const [remoteId, other] = [await paid(), await paid()]
  const { cursor } = await readFrom(stage, spoke.paymentsFrom(stage.ctx().now()))
  await stage.fake.refund({ remoteId, amount: { minor: '300', currency: 'EUR' } })
  await stage.fake.dispute({ remoteId: other, as: 'open' })
  await stage.advance(4 * 3_600_000)
  const { payments } = await readFrom(stage, cursor)
  assert.equal(payments.findLast(payment => payment.remoteId === remoteId)?.refunds[0]?.amount.minor, 300n)
  assert.equal(payments.findLast(payment => payment.remoteId === other)?.dispute?.state, 'open')
})

test('a quiet minute is one request', async () => {
  const { cursor } = await readFrom(stage, spoke.paymentsFrom(stage.ctx().now()))
  await stage.fake.resetRequests()
  await readFrom(stage, cursor)
  assert.equal((await stage.fake.requests()).total, 1)
})

test('an app without disputes and without the report goes by messages alone, and the seller is told', async () => {
  await verb('settings', { features: [] })
  const { warnings } = await spoke.verify(stage.ctx())
  assert.equal(warnings.length, 3)
  const remoteId = await paid()
  assert.equal((await spoke.read(stage.ctx(), remoteId))?.dispute, null)
  const { cursor } = await readFrom(stage, null)
  await readFrom(stage, cursor)
  await verb('settings', { features: ['disputes', 'reporting'] })
})

test('a window of more lines than PayPal lists is halved until it fits', async () => {
  assert.ok(!('cannot' in spoke.readMoney))
  for (let at = 0; at < 4; at++) await paid()
  await stage.fake.history({ payments: 6 })
  await stage.advance(4 * 3_600_000)
  const count = async () => {
    const ids = new Set<string>()
    for (let cursor = null as Parameters<Exclude<typeof spoke.readMoney, { cannot: string }>>[1], pages = 0; ; pages++) {
      const page = await (spoke.readMoney as Exclude<typeof spoke.readMoney, { cannot: string }>)(stage.ctx(), cursor)
      for (const { remoteId } of page.items) ids.add(remoteId)
      cursor = page.cursor
      if (!page.hasMore) return ids.size
      assert.ok(pages < 400)
    }
  }
  const whole = await count()
  await verb('settings', { mostLines: 8 })
  assert.equal(await count(), whole)
  await verb('settings', { mostLines: 10_000 })
})

test('a message whose words were written anew, or that would add words of its own to what we ask, is forged', async () => {
  assert.ok(!('cannot' in spoke.keepHooks))
  const { settings } = await (spoke.keepHooks as Exclude<typeof spoke.keepHooks, { cannot: string }>)(stage.ctx(), stage.hookAddress)
  stage.settings = settings!
  await agreed()
  await stage.fake.deliver()
  const { headers, body } = stage.caught.at(-1)!
  const say = async (text: string, with_ = headers) => (await spoke.readHook(stage.ctx(), with_, Buffer.from(text))).reading
  const text = Buffer.from(body).toString()
  assert.equal(await say(text), 'changed')
  assert.equal(await say(JSON.stringify(JSON.parse(text), null, 1)), 'forged')
  assert.equal(await say(`${text},"webhook_id":"other"`), 'forged')
  assert.equal(await say('[]'), 'forged')
  await stage.fake.resetRequests()
  const other = (name: string, value: string) => {
    const changed = new Headers(headers)
    changed.set(name, value)
    return changed
  }
  assert.equal(await say(text, other('paypal-cert-url', 'https://paypal.com.evil.example/cert')), 'forged')
  assert.equal(await say(text, other('paypal-auth-algo', 'none')), 'forged')
  assert.equal(await say(text, other('paypal-transmission-time', '2020-01-01T00:00:00Z')), 'forged')
  assert.equal((await stage.fake.requests()).total, 0, 'PayPal was not even asked')
})

test('when PayPal cannot be asked whether a message is genuine, that is no answer: it comes again', async () => {
  const { headers, body } = stage.caught.at(-1)!
  await stage.fake.fault({ name: 'failures', times: 1 })
  assert.equal((await refusal(spoke.readHook(stage.ctx(), headers, body))).remedy, 'retry')
  await stage.fake.clearFaults()
})

test('a webhook that lost its events is put right; one at our own address is taken for ours', async () => {
  const keep = spoke.keepHooks as Exclude<typeof spoke.keepHooks, { cannot: string }>
  const id = stage.settings.hookId
  await verb('webhook', { id, types: ['PAYMENT.CAPTURE.COMPLETED'] })
  assert.match((await keep(stage.ctx(), stage.hookAddress)).mended.join(), /everything that can happen/)
  stage.settings = { ...stage.settings, hookId: '' }
  const found = await keep(stage.ctx(), stage.hookAddress)
  assert.deepEqual([found.settings?.hookId, found.mended], [id, []])
  stage.settings = found.settings!
})

test('amounts are written as PayPal takes them, there and back', () => {
  for (const [minor, currency, value] of [
    [750n, 'EUR', '7.50'],
    [1250n, 'JPY', '1250'],
    [125_000n, 'HUF', '1250'],
  ] as const) {
    assert.deepEqual(toPayPal(money(minor, currency)), { currency_code: currency, value })
    assert.deepEqual(fromPayPal({ currency_code: currency, value }), money(minor, currency))
  }
  for (const [minor, currency] of [
    [125_050n, 'HUF'],
    [7500n, 'BHD'],
    [750n, 'ISK'],
  ] as const)
    assert.throws(() => toPayPal(money(minor, currency)), { remedy: 'seller' }, currency)
  assert.throws(() => fromPayPal({ currency_code: 'EUR', value: '7,50' }), { remedy: 'bug' })
})

test('the request holds nothing that a card is made of, wants no address, and names digital goods', () => {
  const request = payRequest('EUR', { email: 'kim@buyer.example' })
  const body = toBody(request)
  assert.doesNotMatch(JSON.stringify(body), /card|security_code|expiry/)
  assert.equal(body.payment_source.paypal.experience_context.shipping_preference, 'NO_SHIPPING')
  assert.ok(body.purchase_units[0]!.items.every(({ category }) => category === 'DIGITAL_GOODS'))
  assert.deepEqual(['de-DE', 'pt-br', 'zh-Hans-CN', 'gsw', 'en', null].map(localeFor), ['de-DE', 'pt-BR', 'zh-CN', null, 'en', null])
})

test('a buyer agrees on the page by its form, and is sent on; the seller gives money back on her own page there', async () => {
  const { url, remoteId } = await spoke.start(stage.ctx(), payRequest())
  const send = (fields: Record<string, string>) => fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
  assert.match(await (await send({ email: 'kim', name: '' })).text(), /Please write your name/)
  const done = await send({ email: 'kim@buyer.example', name: 'Kim Q', country: 'NL', how: 'at-once' })
  assert.equal(done.status, 303)
  assert.ok(done.headers.get('location')?.startsWith(`https://shop.example/paid?token=${remoteId}&PayerID=`))
  const payment = await spoke.read(stage.ctx(), remoteId)
  assert.deepEqual([payment?.state, payment?.places], ['paid', [{ kind: 'account-country', country: 'NL' }]])
  await fetch(`${stage.baseUrl}/activities`, { method: 'POST', body: new URLSearchParams({ order: remoteId, act: 'refund' }) })
  assert.equal((await spoke.read(stage.ctx(), remoteId))?.refunds[0]?.amount.minor, 2100n)
})
