/** The client against a store with its bad days. The numbers are those of the behaviours recorded from a real store (see README.md). */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { Delivery, SpokeError } from '#kit'
import { type Caught, openStage, publish, readBack } from '#kit/contract-stage.ts'
import { callControl } from '#kit/fake-control.ts'
import { type Fetch, makeFetch } from '#kit/http.ts'
import type { Settings } from './client.ts'
import fake from './fake.ts'
import spoke from './spoke.ts'
import { errorOf, failing, leftOf, make, ownStore, stage, thrown, under, wantedOf } from './testing.ts'

ownStore()

test('6, 8: a listing of ours in the bin comes back with its number, and its buyers keep their files', async () => {
  const wanted = await make()
  const there = (await stage.fake.listings()).find(({ remoteId }) => remoteId === wanted.remoteId)!
  const order = await stage.fake.sell({ lines: [{ remoteId: wanted.remoteId! }], email: 'b@buyer.example', name: 'B' })
  await stage.fake.remove({ remoteId: wanted.remoteId! })
  const again = { ...wanted, remoteId: null, desired: { ...wanted.desired, title: 'Back again' } }
  await publish(stage, [again])
  assert.equal(again.remoteId, wanted.remoteId)
  assert.deepEqual(await leftOf(again), [])
  assert.equal((await stage.fake.download({ orderId: order.remoteId, fileId: there.files[0]!.id }))?.sha256, there.files[0]!.sha256)
})

test("6: another's SKU, in the shop or in its bin, is the seller's to settle; nothing is made", async () => {
  const other = await make()
  const wanted = wantedOf({ sku: other.desired.sku })
  assert.equal((await failing(wanted)).remedy, 'seller')
  await stage.fake.remove({ remoteId: other.remoteId! })
  const error = await failing(wanted)
  assert.deepEqual([error.remedy, /bin/.test(error.message)], ['seller', true])
  assert.equal(
    (await stage.fake.listings()).some(({ title }) => title.includes(wanted.desired.title)),
    false,
  )
})

test('10: one picture that cannot be fetched makes the whole listing fail, with a sentence, and leaves nothing', async () => {
  const wanted = wantedOf({ images: [{ sha256: 'f'.repeat(64), alt: 'nowhere' }] })
  const error = await failing(wanted)
  assert.deepEqual([error.remedy, /fetch the pictures/.test(error.message)], ['seller', true])
  assert.equal((await spoke.findOwn(stage.ctx(), [{ listingId: wanted.listingId, sku: wanted.desired.sku }])).size, 0)
})

test('11: our own write is not taken for a hand edit once its second is over', async () => {
  const wanted = await make()
  const id = wanted.remoteId!
  assert.ok(typeof spoke.readMarks === 'function')
  assert.equal((await spoke.readMarks(stage.ctx(), [id])).get(id), null)
  await stage.advance(5000)
  const mark = (await spoke.readMarks(stage.ctx(), [id])).get(id)
  assert.ok(mark)
  assert.equal((await readBack(stage, [wanted])).get(id)?.mark, mark)
  assert.deepEqual(await publish(stage, [wanted]), { steps: 0, outcomes: [] })
  assert.equal((await spoke.readMarks(stage.ctx(), [id])).get(id), mark)
})

test('15, 20: taking a listing off sale leaves its buyers their files', async () => {
  const wanted = await make()
  const file = (await stage.fake.listings()).find(({ remoteId }) => remoteId === wanted.remoteId)!.files[0]!
  const order = await stage.fake.sell({ lines: [{ remoteId: wanted.remoteId! }], email: 'b@buyer.example', name: 'B' })
  const off = { ...wanted, desired: { ...wanted.desired, isPublished: false } }
  await publish(stage, [off])
  assert.deepEqual(await leftOf(off), [])
  assert.equal((await stage.fake.download({ orderId: order.remoteId, fileId: file.id }))?.sha256, file.sha256)
})

test('15: a file replaced by hand is seen and put right under its old id', async () => {
  const wanted = await make()
  const before = (await stage.fake.listings()).find(({ remoteId }) => remoteId === wanted.remoteId)!
  await stage.fake.edit({ remoteId: wanted.remoteId!, set: { dropFile: before.files[0]!.id } })
  assert.deepEqual(await leftOf(wanted), ['files'])
  await publish(stage, [wanted])
  const after = (await stage.fake.listings()).find(({ remoteId }) => remoteId === wanted.remoteId)!
  assert.deepEqual(after.files.map(({ id }) => id).sort(), before.files.map(({ id }) => id).sort())
})

test('17: a place for files that nobody approved is told with where to approve it', async () => {
  const error = await under('approved-dirs', async () => {
    const elsewhere: Delivery = {
      ...stage.delivery,
      kind: 'address',
      fileUrl: ({ sha256 }) => `https://files.elsewhere.example/a4-${sha256.slice(0, 16)}.pdf`,
      imageUrl: () => '',
    } as Delivery
    return failing(wantedOf({ images: [] }), { delivery: elsewhere })
  })
  assert.deepEqual([error.remedy, /Approved download directories/.test(error.message)], ['seller', true])
})

