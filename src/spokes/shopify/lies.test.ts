/** Each lie would be noticed: what the hub compares is read from the shop, and shows a difference that stays, or a sale too many or too few. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { money } from '#kit'
import { picture, publish, readBack } from '#kit/contract-stage.ts'
import type { Fetch } from '#kit/http.ts'
import type { Answer, Lie } from '#kit/lie.ts'
import { lies } from './lies.ts'
import { readSales } from './sales.ts'
import { openStore, type Store } from './testing.ts'

/** The lie on the wire between the client and the shop. */
const told =
  ({ make }: Lie): ((real: Fetch) => Fetch) =>
  real => {
    const meddling = make()
    return async (url, init) => {
      if (init?.body instanceof ReadableStream) return real(url, init)
      const { pathname, origin } = new URL(url)
      const exchange = { method: init?.method ?? 'GET', path: pathname, headers: {}, body: Buffer.from(String(init?.body ?? '')) }
      const pass = async (change: { path?: string; body?: Buffer } = {}): Promise<Answer> => {
        const response = await real(`${origin}${change.path ?? pathname}`, {
          ...init,
          body: (change.body ?? exchange.body).toString('utf8'),
        })
        return { status: response.status, headers: Object.fromEntries(response.headers), body: Buffer.from(await response.arrayBuffer()) }
      }
      const { status, headers, body } = await meddling(exchange, pass)
      delete headers['content-length']
      return new Response(new Uint8Array(body), { status, headers: headers as Record<string, string> })
    }
  }

async function under(lie: string, act: (store: Store, ctx: ReturnType<Store['stage']['ctx']>) => Promise<void>): Promise<void> {
  const store = await openStore({}, 21)
  try {
    // Keys are fetched on the true line.
    await store.token()
    await act(store, store.stage.ctx({ bend: told(lies[lie]!) }))
  } finally {
    await store.stage.stop()
  }
}
const salesOf = async (ctx: ReturnType<Store['stage']['ctx']>) =>
  (await readSales(ctx, null)).items.flatMap(item => (item.isRead ? [item.sale] : []))

for (const lie of ['ignores-price', 'deaf'])
  test(`${lie}: the difference stays after the step, so nothing is proven`, () =>
    under(lie, async (store, ctx) => {
      const wanted = await store.make({ images: [] })
      const changed = { ...wanted, desired: { ...wanted.desired, price: money(999n, 'EUR') } }
      const { outcomes } = await publish(store.stage, [changed], { ctx, rounds: 3 })
      assert.ok(
        outcomes.every(({ state }) => state === 'done'),
        'the shop says that it was done',
      )
      assert.deepEqual(await store.left(changed), ['price'])
      assert.equal((await readBack(store.stage, [changed], ctx)).get(wanted.remoteId!)!.content.price.minor, wanted.desired.price.minor)
    }))

test('stays-hidden and hides-pictures: what shoppers see is read, not what was answered', async () => {
  await under('stays-hidden', async (store, ctx) => {
    const wanted = store.wantedOf({ images: [] })
    await publish(store.stage, [wanted], { ctx, rounds: 4 })
    assert.deepEqual(await store.left(wanted), ['isPublished'])
  })
  await under('hides-pictures', async (store, ctx) => {
    const wanted = store.wantedOf({ images: [{ sha256: store.stage.keep(picture(77), 'image/png'), alt: 'x' }] })
    await publish(store.stage, [wanted], { ctx, rounds: 4 })
    const seen = (await readBack(store.stage, [wanted], ctx)).get(wanted.remoteId!)!
    assert.deepEqual(seen.content.images, [{ sha256: '0000000000000000', alt: 'x' }])
  })
})

test('doubles-listings: the second is a listing more at the far side, with the same SKU', () =>
  under('doubles-listings', async (store, ctx) => {
    const wanted = store.wantedOf({ images: [] })
    await publish(store.stage, [wanted], { ctx })
    assert.equal((await store.stage.fake.listings()).filter(({ sku }) => sku === wanted.desired.sku).length, 2)
  }))

test('hides-hand-edits: the far side shows another title than the hub reads', () =>
  under('hides-hand-edits', async (store, ctx) => {
    const wanted = await store.make({ images: [] })
    const seen = async () => (await readBack(store.stage, [wanted], ctx)).get(wanted.remoteId!)!.content.title
    const before = await seen()
    await store.stage.fake.edit({ remoteId: wanted.remoteId!, set: { title: 'By hand' } })
    assert.equal(await seen(), before)
  }))

test('hides-sales, repeats-sales and hides-refunds: one sale becomes none, two, or one that was never refunded', async () => {
  const sell = async (store: Store) => {
    const wanted = await store.make({ images: [] })
    const sold = await store.stage.fake.sell({ lines: [{ remoteId: wanted.remoteId! }], email: null, name: 'A' })
    await store.stage.fake.refund({ remoteId: sold.remoteId })
  }
  await under('hides-sales', async (store, ctx) => {
    await sell(store)
    assert.deepEqual(await salesOf(ctx), [])
  })
  await under('repeats-sales', async (store, ctx) => {
    await sell(store)
    assert.equal((await salesOf(ctx)).length, 2)
  })
  await under('hides-refunds', async (store, ctx) => {
    await sell(store)
    assert.deepEqual(
      (await salesOf(ctx)).map(({ state, refunds }) => [state, refunds.length]),
      [['paid', 0]],
    )
  })
})

test('each lie is told in a sentence and is tried here', () => {
  assert.deepEqual(Object.keys(lies).sort(), [
    'deaf',
    'doubles-listings',
    'hides-hand-edits',
    'hides-pictures',
    'hides-refunds',
    'hides-sales',
    'ignores-price',
    'repeats-sales',
    'stays-hidden',
  ])
  for (const { says } of Object.values(lies)) assert.match(says, /^the shop /)
})
