import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '#testing/database.ts'
import { addPattern, makeWorld, press } from '#testing/listing-world.ts'
import { runListings } from '#work/run-listings.ts'
import { stillHeld, takeListings } from './lease.ts'

const database = await testDatabase()

test('a runner that has let a listing go holds it no more, though its last heartbeat comes late', async () => {
  const world = await makeWorld(database)
  const pattern = await world.inShop(tx => addPattern(tx, { title: 'Wren', sku: 'WREN' }))
  await press(world, [pattern])
  await runListings(world.deps, { shop: world.shop, connectionId: world.connectionId })
  const row = () =>
    world.inShop(tx => tx.selectFrom('listing').select(['listing_id', 'lease_no', 'lease_until', 'state']).executeTakeFirstOrThrow())
  const { listing_id: listingId, lease_no: leaseNo, state } = await row()
  assert.equal(state, 'updated')
  const held = await world.inShop(tx => stillHeld(tx, [{ listingId, leaseNo: BigInt(leaseNo) }], world.now()))
  assert.deepEqual([...held], [])
  assert.equal((await row()).lease_until, null, 'a sweep, or a press, need not wait for it')
})

test('a lease that has run out is still its runner’s until another takes it', async () => {
  const world = await makeWorld(database)
  const pattern = await world.inShop(tx => addPattern(tx, { title: 'Wren', sku: 'WREN' }))
  await press(world, [pattern])
  const take = () => world.inShop(tx => takeListings(tx, { connectionId: world.connectionId, now: world.now(), limit: 10 }))
  const [listingId] = await take()
  const { lease_no } = await world.inShop(tx => tx.selectFrom('listing').select('lease_no').executeTakeFirstOrThrow())
  const lease = { listingId: listingId!, leaseNo: BigInt(lease_no) }
  world.clock.at += 60_000
  assert.deepEqual([...(await world.inShop(tx => stillHeld(tx, [lease], world.now()))).keys()], [listingId])
  world.clock.at += 60_000
  assert.deepEqual(await take(), [listingId])
  assert.deepEqual([...(await world.inShop(tx => stillHeld(tx, [lease], world.now())))], [])
})