test('32: a key that may only read is told at the door, and stops a write with the reason', async () => {
  await under('readonly-key', async () => {
    const facts = await spoke.verify(stage.ctx())
    assert.deepEqual([facts.canWrite, facts.warnings.some(text => /Read\/Write/.test(text))], [false, false])
    const error = await failing(wantedOf())
    assert.deepEqual([error.remedy, /may only read/.test(error.message)], ['allow', true])
  })
})

test('32: keys that were taken away mean: connect anew, for reading and for writing', async () => {
  const wanted = await make()
  await under('revoked-keys', async () => {
    assert.equal((await thrown(spoke.readListingsById(stage.ctx(), [wanted.remoteId!]))).remedy, 'reconnect')
    assert.equal((await failing({ ...wanted, desired: { ...wanted.desired, title: 'x' }, remoteId: null })).remedy, 'reconnect')
  })
})

test('33: over plain http the store takes our OAuth signatures, for reads, writes and odd queries', async () => {
  const toLoopback = ((_host: string, options: { all?: boolean }, done: (error: null, address: unknown, family?: number) => void) =>
    options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)) as never
  const fetch = makeFetch({
    rates: null,
    requestClass: 'push',
    now: () => new Date(),
    allowPrivate: true,
    log: { debug: () => {} },
    lookup: toLoopback,
  })
  const fresh = await openStage(spoke, fake, { seed: 5 })
  try {
    const base = fresh.baseUrl.replace('127.0.0.1', 'store.test')
    const ctx = { ...fresh.ctx(), fetch, baseUrl: base }
    await fresh.fake.fault({ name: 'plain-http', times: null })
    const facts = await spoke.verify(ctx)
    assert.deepEqual([facts.canWrite, facts.warnings.some(text => /https/.test(text))], [true, true])
    assert.equal((await spoke.findOwn(ctx, [{ listingId: 'x', sku: "it's (a) *test*!" }])).size, 0)
    const wrong = { ...ctx, settings: { ...ctx.settings, consumerSecret: 'cs_wrong' } }
    assert.equal((await thrown(spoke.readListingsById(wrong, ['1']))).remedy, 'reconnect')
    const late = { ...ctx, now: () => new Date(Date.now() - 20 * 60_000) }
    assert.match((await thrown(spoke.readListingsById(late, ['1']))).message, /clock/)
    // The application password would be readable on the way.
    const [blocked] = await spoke
      .apply(ctx, [
        {
          listingId: 'l',
          remoteId: null,
          sku: 's',
          step: {
            kind: 'put-copy',
            key: 'k',
            says: 'Put',
            fields: ['files'],
            body: { sha256: 'a'.repeat(64), fileName: 'a.pdf' },
            cost: null,
            cannotUndo: null,
            together: null,
          },
        },
      ])
      .catch((error: SpokeError) => [{ state: 'refused', error } as const])
    assert.match(errorOf(blocked).message, /https/)
  } finally {
    await fresh.stop()
  }
})

test('34: without pretty permalinks the seller is told which setting to change', async () => {
  const plain: (real: Fetch) => Fetch = () => async () =>
    new Response('<html>Page not found</html>', { status: 404, headers: { 'content-type': 'text/html' } })
  const error = await thrown(spoke.verify(stage.ctx({ bend: plain })))
  assert.deepEqual([error.remedy, /Permalinks/.test(error.message)], ['seller', true])
  const bare: (real: Fetch) => Fetch = () => async () => Response.json({ name: 'Blog', url: 'https://b.example', namespaces: ['wp/v2'] })
  assert.match((await thrown(spoke.verify(stage.ctx({ bend: bare })))).message, /WooCommerce does not answer/)
})

test('a host that keeps the Authorization header to itself is helped by keys in the query, over https alone', async () => {
  const asked: string[] = []
  const strip: Fetch = async (url, init) => {
    asked.push(url)
    const isKnown = new URL(url).searchParams.get('consumer_secret') === stage.settings.consumerSecret
    const headers = new Headers(init?.headers)
    assert.ok(!isKnown || !headers.has('authorization'))
    return isKnown
      ? Response.json([])
      : Response.json(
          { code: 'woocommerce_rest_cannot_view', message: 'Sorry, you cannot list resources.', data: { status: 401 } },
          { status: 401 },
        )
  }
  const ctx = { ...stage.ctx(), settings: { ...stage.settings }, baseUrl: 'https://store.example', fetch: strip }
  assert.equal((await spoke.findOwn(ctx, [{ listingId: 'x', sku: 'y' }])).size, 0)
  await spoke.findOwn(ctx, [{ listingId: 'x', sku: 'y' }])
  assert.equal(asked.length, 3)
  const plain = { ...ctx, settings: { ...stage.settings }, baseUrl: 'http://127.0.0.1:1' }
  assert.equal((await thrown(spoke.findOwn(plain, [{ listingId: 'x', sku: 'y' }]))).remedy, 'reconnect')
  assert.equal(asked.length, 4)
})

