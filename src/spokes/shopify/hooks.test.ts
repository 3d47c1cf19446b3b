/** Hooks: who may have sent one, what becomes of one that nobody answers, and the three topics about people. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { signBase64 } from '#kit'
import { dropHooks, keepHooks, readHook, topics } from './hooks.ts'
import { openStore, type Store, thrown } from './testing.ts'

let store: Store
before(async () => {
  store = await openStore()
})
after(() => store.stage.stop())

const minute = 60_000
const settings = { clientId: 'f'.repeat(32), clientSecret: 'shpss_the-secret-of-the-app' }
const body = new TextEncoder().encode('{"id":1}')
const headers = (given: Record<string, string>) => new Headers(given)

test('both families of header names are read, and either one must be signed', () => {
  const signature = signBase64(settings.clientSecret, body)
  assert.equal(readHook(settings, headers({ 'X-Shopify-Hmac-SHA256': signature, 'X-Shopify-Topic': 'orders/paid' }), body), 'changed')
  assert.equal(readHook(settings, headers({ 'Shopify-Hmac-Sha256': signature, 'Shopify-Topic': 'orders/paid' }), body), 'changed')
  assert.equal(readHook(settings, headers({ 'X-Shopify-Hmac-SHA256': 'AAAA', 'Shopify-Hmac-Sha256': signature }), body), 'forged')
  assert.equal(readHook(settings, headers({}), body), 'forged')
})

test('for the hour after a change of the secret the one before is taken, when she gave it', () => {
  const old = headers({ 'X-Shopify-Hmac-SHA256': signBase64('shpss_the-one-before-it', body) })
  assert.equal(readHook(settings, old, body), 'forged')
  assert.equal(readHook({ ...settings, previousSecret: 'shpss_the-one-before-it' }, old, body), 'changed')
  assert.equal(readHook({ ...settings, previousSecret: '' }, headers({ 'X-Shopify-Hmac-SHA256': signBase64('', body) }), body), 'forged')
})

test('the three topics about people are told apart from sales, and must be signed as well', () => {
  for (const topic of ['customers/data_request', 'customers/redact', 'shop/redact']) {
    const signed = { 'X-Shopify-Hmac-SHA256': signBase64(settings.clientSecret, body), 'X-Shopify-Topic': topic }
    assert.equal(readHook(settings, headers(signed), body), 'privacy')
    assert.equal(readHook(settings, headers({ ...signed, 'X-Shopify-Hmac-SHA256': 'x' }), body), 'forged')
  }
})

test('the shop itself sends them genuine: with the new names, with the old secret, and about people', async () => {
  const { stage, verb } = store
  await keepHooks(stage.ctx(), stage.hookAddress)
  const told = async () => {
    stage.caught.length = 0
    await stage.fake.sell({ lines: [{ remoteId: '1', title: 'A pattern' }], email: null, name: 'B' })
    await stage.fake.deliver()
    return stage.caught.map(({ headers: got, body: raw }) => readHook(stage.settings, got, raw))
  }
  assert.deepEqual(await told(), ['changed', 'changed'])
  await store.change({ hookHeaders: 'Shopify' })
  assert.deepEqual(await told(), ['changed', 'changed'])
  assert.equal(stage.caught[0]!.headers.has('x-shopify-topic'), false)
  await store.change({ hookHeaders: 'X-Shopify' })
  stage.caught.length = 0
  await verb('privacy', { topic: 'customers/redact', address: stage.hookAddress })
  assert.deepEqual(
    stage.caught.map(({ headers: got, body: raw }) => readHook(stage.settings, got, raw)),
    ['privacy'],
  )
  const { clientSecret, previousSecret } = (await verb('rotate')) as { clientSecret: string; previousSecret: string }
  await store.under('old-secret-signs', told)
  const [hook] = stage.caught
  assert.equal(readHook({ ...stage.settings, clientSecret }, hook!.headers, hook!.body), 'forged')
  assert.equal(readHook({ ...stage.settings, clientSecret, previousSecret }, hook!.headers, hook!.body), 'changed')
})

test('two for the same are made one, and one that leads elsewhere is moved, each said in words', async () => {
  const other = await openStore({}, 10)
  try {
    const { stage } = other
    await keepHooks(stage.ctx(), stage.hookAddress)
    const twin =
      'mutation H($t: WebhookSubscriptionTopic!, $w: WebhookSubscriptionInput!) { webhookSubscriptionCreate(topic: $t, webhookSubscription: $w) { userErrors { message } } }'
    await other.raw(twin, { t: 'ORDERS_PAID', w: { uri: `${stage.hookAddress}/old` } })
    assert.match(JSON.stringify((await other.raw(twin, { t: 'ORDERS_PAID', w: { uri: stage.hookAddress } })).body), /already been taken/)
    const { mended } = await keepHooks(stage.ctx(), stage.hookAddress)
    assert.deepEqual(mended, ['The shop told us of “ORDERS_PAID” 2 times; now once.'])
    assert.deepEqual(
      ((await other.verb('hooks')) as { uri: string }[]).map(({ uri }) => uri),
      topics.map(() => stage.hookAddress),
    )
    await dropHooks(stage.ctx())
    assert.deepEqual(await other.verb('hooks'), [])
  } finally {
    await other.stage.stop()
  }
})

test('one that nobody answers is tried eight times in four hours, then its subscription is gone; the next sweep makes it anew', async () => {
  const other = await openStore({}, 9)
  try {
    const { stage, verb } = other
    const nowhere = 'http://127.0.0.1:9/hooks/1'
    await keepHooks(stage.ctx(), nowhere)
    await stage.fake.sell({ lines: [{ remoteId: '1', title: 'A pattern' }], email: null, name: 'B' })
    const paid = async () => ((await verb('hooks')) as { topic: string; waiting: number }[]).find(({ topic }) => topic === 'ORDERS_PAID')
    for (let tries = 1; tries < 8; tries++) {
      await stage.fake.deliver()
      assert.equal((await paid())?.waiting, 1, `after ${tries} tries`)
    }
    await stage.fake.deliver()
    assert.equal(await paid(), undefined)
    assert.equal(((await verb('hooks')) as unknown[]).length, topics.length - 2, 'orders/updated went the same way')
    const report = await keepHooks(stage.ctx(), nowhere)
    assert.deepEqual([report.count, report.mended.length], [topics.length, 2])
    assert.ok(report.mended.every(text => /did not tell us/.test(text)))
    await stage.advance(5 * 60 * minute)
  } finally {
    await other.stage.stop()
  }
})

test('an address without https is refused, as the real one does, and said', async () => {
  const error = await store.under('https-only', () => thrown(keepHooks(store.stage.ctx(), 'http://hub.example/hooks/1')))
  assert.deepEqual([error.remedy, /Address is invalid/.test(error.message)], ['seller', true])
})
