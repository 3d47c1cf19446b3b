import assert from 'node:assert/strict'
import test from 'node:test'
import { z } from 'zod'
import { cannot, SpokeError } from '#kit'
import type { AnyShop } from '#kit/registry.ts'
import { testDatabase } from '#testing/database.ts'
import { stubShop } from '#testing/stub-shop.ts'
import { testHub } from '#testing/web-hub.ts'
import type { PublicUrlWatch } from './public-url.ts'

const database = await testDatabase()
const origin = 'https://patterns.example.com'

/** A storefront whose keys are right when they say so. */
const spoke: AnyShop = {
  ...stubShop().spoke,
  settings: {
    schema: z.object({ apiKey: z.string().regex(/^k_/, 'The key begins with k_.'), note: z.string().optional() }),
    fields: [{ name: 'apiKey', label: 'API key', help: '', isSecret: true }],
  },
  verify: async ({ settings, baseUrl }) => {
    if ((settings as { apiKey: string }).apiKey !== 'k_good')
      throw new SpokeError('reconnect', 'The shop does not know this key. Make a new one there and paste it here.')
    return { name: 'Stub shop', currency: 'EUR', url: baseUrl, canWrite: true, version: '9', warnings: [], account: '' }
  },
  authorise: {
    isLoopbackAllowed: false,
    isOnlyWay: false,
    needs: [],
    start: ({ baseUrl, callbackUrl, state }) => ({
      url: `${baseUrl}/consent?${new URLSearchParams({ callbackUrl, state })}`,
      keep: { asked: state },
    }),
    stateOf: (_body, query) => query.get('state'),
    finish: async (_ctx, { body, query, keep }) => {
      assert.deepEqual(keep, { asked: query.get('state') })
      return JSON.parse(body || (query.get('keys') ?? ''))
    },
  },
}

const watch = (isReached: boolean): PublicUrlWatch => {
  const state = {
    state: isReached ? 'reached' : 'none',
    url: isReached ? origin : null,
    checkedAt: null,
    sentence: 'No public address is set.',
  } as const
  return { state: () => state, isOffered: () => isReached, check: async () => state, start: () => {}, stop: () => {} }
}

const changes = {
  spokes: new Map([['stub', spoke]]),
  work: {
    takeHook: async () => ({ status: 404, sentence: '' }) as const,
    dropHooks: async () => null,
    refundOrder: () => Promise.reject(new Error('nothing was paid here')),
    contextFrom: ({ settings, baseUrl }: { settings: unknown; baseUrl: string }) =>
      ({ settings, baseUrl, keys: async () => settings }) as never,
    planningWorld: () => ({ rulesOf: () => null, deliveryOf: () => ({ kind: 'copy' }) as const, now: new Date() }),
    listJobs: async () => [],
    removeDemo: async () => {},
    retryJob: async () => false,
  },
}

const refusal = (call: Promise<unknown>) =>
  call.then(
    () => ({ status: 200, text: '' }),
    (error: { status: number; message: string }) => ({ status: error.status, text: error.message }),
  )

test('keys are tried before they are kept; a wrong one names its field, refused ones are told in plain words', async t => {
  const hub = await testHub(t, database, { changes })
  const { shop, api } = await hub.newOwner()
  const connect = (body: { spoke?: string; baseUrl?: string; settings?: Record<string, string> }) =>
    api.call('POST /shops/{shop}/connections', {
      params: { shop },
      body: { spoke: 'stub', label: 'My shop', baseUrl: 'shop.example.com/', settings: { apiKey: 'k_good' }, ...body },
    })
  for (const [body, status, says] of [
    [{ spoke: 'nothing' }, 400, /not known here/],
    [{ baseUrl: 'ftp://shop.example.com' }, 400, /as in a browser/],
    [{ baseUrl: 'https://name:word@shop.example.com' }, 400, /as in a browser/],
    [{ settings: {} }, 400, /API key is missing.*settings\.apiKey/],
    [{ settings: { apiKey: 'other' } }, 400, /begins with k_.*settings\.apiKey/],
    [{ settings: { apiKey: 'k_bad' } }, 409, /Stub does not accept these keys/],
  ] as const) {
    const refused = await refusal(connect(body))
    assert.equal(refused.status, status, refused.text)
    assert.match(refused.text, says)
  }
  assert.deepEqual((await api.call('GET /shops/{shop}/connections', { params: { shop } })).items, [], 'nothing half-done')
  const made = await connect({})
  assert.deepEqual([made.state, made.url, made.currency, made.facts.version], ['rehearsal', 'https://shop.example.com', 'EUR', '9'])
  const again = await refusal(connect({}))
  assert.equal(again.status, 409)
  assert.match(again.text, /connected already/)

  const params = { shop, connection: made.id }
  const renew = (body: { label?: string; settings?: Record<string, string> }) =>
    api.call('PATCH /shops/{shop}/connections/{connection}', { params, body })
  assert.equal((await refusal(renew({ settings: { apiKey: 'k_bad' } }))).status, 409)
  assert.equal((await renew({ label: 'Renamed', settings: { apiKey: '', note: 'new' } })).label, 'Renamed', 'what is left empty stays')
  assert.equal((await renew({})).label, 'Renamed')
})

