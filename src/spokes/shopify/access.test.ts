/** Keys: fetched, renewed, refused; and the consent page from the press to the settings. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { isCannot, signHex } from '#kit'
import { authorise, tokens } from './access.ts'
import type { Settings } from './client.ts'
import spoke from './spoke.ts'
import { openStore, type Store, thrown } from './testing.ts'

let store: Store
let given: { clientId: string; clientSecret: string }
before(async () => {
  store = await openStore()
  const { clientId, clientSecret } = store.stage.settings
  given = { clientId, clientSecret }
})
after(() => store.stage.stop())

const callbackUrl = 'https://hub.example/connect/answer'
const hour = 3_600_000

/** Presses the button on the shop's own page. @returns where it sends her. */
async function consent(state = 'abc-123_X'): Promise<URL> {
  const { url } = authorise.start({
    baseUrl: store.stage.baseUrl,
    callbackUrl,
    given,
    state,
    access: 'write',
    returnUrl: 'https://hub.example/',
  })
  const page = await fetch(url)
  assert.equal(page.status, 200)
  assert.match(await page.text(), /write_products/)
  const answer = await fetch(url, { method: 'POST', body: new URL(url).searchParams, redirect: 'manual' })
  assert.equal(answer.status, 302)
  return new URL(answer.headers.get('location') ?? '')
}
const finish = (query: URLSearchParams) =>
  authorise.finish(store.stage.ctx(), { baseUrl: store.stage.baseUrl, callbackUrl, given, body: '', query, keep: null })

test('client credentials: a token for a day, fetched again before it ends, and the same settings beside it', async () => {
  const ctx = store.stage.ctx()
  const keys = await ctx.keys()
  assert.match(keys.accessToken ?? '', /^shpat_/)
  const lastsMs = Date.parse(keys.expiresAt ?? '') - ctx.now().getTime()
  assert.ok(lastsMs > 23.9 * hour && lastsMs <= 24 * hour, `${lastsMs}`)
  assert.deepEqual([keys.clientId, keys.clientSecret], [given.clientId, given.clientSecret])
})

test('the consent page sends her back to the very address, signed; its answer becomes keys that renew themselves', async () => {
  const to = await consent()
  assert.equal(to.origin + to.pathname, callbackUrl)
  assert.equal(authorise.stateOf('', to.searchParams), 'abc-123_X')
  const settings = spoke.settings.schema.parse(await finish(to.searchParams))
  assert.match(settings.refreshToken ?? '', /^shprt_/)
  assert.equal((await spoke.verify(store.stage.ctx({ settings }))).canWrite, true)
  const next = await tokens.renew(store.stage.ctx({ settings }))
  assert.notEqual(next.refreshToken, settings.refreshToken)
  assert.notEqual(next.accessToken, settings.accessToken)
})

test('a lost answer to a renewal shuts nobody out: the word before serves until the new one is used, and not after', async () => {
  const settings = (await finish((await consent()).searchParams)) as Settings
  const lost = await tokens.renew(store.stage.ctx({ settings }))
  const again = await tokens.renew(store.stage.ctx({ settings }))
  assert.notEqual(again.refreshToken, lost.refreshToken)
  const used = await tokens.renew(store.stage.ctx({ settings: again }))
  assert.equal((await thrown(tokens.renew(store.stage.ctx({ settings })))).remedy, 'reconnect')
  assert.ok(used.refreshToken)
})

test('an answer that was altered, signed with another secret, for another shop or used before is not taken', async () => {
  const to = await consent()
  const altered = new URLSearchParams(to.searchParams)
  altered.set('code', '0'.repeat(32))
  assert.equal((await thrown(finish(altered))).remedy, 'bug')
  const unsigned = new URLSearchParams(to.searchParams)
  unsigned.delete('hmac')
  assert.equal((await thrown(finish(unsigned))).remedy, 'bug')
  const foreign = new URLSearchParams(to.searchParams)
  foreign.delete('hmac')
  foreign.set('shop', 'evil.example')
  foreign.sort()
  foreign.set('hmac', signHex(given.clientSecret, foreign.toString()))
  assert.match((await thrown(finish(foreign))).message, /names no shop/)
  await finish(to.searchParams)
  assert.equal((await thrown(finish(to.searchParams))).remedy, 'reconnect', 'a code serves once')
})

