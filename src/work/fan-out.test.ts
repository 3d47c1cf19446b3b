/** One press to several shops at once: each goes at its own pace, one row each; one that is down waits alone and goes on alone. With the real queue and clock. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from '#database'
import { renew } from '#hub/connection/connect.ts'
import { sealSettings } from '#hub/connection/seal.ts'
import { readStates } from '#hub/listing/read-state.ts'
import { preview } from '#hub/publication/preview.ts'
import { publish } from '#hub/publication/publish.ts'
import { SpokeError } from '#kit'
import { silent } from '#log'
import { newShop, testDatabase } from '#testing/database.ts'
import { FarShop } from '#testing/far-shop.ts'
import { addPattern, bytesOf } from '#testing/listing-world.ts'
import { newConnection, saleOf } from '#testing/sales.ts'
import { stubShop } from '#testing/stub-shop.ts'
import { secretKey, testWorld } from '#testing/work-deps.ts'
import { startClock } from './clock.ts'
import type { WorkDeps } from './deps.ts'
import { jobsOf } from './jobs.ts'
import { publishingJobs } from './publishing-jobs.ts'
import { startQueue } from './queue.ts'
import { planningWorldOf } from './run-deps.ts'

// In this order: whoever still works when the database goes waits for ever.
const endings: (() => Promise<void>)[] = []
const database = await testDatabase({ after: fn => void endings.unshift(fn) })
const names = ['quick', 'slow', 'hanging', 'sleepy'] as const
type Name = (typeof names)[number]

/** What the hub gives a shop before it takes its line for dead, made short: released by the test, it is as a time-out there. */
const releases: (() => void)[] = []
function hanging() {
  let release = () => {}
  const over = new Promise<void>(resolve => {
    release = resolve
  })
  releases.push(release)
  return {
    release,
    call: async () => {
      await over
      throw new SpokeError('retry', 'no whole answer within 30000 ms')
    },
  }
}

const shop = await newShop(database)
const far = new Map(names.map(name => [name, new FarShop({ now: () => new Date(), bytesOf })]))
const sales = new Map(names.map(name => [name, stubShop(name)]))
const spokes = new Map(
  names.map(name => {
    const { readSales, salesFrom } = sales.get(name)!.spoke
    return [name, { ...far.get(name)!.spoke, id: name, label: name, readSales, salesFrom }]
  }),
)
const deps: WorkDeps = { ...testWorld(database).deps, now: () => new Date(), spokes }
const connections = new Map<Name, string>()
for (const name of names) {
  const connection = await newConnection(database, shop, { spoke: name })
  const sealed = sealSettings(secretKey, { shop, connection }, {})
  await database.inShop(shop, tx => tx.updateTable('connection').set({ sealed }).where('connection_id', '=', connection).execute())
  connections.set(name, connection)
}
const queue = await startQueue(database, { log: silent })
await queue.work(jobsOf(deps, publishingJobs(deps)))
const clock = await startClock(deps, queue)
after(async () => {
  for (const release of releases) release()
  await clock.stop()
  await queue.stop(2_000)
  for (const ending of endings) await ending()
})

const inShop: <T>(fn: Parameters<typeof database.inShop<T>>[1]) => Promise<T> = fn => database.inShop(shop, fn)
const press = (patternIds: string[]) =>
  inShop(async tx => {
    const { key } = await preview(tx, { patternIds }, planningWorldOf(deps))
    await publish(tx, { patternIds }, { key, pressedBy: 'ann' }, planningWorldOf(deps))
  })
const stateAt = async (name: Name, pattern: string) =>
  (await inShop(tx => readStates(tx, { patternIds: [pattern], connectionIds: [connections.get(name)!] })))[0]?.state
const areRight = async (name: Name, patterns: readonly string[]) =>
  (await Promise.all(patterns.map(pattern => stateAt(name, pattern)))).every(state => state === 'updated')
const connectionState = (name: Name) =>
  inShop(
    async tx =>
      (await tx.selectFrom('connection').select('state').where('connection_id', '=', connections.get(name)!).executeTakeFirstOrThrow())
        .state,
  )
const isKnown = (remoteId: string) =>
  inShop(async tx => (await sql`select from "order" where remote_id = ${remoteId}`.execute(tx)).rows.length === 1)
