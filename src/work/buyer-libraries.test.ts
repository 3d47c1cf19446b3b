import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { directory } from '#database'
import { endConsent } from '#hub/buyer-library/consent.ts'
import { retryDeliveries } from '#hub/buyer-library/deliveries.ts'
import { libraryCounts, patternsThere, refusedThere } from '#hub/buyer-library/read-there.ts'
import { removeConnection } from '#hub/connection/remove-connection.ts'
import { forgetAddress } from '#hub/person/forget-person.ts'
import { holdEverything, letGo } from '#hub/shop/hold.ts'
import { SpokeError } from '#kit/error.ts'
import type { Fetch } from '#kit/http.ts'
import { type LibraryStage, openLibraryStage } from '#testing/buyer-library-stage.ts'
import { testDatabase } from '#testing/database.ts'
import { newVersion, proveAt } from '#testing/given.ts'
import { isWhole } from '#testing/whole.ts'
import { type LibraryCrash, writeIntoLibraries } from './buyer-libraries.ts'

const database = await testDatabase()
/** Answers that never arrive, by their place from now on. */
const lost = new Set<number>()
let asked = 0
/** Before the request of this place is sent, its process stands still. */
let still: { readonly at: number; readonly reached: () => void; readonly gate: Promise<void> } | null = null
const bend =
  (real: Fetch): Fetch =>
  async (url, init) => {
    const place = asked++
    if (still?.at === place) {
      still.reached()
      await still.gate
    }
    const answer = await real(url, init)
    if (lost.delete(place)) throw new SpokeError('retry', 'the line was cut', { isUnknown: true })
    return answer
  }
const scene: LibraryStage = await openLibraryStage(database, { bend })
const { stage, far, deps, shop, inShop, connection, sold, buy, agree, customerOf, holds, rows, now } = scene
after(() => stage.stop())

const work = (crash?: LibraryCrash) => writeIntoLibraries(deps, { shop, connection }, undefined, crash)
const at = async (name: string) => ({ connectionId: connection, customerId: await customerOf(name) })
const takeBack = async (name: string) => {
  const her = await at(name)
  await inShop(tx => endConsent(tx, her, { reason: 'taken-back', now: now() }))
}
const isDue = async () =>
  (await directory.dueConnections(database, now())).some(one => one.connection === connection && one.what === 'library')
const statesFor = async (name: string) => {
  const her = await at(name)
  return (await inShop(tx => patternsThere(tx, her))).map(({ title, state }) => `${title}: ${state}`)
}
const soon = () => stage.advance(61_000)
/** As `kill -9` there: nothing after it runs, not even what lets go. */
const killed = (place: Parameters<LibraryCrash>[0]) =>
  new Promise<void>((resolve, reject) => {
    const crash: LibraryCrash = here => {
      if (here !== place) return
      resolve()
      return new Promise<void>(() => {})
    }
    work(crash).then(resolve, reject)
  })

test('nothing is written before her word; then all that she owns goes in, old and new, each pattern once', async () => {
  await buy('ana', [sold[0]!])
  await buy('ana', [sold[0]!, sold[1]!])
  await work()
  assert.equal(await isDue(), false, 'nobody agreed, so nobody looks')
  assert.deepEqual(await holds('ana'), [])
  await agree('ana')
  assert.equal(await isDue(), true)
  await work()
  assert.deepEqual(await holds('ana'), ['Pattern 0', 'Pattern 1'])
  await soon()
  assert.equal(await isDue(), true, 'it is looked at again each minute')
  await buy('ana', [sold[1]!, sold[2]!])
  await work()
  assert.deepEqual(await holds('ana'), ['Pattern 0', 'Pattern 1', 'Pattern 2'])
  const before = (await stage.fake.requests()).total
  await work()
  assert.equal((await stage.fake.requests()).total, before, 'with nothing owed, nothing is asked')
})

