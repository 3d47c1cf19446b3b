/** Storefronts that are kept by hand: the state of a listing is that of her last tick compared with what is wanted, in whatever order things happen. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { directory, sql } from '#database'
import { connect } from '#hub/connection/connect.ts'
import { moveTo } from '#hub/connection/move-state.ts'
import { removeConnection } from '#hub/connection/remove-connection.ts'
import { lookAgain } from '#hub/listing/look-again.ts'
import { readListingSummary } from '#hub/listing/read-listings.ts'
import { readStates } from '#hub/listing/read-state.ts'
import { readPublication } from '#hub/publication/read-publications.ts'
import { undo, undoPreview } from '#hub/publication/undo.ts'
import { Refused } from '#hub/refused.ts'
import { readToday } from '#hub/today/read-today.ts'
import { type ByHandWorld, byHandWorld, handmart } from '#testing/by-hand-world.ts'
import { testDatabase } from '#testing/database.ts'
import { addPattern, addVersion, secretKey } from '#testing/listing-world.ts'
import { runListings } from '#work/run-listings.ts'
import { sweep } from '#work/sweep.ts'

const database = await testDatabase()

async function scene() {
  const world = await byHandWorld(database)
  const pattern = await world.inShop(tx => addPattern(tx, { title: 'Wren', sku: 'WREN' }))
  return { world, pattern }
}
const stateOf = async (world: ByHandWorld, pattern: string) => {
  const [state] = await world.inShop(tx => readStates(tx, { patternIds: [pattern], connectionIds: [world.connectionId] }))
  return state
}
const edit = (world: ByHandWorld, pattern: string, title: string) =>
  world.inShop(tx => sql`update pattern set title = ${title}, edit_no = edit_no + 1 where pattern_id = ${pattern}::uuid`.execute(tx))
const undoPress = (world: ByHandWorld, publication: string) =>
  world.inShop(async tx => {
    const { key } = await undoPreview(tx, publication, world.planning())
    return undo(tx, publication, { key, pressedBy: 'ana' }, world.planning())
  })

test('a press waits for her hands; a tick makes it right by her word, and says so everywhere', async () => {
  const { world, pattern } = await scene()
  const shown = await world.look([pattern])
  assert.equal(shown.sentence, 'One listing will wait for your hands. Nobody is written to.')
  assert.deepEqual(
    shown.listings[0]?.steps.map(({ says }) => says),
    ['You put it up at Handmart with the kit, and tick that off here'],
  )
  const publication = await world.press([pattern])
  const waiting = await stateOf(world, pattern)
  assert.deepEqual([waiting?.state, waiting?.desiredNo, waiting?.observed, waiting?.proof], ['by-hand', 1, null, null])
  assert.deepEqual(
    (await world.steps('open')).map(({ says, url, hasKit }) => [says, url, hasKit]),
    [['Put it up at Handmart', `https://handmart.example/${world.connectionId}/add`, true]],
  )
  assert.equal((await world.inShop(tx => readToday(tx, world.now()))).byHand.things, 1)
  const [step] = await world.steps()
  world.clock.at += 3_600_000
  await world.tick(step!.id, true, 'https://handmart.example/item/7')
  const done = await stateOf(world, pattern)
  assert.deepEqual([done?.state, done?.provenNo, done?.proof?.by], ['updated', 1, 'hand'])
  const summary = await world.inShop(tx => readListingSummary(tx, done!.listingId))
  assert.deepEqual(
    [summary.versionThere, summary.url, summary.provenAt],
    ['1.0', 'https://handmart.example/item/7', new Date(world.clock.at)],
  )
  const today = await world.inShop(tx => readToday(tx, world.now(), ['handmart']))
  assert.deepEqual([today.listings.ticked, today.listings.proven, today.byHand.things], [1, 0, 0], 'her word is not a proof')
  assert.equal((await world.inShop(tx => readPublication(tx, publication))).listings[0]?.state, 'updated')
  assert.equal((await world.look([pattern])).sentence, 'Every shop is as it should be; there is nothing to send.')
})

test('when the hub is newer than the tick it needs her again, and says field by field what changed', async () => {
  const { world, pattern } = await scene()
  await world.press([pattern])
  await world.tick((await world.steps())[0]!.id, true, 'https://handmart.example/item/7')
  world.clock.at += 60_000
  await edit(world, pattern, 'Wren Tee')
  await world.inShop(tx => addVersion(tx, pattern, { number: '1.1', fileKeys: ['a4'] }))
  await world.press([pattern])
  assert.equal((await stateOf(world, pattern))?.state, 'by-hand')
  const [step] = await world.steps('open')
  assert.deepEqual([step?.says, step?.url], ['Bring it up to date at Handmart', 'https://handmart.example/item/7/edit'])
  assert.deepEqual(
    step?.changes.map(({ label, from, to }) => [label, from, to]),
    [
      ['Title', 'Wren', 'Wren Tee'],
      ['Files', 'A4 (version 1.0)', 'A4 (version 1.1)'],
    ],
  )
})

test('no run, sweep or look reaches for it, and none of them loses it', async () => {
  const { world, pattern } = await scene()
  await world.press([pattern])
  const deps = {
    ...world.deps,
    open: (...args: Parameters<typeof world.deps.open>) => ({ ...world.deps.open(...args), spoke: handmart }),
  }
  const place = { shop: world.shop, connectionId: world.connectionId }
  const due = await directory.dueConnections(database, new Date(world.clock.at + 86_400_000))
  assert.equal(due.filter(({ what, connection }) => what === 'run' && connection === world.connectionId).length, 0)
  for (const isTicked of [false, true]) {
    if (isTicked) await world.tick((await world.steps())[0]!.id)
    assert.deepEqual(await runListings(deps, place), { proven: 0, waiting: 0, needsYou: 0, failed: 0 })
    assert.deepEqual(await sweep(deps, place), { looked: 0, read: 0, differing: 0, found: 0 })
    const state = await stateOf(world, pattern)
    assert.equal(state?.state, isTicked ? 'updated' : 'by-hand')
    await assert.rejects(
      world.inShop(tx => lookAgain(tx, state!.listingId, world.now())),
      (error: Refused) => error instanceof Refused && /your hands/.test(error.message),
    )
  }
})

test('taking a press back: what was never put up is not to be put up, what was is to be taken off sale', async () => {
  const { world, pattern } = await scene()
  await undoPress(world, await world.press([pattern]))
  assert.equal((await stateOf(world, pattern))?.state, 'unplanned')
  assert.deepEqual(await world.steps('open'), [])
  const again = await world.press([pattern])
  await world.tick((await world.steps('open'))[0]!.id)
  await undoPress(world, again)
  assert.deepEqual(
    (await world.steps('open')).map(({ says }) => says),
    ['Take it off sale at Handmart'],
  )
})

test('a tick of what gave way tells what is there, and the newer one goes on waiting', async () => {
  const { world, pattern } = await scene()
  await world.press([pattern])
  const [first] = await world.steps()
  await edit(world, pattern, 'Wren Tee')
  await world.press([pattern])
  await world.tick(first!.id)
  const state = await stateOf(world, pattern)
  assert.deepEqual([state?.state, state?.provenNo, state?.observed?.content.title], ['by-hand', 1, 'Wren'])
  const [open] = await world.steps('open')
  assert.deepEqual(
    open?.changes.map(({ label, from, to }) => [label, from, to]),
    [['Title', 'Wren', 'Wren Tee']],
  )
})

test('what is lost there is told before the press; what cannot be fitted is refused', async () => {
  const { world, pattern } = await scene()
  await edit(world, pattern, 'A wren tee with a neckline that is open')
  await world.inShop(tx => addVersion(tx, pattern, { number: '1.1', fileKeys: ['a4', 'letter', 'instructions'] }))
  const [listing] = (await world.look([pattern])).listings
  assert.deepEqual(listing?.losses, [
    'The title loses its last 22 characters and ends with “… wren tee with a”.',
    '3 files are packed into one ZIP, as Handmart wants it.',
  ])
  await world.inShop(tx => sql`update blob set size_bytes = 9_000_000`.execute(tx))
  const [large] = (await world.look([pattern])).listings
  assert.equal(large?.refused, 'The files have 26 MB together; Handmart takes 10 MB. Make them smaller.'.replace('10 MB', '9.5 MB'))
})

test('in rehearsal nothing waits for her hands: a press is refused as everywhere', async () => {
  const world = await byHandWorld(database, { state: 'rehearsal' })
  const pattern = await world.inShop(tx => addPattern(tx, { title: 'Wren', sku: 'WREN' }))
  await assert.rejects(world.press([pattern]), /in rehearsal; go live first/)
  await world.inShop(tx => moveTo(tx, world.connectionId, 'live', world.now()))
  await world.press([pattern])
  await world.inShop(tx => moveTo(tx, world.connectionId, 'rehearsal', world.now()))
  await world.tick((await world.steps('open'))[0]!.id)
  assert.equal((await stateOf(world, pattern))?.state, 'updated', 'what she did there she did')
})

type Deed = { readonly what: 'edit' | 'press' | 'undo' | 'tick' | 'untick' | 'reconnect' | 'archive'; readonly pick: number }

test('any order of edits, presses, ticks, undos and reconnects ends in the one right state', async t => {
  const deed = fc.record({
    what: fc.constantFrom<Deed['what'][]>('edit', 'edit', 'press', 'press', 'undo', 'tick', 'tick', 'untick', 'reconnect', 'archive'),
    pick: fc.nat(100),
  }) as fc.Arbitrary<Deed>
  const seed = Number(process.env.SELVAGE_SEED ?? 20_261_129)
  t.diagnostic(`seed ${seed}`)
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 4, maxLength: 14 }), async deeds => {
      const { world, pattern } = await scene()
      const presses: string[] = []
      for (const { what, pick } of deeds) {
        world.clock.at += 1_000
        const refused = (error: unknown) => {
          if (!(error instanceof Refused)) throw error
        }
        if (what === 'edit') await edit(world, pattern, ['Wren', 'Wren Tee', 'Wren Top'][pick % 3]!)
        if (what === 'archive')
          await world.inShop(tx =>
            sql`update pattern set archived_at = case when archived_at is null then now() end where pattern_id = ${pattern}::uuid`.execute(
              tx,
            ),
          )
        if (what === 'press') await world.press([pattern]).then(id => presses.push(id), refused)
        if (what === 'undo' && presses.length > 0) await undoPress(world, presses[pick % presses.length]!).catch(refused)
        const all = await allSteps(world)
        if (what === 'tick' && all.length > 0) await world.tick(all[pick % all.length]!.id)
        if (what === 'untick' && all.length > 0) await world.tick(all[pick % all.length]!.id, false)
        if (what === 'reconnect') await reconnect(world)
        await isRight(world, pattern)
      }
    }),
    { numRuns: Number(process.env.SELVAGE_RUNS ?? 12), seed },
  )
})

const allSteps = (world: ByHandWorld) =>
  world.inShop(async tx => {
    const { rows } = await sql<{ id: string; desired_no: number; title: string; published: boolean; is_done: boolean; is_over: boolean }>`
      select hand_step_id as id, desired_no, content ->> 'title' as title, (content ->> 'isPublished')::boolean as published,
        done_at is not null as is_done, superseded_at is not null as is_over
      from hand_step order by desired_no`.execute(tx)
    return rows
  })

async function reconnect(world: ByHandWorld): Promise<void> {
  await world.inShop(async tx => {
    const at = `https://handmart.example/${world.connectionId}`
    await removeConnection(tx, world.connectionId, world.now())
    const id = await connect(tx, {
      spoke: 'handmart',
      label: 'Maren at Handmart',
      baseUrl: at,
      account: '',
      currency: 'EUR',
      facts: { name: 'Maren', version: null, warnings: [] },
      settings: { currency: 'EUR' },
      secretKey,
      now: world.now(),
    })
    assert.equal(id, world.connectionId, 'it wakes as it was')
    await moveTo(tx, id, 'live', world.now())
  })
}

/** Told from the rows alone, by a rule of its own: there is what the latest ticked press held, and waiting is what differs from it. */
async function isRight(world: ByHandWorld, pattern: string): Promise<void> {
  const state = await stateOf(world, pattern)
  const steps = await allSteps(world)
  const open = steps.filter(({ is_done, is_over }) => !is_done && !is_over)
  if (state === undefined || state.desiredNo === 0) return assert.deepEqual(open, [])
  const there = steps.findLast(({ is_done }) => is_done) ?? null
  const wanted = { title: state.desired!.title, published: state.desired!.isPublished }
  const isSame = there !== null && there.title === wanted.title && there.published === wanted.published
  const expected = there === null && !wanted.published ? 'unplanned' : isSame ? 'updated' : 'by-hand'
  assert.equal(state.state, expected)
  assert.deepEqual(
    open.map(({ desired_no }) => desired_no),
    expected === 'by-hand' ? [state.desiredNo] : [],
  )
  assert.equal(state.observed?.content.title ?? null, there?.title ?? null)
  assert.equal(state.proof?.by ?? null, there === null ? null : 'hand')
}
