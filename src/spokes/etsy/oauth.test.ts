/** Consent as the seller gives it in her browser, against a page that is as strict as Etsy's. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCannot } from '#kit'
import { makeFetch } from '#kit/http.ts'
import { access, home } from './oauth.ts'
import type { Settings } from './settings.ts'
import spoke from './spoke.ts'
import { ownShop, stage, thrown, under, verb } from './testing.ts'

const { authorise, tokens } = spoke
assert.ok(!isCannot(authorise) && tokens !== null)
const callbackUrl = 'http://localhost:4400/connect/etsy'
const state = 'abc_DEF-123'
const now = () => new Date()
const reach = { now, fetch: makeFetch({ rates: null, requestClass: 'push', now, allowPrivate: true, log: { debug: () => {} } }) }
let baseUrl: string
let settings: Settings
let given: { keystring: string; sharedSecret: string }
ownShop(async () => {
  baseUrl = stage.baseUrl
  settings = stage.settings
  given = { keystring: settings.keystring, sharedSecret: settings.sharedSecret }
  await verb('app', { callbacks: [callbackUrl] })
})

const begin = (change: { callbackUrl?: string; given?: typeof given } = {}) =>
  authorise.start({ baseUrl, callbackUrl, given, returnUrl: `${baseUrl}/shops/`, state, access: 'write' as const, ...change })

/** Presses a button on the page. @returns the query that Etsy sends back. */
async function press(url: string, answer: 'grant' | 'deny'): Promise<URLSearchParams> {
  const body = new URLSearchParams(new URL(url).search)
  body.set('answer', answer)
  const response = await fetch(`${baseUrl}/oauth/connect`, { method: 'POST', body, redirect: 'manual' })
  assert.equal(response.status, 302)
  const back = new URL(response.headers.get('location')!)
  assert.equal(`${back.origin}${back.pathname}`, callbackUrl)
  return back.searchParams
}
const finish = (
  query: URLSearchParams,
  keep: ReturnType<typeof begin>['keep'],
  change: { callbackUrl?: string; given?: typeof given } = {},
) => authorise.finish(reach, { baseUrl, callbackUrl, given, body: '', query, keep, ...change })

test('at Etsy itself people are asked on www.etsy.com, with PKCE and the scopes that are needed, and no secret in the address', () => {
  const url = new URL(begin().url.replace(baseUrl, home))
  const real = new URL(authorise.start({ baseUrl: home, callbackUrl, given, returnUrl: '', state, access: 'write' }).url)
  assert.equal(real.origin, 'https://www.etsy.com')
  assert.equal(real.pathname, url.pathname)
  assert.deepEqual([...real.searchParams.keys()].sort(), [
    'client_id',
    'code_challenge',
    'code_challenge_method',
    'redirect_uri',
    'response_type',
    'scope',
    'state',
  ])
  assert.equal(real.searchParams.get('scope'), [...access.read, ...access.write].map(({ name }) => name).join(' '))
  assert.equal(real.href.includes(settings.sharedSecret), false)
  assert.notDeepEqual(begin().keep, begin().keep, 'another word each time')
})

test('granted: the code becomes tokens and the shop is known; a code serves once', async () => {
  const { url, keep } = begin()
  assert.match(await (await fetch(url)).text(), /Grant access/)
  const query = await press(url, 'grant')
  assert.equal(authorise.stateOf('', query), state)
  const made = await finish(query, keep)
  assert.deepEqual([made.shopId, made.keystring, made.hookSecret], [settings.shopId, settings.keystring, undefined])
  assert.ok(made.expiresAt > Date.now() + 3_500_000)
  await spoke.verify(stage.ctx({ settings: made }))
  assert.equal((await thrown(finish(query, keep))).remedy, 'reconnect')
})

test('denied is told in her words', async () => {
  const { url, keep } = begin()
  const error = await thrown(finish(await press(url, 'deny'), keep))
  assert.deepEqual([error.remedy, /Grant access/.test(error.message)], ['seller', true])
  assert.equal((await thrown(finish(new URLSearchParams({ state }), keep))).remedy, 'bug')
})

