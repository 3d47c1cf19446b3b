/** Consent of a maker, and what was sold elsewhere in her Ravelry library. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Wanted } from '#kit/contract-stage.ts'
import { callAs } from './client.ts'
import { putIntoLibrary } from './external-checkout.ts'
import type { App as FarApp } from './fake/state.ts'
import { consentPage, makerScopes, renewToken, storeScopes, type Token, takeToken } from './oauth.ts'
import spoke from './spoke.ts'
import { make, ownStore, readSales, stage, thrown, under, verb } from './testing.ts'

const callbackUrl = 'http://localhost:4400/connect/ravelry'
let app: FarApp
let wanted: Wanted
ownStore(async () => {
  app = (await verb('app', { callbacks: [callbackUrl], mayCart: true })) as FarApp
})

/** As a maker does it in her browser. @returns what comes back to us. */
async function consent(scopes: readonly string[], act: 'allow' | 'deny' = 'allow'): Promise<URLSearchParams> {
  const url = consentPage(stage.ctx(), app, { callbackUrl, state: 'st-1', scopes })
  const shown = await (await fetch(url)).text()
  assert.match(shown, /wants to use your Ravelry account/)
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ username: 'anaknits', act }), redirect: 'manual' })
  const to = new URL(answer.headers.get('location')!)
  assert.equal(to.searchParams.get('state'), 'st-1')
  return to.searchParams
}
const tokenFor = async (scopes: readonly string[]): Promise<Token> =>
  takeToken(stage.ctx(), app, { callbackUrl, query: await consent(scopes) })
const bearer = ({ accessToken }: Token, path: string) => callAs(stage.ctx(), `Bearer ${accessToken}`, { what: 'try', path })
const library = (username: string) => verb('library', { username }) as Promise<number[]>

describe('consent', () => {
  test('gives a token of a day, good for carts alone, and a word that renews it once', async () => {
    const token = await tokenFor(makerScopes)
    const lifeMs = token.expiresAt.getTime() - stage.ctx().now().getTime()
    assert.ok(lifeMs > 23 * 3_600_000 && lifeMs <= 24 * 3_600_000)
    assert.equal((await thrown(bearer(token, '/current_user'))).remedy, 'reconnect')
    const next = await renewToken(stage.ctx(), app, token)
    assert.notEqual(next.accessToken, token.accessToken)
    assert.equal((await thrown(renewToken(stage.ctx(), app, token))).remedy, 'reconnect')
  })

  test('without “offline” is renewed by nobody', async () => {
    const token = await tokenFor(['carts-only'])
    assert.equal(token.refreshToken, null)
    assert.throws(() => renewToken(stage.ctx(), app, token), { remedy: 'reconnect' })
  })

  test('that was not given, or not by this page, is told apart', async () => {
    const query = await consent(makerScopes, 'deny')
    assert.throws(() => takeToken(stage.ctx(), app, { callbackUrl, query }), { remedy: 'seller' })
    assert.throws(() => takeToken(stage.ctx(), app, { callbackUrl, query: new URLSearchParams('state=st-1') }), { remedy: 'bug' })
  })

  test('sends the app’s keys in the header: in the form they are not looked at, and wrong ones are refused', async () => {
    const query = await consent(makerScopes)
    const form = {
      grant_type: 'authorization_code',
      code: query.get('code')!,
      redirect_uri: callbackUrl,
      client_id: app.clientId,
      client_secret: app.clientSecret,
    }
    assert.equal((await fetch(`${stage.baseUrl}/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) })).status, 401)
    const wrong = await thrown(takeToken(stage.ctx(), { ...app, clientSecret: 'wrong' }, { callbackUrl, query }))
    assert.equal(wrong.remedy, 'seller')
    assert.ok(!wrong.message.includes(query.get('code')!))
    assert.ok((await takeToken(stage.ctx(), app, { callbackUrl, query })).accessToken)
  })

  test('to write in a store is for apps on Ravelry’s list, and even those read no sales', async () => {
    const url = consentPage(stage.ctx(), app, { callbackUrl, state: 'st-1', scopes: storeScopes })
    assert.match(await (await fetch(url)).text(), /scope patternstore-write is not available/)
    await verb('app', { isWhitelisted: true })
    const token = await tokenFor(storeScopes)
    assert.equal((await bearer(token, '/stores/list')).isUnchanged, false)
    assert.equal((await thrown(bearer(token, `/stores/${stage.settings.storeId}/purchases`))).remedy, 'reconnect')
  })
})

describe('a sale made elsewhere', () => {
  const placedAt = () => stage.ctx().now()
  let token: Token
  before(async () => {
    wanted = await make({ sku: 'WREN-1' })
    token = await tokenFor(makerScopes)
  })
  const put = (reference: string, skus: readonly string[] = ['WREN-1']) =>
    putIntoLibrary(stage.ctx(), token.accessToken, { reference, notBefore: placedAt(), skus })

  test('is in her library, once, however often it is written', async () => {
    const first = await put('selvage-1')
    assert.equal(first.state, 'delivered')
    assert.deepEqual(await library('anaknits'), [Number(wanted.remoteId)])
    assert.deepEqual(await put('selvage-1'), { state: 'delivered-before', invoiceId: 'invoiceId' in first ? first.invoiceId : '' })
    assert.equal((await library('anaknits')).length, 1)
  })

  test('whose answer was lost is found by our number', async () => {
    const before = (await library('anaknits')).length
    const lost = await under('drops', () => put('selvage-2'), { times: 1, on: 'external_checkout' })
    assert.equal(lost.state, 'delivered')
    assert.equal((await library('anaknits')).length, before + 1)
  })

  test('is no sale at Ravelry, since it was counted where it was made', async () => {
    const done = await put('selvage-3')
    const { sales } = await readSales(spoke.salesFrom(new Date(stage.ctx().now().getTime() - 60_000)))
    assert.equal(sales.has('invoiceId' in done ? done.invoiceId : ''), false)
  })

  test('of what is not for sale there is told, and nothing is delivered', async () => {
    const before = (await library('anaknits')).length
    assert.deepEqual(await put('selvage-4', ['WREN-1', 'NOWHERE']), { state: 'not-for-sale', sku: 'NOWHERE' })
    assert.equal((await library('anaknits')).length, before)
  })

  test('stays where it is while Ravelry has not enabled carts for the app', async () => {
    await verb('app', { mayCart: false })
    assert.deepEqual(await put('selvage-5'), { state: 'not-enabled' })
    await verb('app', { mayCart: true })
  })

  test('is not allowed once her token lives no more, and that says nothing about the store’s own keys', async () => {
    const dead = { ...token, accessToken: 'x'.repeat(40) }
    const sale = { reference: 'selvage-6', notBefore: placedAt(), skus: ['WREN-1'] }
    assert.deepEqual(await putIntoLibrary(stage.ctx(), dead.accessToken, sale), { state: 'not-allowed' })
    const wrongStore = stage.ctx({ settings: { ...stage.settings, personalKey: 'w'.repeat(40) } })
    assert.equal((await thrown(putIntoLibrary(wrongStore, token.accessToken, sale))).remedy, 'reconnect')
  })
})
