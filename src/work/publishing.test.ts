/** Publishing whole, against each pretend storefront over HTTP, with files by copy and by address. Asserted on the far side. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '#database'
import { setImages } from '#hub/pattern/set-images.ts'
import { publishingFakes, shopById } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import { testDatabase } from '#testing/database.ts'
import { storefrontStage } from '#testing/storefront-stage.ts'

const database = await testDatabase()

for (const spoke of (await publishingFakes()).keys()) {
  const { fields, uploadsFiles, openListedFile, batchSize, project } = await shopById(spoke)
  const holdsFiles = fields.includes('files')
  // Files that go up within a step, or not at all, know only one way.
  const ways = holdsFiles && !uploadsFiles ? (['copy', 'address'] as const) : (['copy'] as const)
  for (const delivery of ways) {
    test(`${spoke}, files by ${delivery}: listed, corrected, changed by hand, answers lost; always there once, with the right bytes`, async t => {
      const hub = await storefrontStage(t, database, { spoke, delivery })
      const wren = await hub.addPattern('Wren & Łąka “tee”', 'WREN')
      await hub.press([wren])
      assert.deepEqual(await hub.run(), { proven: 1, waiting: 0, needsYou: 0, failed: 0 }, (await hub.stateOf(wren)).reason ?? undefined)
      const proof = (await hub.stateOf(wren)).proof
      assert.deepEqual(
        proof?.files.map(({ key, by }) => [key, by]),
        holdsFiles ? [['a4', isCannot(openListedFile) ? 'name' : 'bytes']] : [],
      )
      const corrected = await hub.correct(wren, 'row 14 is right now')
      if (holdsFiles) {
        await hub.press([wren])
        assert.deepEqual(await hub.run(), { proven: 1, waiting: 0, needsYou: 0, failed: 0 }, (await hub.stateOf(wren)).reason ?? undefined)
      } else await assert.rejects(hub.press([wren]), /nothing to send/)
      const own = (await hub.far.listings()).filter(({ sku }) => sku === 'WREN')
      assert.deepEqual(
        own.map(({ isPublished, files }) => [isPublished, files.map(file => file.sha256)]),
        [[true, holdsFiles ? [corrected] : []]],
      )

      await hub.pass(5_000)
      await hub.look()
      assert.equal((await hub.look()).differing, 0)
      await hub.far.edit({ remoteId: own[0]!.remoteId, set: { title: 'CHEAP', price: '1.00' } })
      await hub.pass(5_000)
      assert.equal((await hub.look()).differing, 1)
      assert.equal((await hub.run()).proven, 1)
      const edits = await hub.inShop(tx => tx.selectFrom('hand_edit').select(['field', 'settled_how']).orderBy('field').execute())
      assert.deepEqual(edits, [
        { field: 'price', settled_how: 'put-right' },
        { field: 'title', settled_how: 'put-right' },
      ])

      if (delivery === 'address') {
        const urls = async () =>
          (await hub.far.listings()).filter(({ sku }) => sku === 'WREN').flatMap(({ files }) => files.map(({ url }) => new URL(url).host))
        const before = await urls()
        await hub.moveHub()
        await hub.pass(5_000)
        assert.equal((await hub.look()).differing, 1, 'the old address is given anew')
        assert.equal((await hub.run()).proven, 1)
        assert.notDeepEqual(await urls(), before)
        await hub.pass(5_000)
        await hub.look()
        assert.equal((await hub.look()).differing, 0, 'once')
      }

      const clover = await hub.addPattern('Clover', 'CLOVER')
      await hub.far.fault({ name: 'drops', times: 1, on: 'POST' })
      await hub.press([clover])
      for (let round = 0; round < 4 && (await hub.stateOf(clover)).state !== 'updated'; round++) {
        await hub.run()
        await hub.pass(25_000)
      }
      assert.equal((await hub.stateOf(clover)).state, 'updated', (await hub.stateOf(clover)).reason ?? '')
      assert.equal((await hub.far.listings()).filter(({ sku }) => sku === 'CLOVER').length, 1)
    })
  }

  test(`${spoke}: one picture with other words in each listing settles, by copy and after a change of the words`, async t => {
    const hub = await storefrontStage(t, database, { spoke, delivery: 'copy' })
    const png = await hub.keepPng([9, 90, 200])
    const patterns = [
      await hub.addPattern('Wren', 'WREN', { png, alt: 'Wren from the front' }),
      await hub.addPattern('Clover', 'CLOVER', { png, alt: 'Clover from the front' }),
      await hub.addPattern('Clover, child', 'CHILD', { png, alt: 'Clover from the front' }),
    ]
    const settle = async () => {
      for (let round = 0; round < 6; round++) {
        await hub.run()
        await hub.pass(5_000)
        await hub.look()
      }
      assert.equal((await hub.look()).differing, 0, 'calm')
      assert.deepEqual(
        await Promise.all(patterns.map(async one => (await hub.stateOf(one)).state)),
        patterns.map(() => 'updated'),
      )
      assert.deepEqual(await hub.inShop(tx => tx.selectFrom('hand_edit').select('field').execute()), [], 'nobody changed anything by hand')
    }
    await hub.press(patterns)
    await settle()
    const { sha256 } = (await hub.stateOf(patterns[0]!)).desired!.images[0]!
    await hub.inShop(tx => setImages(tx, patterns[1]!, [{ sha256, alt: 'Clover, worn' }], hub.deps.now()))
    await hub.press(patterns)
    await settle()
    const shown = await Promise.all(patterns.map(async one => (await hub.stateOf(one)).observed!.content.images.map(({ alt }) => alt)))
    // Where a storefront has no words beside pictures, there are none.
    const blank = (await hub.stateOf(patterns[0]!)).desired!
    const wordsOf = (alt: string) => project({ ...blank, images: [{ sha256, alt }] }).images.map(image => image.alt)
    assert.deepEqual(shown, [wordsOf('Wren from the front'), wordsOf('Clover, worn'), wordsOf('Clover from the front')])
  })

  test(`${spoke}: gained, away for a while, or lost for good: files are where the address of this hub says, and always there`, async t => {
    if (ways.length === 1) return t.skip(`${spoke} takes no file by address`)
    const hub = await storefrontStage(t, database, { spoke, delivery: 'copy' })
    const wren = await hub.addPattern('Wren', 'WREN')
    await hub.press([wren])
    assert.equal((await hub.run()).proven, 1)
    const bytes = await hub.correct(wren, 'row 14 is right now')
    await hub.press([wren])
    assert.equal((await hub.run()).proven, 1)
    const there = async () => {
      const [listing, ...others] = (await hub.far.listings()).filter(({ sku }) => sku === 'WREN')
      assert.deepEqual(others, [])
      assert.deepEqual(
        listing!.files.map(file => file.sha256),
        [bytes],
      )
      return { host: new URL(listing!.files[0]!.url).host, id: listing!.files[0]!.id }
    }
    const store = await there()
    const settle = async (differing: number) => {
      await hub.pass(5_000)
      assert.equal((await hub.look()).differing, differing)
      assert.deepEqual(await hub.run(), { proven: differing, waiting: 0, needsYou: 0, failed: 0 }, (await hub.stateOf(wren)).reason ?? '')
      await hub.pass(5_000)
      assert.equal((await hub.look()).differing, 0, 'once')
    }
    await hub.moveHub()
    await settle(1)
    const ours = await there()
    assert.notEqual(ours.host, store.host, 'gained: given by address')
    hub.cutOff()
    await settle(0)
    assert.deepEqual(await there(), ours, 'away for a while: nothing is moved')
    hub.takeInside()
    await settle(1)
    assert.deepEqual(await there(), store, 'lost for good: the copy that lies there already')
    assert.equal((await hub.stateOf(wren)).proof?.files[0]?.by, 'bytes')
    // By address from the first, so that no copy is there.
    await hub.moveHub()
    await settle(1)
    const clover = await hub.addPattern('Clover', 'CLOVER')
    await hub.press([clover])
    assert.equal((await hub.run()).proven, 1)
    hub.takeInside()
    await settle(2)
    for (const { files } of await hub.far.listings())
      for (const { url, sha256 } of files) assert.deepEqual([new URL(url).host, sha256 !== null], [store.host, true])
  })

  test(`${spoke}: a hundred listings at one new price, read back, cost at most six requests; reading them all three; a quiet look at them one`, async t => {
    if (batchSize < 100) return t.skip(`${spoke} takes fewer than a hundred changes at a time; its own tests count what they cost`)
    const hub = await storefrontStage(t, database, { spoke, delivery: ways.at(-1)! })
    const { calls } = await hub.far.fewest({ listings: 100 })
    if (calls > 6) return t.skip(`${spoke} asks for ${calls} requests for this; \`bench makespan\` holds it to them`)
    const patterns: string[] = []
    for (let at = 0; at < 100; at++) patterns.push(await hub.addPattern(`Pattern ${at}`, `P-${at}`))
    await hub.press(patterns)
    assert.equal((await hub.run()).proven, 100)
    await hub.pass(5_000)
    await hub.look()
    await hub.inShop(tx => sql`update price set amount_minor = 825`.execute(tx))
    await hub.press(patterns)
    await hub.far.resetRequests()
    assert.equal((await hub.run()).proven, 100)
    const changed = await hub.far.requests()
    assert.ok(changed.total <= 6, JSON.stringify(changed))
    await hub.pass(5_000)
    await hub.look()
    await hub.far.resetRequests()
    await hub.look()
    const quiet = await hub.far.requests()
    assert.ok(quiet.total <= 1, JSON.stringify(quiet))
    await hub.pass(86_400_000)
    await hub.far.resetRequests()
    assert.equal((await hub.look()).read, (await hub.far.listings()).length)
    const read = await hub.far.requests()
    assert.ok(read.total <= 3, JSON.stringify(read))
  })
}