/** @returns after how many ms. */
async function until(what: string, isSo: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<number> {
  const startedAt = Date.now()
  while (!(await isSo())) {
    assert.ok(Date.now() - startedAt < withinMs, `not within ${withinMs} ms: ${what}`)
    await pause(20)
  }
  return Date.now() - startedAt
}

test('two shops hang and one is slow: the fourth is right in its own time; the others follow, each alone', async t => {
  const begun = new Set<Name>()
  const [first, second] = [hanging(), hanging()]
  const pace = (name: Name, call: () => Promise<void>) => {
    far.get(name)!.beforeCall = async () => {
      begun.add(name)
      await call()
    }
  }
  pace('hanging', first.call)
  pace('sleepy', second.call)
  pace('slow', () => pause(300))
  const wren = await inShop(tx => addPattern(tx, { title: 'Wren', sku: 'WREN' }))
  await press([wren])
  await until('all of them are at it', () => names.slice(1).every(name => begun.has(name as Name)))
  const robin = await inShop(tx => addPattern(tx, { title: 'Robin', sku: 'ROBIN' }))
  await press([robin])
  const tookMs = await until('the quick shop is right', async () => (await stateAt('quick', robin)) === 'updated', 5_000)
  assert.notEqual(await stateAt('slow', robin), 'updated', 'while the slow one is under way')
  assert.deepEqual([await stateAt('hanging', wren), await stateAt('sleepy', wren)], ['working', 'working'])
  t.diagnostic(`right at the quick shop after ${tookMs} ms, with two that hang and a slow one beside it`)
  await until('the slow shop is right', () => areRight('slow', [wren, robin]))
  // What hung is told as a time-out, waits, and is tried again by itself.
  far.get('hanging')!.beforeCall = async () => {}
  first.release()
  await until('the shop that hung is right', () => areRight('hanging', [wren, robin]))
  assert.equal(await stateAt('sleepy', wren), 'working', 'and the other goes on hanging')
  far.get('sleepy')!.beforeCall = async () => {}
  second.release()
  await until('the last is right', () => areRight('sleepy', [wren, robin]))
  for (const name of names) assert.equal([...far.get(name)!.listings.values()].length, 2, `${name}: each pattern once`)
})

test('refused keys stop one shop alone; renewed, it goes on alone', async () => {
  const finch = await inShop(tx => addPattern(tx, { title: 'Finch', sku: 'FINCH' }))
  far.get('slow')!.beforeCall = async () => {}
  far.get('sleepy')!.beforeCall = async () => {
    throw new SpokeError('reconnect', 'write: 401')
  }
  await press([finch])
  await until('the others are right', async () => {
    const states = await Promise.all((['quick', 'slow', 'hanging'] as const).map(name => stateAt(name, finch)))
    return states.every(state => state === 'updated')
  })
  await until('it asks for new keys', async () => (await connectionState('sleepy')) === 'reconnect')
  assert.deepEqual(await Promise.all((['quick', 'slow', 'hanging'] as const).map(connectionState)), ['live', 'live', 'live'])
  far.get('sleepy')!.beforeCall = async () => {}
  await inShop(tx => renew(tx, connections.get('sleepy')!, { settings: {}, secretKey, now: deps.now() }))
  await until('it is right', async () => (await stateAt('sleepy', finch)) === 'updated')
})

test('sales of one shop are read while three others give no answer', async t => {
  const others = ['slow', 'hanging', 'sleepy'] as const
  const nudge = (some: readonly Name[]) =>
    inShop(tx =>
      sql`update connection set nudged_at = ${deps.now()} where connection_id = any (${some.map(name => connections.get(name)!)}::uuid[])`.execute(
        tx,
      ),
    )
  const sell = (name: Name, remoteId: string) =>
    sales.get(name)!.orders.set(remoteId, saleOf({ remoteId, changedAt: deps.now(), placedAt: deps.now() }))
  const asked = new Set<Name>()
  const line = hanging()
  for (const name of others)
    sales.get(name)!.beforePage = async () => {
      asked.add(name)
      await line.call()
    }
  await nudge(others)
  await until('they are being read', () => asked.size === 3)
  sell('quick', '1')
  await nudge(['quick'])
  const tookMs = await until('the sale is known', () => isKnown('1'), 5_000)
  t.diagnostic(`known after ${tookMs} ms`)
  for (const name of others) {
    sales.get(name)!.beforePage = () => {}
    sell(name, `of ${name}`)
  }
  line.release()
  await pause(200)
  await nudge(others)
  for (const name of others) await until(`the sale of ${name}`, () => isKnown(`of ${name}`))
})
