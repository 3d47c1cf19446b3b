/** A storefront that asks to wait again and again and lets nothing through is asked ever more seldom. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '#testing/database.ts'
import { addPattern, makeWorld, press, type World } from '#testing/listing-world.ts'
import { runListings } from './run-listings.ts'

const database = await testDatabase()
const [askedMs, longestMs, hourMs] = [3_000, 600_000, 3_600_000]

async function scene() {
  const world = await makeWorld(database)
  await press(world, [await world.inShop(tx => addPattern(tx, { title: 'Wren', sku: 'WREN', fileKeys: ['a4', 'letter'] }))])
  return world
}

/** Runs as soon as it may, after it waited. @returns how long it waits then; null once nothing waits. */
async function runAndWait(world: World): Promise<number | null> {
  await runListings(world.deps, { shop: world.shop, connectionId: world.connectionId })
  const { state, next_run_at } = await world.inShop(tx =>
    tx.selectFrom('listing').select(['state', 'next_run_at']).executeTakeFirstOrThrow(),
  )
  if (state !== 'waiting') return null
  const waitMs = next_run_at.getTime() - world.clock.at
  world.clock.at = next_run_at.getTime()
  return waitMs
}

for (const place of ['write', 'read'] as const)
  test(`each ${place} is told to wait 3 s: 6 hours of that cost some 50 runs, none sooner than it asked, none later than ten minutes`, async t => {
    const world = await scene()
    const from = world.clock.at
    const waits: number[] = []
    while (world.clock.at - from < 6 * hourMs) {
      world.far.faults.push({ place, kind: 'busy' })
      waits.push((await runAndWait(world))!)
      assert.ok(waits.length < 500, `${waits.length} runs in ${Math.round((world.clock.at - from) / 1000)} s`)
    }
    t.diagnostic(
      `${waits.length} runs, ${world.far.requestCount} requests; waits in s: ${waits
        .slice(0, 12)
        .map(ms => ms / 1000)
        .join(', ')} …`,
    )
    assert.equal(waits[0], askedMs, 'the first time, as asked')
    assert.ok(waits.every(ms => ms >= askedMs && ms <= longestMs))
    assert.ok(waits.length < 60, `${waits.length} runs`)
    assert.ok(world.far.requestCount < 130, `${world.far.requestCount} requests`)
    world.far.faults.length = 0
    assert.equal(await runAndWait(world), null, 'and when it lets through, it is done')
  })

test('once something got through, the next wait is as long as asked', async () => {
  const world = await scene()
  for (let run = 0; run < 8; run++) {
    world.far.faults.push({ place: 'write', kind: 'busy' })
    await runAndWait(world)
  }
  let writes = 0
  const real = world.far.spoke.apply
  Object.assign(world.far.spoke, {
    apply: (...given: Parameters<typeof real>) => {
      if (++writes === 2) world.far.faults.push({ place: 'write', kind: 'busy' })
      return real(...given)
    },
  })
  assert.equal(await runAndWait(world), askedMs, 'one step, then told to wait')
  world.far.faults.push({ place: 'write', kind: 'busy' })
  assert.equal(await runAndWait(world), askedMs, 'nothing got through in this run, for the first time')
})