test('the wrong PKCE word, another address, another app: no tokens, and no secret in the error', async () => {
  const attempts = [
    async () => finish(await press(begin().url, 'grant'), begin().keep),
    async () => {
      const { url, keep } = begin()
      return finish(await press(url, 'grant'), keep, { callbackUrl: `${callbackUrl}/` })
    },
    async () => {
      const { url, keep } = begin()
      return finish(await press(url, 'grant'), keep, { given: { ...given, sharedSecret: 'wrongsecret' } })
    },
  ]
  for (const attempt of attempts) {
    const error = await thrown(attempt())
    assert.equal(error.remedy, 'reconnect')
    assert.doesNotMatch(error.message, new RegExp(`${settings.sharedSecret}|wrongsecret`))
  }
})

test('the page refuses an address that is not registered to the letter, an unknown app, and an asking without PKCE', async () => {
  const { url } = begin()
  const changed = (name: string, value: string) => {
    const other = new URL(url)
    other.searchParams.set(name, value)
    return other.href
  }
  assert.equal((await fetch(url)).status, 200)
  for (const [name, value] of [
    ['redirect_uri', `${callbackUrl}/`],
    ['redirect_uri', 'http://127.0.0.1:4400/connect/etsy'],
    ['client_id', 'unknown'],
    ['code_challenge', ''],
    ['code_challenge_method', 'plain'],
    ['scope', 'everything'],
    ['state', ''],
    ['response_type', 'token'],
  ] as const)
    assert.deepEqual([name, (await fetch(changed(name, value))).status], [name, 400])
})

test('a renewal word serves once: with the old one nothing is renewed, with the new one it is; so it is kept before it is used', async () => {
  const first = await finish(await press(...granted()), kept)
  const second = await tokens.renew(stage.ctx({ settings: first }))
  assert.notEqual(second.refreshToken, first.refreshToken)
  assert.equal((await thrown(tokens.renew(stage.ctx({ settings: first })))).remedy, 'reconnect')
  assert.equal(
    (await thrown(spoke.verify({ ...stage.ctx({ settings: first }), keys: async () => first, keysAfter: async () => first }))).remedy,
    'reconnect',
  )
  const third = await tokens.renew(stage.ctx({ settings: second }))
  await spoke.verify(stage.ctx({ settings: third }))
})
let kept: ReturnType<typeof begin>['keep'] = null
function granted(): [string, 'grant'] {
  const { url, keep } = begin()
  kept = keep
  return [url, 'grant']
}

test('renewing while Etsy is away or busy means: again; taken away by the seller means: connect anew', async () => {
  const renew = () => thrown(tokens.renew(stage.ctx()))
  assert.equal((await under('failures', renew, { times: 1 })).remedy, 'retry')
  assert.equal((await under('throttles', renew, { times: 1 })).remedy, 'retry')
  assert.equal((await under('html', renew, { times: 1 })).remedy, 'retry')
  assert.equal((await under('revoked', renew)).remedy, 'reconnect')
})

test('a grant for less than is needed is connected with a warning, and may not write', async () => {
  const narrow = new URL(begin().url)
  const { url, keep } = begin()
  narrow.search = new URL(url).search
  narrow.searchParams.set('scope', 'shops_r listings_r')
  const made = await finish(await press(narrow.href, 'grant'), keep)
  const facts = await spoke.verify(stage.ctx({ settings: made }))
  assert.equal(facts.canWrite, false)
  assert.match(facts.warnings.join(' '), /transactions_r/)
  const error = await thrown(
    Promise.resolve(spoke.readSales).then(read => (isCannot(read) ? null : read(stage.ctx({ settings: made }), null))),
  )
  assert.deepEqual([error.remedy, /allow all that is asked/.test(error.message)], ['reconnect', true])
})
