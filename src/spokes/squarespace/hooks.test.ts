/** Messages, their secret that Squarespace makes, and the consent page that they need. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Subscription } from './fake/state.ts'
import { keepHooks, readHook } from './hooks.ts'
import { authorise, tokens } from './oauth.ts'
import { ownSite, stage, thrown, verb, withKey } from './testing.ts'

ownSite()
const callbackUrl = 'https://hub.example/connect/squarespace'
const hooks = async () => (await verb('hooks')) as Subscription[]

test('with an API key there are none, and she is told why', async () => {
  const error = await thrown(keepHooks(await withKey(), stage.hookAddress))
  assert.equal(error.remedy, 'seller')
  assert.match(error.message, /not to an API key\. Orders are read every minute/)
  assert.deepEqual(await hooks(), [])
})

test('the secret that is told once is kept with its subscription; where it is lost, a new one is asked for', async () => {
  await keepHooks(stage.ctx(), stage.hookAddress)
  const [made] = await hooks()
  assert.deepEqual([stage.settings.hookOf, stage.settings.hookSecret], [made!.id, made!.secret])
  const lost = { ...stage.settings, hookSecret: '', hookOf: '' }
  const ctx = stage.ctx({ settings: lost })
  const { count, mended } = await keepHooks(ctx, stage.hookAddress)
  assert.deepEqual([count, mended.length], [1, 1])
  const [rotated, ...others] = await hooks()
  assert.deepEqual([rotated!.id, others.length], [made!.id, 0])
  assert.notEqual(rotated!.secret, made!.secret)
  assert.equal((await ctx.keys()).hookSecret, rotated!.secret)
})

test('signed with the secret as bytes; the text of the secret, another body or no secret is forged', async () => {
  const ctx = stage.ctx({ settings: { ...stage.settings, hookSecret: '' } })
  await keepHooks(ctx, stage.hookAddress)
  const settings = await ctx.keys()
  stage.caught.length = 0
  const [product] = await stage.fake.listings()
  const { remoteId } = await stage.fake.sell({ lines: [{ remoteId: product!.remoteId }], email: 'ana@buyer.example', name: 'Ana' })
  await stage.fake.refund({ remoteId })
  await stage.fake.deliver()
  const topics = stage.caught.map(({ body }) => (JSON.parse(Buffer.from(body).toString('utf8')) as { topic: string }).topic)
  assert.deepEqual(new Set(topics), new Set(['order.create', 'order.update']))
  const { headers, body } = stage.caught[0]!
  assert.equal(readHook(settings, headers, body), 'changed')
  assert.equal(readHook({ ...settings, hookSecret: 'not hex' }, headers, body), 'forged')
  assert.equal(readHook({ ...settings, hookSecret: '' }, headers, body), 'forged')
  assert.equal(readHook(settings, headers, Buffer.concat([body, Buffer.from(' ')])), 'forged')
})

test('she comes in by its page; a code serves once, and only for the callback it was given to', async () => {
  await verb('app', { callbacks: [callbackUrl] })
  const { clientId, clientSecret } = stage.settings
  const asking = { baseUrl: stage.baseUrl, callbackUrl, given: { clientId, clientSecret } }
  const { url, keep } = authorise.start({ ...asking, access: 'read', returnUrl: callbackUrl, state: 'state-1' })
  const press = async (answer: string) => {
    const form = new URLSearchParams([...new URL(url).searchParams, ['answer', answer]])
    const there = await fetch(new URL(url).origin + new URL(url).pathname, { method: 'POST', body: form, redirect: 'manual' })
    return new URL(there.headers.get('location')!).searchParams
  }
  const denied = await press('deny')
  assert.equal(authorise.stateOf('', denied), 'state-1')
  const finish = (query: URLSearchParams, own = asking) => authorise.finish(stage.ctx(), { ...own, body: '', query, keep })
  assert.equal((await thrown(finish(denied))).remedy, 'seller')
  const allowed = await press('allow')
  const settings = await finish(allowed)
  assert.ok(settings.apiKey === '' && settings.accessToken.length > 20 && settings.expiresAt > Date.now())
  assert.equal((await thrown(finish(allowed))).remedy, 'reconnect', 'used')
  const elsewhere = { ...asking, callbackUrl: `${callbackUrl}/other` }
  assert.equal((await thrown(finish(await press('allow'), elsewhere))).remedy, 'reconnect')
  const wrongApp = { ...asking, given: { clientId, clientSecret: 'another' } }
  assert.equal((await thrown(finish(await press('allow'), wrongApp))).remedy, 'reconnect')
  const next = await tokens.renew(stage.ctx({ settings }))
  assert.notEqual(next.refreshToken, settings.refreshToken)
  assert.equal((await thrown(tokens.renew(stage.ctx({ settings })))).remedy, 'reconnect', 'a word to renew by serves once')
})