test('a consent page sends its keys to an address that holds all that is needed, for half an hour and this shop alone', async t => {
  let now = new Date()
  const hub = await testHub(t, database, {
    env: { SELVAGE_PUBLIC_URL: origin },
    changes: { ...changes, publicUrl: watch(true), now: () => now },
  })
  const { shop, api } = await hub.newOwner()
  const start = async () => {
    const { url } = await api.call('POST /shops/{shop}/connections/authorise', {
      params: { shop },
      body: { spoke: 'stub', label: 'By consent', baseUrl: 'https://consent.example.com' },
    })
    const query = new URL(url).searchParams
    return { callback: query.get('callbackUrl')!, state: query.get('state')! }
  }
  const { callback, state } = await start()
  assert.equal(callback, `${origin}/connect/stub`, 'the same for every asking')
  assert.match(state, /^[\w-]+$/)
  const send = (given: string, keys: unknown = { apiKey: 'k_good' }, path = 'stub') =>
    fetch(`${hub.origin}/connect/${path}?state=${given}`, {
      method: 'POST',
      body: JSON.stringify(keys),
      headers: { 'content-type': 'application/json' },
    })
  // In the middle: the last letter holds bits that mean nothing.
  const flipped = `${state.slice(0, 60)}${state[60] === 'A' ? 'B' : 'A'}${state.slice(61)}`
  assert.equal((await send(flipped)).status, 404, 'a changed one is nothing')
  assert.equal((await send(`${'0'.repeat(32)}${state.slice(32)}`)).status, 404, 'nor for another shop')
  assert.equal((await send('another')).status, 404)
  assert.equal((await send(state, {}, 'other')).status, 404, 'nor from another platform')
  assert.equal((await send(state)).status, 200)
  const refused = await start()
  assert.equal((await send(refused.state, { apiKey: 'k_bad' })).status, 400)
  assert.equal((await send(refused.state)).status, 404, 'an answer counts once, whatever it said')
  const { items } = await api.call('GET /shops/{shop}/connections', { params: { shop } })
  assert.deepEqual(
    items.map(item => [item.label, item.state]),
    [['By consent', 'rehearsal']],
  )
  assert.equal((await send(state)).status, 404, 'played again')
  const again = await start()
  assert.equal((await send(again.state, { apiKey: 'k_good', note: 'renewed' })).status, 200, 'a shop that is connected gets its new keys')
  assert.equal((await api.call('GET /shops/{shop}/connections', { params: { shop } })).items.length, 1)
  const late = await start()
  now = new Date(now.getTime() + 31 * 60_000)
  assert.equal((await send(late.state)).status, 404, 'run out')
})

test('an answer that comes by a browser counts only for somebody of the shop that asked; on her own machine it comes to another name of it', async t => {
  const hub = await testHub(t, database, { env: { SELVAGE_PUBLIC_URL: origin }, changes: { ...changes, publicUrl: watch(true) } })
  const [owner, other] = [await hub.newOwner(), await hub.newOwner('Bea')]
  const ask = async () => {
    const body = { spoke: 'stub', label: 'By consent', baseUrl: 'https://consent.example.com' }
    const { url } = await owner.api.call('POST /shops/{shop}/connections/authorise', { params: { shop: owner.shop }, body })
    return new URL(url).searchParams.get('state')!
  }
  const comeBack = async (state: string, cookie: string, method = 'GET') => {
    const keys = JSON.stringify({ apiKey: 'k_good' })
    const address = `${hub.origin}/connect/stub?${new URLSearchParams({ state, keys })}`
    const answer = await fetch(address, { method, headers: { cookie }, redirect: 'manual' })
    return { status: answer.status, page: await answer.text() }
  }
  const connections = async () => (await owner.api.call('GET /shops/{shop}/connections', { params: { shop: owner.shop } })).items.length
  const state = await ask()
  const stranger = await comeBack(state, '')
  assert.deepEqual([stranger.status, /Sign in, then start again under Shops\./.test(stranger.page)], [403, true])
  assert.equal((await comeBack(state, '', 'HEAD')).status, 403)
  const another = await comeBack(state, other.cookie)
  assert.deepEqual([another.status, /has run out or was used before/.test(another.page)], [404, true])
  assert.equal(await connections(), 0)
  assert.equal((await comeBack(state, owner.cookie)).status, 303, 'and is not used up by them')
  assert.equal(await connections(), 1)
})

test('without a public address, or where the platform has no such page, the consent page says what to do instead', async t => {
  const desk = await testHub(t, database, { changes: { ...changes, publicUrl: watch(false) } })
  const { shop, api } = await desk.newOwner()
  const body = { spoke: 'stub', label: 'x', baseUrl: 'https://consent.example.com' }
  const refused = await refusal(api.call('POST /shops/{shop}/connections/authorise', { params: { shop }, body }))
  assert.equal(refused.status, 409)
  assert.match(refused.text, /Paste the keys instead/)
  const without: AnyShop = { ...spoke, authorise: cannot('There is none; paste the keys.') }
  const other = await testHub(t, database, { changes: { ...changes, publicUrl: watch(true), spokes: new Map([['stub', without]]) } })
  const owner = await other.newOwner()
  const told = await refusal(owner.api.call('POST /shops/{shop}/connections/authorise', { params: { shop: owner.shop }, body }))
  assert.match(told.text, /There is none; paste the keys/)
})