test('another shop than the one she named is refused, and so is an answer of another day', async () => {
  const signed = (change: Record<string, string>) => {
    const query = new URLSearchParams({
      code: 'c',
      host: 'h',
      shop: 'mine.myshopify.com',
      state: 's',
      timestamp: String(Math.floor(Date.now() / 1000)),
      ...change,
    })
    query.sort()
    query.set('hmac', signHex(given.clientSecret, query.toString()))
    return query
  }
  const at = (query: URLSearchParams) =>
    authorise.finish(store.stage.ctx(), { baseUrl: 'https://other.myshopify.com', callbackUrl, given, body: '', query, keep: null })
  assert.match((await thrown(at(signed({})))).message, /another shop/)
  assert.match((await thrown(at(signed({ shop: 'other.myshopify.com', timestamp: '1700000000' })))).message, /another day/)
  assert.equal((await thrown(at(new URLSearchParams({ error: 'access_denied', state: 's' })))).remedy, 'seller')
})

test('the page itself refuses an address that is not registered, and an app that it does not know', async () => {
  await store.change({ redirects: ['https://registered.example/'] })
  const ask = (asked: string) =>
    fetch(authorise.start({ baseUrl: store.stage.baseUrl, callbackUrl: asked, given, state: 's', access: 'write', returnUrl: '' }).url)
  assert.equal((await ask(callbackUrl)).status, 400)
  assert.equal((await ask('https://registered.example/')).status, 200)
  await store.change({ redirects: [] })
  const stranger = authorise.start({
    access: 'write',
    baseUrl: store.stage.baseUrl,
    callbackUrl,
    given: { clientId: 'f'.repeat(32) },
    state: 's',
    returnUrl: '',
  })
  assert.equal((await fetch(stranger.url)).status, 400)
})

test('an app of another organisation, a wrong secret and an app that was taken off say in words what to do', async () => {
  await store.change({ isSameOrganisation: false })
  const other = await thrown(tokens.renew(store.stage.ctx()))
  await store.change({ isSameOrganisation: true })
  assert.deepEqual([other.remedy, /same organisation/.test(other.message)], ['reconnect', true])
  const wrong = await thrown(
    tokens.renew(store.stage.ctx({ settings: { ...store.stage.settings, clientSecret: 'shpss_00000000000000000000' } })),
  )
  assert.deepEqual([wrong.remedy, /client secret/.test(wrong.message)], ['reconnect', true])
  const gone = await store.under('uninstalled', () => thrown(spoke.verify(store.stage.ctx())))
  assert.equal(gone.remedy, 'reconnect')
  await spoke.verify(store.stage.ctx())
})

test('a token that was pasted does not run out, and is not renewed before the shop refuses it', async () => {
  const { accessToken } = await store.stage.ctx().keys()
  const pasted = { ...given, accessToken }
  assert.equal(tokens.expireAt(pasted), null)
  assert.equal((await spoke.verify(store.stage.ctx({ settings: pasted }))).canWrite, true)
  assert.equal(tokens.expireAt(given)?.getTime(), 0)
})

test('the form refuses what cannot be keys, with a sentence', () => {
  for (const wrong of [
    { clientId: 'x', clientSecret: 'shpss_0123456789abcdef' },
    { clientId: '0'.repeat(32), clientSecret: 'short' },
  ]) {
    const { success, error } = spoke.settings.schema.safeParse(wrong)
    assert.equal(success, false)
    assert.match(error?.issues[0]?.message ?? '', /client ID|client secret/)
  }
  assert.equal(isCannot(spoke.authorise), false)
})

test('what the app is not allowed is said at the first look, with what it costs', async () => {
  await store.change({ scopes: ['read_products', 'read_orders'] })
  const { canWrite, warnings } = await spoke.verify(store.stage.ctx())
  await store.change({
    scopes: [
      'write_products',
      'write_publications',
      'write_files',
      'read_orders',
      'read_all_orders',
      'write_merchant_managed_fulfillment_orders',
    ],
  })
  assert.equal(canWrite, false)
  for (const word of ['read_publications', '60 days', 'Shopify Payments'])
    assert.ok(
      warnings.some(text => text.includes(word)),
      word,
    )
  const fuller = await spoke.verify(store.stage.ctx())
  assert.equal(fuller.canWrite, true)
  assert.ok(!fuller.warnings.some(text => text.includes('60 days')))
})
