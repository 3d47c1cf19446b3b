/** Facts about paying: started once, paid on the provider's own page, granted only when paid, and told with what the books and the tax need. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fromJson, money } from '#hub/money.ts'
import { refusal } from './contract-tools.ts'
import { SpokeError } from './error.ts'
import type { PayRequest } from './pay.ts'
import type { PayBench } from './pay-contract.ts'
import { payRequest } from './pay-stage.ts'

const dayMs = 86_400_000

export function payingFacts<Settings>({ spoke, stage }: PayBench<Settings>): void {
  const start = (request: PayRequest) => spoke.start(stage().ctx(), request)
  const read = (remoteId: string) => spoke.read(stage().ctx(), remoteId)
  const farOf = async ({ checkoutId }: PayRequest) => (await stage().fake.payments()).filter(payment => payment.checkoutId === checkoutId)
  const isTaken = (request: PayRequest): boolean => {
    try {
      spoke.check(request)
      return true
    } catch (error) {
      assert.ok(error instanceof SpokeError && error.remedy === 'seller' && error.message.length > 10, String(error))
      return false
    }
  }

  describe('starting', () => {
    test('gives a page of the provider that shows what is to be paid and needs no script', async () => {
      const request = payRequest()
      const { url, remoteId, expiresAt } = await start(request)
      assert.notEqual(remoteId, '')
      assert.ok(expiresAt === null || expiresAt > stage().ctx().now())
      const page = await fetch(url)
      const html = await page.text()
      assert.equal(page.status, 200)
      assert.match(html, /Łąka shawl &amp; scarf/)
      assert.match(html, /21[.,]00/)
      assert.match(html, /<form[^>]+method="post"/)
      assert.doesNotMatch(html, /<script|type="hidden"[^>]+card|name="(card|number|cvc)/i)
      assert.equal((await read(remoteId))?.state, 'open')
    })

    test('twice, one after the other or at the same moment, it is one payment', async () => {
      const request = payRequest()
      const [first, second] = await Promise.all([start(request), start(request)])
      const third = await start(request)
      assert.deepEqual([second.remoteId, third.remoteId], [first.remoteId, first.remoteId])
      const found = await farOf(request)
      assert.equal(found.length, 1)
      assert.deepEqual(fromJson(found[0]!.total), request.total)
    })

    test('when the answer is lost on the way, the next start is the same payment', async () => {
      const request = payRequest()
      await stage().fake.fault({ name: 'drops', times: 1, on: 'POST ' })
      const error = await refusal(start(request))
      assert.equal(error.remedy, 'retry')
      await stage().fake.clearFaults()
      const { remoteId } = await start(request)
      assert.deepEqual(
        (await farOf(request)).map(payment => payment.remoteId),
        [remoteId],
      )
    })

    test('another checkout is another payment', async () => {
      const [one, other] = [await start(payRequest()), await start(payRequest())]
      assert.notEqual(one.remoteId, other.remoteId)
    })

    test('what the provider does not take is refused with a sentence for the seller, before anything is sent', async () => {
      assert.equal(isTaken(payRequest('EUR')), true)
      assert.equal(isTaken(payRequest('EUR', {}, 0n)), false, 'nothing to pay')
      assert.equal(isTaken(payRequest('QQQ')), false, 'no such currency')
      await stage().fake.resetRequests()
      assert.equal((await refusal(start(payRequest('QQQ')))).remedy, 'seller')
      assert.equal((await stage().fake.requests()).total, 0)
    })

    test('lines that are not the total are a fault of ours', () => {
      const request = payRequest('EUR', { total: money(2099n, 'EUR') })
      assert.throws(() => spoke.check(request), { remedy: 'bug' })
    })

    test('a copy that costs no whole amount, a long title and one hundred copies are paid to the cent', async () => {
      const lines = [
        { title: `${'A very long title '.repeat(20)}`, sku: 'S'.repeat(60), quantity: 3, total: money(1000n, 'EUR') },
        { title: 'Many', sku: '', quantity: 100, total: money(10_000n, 'EUR') },
      ]
      const request = payRequest('EUR', { lines, total: money(11_000n, 'EUR') })
      await start(request)
      assert.deepEqual(fromJson((await farOf(request))[0]!.total), request.total)
    })

    for (const currency of ['JPY', 'EUR', 'BHD', 'HUF', 'USD'])
      test(`an amount in ${currency} arrives as it was asked, or the seller is told why not`, async t => {
        const request = payRequest(currency)
        if (!isTaken(request)) return t.skip(`${spoke.label} does not take ${currency}`)
        const { remoteId } = await start(request)
        assert.deepEqual(fromJson((await farOf(request))[0]!.total), request.total)
        await stage().fake.pay({ remoteId })
        const payment = await read(remoteId)
        assert.deepEqual([payment?.total, payment?.state], [request.total, 'paid'])
      })
  })

  describe('paying', () => {
    test('at once: paid, with the buyer, the places, the fee and where the money stands', async () => {
      const request = payRequest()
      const { remoteId } = await start(request)
      const startedAt = stage().ctx().now()
      await stage().fake.pay({ remoteId, email: 'Anna@buyer.example', name: 'Anna Łącka', country: 'PL' })
      const payment = await read(remoteId)
      assert.ok(payment !== null)
      assert.deepEqual(
        [payment.remoteId, payment.checkoutId, payment.state, payment.total],
        [remoteId, request.checkoutId, 'paid', request.total],
      )
      assert.ok(payment.paidAt !== null && Math.abs(payment.paidAt.getTime() - startedAt.getTime()) < 60_000)
      assert.deepEqual(payment.buyer, { email: 'Anna@buyer.example', name: 'Anna Łącka', country: 'PL' })
      assert.ok(payment.places.length > 0)
      assert.ok(payment.places.every(({ country }) => /^[A-Z]{2}$/.test(country)))
      assert.ok(payment.places.some(({ country }) => country === 'PL'))
      assert.ok(payment.fee !== null && payment.fee.minor > 0n)
      assert.ok(payment.reference)
      assert.deepEqual([payment.refunds, payment.dispute], [[], null])
    })

    test('reading is safe at any time: twice reads the same, and grants nothing that is not paid', async () => {
      const { remoteId } = await start(payRequest())
      const { changedAt: _one, ...open } = (await read(remoteId))!
      const { changedAt: _two, ...again } = (await read(remoteId))!
      assert.deepEqual(again, open)
      assert.deepEqual([open.state, open.paidAt, open.fee], ['open', null, null])
      await stage().fake.pay({ remoteId })
      const { changedAt: first, ...paid } = (await read(remoteId))!
      const { changedAt: second, ...twice } = (await read(remoteId))!
      assert.deepEqual(twice, paid)
      assert.ok(second >= first, 'a later reading never loses to an earlier one')
    })

    test('read by two at the same moment it is paid once', async () => {
      const request = payRequest()
      const { remoteId } = await start(request)
      await stage().fake.pay({ remoteId })
      const readings = await Promise.all([read(remoteId), read(remoteId), read(remoteId)])
      assert.deepEqual([...new Set(readings.map(payment => payment?.state))], ['paid'])
      assert.equal((await farOf(request)).length, 1)
    })

    test('in a way that takes days: pending until it is there, then paid', async () => {
      const { remoteId } = await start(payRequest())
      await stage().fake.pay({ remoteId, how: 'later' })
      const pending = await read(remoteId)
      assert.deepEqual([pending?.state, pending?.paidAt], ['pending', null])
      await stage().fake.finish({ remoteId, as: 'paid' })
      const paid = await read(remoteId)
      assert.equal(paid?.state, 'paid')
      assert.ok(paid.paidAt !== null)
    })

    test('in a way that takes days and fails: failed', async () => {
      const { remoteId } = await start(payRequest())
      await stage().fake.pay({ remoteId, how: 'later' })
      await read(remoteId)
      await stage().fake.finish({ remoteId, as: 'failed' })
      const failed = await read(remoteId)
      assert.deepEqual([failed?.state, failed?.paidAt], ['failed', null])
    })

    test('a buyer who goes away has paid nothing, and may come back and pay', async () => {
      const request = payRequest()
      const { remoteId } = await start(request)
      const { url } = await stage().fake.leave({ remoteId })
      assert.ok(url.startsWith(request.backUrl), url)
      assert.equal((await read(remoteId))?.state, 'open')
      await stage().fake.pay({ remoteId })
      assert.equal((await read(remoteId))?.state, 'paid')
    })

    test('a page that nobody paid on ends by itself, and cannot be paid any more', async () => {
      const { remoteId } = await start(payRequest())
      await stage().advance(3 * dayMs)
      const late = await read(remoteId)
      assert.ok(late === null || late.state === 'expired', late?.state)
      await assert.rejects(stage().fake.pay({ remoteId }))
    })

    test('a payment that does not exist is null, whatever is asked for', async () => {
      const { remoteId } = await start(payRequest())
      const other = `${remoteId.slice(0, -3)}${remoteId.endsWith('222') ? '333' : '222'}`
      assert.equal(await read(other), null)
    })
  })
}
