/** Keys that run out, renewed by several processes at the same time, on PostgreSQL. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { connect } from '#hub/connection/connect.ts'
import { readConnection } from '#hub/connection/read-connections.ts'
import { SpokeError } from '#kit/error.ts'
import type { AnyShop } from '#kit/registry.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { stubShop } from '#testing/stub-shop.ts'
import { secretKey, testWorld } from '#testing/work-deps.ts'
import { contextOf } from './spoke-context.ts'

const database = await testDatabase()

interface Settings {
  readonly refresh: string
  readonly access: string
  readonly until: string
}

/** A platform whose refresh words serve once: a second use of one shuts the seller out, as the strictest do. */
async function platform({ slowMs = 0 } = {}) {
  let [word, renewals] = [0, 0]
  const line = { isBroken: false }
  const world = testWorld(database)
  const stub = stubShop()
  const spoke: AnyShop = {
    ...stub.spoke,
    settings: { schema: z.object({ refresh: z.string(), access: z.string(), until: z.string(), made: z.string().optional() }), fields: [] },
    tokens: {
      expireAt: settings => new Date((settings as Settings).until),
      renew: async ctx => {
        renewals++
        if (line.isBroken) throw new SpokeError('retry', 'the line is broken')
        const { refresh } = ctx.settings as Settings
        await new Promise(done => setTimeout(done, slowMs))
        if (refresh !== `r${word}`) throw new SpokeError('reconnect', 'the platform no longer renews these keys')
        word++
        return {
          ...(ctx.settings as Settings),
          refresh: `r${word}`,
          access: `a${word}`,
          until: new Date(ctx.now().getTime() + 3_600_000).toISOString(),
        }
      },
    },
  }
  const deps = { ...world.deps, spokes: new Map([[spoke.id, spoke]]) }
  const shop = await newShop(database)
  const id = await database.inShop(shop, tx =>
    connect(tx, {
      spoke: spoke.id,
      label: 'Stub',
      baseUrl: 'https://stub.example',
      account: '',
      currency: 'EUR',
      facts: { name: 'Stub', version: null, warnings: [] },
      settings: { refresh: 'r0', access: 'a0', until: new Date(deps.now().getTime() + 3_600_000).toISOString() },
      secretKey,
      now: deps.now(),
    }),
  )
  const context = async () => contextOf(deps, shop, await database.inShop(shop, tx => readConnection(tx, id)), 'push').ctx
  return { world, line, context, renewals: () => renewals, word: () => word }
}

test('ten contexts that need new keys at the same time renew them once, and all get the same', async () => {
  const { world, context, renewals } = await platform({ slowMs: 300 })
  const contexts = await Promise.all(Array.from({ length: 10 }, context))
  assert.deepEqual(new Set(await Promise.all(contexts.map(async ctx => ((await ctx.keys()) as Settings).access))), new Set(['a0']))
  world.pass(3_600_000)
  const keys = await Promise.all(contexts.map(async ctx => ((await ctx.keys()) as Settings).access))
  assert.deepEqual([new Set(keys), renewals()], [new Set(['a1']), 1])
  assert.equal(((await (await context()).keys()) as Settings).access, 'a1', 'they were kept')
})

test('keys refused before their time are renewed once, however many were refused', async () => {
  const { context, renewals } = await platform({ slowMs: 100 })
  const contexts = await Promise.all(Array.from({ length: 5 }, context))
  const keys = await Promise.all(contexts.map(async ctx => ((await ctx.keysAfter(await ctx.keys())) as Settings).access))
  assert.deepEqual([new Set(keys), renewals()], [new Set(['a1']), 1])
})

test('a renewal that fails for now leaves keys that still work in use; once they do not, the failure is told', async () => {
  const { world, line, context } = await platform()
  const ctx = await context()
  line.isBroken = true
  world.pass(57 * 60_000)
  assert.equal(((await ctx.keys()) as Settings).access, 'a0')
  world.pass(4 * 60_000)
  await assert.rejects(ctx.keys(), /the line is broken/)
  line.isBroken = false
  assert.equal(((await ctx.keys()) as Settings).access, 'a1')
})

test('what the platform made is kept, also while others renew the keys', async () => {
  const { world, context } = await platform({ slowMs: 200 })
  const [ctx, other] = [await context(), await context()]
  world.pass(3_600_000)
  const [kept] = await Promise.all([other.keepSetting(settings => ({ ...(settings as Settings), made: 'secret' })), ctx.keys()])
  const { access, made } = (await (await context()).keys()) as Settings & { made?: string }
  assert.deepEqual([access, made, (kept as { made?: string }).made], ['a1', 'secret', 'secret'])
})

test('whoever slept through renewals takes what is kept by now, and never uses an old word', async () => {
  const { world, context, word } = await platform()
  const [ctx, stale] = [await context(), await context()]
  for (const _ of [1, 2]) {
    world.pass(3_600_000)
    await ctx.keys()
  }
  assert.equal(word(), 2)
  assert.equal(((await stale.keys()) as Settings).access, 'a2')
})
