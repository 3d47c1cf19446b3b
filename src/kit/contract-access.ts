/** Facts about what keys may do: those for reading alone read all there is, a write is refused to them, and with wider ones the same write goes through. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { publish } from './contract-stage.ts'
import { allDone, type Bench, refusal, wish } from './contract-tools.ts'
import { type AccessKind, isCannot, type SpokeContext } from './shop.ts'

export function accessFacts<Settings>({ spoke, stage, made, wantedOf, far, left }: Bench<Settings>): void {
  const { access, authorise } = spoke
  describe('what its keys may do', () => {
    if (isCannot(access)) {
      test('keys that may only read can be told from others', { skip: access.cannot }, () => {})
      return
    }
    const connect = async (kind: AccessKind): Promise<Settings> =>
      spoke.settings.schema.parse((await stage().fake.credentials({ access: kind })).settings)
    let reading: SpokeContext<Settings>
    before(async () => {
      reading = stage().ctx({ settings: await connect('read') })
    })
    after(() => connect('write'))

    test('at connecting the consent page is asked for reading alone, and for writing too only later', t => {
      if (isCannot(authorise)) return t.skip(authorise.cannot)
      const given = Object.fromEntries(authorise.needs.map(name => [name, 'a-key-of-hers']))
      const asking = { baseUrl: stage().baseUrl, callbackUrl: 'https://hub.example/connect', returnUrl: 'https://hub.example/', state: 's' }
      const asked = (kind: AccessKind) => {
        const { searchParams } = new URL(authorise.start({ ...asking, given, access: kind }).url)
        return (searchParams.get('scope') ?? '').split(/[ ,]/)
      }
      assert.deepEqual(asked('read').sort(), access.read.map(({ name }) => name).sort())
      for (const { name } of access.write) assert.ok(asked('write').includes(name), name)
      for (const { name, lets } of [...access.read, ...access.write]) assert.match(lets, /^[a-z].*[^.]$/, name)
    })

    test('with keys for reading it says that it may not write, and nothing is amiss', async () => {
      const facts = await spoke.verify(reading)
      assert.equal(facts.canWrite, false)
      const full = await spoke.verify(stage().ctx({ settings: await connect('write') }))
      assert.equal(full.canWrite, true)
      assert.deepEqual([facts.name, facts.currency, facts.account, facts.warnings], [full.name, full.currency, full.account, full.warnings])
      await connect('read')
    })

    test('they read every listing and every sale', async () => {
      await connect('write')
      const wanted = await made()
      reading = stage().ctx({ settings: await connect('read') })
      const ids = [wanted.remoteId!]
      assert.deepEqual(
        (await spoke.readListingsById(reading, ids)).map(({ remoteId }) => remoteId),
        ids,
      )
      if (!isCannot(spoke.readListings)) assert.ok((await spoke.readListings(reading, null)).items.length > 0)
      if (!isCannot(spoke.readMarks)) assert.equal((await spoke.readMarks(reading, ids)).has(ids[0]!), true)
      if (!isCannot(spoke.readSales)) await spoke.readSales(reading, spoke.salesFrom(reading.now()))
      if (!isCannot(spoke.readMoney)) await spoke.readMoney(reading, null)
    })

    test('what is to be made or changed with them is refused there: let it write; nothing was done, and then the same goes through', async () => {
      await connect('write')
      const before = await made()
      const changed = wish(before, { title: 'Changed by nobody' })
      const created = wantedOf()
      reading = stage().ctx({ settings: await connect('read') })
      const listings = await stage().fake.listings()
      for (const wanted of [changed, created]) {
        const refused = await refusal(
          publish(stage(), [wanted], { ctx: reading }).then(({ outcomes }) => {
            allDone(outcomes)
          }),
        )
        assert.deepEqual([refused.remedy, refused.isUnknown], ['allow', false], refused.message)
        stage().said.push(refused.message)
      }
      assert.deepEqual(await stage().fake.listings(), listings, 'nothing was done')
      const writing = stage().ctx({ settings: await connect('write') })
      for (const wanted of [changed, created]) {
        allDone((await publish(stage(), [wanted], { ctx: writing })).outcomes)
        assert.deepEqual(await left(wanted), [])
      }
      assert.equal((await far(changed))?.isPublished, true)
    })

    test('to be told of sales and to mark an order is done with them, or refused in the same way', async () => {
      reading = stage().ctx({ settings: await connect('read') })
      const { keepHooks, dropHooks } = spoke
      if (!isCannot(keepHooks) && !isCannot(dropHooks)) {
        const told = await keepHooks(reading, stage().hookAddress).catch((error: unknown) => refusal(Promise.reject(error)))
        if ('remedy' in told) assert.equal(told.remedy, 'allow')
        else await dropHooks(reading)
      }
      await connect('write')
    })
  })
}
