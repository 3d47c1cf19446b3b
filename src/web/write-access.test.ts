/** Write access is asked for only when something is to be sent: at every storefront that can tell keys for reading from others, by its page and by keys. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { goLive } from '#hub/connection/move-state.ts'
import { fakes, shops } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import { testDatabase } from '#testing/database.ts'
import { consentAt, openWorld, type Scene, sceneOf } from '#testing/storefronts-beside.ts'
import { pdfOf, pngOf } from '../drill/props.ts'

const database = await testDatabase()
const [spokes, played] = [await shops(), await fakes()]
const grant = /^(Grant|Allow|Authorize|Install|Approve)/
const world = await openWorld(database)
after(() => world.close())

for (const [id, { access, authorise, label }] of spokes) {
  if (!played.has(id) || isCannot(access)) continue

  test(`${id}: connected by its page it is read; the first push asks for more, waits while she says no, and goes on when she agrees`, async t => {
    if (isCannot(authorise)) return t.skip(authorise.cannot)
    const scene = await sceneOf(world, [])
    const far = await consentAt(world, scene, id)
    await far.press(await far.ask(), grant)
    const [connection] = await scene.connections()
    assert.ok(connection)
    assert.deepEqual([connection.state, connection.mayWrite], ['rehearsal', false])
    const { pattern, publicationId, sentence } = await pressed(scene, connection.id, `READ-${id.toUpperCase()}`)
    assert.match(sentence, /lets Selvage read only so far: what goes there waits until you let it write\./)
    const before = await far.far.listings()
    await far.far.resetRequests()
    await scene.settle()
    assert.deepEqual(await far.far.listings(), before, 'nothing was made')
    await waits(scene, pattern)
    assert.deepEqual(await questions(scene), [`“${connection.label}” lets Selvage read only so far`], 'Today asks one thing')
    await scene.look()
    assert.equal((await scene.connections())[0]?.state, 'live', 'reading goes on')

    const back = `/s/some-shop/presses/${publicationId}`
    const ask = async () => {
      const asked = await far.askMore(connection.id, back)
      for (const { name } of access.write) assert.ok(new URL(asked.url).searchParams.get('scope')?.split(/[ ,]/).includes(name), name)
      return asked
    }
    const asked = await ask()
    const kept = await scene.keysOf(connection.id)
    if (far.isByBrowser) {
      const path = `/connect/${id}?${new URLSearchParams({ error: 'access_denied', state: asked.state })}`
      const denied =
        (await far.press(asked, /^(Cancel|Deny)$/)) ?? (await far.send({ method: 'GET', path, headers: {}, body: Buffer.alloc(0) }))
      const isSaid = /was told not to let Selvage write\. It goes on as before, nothing is lost/.test(denied.says)
      assert.deepEqual([denied.status, isSaid], [400, true], denied.says)
    }
    assert.equal(await scene.keysOf(connection.id), kept, 'the keys are as they were')
    await waits(scene, pattern)
    assert.equal((await questions(scene)).length, 1, 'and the question is the same')

    const again = await ask()
    const answer = await far.answerTo(again, grant)
    const forged = await far.send(answer, text => text.replaceAll(again.state, `${again.state.slice(0, 40)}${'x'.repeat(24)}`))
    assert.equal(forged.status, 404)
    assert.equal((await scene.connections())[0]?.mayWrite, false, 'forged')
    const taken = await far.send(answer)
    assert.ok([200, 303].includes(taken.status), taken.says)
    assert.equal((await scene.connections())[0]?.mayWrite, true)
    assert.equal((await far.send(answer)).status, 404, 'played again')
    await scene.settle()
    assert.deepEqual(await scene.statesOf(pattern), [`${connection.label}: updated`])
    assert.deepEqual(await questions(scene), [])
    assert.equal((await scene.connections()).length, 1)
  })

  test(`${id}: with keys for reading it waits beside another that goes on; wider ones are looked at or pasted, and it goes on`, async () => {
    const others = [...spokes].filter(([other, spoke]) => other !== id && played.has(other) && spoke.publishes === true)
    const [other] = others[0]!
    const scene = await sceneOf(world, [other])
    const place = world.places.get(id)!
    const connect = async (kind: 'read' | 'write') => (await place.far.credentials({ access: kind })).settings as Record<string, string>
    const body = { spoke: id, label, baseUrl: place.url, settings: await connect('read') }
    const connection = await scene.api.call('POST /shops/{shop}/connections', { params: scene.params, body })
    assert.deepEqual([connection.mayWrite, connection.facts.warnings.some(text => /write|Read\/Write/.test(text))], [false, false])
    const { pattern } = await pressed(scene, connection.id, `KEYS-${id.toUpperCase()}`)
    await scene.settle()
    assert.deepEqual(await scene.statesOf(pattern), [`${label}: waiting`, `${scene.places[0]!.label}: updated`].sort())
    const params = { ...scene.params, connection: connection.id }
    const look = () => scene.api.call('POST /shops/{shop}/connections/{connection}/access/look', { params })
    assert.equal((await look()).mayWrite, false)
    const settings = await connect('write')
    if (!(await look()).mayWrite) await scene.api.call('PATCH /shops/{shop}/connections/{connection}', { params, body: { settings } })
    const access = await scene.api.call('GET /shops/{shop}/connections/{connection}/access', { params })
    assert.deepEqual([access.mayWrite, access.sentence], [true, null])
    await scene.settle()
    assert.deepEqual(await scene.statesOf(pattern), [`${label}: updated`, `${scene.places[0]!.label}: updated`].sort())
  })

  test(`${id}: what may be written is taken away there: the push waits as one that was never allowed, and nothing is half-done`, async () => {
    const scene = await sceneOf(world, [id])
    const [{ connection } = { connection: '' }] = scene.places
    assert.equal((await scene.connections())[0]?.mayWrite, true)
    const place = world.places.get(id)!
    const settings = (await place.far.credentials({ access: 'read' })).settings as Record<string, string>
    const params = { ...scene.params, connection }
    await scene.api.call('PATCH /shops/{shop}/connections/{connection}', { params, body: { settings } })
    // As if nobody had told us.
    await database.inShop(scene.shop, tx => tx.updateTable('connection').set({ may_write: true }).execute())
    const { pattern } = await pressed(scene, connection, `TAKEN-${id.toUpperCase()}`)
    const before = await place.far.listings()
    await scene.settle()
    assert.deepEqual(await place.far.listings(), before)
    await waits(scene, pattern)
    const [now] = await scene.connections()
    assert.deepEqual([now?.state, now?.mayWrite], ['live', false], 'learned from the refusal')
    await place.far.credentials({ access: 'write' })
  })
}

async function pressed(scene: Scene, connectionId: string, sku: string) {
  const { api, shop, params } = scene
  for (const { id } of await scene.connections()) await database.inShop(shop, tx => goLive(tx, id, scene.now()))
  const image = await scene.keep(pngOf(20, 25, [90, 120, 60]), 'image/png')
  const file = await scene.keep(await pdfOf(sku), 'application/pdf')
  const facts = {
    title: `Pattern ${sku}`,
    sku,
    craft: 'knitting' as const,
    description: '<p>Warm.</p>',
    price: { minor: '900', currency: 'EUR' },
  }
  const { id, editNo } = await api.call('POST /shops/{shop}/patterns', { params, body: facts })
  assert.ok(editNo > 0 && connectionId !== '')
  const at = { ...params, pattern: id }
  await api.call('PUT /shops/{shop}/patterns/{pattern}/images', { params: at, body: { images: [{ uploadId: image, alt: 'It' }] } })
  const files = [{ fileKey: 'a4', role: 'a4' as const, fileName: `${sku}.pdf`, uploadId: file }]
  await api.call('POST /shops/{shop}/patterns/{pattern}/versions', { params: at, body: { number: '1.0', kind: 'first', note: '', files } })
  const { key, sentence } = await api.call('POST /shops/{shop}/preview', { params, body: { patternIds: [id] } })
  const { publicationId } = await api.call('POST /shops/{shop}/publish', { params, body: { patternIds: [id], key } })
  return { pattern: id, publicationId, sentence }
}

async function waits(scene: Scene, pattern: string): Promise<void> {
  const { items } = await scene.api.call('GET /shops/{shop}/listings', { params: scene.params })
  const row = items.find(one => one.patternId === pattern)
  assert.deepEqual(
    [row?.state, row?.reason],
    ['waiting', 'The shop lets Selvage read only so far. Let it write under Shops; this goes on by itself then.'],
  )
}

const questions = async ({ api, params }: Scene): Promise<string[]> =>
  (await api.call('GET /shops/{shop}/today', { params })).todos.filter(({ key }) => key === 'access').map(({ title }) => title)
