/** Facts about watching: what is at the far side, what was changed there by hand, what is gone. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { publish, readBack } from './contract-stage.ts'
import { allDone, type Bench, minute } from './contract-tools.ts'
import { readPicture } from './picture.ts'
import { isCannot, type Json } from './shop.ts'
import { sha256Hex } from './sign.ts'

export function watchingFacts<Settings>(bench: Bench<Settings>): void {
  const { spoke, stage, made, left } = bench
  describe('watching', () => {
    test('a hand edit is seen by its mark and named by its field', async t => {
      if (isCannot(spoke.readMarks)) return t.skip(spoke.readMarks.cannot)
      const wanted = await made()
      await stage().advance(minute)
      const id = wanted.remoteId!
      const calm = (await spoke.readMarks(stage().ctx(), [id])).get(id)
      assert.ok(calm)
      assert.equal((await spoke.readMarks(stage().ctx(), [id])).get(id), calm)
      await stage().fake.edit({ remoteId: id, set: { title: 'Edited by hand' } })
      assert.notEqual((await spoke.readMarks(stage().ctx(), [id])).get(id), calm)
      await stage().advance(minute)
      assert.notEqual((await spoke.readMarks(stage().ctx(), [id])).get(id), calm)
      assert.deepEqual(
        (await left(wanted)).map(({ field }) => field),
        ['title'],
      )
      allDone((await publish(stage(), [wanted])).outcomes)
      assert.deepEqual(await left(wanted), [])
    })

    test('a change within the second of a look is not taken for nothing', async t => {
      if (isCannot(spoke.readMarks)) return t.skip(spoke.readMarks.cannot)
      const wanted = await made()
      const id = wanted.remoteId!
      const before = (await spoke.readMarks(stage().ctx(), [id])).get(id)
      await stage().fake.edit({ remoteId: id, set: { title: 'Edited at once' } })
      const after = (await spoke.readMarks(stage().ctx(), [id])).get(id)
      assert.ok(after === null || after !== before)
    })

    test('its first picture lies where the spoke says, and a listing without one says so', async t => {
      if (isCannot(spoke.pictureAddress)) return t.skip(spoke.pictureAddress.cannot)
      const wanted = await made()
      await stage().advance(minute)
      const seen = (await readBack(stage(), [wanted])).get(wanted.remoteId!)
      const address = seen === undefined ? null : spoke.pictureAddress(seen)
      assert.ok(address !== null, 'it has a picture')
      const { baseUrl, fetch } = stage().ctx()
      const answer = await readPicture(
        { baseUrl, own: fetch, other: host => assert.fail(`the pretend platform is not at ${host}`) },
        address,
        null,
      )
      assert.ok(answer.state === 'read', answer.state)
      assert.equal(sha256Hex(answer.bytes), wanted.desired.images[0]!.sha256)
    })

    test('all its pictures lie where the spoke says, in their order and with their words', async t => {
      if (isCannot(spoke.listedPictures)) return t.skip(spoke.listedPictures.cannot)
      const wanted = await made()
      await stage().advance(minute)
      const seen = (await readBack(stage(), [wanted])).get(wanted.remoteId!)!
      const { baseUrl, fetch } = stage().ctx()
      const ways = { baseUrl, own: fetch, other: (host: string) => assert.fail(`the pretend platform is not at ${host}`) }
      const shown: { sha256: string; alt: string }[] = []
      for (const { address, alt } of spoke.listedPictures(seen)) {
        const answer = await readPicture(ways, address!, null)
        assert.ok(answer.state === 'read', answer.state)
        shown.push({ sha256: sha256Hex(answer.bytes), alt })
      }
      assert.deepEqual(shown, spoke.project(wanted.desired).images)
    })

    test('a listing that was taken away is seen to be gone', async t => {
      for (const forGood of [false, true]) {
        const wanted = await made()
        const id = wanted.remoteId!
        await stage().fake.remove({ remoteId: id, forGood })
        assert.equal((await readBack(stage(), [wanted])).size, 0)
        if (!isCannot(spoke.readMarks)) assert.equal((await spoke.readMarks(stage().ctx(), [id])).has(id), false)
      }
      if (isCannot(spoke.readMarks)) t.diagnostic(spoke.readMarks.cannot)
    })
  })
  listedFacts(bench)
}

/** What is for sale there is known, also where none of it is made from here. */
export function listedFacts<Settings>({ spoke, stage }: Bench<Settings>): void {
  describe('what is listed', () => {
    test('all listings of the shop are read, page by page, each once', async t => {
      if (isCannot(spoke.readListings)) return t.skip(spoke.readListings.cannot)
      const seen: string[] = []
      let cursor: Json = null
      for (let pages = 0; ; pages++) {
        assert.ok(pages < 50, 'paging does not end')
        const page = await spoke.readListings(stage().ctx(), cursor)
        seen.push(...page.items.map(({ remoteId }) => remoteId))
        cursor = JSON.parse(JSON.stringify(page.cursor)) as Json
        if (!page.hasMore) break
      }
      assert.deepEqual(new Set(seen), new Set((await stage().fake.listings()).map(({ remoteId }) => remoteId)))
    })
  })
}