test('what went into her library there stands in the ledger of bytes once, where the files there are known', async () => {
  const at = now()
  const version = await newVersion(database, shop, { pattern: sold[0]!.pattern, number: '1.0', files: { a4: 'one', letter: 'two' }, at })
  await proveAt(database, shop, { connection, version, at })
  await buy('wilma', [sold[0]!])
  await agree('wilma')
  await killed('after put')
  stage.advance(300_000)
  await work()
  await work()
  assert.deepEqual(await holds('wilma'), ['Pattern 0'])
  const customerId = await customerOf('wilma')
  const rows = await inShop(tx =>
    tx
      .selectFrom('given_bytes')
      .select(['kind', 'connection_id', 'version_id', 'file_key'])
      .where('customer_id', '=', customerId)
      .orderBy('no')
      .execute(),
  )
  const there = { kind: 'sent-there', connection_id: connection, version_id: version.id }
  assert.deepEqual(rows, [
    { ...there, file_key: 'a4' },
    { ...there, file_key: 'letter' },
  ])
})

test('what she bought there is not written back, and what she gave back before is not written', async () => {
  await buy('bea', [sold[0]!], { at: 'there' })
  await buy('bea', [sold[0]!])
  const given = await buy('bea', [sold[1]!])
  await buy('bea', [sold[1]!], { remoteId: given, state: 'refunded' })
  await buy('bea', [sold[2]!])
  await agree('bea')
  await work()
  assert.deepEqual(await holds('bea'), ['Pattern 2'])
  assert.deepEqual(await statesFor('bea'), ['Pattern 0: bought-there', 'Pattern 2: written'])
})

test('a refund is not undone there, and buying it again writes nothing again', async () => {
  const sale = await buy('cleo', [sold[0]!])
  await agree('cleo')
  await work()
  await buy('cleo', [sold[0]!], { remoteId: sale, state: 'refunded' })
  await work()
  await buy('cleo', [sold[0]!])
  await work()
  assert.deepEqual(await holds('cleo'), ['Pattern 0'])
})

test('her word taken back: the keys are gone and nothing more goes in; given again, what is there is not doubled', async () => {
  await buy('dora', [sold[0]!])
  await agree('dora')
  await work()
  await takeBack('dora')
  await buy('dora', [sold[1]!])
  await work()
  assert.deepEqual(await holds('dora'), ['Pattern 0'])
  const [row] = await database.asOwner<{ sealed: Buffer | null }>(
    'select sealed from buyer_consent where shop_id = $1 and customer_id = $2',
    [shop, await customerOf('dora')],
  )
  assert.equal(row!.sealed, null)
  await agree('dora')
  await work()
  assert.deepEqual(await holds('dora'), ['Pattern 0', 'Pattern 1'])
})

test('killed between the platform’s yes and the record, or before the put, it is in there once', async () => {
  for (const [name, place] of [
    ['eva', 'after put'],
    ['evi', 'before put'],
  ] as const) {
    await buy(name, sold)
    await agree(name)
    await killed(place)
    await work()
    assert.equal((await holds(name)).length, place === 'after put' ? 1 : 0, 'the dead one’s turn is not over yet')
    await stage.advance(200_000)
    await work()
    assert.deepEqual(await holds(name), ['Pattern 0', 'Pattern 1', 'Pattern 2'])
  }
})

/** One worker stands still before its request number `place` until another has had its turn; then it goes on. */
async function standStill(place: number): Promise<void> {
  const [gate, there] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  still = { at: asked + place, reached: there.resolve, gate: gate.promise }
  const slow = work()
  await Promise.race([there.promise, slow])
  still = null
  await stage.advance(200_000)
  await work()
  gate.resolve()
  await slow
}

test('a worker that stood still for longer than its turn sends nothing more, wherever it stood', async () => {
  for (let place = 0; place < 4; place++) {
    await buy(`fay-${place}`, [sold[0]!])
    await agree(`fay-${place}`)
    await standStill(place)
    assert.deepEqual(await holds(`fay-${place}`), ['Pattern 0'], `before request ${place + 1}`)
  }
})

