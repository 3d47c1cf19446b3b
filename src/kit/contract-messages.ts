/** Facts about sales that a platform tells in its messages alone: whole, once, in any order, and never from somebody else. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseMoney } from '#hub/money.ts'
import type { Sale } from '#hub/order/sale.ts'
import type { Caught } from './contract-stage.ts'
import { type Bench, minute, spoil } from './contract-tools.ts'
import { isCannot, type SaleItem } from './shop.ts'

export function messageFacts<Settings>({ spoke, stage: current }: Bench<Settings>): void {
  const { salesInHook, readHook } = spoke
  if (salesInHook === null || isCannot(readHook)) return
  describe('sales in messages', () => {
    const read = ({ headers, body }: Caught, settings = current().settings): readonly SaleItem[] =>
      salesInHook(settings, headers, body, current().ctx().now())
    const reading = ({ headers, body }: Caught, settings = current().settings) => readHook(settings, headers, body, current().ctx().now())
    const salesOf = (items: readonly SaleItem[]): Sale[] => items.flatMap(item => (item.isRead ? [item.sale] : []))
    /** All that was sent since the last call. */
    const heard = async (how: { shuffle?: boolean; twice?: boolean } = {}): Promise<Caught[]> => {
      current().caught.length = 0
      await current().fake.deliver(how)
      return [...current().caught]
    }
    const listing = async () => {
      const found = (await current().fake.listings()).find(({ isPublished, price }) => isPublished && !/^[0.]*$/.test(price))
      assert.ok(found, 'the fake has nothing to sell')
      return found
    }
    const sell = async () => {
      const { settings, hookAddress } = current()
      await current().fake.tell({ address: spoke.hookAddress?.(settings, hookAddress) ?? hookAddress })
      const { remoteId, price } = await listing()
      const sold = await current().fake.sell({ lines: [{ remoteId }], email: 'ana@buyer.example', name: 'Ana Żák', country: 'DE' })
      return { ...sold, listing: remoteId, price }
    }
    /** What is known at the end: of each sale the change that is newest. */
    const newest = (messages: readonly Caught[]) => {
      const known = new Map<string, Sale>()
      for (const sale of messages.flatMap(message => salesOf(read(message))))
        if ((known.get(sale.remoteId)?.changedAt ?? sale.changedAt) <= sale.changedAt) known.set(sale.remoteId, sale)
      return known
    }

    test('a sale comes whole, and twice the same', async () => {
      const sold = await sell()
      const [message, ...others] = await heard()
      assert.ok(message && others.length === 0, 'one message for one sale')
      assert.equal(reading(message), 'changed')
      const [sale] = salesOf(read(message))
      assert.deepEqual([sale?.remoteId, sale?.number, sale?.state], [sold.remoteId, sold.number, 'paid'])
      assert.ok(sale && Math.abs(sale.placedAt.getTime() - current().ctx().now().getTime()) < 10 * minute)
      assert.deepEqual([sale.lines.length, sale.lines[0]?.listingRemoteId, sale.lines[0]?.quantity], [1, sold.listing, 1])
      assert.equal(sale.total.minor, parseMoney(sold.price, sale.total.currency).minor + sale.tax.minor)
      if (!isCannot(spoke.tellsBuyers)) assert.equal(sale.buyer.email, 'ana@buyer.example')
      assert.deepEqual(salesOf(read(message)), [sale])
    })

    test('refunds of a part and of the whole, told in any order and twice, end the same', async () => {
      const [partly, wholly] = [await sell(), await sell()]
      const messages = await heard()
      await current().advance(minute)
      const { currency } = salesOf(read(messages[0]!))[0]!.total
      await current().fake.refund({ remoteId: partly.remoteId, amount: { minor: '100', currency } })
      await current().fake.refund({ remoteId: wholly.remoteId })
      messages.push(...(await heard({ twice: true })))
      for (const order of [messages, messages.toReversed(), [...messages.slice(2), ...messages]]) {
        const known = newest(order)
        const [part, whole] = [known.get(partly.remoteId)!, known.get(wholly.remoteId)!]
        assert.deepEqual([part.state, whole.state], ['paid', 'refunded'])
        assert.deepEqual(
          part.refunds.map(({ amount }) => amount),
          [{ minor: 100n, currency }],
        )
        assert.equal(
          whole.refunds.reduce((sum, { amount }) => sum + amount.minor, 0n),
          whole.total.minor,
        )
      }
    })

    test('altered, unsigned, or without our secret it is forged', async () => {
      await sell()
      const [genuine] = await heard()
      assert.ok(genuine)
      assert.equal(reading(genuine), 'changed')
      const altered = Uint8Array.from(genuine.body)
      altered[altered.length - 2]! ^= 1
      assert.equal(reading({ ...genuine, body: altered }), 'forged')
      assert.equal(reading({ ...genuine, body: new Uint8Array() }), 'forged')
      assert.equal(reading({ ...genuine, body: Buffer.from('{"id":"x"}') }), 'forged')
      const settings = current().settings as Record<string, unknown>
      const blank = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, typeof value === 'string' ? '' : value]))
      assert.equal(reading(genuine, blank as Settings), 'forged')
      assert.equal(reading(genuine, spoil(spoke, current().settings, true)), 'forged')
    })

    test('what nobody knows yet stops nothing, and what cannot be read says why', async () => {
      await sell()
      const [genuine] = await heard()
      const body = JSON.parse(Buffer.from(genuine!.body).toString('utf8')) as Record<string, unknown>
      const bent = (change: Record<string, unknown>): Caught => ({ ...genuine!, body: Buffer.from(JSON.stringify({ ...body, ...change })) })
      assert.equal(salesOf(read(bent({ brand_new_field: { deep: [1] } }))).length, 1)
      for (const message of [bent({ currency: 42 }), { ...genuine!, body: Buffer.from('[]') }]) {
        const [item, ...others] = read(message)
        assert.ok(item && !item.isRead && others.length === 0)
        assert.ok(item.reason.length > 5 && !item.reason.includes('buyer.example'), item.reason)
      }
    })
  })
}
