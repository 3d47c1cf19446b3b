/** Consent as the seller gives it in her browser, against a page that is as strict as Gumroad's; and what a token may do. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCannot } from '#kit'
import { makeFetch } from '#kit/http.ts'
import { home } from './oauth.ts'
import type { Settings } from './settings.ts'
import spoke from './spoke.ts'
import { ownShop, stage, thrown, under, verb } from './testing.ts'

const { authorise } = spoke
assert.ok(!isCannot(authorise))
const callbackUrl = 'http://localhost:4400/connect/gumroad'
const state = 'abc_DEF-123'
const now = () => new Date()
const reach = { now, fetch: makeFetch({ rates: null, requestClass: 'push', now, allowPrivate: true, log: { debug: () => {} } }) }
let baseUrl: string
let given: { applicationId: string; applicationSecret: string }
ownShop(async () => {
  baseUrl = stage.baseUrl
  const { applicationId = '', applicationSecret = '' } = stage.settings
  given = { applicationId, applicationSecret }
  await verb('app', { callbacks: [callbackUrl] })
})

const begin = (change: { callbackUrl?: string; given?: typeof given } = {}) =>
  authorise.start({ baseUrl, callbackUrl, given, returnUrl: `${baseUrl}/shops/`, state, access: 'write' as const, ...change })

/** Presses a button on the page. @returns the query that Gumroad sends back. */
async function press(url: string, answer: 'grant' | 'deny'): Promise<URLSearchParams> {
  const body = new URLSearchParams(new URL(url).search)
  body.set('answer', answer)
  const response = await fetch(`${baseUrl}/oauth/authorize`, { method: 'POST', body, redirect: 'manual' })
  assert.equal(response.status, 302)
  const back = new URL(response.headers.get('location')!)
  assert.equal(`${back.origin}${back.pathname}`, callbackUrl)
  return back.searchParams
}
const finish = (query: URLSearchParams, change: { callbackUrl?: string; given?: typeof given } = {}) =>
  authorise.finish(reach, { baseUrl, callbackUrl, given, body: '', query, keep: null, ...change })

test('at Gumroad itself people are asked on gumroad.com, for one scope at first and two later, and no secret is in the address', () => {
  const real = new URL(authorise.start({ baseUrl: home, callbackUrl, given, returnUrl: '', state, access: 'write' }).url)
  assert.equal(`${real.origin}${real.pathname}`, 'https://gumroad.com/oauth/authorize')
  assert.equal(real.searchParams.get('scope'), 'edit_products view_sales')
  const first = new URL(authorise.start({ baseUrl: home, callbackUrl, given, returnUrl: '', state, access: 'read' }).url)
  assert.equal(first.searchParams.get('scope'), 'view_sales')
  assert.equal(real.href.includes(given.applicationSecret), false)
})

test('granted: the code becomes a token that does all that is needed; a code serves once', async () => {
  const { url } = begin()
  assert.match(await (await fetch(url)).text(), /Authorize/)
  const query = await press(url, 'grant')
  assert.equal(authorise.stateOf('', query), state)
  const made = await finish(query)
  const facts = await spoke.verify(stage.ctx({ settings: made }))
  assert.deepEqual([facts.canWrite, facts.warnings], [true, []])
  assert.equal((await thrown(finish(query))).remedy, 'reconnect')
})

test('denied is told in her words; an answer without a code is none', async () => {
  const error = await thrown(finish(await press(begin().url, 'deny')))
  assert.deepEqual([error.remedy, /Authorize/.test(error.message)], ['seller', true])
  assert.equal((await thrown(finish(new URLSearchParams({ state })))).remedy, 'bug')
})

test('another address, another application, a wrong secret, a code that is too old: no token, and no secret in the error', async () => {
  const wrong = { ...given, applicationSecret: `${given.applicationSecret.slice(0, -4)}zzzz` }
  const attempts = [
    async () => finish(await press(begin().url, 'grant'), { callbackUrl: `${callbackUrl}/` }),
    async () => finish(await press(begin().url, 'grant'), { given: wrong }),
    async () => finish(await press(begin().url, 'grant'), { given: { ...given, applicationId: 'nobody-knows-this-one' } }),
    async () => {
      const query = await press(begin().url, 'grant')
      await stage.fake.advance({ ms: 601_000 })
      return finish(query)
    },
  ]
  for (const attempt of attempts) {
    const error = await thrown(attempt())
    assert.equal(error.remedy, 'reconnect')
    for (const secret of [given.applicationSecret, wrong.applicationSecret]) assert.equal(error.message.includes(secret), false)
  }
  for (const change of [{ callbackUrl: 'http://localhost:4400/other' }, { given: { ...given, applicationId: 'x' } }])
    assert.equal((await fetch(begin(change).url)).status, 400, 'such an asking is shown to her and sent nowhere')
  const page = new URL(begin().url)
  page.searchParams.set('scope', 'edit_products everything')
  assert.equal((await fetch(page)).status, 400)
})

test('a page or a fault in place of a token is tried again', async () => {
  const query = await press(begin().url, 'grant')
  assert.equal((await under('html', () => thrown(finish(query)))).remedy, 'retry')
  assert.equal((await under('failures', () => thrown(finish(query)))).remedy, 'retry')
})

test('what a token may not do is said when it is connected, and means: connect anew, when it is done', async () => {
  const withScopes = async (...allowed: string[]): Promise<Settings> => {
    const { token } = (await verb('token', { scopes: allowed })) as { token: string }
    return { accessToken: token }
  }
  const looks = await spoke.verify(stage.ctx({ settings: await withScopes('view_sales') }))
  assert.deepEqual([looks.canWrite, looks.warnings], [false, []])
  const writes = await spoke.verify(stage.ctx({ settings: await withScopes('edit_products') }))
  assert.match(writes.warnings[0]!, /see your sales/)
  assert.deepEqual((await spoke.verify(stage.ctx({ settings: await withScopes('account') }))).warnings, [])
  assert.equal((await thrown(spoke.verify(stage.ctx({ settings: await withScopes('view_public') })))).remedy, 'reconnect')
  const { readSales } = spoke
  assert.ok(!isCannot(readSales))
  assert.equal((await thrown(readSales(stage.ctx({ settings: await withScopes('edit_products') }), null))).remedy, 'reconnect')
  assert.equal((await under('revoked', () => thrown(spoke.verify(stage.ctx())))).remedy, 'reconnect')
})

test('an empty form says what to paste; blank fields are none', () => {
  const refused = spoke.settings.schema.safeParse({ accessToken: '', applicationId: '', applicationSecret: '' })
  assert.match(refused.error?.issues[0]?.message ?? '', /Paste the access token/)
  assert.deepEqual(spoke.settings.schema.parse({ accessToken: ` ${'a'.repeat(43)} `, applicationId: '', applicationSecret: '' }), {
    accessToken: 'a'.repeat(43),
    applicationId: undefined,
    applicationSecret: undefined,
  })
})