test('held, paused or in rehearsal nothing is written, also pressed in the middle', async () => {
  await buy('gil', sold)
  await agree('gil')
  await inShop(tx => holdEverything(tx, now()))
  assert.equal(await isDue(), false)
  await work()
  await inShop(tx => letGo(tx, now()))
  for (const state of ['paused', 'rehearsal', 'reconnect'] as const) {
    await scene.change(connection, { state })
    assert.equal(await isDue(), false)
    await work()
  }
  await scene.change(connection, { state: 'live' })
  assert.deepEqual(await holds('gil'), [])
  let puts = 0
  await work(async place => {
    if (place === 'before put' && ++puts === 2) await inShop(tx => holdEverything(tx, now()))
  })
  assert.equal((await holds('gil')).length, 1)
  await inShop(tx => letGo(tx, now()))
  await work()
  assert.deepEqual(await holds('gil'), ['Pattern 0', 'Pattern 1', 'Pattern 2'])
})

test('not enabled by the platform: all waits with what to do, and goes in by itself later', async () => {
  await far.enable(false)
  await buy('hanna', sold)
  await agree('hanna')
  const before = (await stage.fake.requests()).total
  await work()
  assert.ok((await stage.fake.requests()).total - before < 4, 'the first answer speaks for all')
  assert.deepEqual(await inShop(tx => libraryCounts(tx, connection)).then(({ notEnabled }) => notEnabled), 3)
  assert.ok((await rows()).some(({ state, reason }) => state === 'not-enabled' && reason === scene.library.notEnabled))
  assert.deepEqual(await statesFor('hanna'), ['Pattern 0: waiting', 'Pattern 1: waiting', 'Pattern 2: waiting'])
  await far.enable(true)
  await stage.advance(6 * 3_600_000 + 1_000)
  await work()
  assert.deepEqual(await holds('hanna'), ['Pattern 0', 'Pattern 1', 'Pattern 2'])
})

test('her keys are renewed when they run out, and her word that ended there is told as ended', async () => {
  await buy('ida', [sold[0]!])
  await agree('ida')
  await work()
  await stage.advance(25 * 3_600_000)
  await buy('ida', [sold[1]!])
  await work()
  assert.deepEqual(await holds('ida'), ['Pattern 0', 'Pattern 1'])
  await far.end()
  await buy('ida', [sold[2]!])
  await buy('jo', [sold[2]!])
  await agree('jo')
  await work()
  assert.deepEqual(await holds('ida'), ['Pattern 0', 'Pattern 1'])
  assert.deepEqual(await holds('jo'), ['Pattern 2'], 'hers is not everybody’s')
  const rowOf = async (name: string) =>
    database.asOwner('select end_reason, sealed from buyer_consent where shop_id = $1 and customer_id = $2', [shop, await customerOf(name)])
  assert.deepEqual(await rowOf('ida'), [{ end_reason: 'ended-there', sealed: null }])
  await agree('ida')
  await work()
  assert.deepEqual(await holds('ida'), ['Pattern 0', 'Pattern 1', 'Pattern 2'])
})

test('what is sold there under no such number is told to her, tried each day, and at once when she looks', async () => {
  const one = await scene.newSold(90)
  sold.push(one)
  await stage.fake.edit({ remoteId: one.remoteId, set: { sku: 'OTHER' } })
  await buy('kim', [one])
  await agree('kim')
  await work()
  assert.deepEqual(await statesFor('kim'), ['Pattern 90: not-for-sale'])
  assert.match((await inShop(tx => refusedThere(tx, connection)))[0]!.reason, /HELD-90.*each day/)
  await stage.fake.edit({ remoteId: one.remoteId, set: { sku: 'HELD-90' } })
  await work()
  assert.deepEqual(await holds('kim'), [])
  await inShop(tx => retryDeliveries(tx, connection, now()))
  await work()
  assert.deepEqual(await holds('kim'), ['Pattern 90'])
  sold.pop()
})