test('35: the consent page hands over a key that works', async () => {
  const posts: { body: string; query: URLSearchParams }[] = []
  const callback = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += String(part)
    posts.push({ body, query: new URL(request.url ?? '', 'http://x').searchParams })
    response.writeHead(200).end()
  })
  await new Promise<void>(resolve => callback.listen(0, '127.0.0.1', resolve))
  try {
    await stage.fake.fault({ name: 'http-callback', times: null })
    const home = `http://127.0.0.1:${(callback.address() as AddressInfo).port}`
    assert.ok('start' in spoke.authorise)
    const { authorise } = spoke
    const asking = { baseUrl: stage.baseUrl, callbackUrl: `${home}/cb?c=1`, given: {} }
    const consent = await fetch(authorise.start({ ...asking, returnUrl: `${home}/back`, access: 'write', state: 'abc-123_X' }).url)
    const link = /href="([^"]+access_granted[^"]+)"/.exec(await consent.text())?.[1]?.replaceAll('&amp;', '&')
    assert.ok(link)
    await fetch(new URL(link, stage.baseUrl), { redirect: 'manual' })
    await fetch(new URL(link, stage.baseUrl), { redirect: 'manual' })
    assert.equal(posts.length, 2, 'the link may be used again, and then a second key comes')
    for (const { body, query } of posts) {
      assert.equal(authorise.stateOf(body, query), 'abc-123_X')
      const settings = await authorise.finish(stage.ctx(), { ...asking, body, query, keep: null })
      assert.equal((await spoke.verify({ ...stage.ctx(), settings })).canWrite, true)
    }
  } finally {
    await stage.fake.clearFaults()
    callback.close()
  }
})

const hooksOf = async () => (await callControl(stage.controlUrl, 'hooks')) as { id: number; status: string; topic: string }[]

test('39, 44: a webhook that the store gave up on is made anew, since activating it would leave it on a hair trigger', async () => {
  assert.ok(typeof spoke.keepHooks === 'function' && typeof spoke.readHook === 'function')
  stage.caught.length = 0
  const ctx = stage.ctx()
  await spoke.keepHooks(ctx, stage.hookAddress)
  const pings = stage.caught.filter(
    ({ headers, body }: Caught) =>
      (spoke.readHook as (s: Settings, h: Headers, b: Uint8Array) => string)(stage.settings, headers, body) === 'ping',
  )
  assert.ok(pings.length >= 1)
  const dead = (await hooksOf())[0]!
  await makeDead(dead.id)
  assert.equal((await hooksOf()).find(({ id }) => id === dead.id)?.status, 'disabled')
  const { mended } = await spoke.keepHooks(ctx, stage.hookAddress)
  assert.equal(mended.length, 1)
  assert.match(mended[0]!, /stopped telling us/)
  const hooks = await hooksOf()
  assert.equal(
    hooks.some(({ id }) => id === dead.id),
    false,
  )
  assert.ok(hooks.every(({ status }) => status === 'active') && hooks.length === 5)
  assert.ok(typeof spoke.dropHooks === 'function')
  await spoke.dropHooks(ctx)
  assert.equal((await hooksOf()).length, 0)
})

/** The store itself puts it to 'disabled' after seven failures; here its key does. */
async function makeDead(id: number): Promise<void> {
  const { consumerKey, consumerSecret } = stage.settings
  const response = await fetch(`${stage.baseUrl}/wp-json/wc/v3/webhooks/${id}`, {
    method: 'PUT',
    headers: { authorization: `Basic ${btoa(`${consumerKey}:${consumerSecret}`)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ status: 'disabled' }),
  })
  assert.equal(response.status, 200)
}

test('30, 44: the webhooks of others, and of another installation, are not touched', async () => {
  const others: Settings = { ...stage.settings, hookSecret: 'another-installation-secret' }
  assert.ok(typeof spoke.keepHooks === 'function' && typeof spoke.dropHooks === 'function')
  await spoke.keepHooks(stage.ctx({ settings: others }), `${stage.hookAddress}-other`)
  await spoke.keepHooks(stage.ctx(), stage.hookAddress)
  await spoke.dropHooks(stage.ctx())
  assert.equal((await hooksOf()).length, 5)
  await spoke.dropHooks(stage.ctx({ settings: others }))
  assert.equal((await hooksOf()).length, 0)
})

test("a firewall's page, a maintenance page and a slow store are passing faults; a write then is unknown or was not done", async () => {
  const wanted = await make()
  for (const value of [503, 403]) {
    const error = await under('html', () => thrown(spoke.readListingsById(stage.ctx(), [wanted.remoteId!])), value)
    assert.ok(error.remedy === 'retry' || error.remedy === 'wait', `${value}: ${error.remedy}`)
  }
  const changed = { ...wanted, desired: { ...wanted.desired, title: 'Changed in the dark' } }
  await stage.fake.fault({ name: 'halves', times: 1, on: 'POST /wp-json/wc/v3/products/batch' })
  assert.equal((await failing(changed)).isUnknown, true)
  await stage.fake.clearFaults()
  assert.deepEqual(await leftOf(changed), [], 'the store had done it')
})
