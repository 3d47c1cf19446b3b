import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SpokeError } from '#kit/error.ts'
import { testDatabase } from '#testing/database.ts'
import { addPattern, makeWorld, press, type World } from '#testing/listing-world.ts'
import { runListings } from './run-listings.ts'

const database = await testDatabase()

/** Wren is there under a SKU that Robin is to have; a storefront that lets no two listings have one. */
async function scene() {
  const world = await makeWorld(database)
  const wren = await world.inShop(tx => addPattern(tx, { title: 'Wren', sku: 'WREN' }))
  await press(world, [wren])
  await runListings(world.deps, { shop: world.shop, connectionId: world.connectionId })
  const { remoteId } = await listingOf(world, wren)
  const robin = await world.inShop(tx => addPattern(tx, { title: 'Robin', sku: 'ROBIN' }))
  await press(world, [robin])
  let isTaken = true
  const { open } = world.deps
  const spoke = {
    ...world.far.spoke,
    apply: async (...args: Parameters<typeof world.far.spoke.apply>) =>
      isTaken
        ? args[1].map(() => ({
            state: 'refused' as const,
            error: new SpokeError('seller', 'Another product has this SKU.', { inTheWay: remoteId! }),
          }))
        : world.far.spoke.apply(...args),
  }
  const deps = { ...world.deps, open: (...args: Parameters<typeof open>) => ({ ...open(...args), spoke }) }
  const { listingId } = await listingOf(world, robin)
  return {
    world,
    robin,
    run: () => runListings(deps, { shop: world.shop, connectionId: world.connectionId, only: [listingId] }),
    wrenIs: (state: 'updated' | 'waiting') =>
      world.inShop(tx => tx.updateTable('listing').set({ state }).where('pattern_id', '=', wren).execute()),
    free: () => {
      isTaken = false
    },
  }
}

const listingOf = (world: World, pattern: string) =>
  world.inShop(async tx => {
    const { listing_id, remote_id, state, reason } = await tx
      .selectFrom('listing')
      .select(['listing_id', 'remote_id', 'state', 'reason'])
      .where('pattern_id', '=', pattern)
      .executeTakeFirstOrThrow()
    return { listingId: listing_id, remoteId: remote_id, state, reason }
  })

test('what another listing still has there, and is about to give up, is waited for', async () => {
  const { world, robin, run, wrenIs, free } = await scene()
  await wrenIs('waiting')
  await run()
  assert.equal((await listingOf(world, robin)).state, 'waiting')
  free()
  world.clock.at += 5_000
  await run()
  assert.deepEqual(await listingOf(world, robin).then(({ state, reason }) => [state, reason]), ['updated', null])
})

test('what a listing has that is at rest there is a question for her', async () => {
  const { world, robin, run, wrenIs } = await scene()
  await wrenIs('updated')
  await run()
  assert.deepEqual(await listingOf(world, robin).then(({ state, reason }) => [state, reason]), [
    'needs-you',
    'Another product has this SKU.',
  ])
})

test('two that wait for each other do not wait for ever', async () => {
  const { world, robin, run, wrenIs } = await scene()
  await wrenIs('waiting')
  let runs = 0
  while ((await listingOf(world, robin)).state === 'waiting' && runs++ < 20) {
    world.clock.at += 700_000
    await run()
  }
  assert.equal((await listingOf(world, robin)).state, 'needs-you')
  assert.equal(runs, 8)
})