test('a shop whose own keys are refused waits for new ones, and her word stands', async () => {
  await buy('lea', [sold[0]!])
  await agree('lea')
  await stage.fake.fault({ name: 'revoked', times: null })
  await work()
  const state = () =>
    inShop(tx => tx.selectFrom('connection').select('state').where('connection_id', '=', connection).executeTakeFirstOrThrow())
  assert.equal((await state()).state, 'reconnect')
  await stage.fake.clearFaults()
  await scene.change(connection, { state: 'live' })
  await work()
  assert.deepEqual(await holds('lea'), ['Pattern 0'])
})

const deeds = [
  ...['buy', 'buy', 'buy-again', 'give-back', 'agree', 'take-back', 'end'],
  ...['work', 'twice', 'kill before', 'kill after', 'lose', 'still', 'later'],
] as const

test('whatever is bought, given back, allowed, ended, killed, lost or done twice: each pattern is in her library once', async t => {
  let runs = 0
  const begin = [0, 1].flatMap(who => ['buy', 'agree'].map(deed => ({ deed, who, which: who, lost: 0 })))
  const step = fc.record({
    deed: fc.constantFrom(...deeds),
    who: fc.nat(1),
    which: fc.nat(2),
    lost: fc.nat(6),
  })
  const story = fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 16, size: 'max' }), async some => {
    const steps = [...begin, ...some]
    const names = [`one-${++runs}`, `two-${runs}`]
    const owned = names.map(() => new Map<string, string[]>())
    const agreed = names.map(() => false)
    const everAgreed = names.map(() => false)
    for (const { deed, who, which, lost: place } of steps) {
      const [name, hers] = [names[who]!, owned[who]!]
      const one = sold[which]!
      if (deed === 'buy' || (deed === 'buy-again' && hers.has(one.title)))
        hers.set(one.title, [...(hers.get(one.title) ?? []), await buy(name, [one])])
      if (deed === 'give-back') {
        const sale = hers.get(one.title)?.pop()
        if (sale !== undefined) await buy(name, [one], { remoteId: sale, state: 'refunded' })
      }
      if (deed === 'agree') {
        await agree(name)
        agreed[who] = true
        everAgreed[who] = true
      }
      if (deed === 'take-back') {
        await takeBack(name)
        agreed[who] = false
      }
      if (deed === 'end') {
        await far.end()
        agreed.fill(false)
      }
      if (deed === 'work') await work()
      if (deed === 'twice') await Promise.all([work(), work()])
      if (deed === 'kill before') await killed('before put')
      if (deed === 'kill after') await killed('after put')
      if (deed === 'lose') {
        lost.add(asked + place)
        await work()
        lost.clear()
      }
      if (deed === 'still') await standStill(place)
      if (deed === 'later') await stage.advance(90_000)
      for (const [at, each] of names.entries()) {
        const there = await holds(each)
        assert.equal(new Set(there).size, there.length, `twice in there: ${there}`)
        if (!everAgreed[at]) assert.deepEqual(there, [])
      }
    }
    for (let round = 0; round < 3; round++) {
      await stage.advance(700_000)
      await work()
    }
    for (const [at, name] of names.entries()) {
      const there = await holds(name)
      assert.equal(new Set(there).size, there.length, `twice in there: ${there}`)
      const wanted = [...owned[at]!].filter(([, sales]) => sales.length > 0).map(([title]) => title)
      if (agreed[at]) for (const title of wanted) assert.ok(there.includes(title), `${title} is missing`)
    }
  })
  await fc.assert(story, { seed: 7, numRuns: isWhole ? 60 : 6 })
  t.diagnostic(`${runs} stories, ${asked} requests`)
})

test('forgotten, nothing of her keys or her word is left; disconnected, no buyer’s keys are', async () => {
  await agree('mia')
  await agree('nia')
  await inShop(tx => forgetAddress(tx, 'Mia@example.com', now()))
  const keysOf = async (name: string) =>
    database.asOwner('select sealed is not null as sealed from buyer_consent where customer_id = $1', [await customerOf(name)])
  assert.deepEqual(await keysOf('mia'), [])
  assert.deepEqual(await keysOf('nia'), [{ sealed: true }])
  await inShop(tx => removeConnection(tx, connection, now()))
  assert.deepEqual(await keysOf('nia'), [{ sealed: false }])
})
