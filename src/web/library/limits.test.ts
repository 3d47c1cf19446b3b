import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeLibraryRules, type GivenRules } from '#hub/library/rules.ts'
import { testDatabase } from '#testing/database.ts'
import { type LibraryScene, libraryScene, openLibraryHub } from '#testing/library-scene.ts'

const database = await testDatabase()
const ana = 'ana@example.com'
const [hour, day] = [3_600_000, 86_400_000]

async function stage(t: Parameters<typeof openLibraryHub>[0], rules: GivenRules) {
  const clock = { at: new Date('2026-03-10T12:00:00Z').getTime() }
  const hub = await openLibraryHub(t, database, () => new Date(clock.at))
  const scene = await libraryScene(hub, database)
  await scene.sell(ana)
  await scene.inShop(tx => changeLibraryRules(tx, rules))
  const cookie = await scene.signIn(ana)
  const get = (version = scene.versions[1]!, file = 'a4') => scene.ask(`get/${version}/${file}/x.pdf`, { cookie })
  const anew = () => scene.ask(`anew/${scene.pattern}`, { cookie, form: {} })
  return { clock, scene, cookie, get, anew }
}

const given = ({ inShop }: LibraryScene) =>
  inShop(async tx => (await tx.selectFrom('given_bytes').selectAll().where('kind', '=', 'fetched').execute()).length)

test('so many downloads of each file: then a page that says so, begun anew as often as the seller allows, then it leads to her', async t => {
  const { clock, scene, cookie, get, anew } = await stage(t, { downloads: 2, resets: 1, contact: 'maren@example.com' })
  for (let n = 0; n < 2; n++) {
    assert.equal((await get()).status, 200)
    assert.equal((await get()).status, 200, 'asked for again within the hour is the same download')
    clock.at += hour
  }
  const refused = await get()
  assert.equal(refused.status, 403)
  assert.match(refused.text, /allows 2 downloads of each file.*You can do this once more/s)
  assert.equal((await scene.ask(`get/${scene.versions[1]}/a4/x.pdf`, { cookie, method: 'HEAD' })).status, 403)
  assert.equal((await scene.ask(`get/${scene.versions[1]}/a4/x.pdf`, { cookie, headers: { range: 'bytes=0-9' } })).status, 403)
  assert.equal(await given(scene), 4)
  assert.equal((await get(scene.versions[1], 'instructions')).status, 200, 'another file counts by itself')
  assert.equal((await get(scene.versions[0])).status, 200, 'and so does another version')
  assert.match((await scene.ask('', { cookie })).text, /Downloads rest/)
  assert.equal((await anew()).to, `/library/${scene.slug}/#p-${scene.pattern}`)
  clock.at += 1
  assert.equal((await get()).status, 200)
  clock.at += hour
  assert.equal((await get()).status, 200)
  clock.at += hour
  const over = await get()
  assert.equal(over.status, 403)
  assert.match(over.text, /mailto:maren@example\.com/)
  assert.doesNotMatch(over.text, /\/anew\//)
  await anew()
  clock.at += 1
  assert.equal((await get()).status, 403, 'a press beyond the bound does nothing')
})

test('so many days after the sale; a newer version has its own', async t => {
  const { clock, scene, cookie, get, anew } = await stage(t, { days: 10, resets: 2 })
  assert.match((await scene.ask('', { cookie })).text, /Downloads until 20 March 2026/)
  clock.at += 11 * day
  const refused = await scene.ask(`get/${scene.versions[1]}/a4/x.pdf`, { cookie, headers: { 'accept-language': 'fr' } })
  assert.equal(refused.status, 403)
  assert.match(refused.text, /<html lang="fr">.*pendant 10 jours/s)
  await anew()
  assert.equal((await get()).status, 200)
  clock.at += 11 * day
  assert.equal((await get()).status, 403)
  await scene.inShop(tx =>
    tx
      .insertInto('version')
      .values({ shop_id: scene.shop, pattern_id: scene.pattern, number: '1.2', kind: 'correction', created_at: new Date(clock.at) })
      .execute(),
  )
  assert.equal((await get()).status, 200, 'what is corrected reaches everybody')
})

test('nobody begins anew for others, without limits, or for what is not hers', async t => {
  const { scene, cookie, anew } = await stage(t, {})
  const count = () => scene.inShop(async tx => (await tx.selectFrom('library_reset').selectAll().execute()).length)
  await anew()
  assert.equal(await count(), 0, 'there is no limit')
  await scene.inShop(tx => changeLibraryRules(tx, { downloads: 1 }))
  await scene.sell('ben@example.com')
  await database.asOwner(`update entitlement set ended_at = now(), end_reason = 'refunded' where shop_id = $1 and customer_id = $2`, [
    scene.shop,
    await scene.customerOf('ben@example.com'),
  ])
  const bens = await scene.signIn('ben@example.com')
  await scene.ask(`anew/${scene.pattern}`, { cookie: bens, form: {} })
  await scene.ask('anew/not-an-id', { cookie, form: {} })
  assert.equal((await scene.ask(`anew/${scene.pattern}`, { form: {} })).status, 401)
  assert.equal(await count(), 0)
  await Promise.all(Array.from({ length: 6 }, anew))
  assert.ok((await count()) <= 3, 'presses at one moment count one by one')
})

test('limits that make no sense are refused with what to do', async t => {
  const { scene } = await stage(t, {})
  for (const rules of [{ downloads: 0 }, { days: 1.5 }, { resets: 101 }, { downloads: 1_001 }] as const)
    await assert.rejects(
      scene.inShop(tx => changeLibraryRules(tx, rules)),
      { name: 'Refused' },
      JSON.stringify(rules),
    )
})
