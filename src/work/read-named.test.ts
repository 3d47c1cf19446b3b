import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '#database'
import { sealSettings } from '#hub/connection/seal.ts'
import type { Sale } from '#hub/order/sale.ts'
import { SpokeError } from '#kit/error.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { newConnection, saleOf } from '#testing/sales.ts'
import { stubShop } from '#testing/stub-shop.ts'
import { secretKey, testWorld } from '#testing/work-deps.ts'
import { openHookDoor } from './hooks.ts'
import { poll } from './poll.ts'

const database = await testDatabase()
const signed = new Headers({ 'x-stub-signature': 's', 'content-type': 'text/plain' })
const at = (minute: number) => new Date(Date.parse('2026-03-10T12:00:00Z') + minute * 60_000)

/** A storefront whose list tells nothing of what changes in old sales; its messages hold an id. */
async function scene() {
  const shop = await newShop(database)
  const stub = stubShop()
  const there = new Map<string, Sale>()
  const named: string[][] = []
  const fault: { error: Error | null } = { error: null }
  const spoke = {
    ...stub.spoke,
    readNamed: async (_ctx: unknown, bodies: readonly Uint8Array[]) => {
      const ids = bodies.map(body => Buffer.from(body).toString('utf8'))
      named.push(ids)
      if (fault.error !== null) throw fault.error
      return ids.flatMap(id => (there.has(id) ? [{ isRead: true as const, sale: there.get(id)! }] : []))
    },
  }
  const world = testWorld(database, { stubs: [stub], at: at(60) })
  const deps = { ...world.deps, spokes: new Map([['stub', spoke]]) }
  const connection = await newConnection(database, shop)
  const far = new Date('2030-01-01T00:00:00Z')
  const inShop: <T>(fn: Parameters<typeof database.inShop<T>>[1]) => Promise<T> = fn => database.inShop(shop, fn)
  await inShop(tx =>
    tx
      .updateTable('connection')
      .set({ sealed: sealSettings(secretKey, { shop, connection }, { secret: 's' }), next_poll_at: far })
      .where('connection_id', '=', connection)
      .execute(),
  )
  const door = openHookDoor(deps)
  return {
    there,
    named,
    fault,
    world,
    tell: async (id: string) => assert.equal((await door(connection, signed, Buffer.from(id))).status, 200),
    look: () => poll(deps, { shop, connection }),
    orders: () =>
      inShop(
        async tx =>
          (await sql<{ id: string; state: string }>`select remote_id as id, state from "order" order by remote_id`.execute(tx)).rows,
      ),
    waiting: () => inShop(async tx => (await sql`select from inbox where state = 'kept'`.execute(tx)).rows.length),
  }
}

const sold = (id: string, change: Partial<Sale> = {}) => saleOf({ remoteId: id, placedAt: at(1), changedAt: at(1), ...change })

test('a sale that a message names is read anew at once, although the list tells nothing of it; then the message is settled', async () => {
  const { there, named, tell, look, orders, waiting } = await scene()
  there.set('a', sold('a'))
  await tell('a')
  await look()
  assert.deepEqual([await orders(), await waiting()], [[{ id: 'a', state: 'paid' }], 0])
  there.set('a', sold('a', { state: 'refunded', changedAt: at(30) }))
  await tell('a')
  await tell('unknown')
  await look()
  assert.deepEqual(await orders(), [{ id: 'a', state: 'refunded' }])
  await look()
  assert.deepEqual(named, [['a'], ['a', 'unknown']], 'without a message nothing is asked')
})

test('a storefront that does not answer keeps the message waiting, and the next look reads it', async () => {
  const { there, fault, world, tell, look, orders, waiting } = await scene()
  there.set('a', sold('a'))
  await tell('a')
  fault.error = new SpokeError('retry', 'read a sale: answered 500')
  await look()
  assert.deepEqual([await orders(), await waiting()], [[], 1])
  fault.error = null
  world.pass(60_000)
  await look()
  assert.deepEqual([await orders(), await waiting()], [[{ id: 'a', state: 'paid' }], 0])
})
