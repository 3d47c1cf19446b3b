/**
 * What a storefront would not take, and what goes wrong at its own pages: said in a sentence before anything is sent, with nothing half-done and
 * nothing lost. Each is tried at all storefronts that take listings, and those that take it get it whole.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { goLive } from '#hub/connection/move-state.ts'
import type { FakeControl } from '#kit/fake.ts'
import { fakes, publishingFakes, shops } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import { testDatabase } from '#testing/database.ts'
import { consentAt, openWorld, type Scene, sceneOf, type Told } from '#testing/storefronts-beside.ts'
import { isWhole } from '#testing/whole.ts'
import { runDepsOf } from '#work/run-deps.ts'
import { runListings } from '#work/run-listings.ts'
import { pdfOf, pngOf } from '../drill/props.ts'
import type { Api } from './api/client.ts'
import type { BodyOf } from './api/contract.ts'

const database = await testDatabase()
// All that is awaited comes before the first test: between two tests the file could end.
const [spokes, played] = [await shops(), await fakes()]
const hourMs = 3_600_000
const grant = /^(Grant|Allow|Authorize|Install|Approve)/

const world = await openWorld(database)
after(() => world.close())

// ---------------------------------------------------------------- what is in the pattern

/** As uploads of one shop. */
interface Props {
  readonly png: string
  readonly webp: string
  readonly pdfs: readonly string[]
  readonly largePdf: string
}
type Facts = Partial<Pick<BodyOf<'POST /shops/{shop}/patterns'>, 'title' | 'tags'>>
interface Wrong {
  readonly what: string
  readonly facts?: Facts
  readonly picture?: keyof Pick<Props, 'png' | 'webp'>
  readonly files?: (props: Props) => readonly string[]
  /** What, where and what to do. */
  readonly says: RegExp
  /** Pressed as another one is, so only previewed. */
  readonly isLikeAnother?: boolean
}

const wrongs: readonly Wrong[] = [
  {
    what: 'a picture as WebP',
    picture: 'webp',
    says: /^Picture 1 is WEBP; \S+ takes JPG, PNG and (?:GIF|HEIC)\. Save it as one of these\./,
  },
  { what: 'a sixth file', files: ({ pdfs }) => pdfs, says: /^There are 6 files; \S+ takes 5 a listing\. Put some together/ },
  {
    what: 'a file of 21 MB',
    files: ({ largePdf }) => [largePdf],
    says: /^The file “Part 1\.pdf” has 21 MB; \S+ takes 20 MB\. Make it smaller or split it\./,
  },
]

/** Where a storefront does not take it, it is fitted, and what that loses is said; nothing is refused and nothing lost unsaid. */
const fitted: readonly {
  readonly what: string
  readonly facts: Facts
  /** What is lost, and of what. */
  readonly says: RegExp
  /** Of her own words, which nobody shortens for her: what, where and what to do. */
  readonly refused: RegExp
  readonly isKept: (title: string, tags: readonly string[]) => boolean
}[] = [
  {
    what: 'a title of 141 characters',
    facts: { title: `${'Warm '.repeat(26)}long jacket` },
    says: /^The title loses its last \d+ characters and ends with “… /,
    refused: /^The title has 141 characters; \S+ takes \d+\. Shorten it/,
    isKept: title => title.length <= 140,
  },
  {
    what: 'a tag of 21',
    facts: { tags: ['x'.repeat(21), 'wool'] },
    says: /“x{21}” becomes “x{20}”/,
    refused: /^The tag “x{21}” has 21 characters; \S+ takes 20\. Shorten it\./,
    isKept: (_, tags) => tags.length === 2 && tags.every(tag => tag.length <= 20),
  },
  ...(
    [
      ['%', '50% wool, 50% silk'],
      [':', 'Hat: child: wool'],
    ] as const
  ).map(([sign, title]) => ({
    what: `${sign} twice in the title`,
    facts: { title },
    says: new RegExp(`“${sign}” may stand once in the title`),
    refused: new RegExp(`^The title holds “${sign}” more than once; .*leave one out\\.`),
    isKept: (kept: string) => kept.split(sign).length === 2,
  })),
  {
    what: '& twice in the title',
    facts: { title: 'Knit & purl & twist' },
    says: /“&” may stand once in the title/,
    refused: /^The title holds “&” more than once; .*Write “and”/,
    isKept: title => plain(title).split('&').length === 2,
  },
]
/** As it is read there. */
const plain = (title: string) => title.replaceAll('&amp;', '&')

test('before anything is sent', async t => {
  const scene = await sceneOf(world, [...(await publishingFakes()).keys()])
  const { api, shop, params, places } = scene
  world.isReached(false)
  for (const place of places) await database.inShop(shop, tx => goLive(tx, place.connection, scene.now()))
  const props: Props = {
    png: await scene.keep(pngOf(20, 25, [90, 120, 60]), 'image/png'),
    webp: await scene.keep(webp, 'image/webp'),
    pdfs: await Promise.all([1, 2, 3, 4, 5, 6].map(async at => scene.keep(await pdfOf(`Part ${at}`), 'application/pdf'))),
    // Its size is what is looked at here.
    largePdf: await scene.keep(Buffer.concat([await pdfOf('Large'), Buffer.alloc(20.5 * 1_048_576, 32)]), 'application/pdf'),
  }
  for (const [at, wrong] of wrongs.entries())
    await t.test(wrong.what, async () => {
      const sku = `BAD-${at}`
      const pattern = await makePattern(api, shop, props, { ...wrong, sku })
      const previewed = (connectionIds?: string[]) =>
        api.call('POST /shops/{shop}/preview', { params, body: { patternIds: [pattern], ...(connectionIds && { connectionIds }) } })
      const publish = (key: string, connectionIds?: string[]) =>
        api.call('POST /shops/{shop}/publish', { params, body: { patternIds: [pattern], key, ...(connectionIds && { connectionIds }) } })
      for (const { far } of places) await far.resetRequests()

      const { key, listings, sentence } = await previewed()
      const strict = places.filter(({ connection }) => listings.find(one => one.connectionId === connection)!.refused !== null)
      assert.ok(strict.length > 0 && strict.length < places.length, `refused by ${strict.length}`)
      for (const { refused, shop: label } of listings)
        if (refused !== null) {
          assert.match(refused, wrong.says, label)
          assert.ok(isSentence(refused), refused)
        }
      assert.match(sentence, /(One shop is|\d+ are) left out; the reason stands beside it\. Nobody is written to\.$/)
      const alone = strict.map(({ connection }) => connection)
      const only = await previewed(alone)
      assert.equal(only.sentence, 'Nothing can be sent; the reason stands beside each shop.')
      const refusal = await refusalOf(publish(only.key, alone))
      assert.equal(refusal.status, 409)
      assert.match(refusal.says, wrong.says)
      for (const { far, label } of places) assert.equal((await far.requests()).total, 0, `${label}: nothing was sent`)

      if (wrong.isLikeAnother) return
      await publish(key)
      await scene.settle()
      for (const place of places) {
        const there = (await place.far.listings()).filter(one => one.sku === sku)
        if (strict.includes(place)) {
          assert.deepEqual([there, (await place.far.requests()).total], [[], 0], `${place.label}: nothing half-done`)
          continue
        }
        assert.equal(there.length, 1, `${place.label} has it`)
        assert.equal(there[0]!.isPublished, true, `${place.label} sells it`)
      }
      const taking = places.filter(one => !strict.includes(one))
      assert.deepEqual(await scene.statesOf(pattern), taking.map(one => `${one.label}: updated`).sort())
      // Once is enough.
      if (at > 0) return
      const images = [{ uploadId: props.png, alt: '' }]
      await api.call('PUT /shops/{shop}/patterns/{pattern}/images', { params: { shop, pattern }, body: { images } })
      const mended = await previewed()
      assert.ok(
        mended.listings.every(({ refused }) => refused === null),
        JSON.stringify(mended.listings.map(one => one.refused)),
      )
      await publish(mended.key)
      await scene.settle()
      for (const { far, label } of places)
        assert.deepEqual(
          (await far.listings()).filter(one => one.sku === sku).map(({ title, isPublished }) => [title, isPublished]),
          [[`Wren ${sku}`, true]],
          label,
        )
    })
  for (const [at, { what, facts, says, refused, isKept }] of fitted.entries())
    await t.test(`${what}: fitted where it must be, and said beforehand; her own words are refused there instead`, async () => {
      const sku = `FIT-${at}`
      const pattern = await makePattern(api, shop, props, { facts, sku })
      const preview = () => api.call('POST /shops/{shop}/preview', { params, body: { patternIds: [pattern] } })
      const { key, listings } = await preview()
      assert.deepEqual(
        listings.map(one => one.refused),
        places.map(() => null),
      )
      const losing = new Set(listings.filter(({ losses }) => losses.some(one => says.test(one))).map(one => one.connectionId))
      assert.ok(losing.size > 0 && losing.size < places.length, `${losing.size} of ${places.length} say what is lost`)
      for (const { losses } of listings) for (const loss of losses) assert.ok(isSentence(loss), loss)
      await api.call('POST /shops/{shop}/publish', { params, body: { patternIds: [pattern], key } })
      await scene.settle()
      for (const { far, label, connection, spoke } of places) {
        const [there, ...others] = (await far.listings()).filter(one => one.sku === sku)
        assert.ok(there !== undefined && others.length === 0, `${label} has it`)
        if (losing.has(connection)) assert.ok(isKept(there.title, there.tags), `${label}: ${there.title}, ${there.tags.join()}`)
        else {
          if (facts.title !== undefined) assert.equal(plain(there.title), facts.title, label)
          if (facts.tags !== undefined && spoke.fields.includes('tags'))
            assert.deepEqual([...there.tags].sort(), [...facts.tags].sort(), label)
        }
      }
      for (const connection of losing)
        await api.call('PUT /shops/{shop}/patterns/{pattern}/storefronts/{connection}', {
          params: { ...params, pattern, connection },
          body: facts,
        })
      for (const one of (await preview()).listings)
        if (losing.has(one.connectionId)) assert.match(one.refused ?? 'not refused', refused, one.shop)
        else assert.equal(one.refused, null, one.shop)
    })
})

/** Its first thirty bytes say all that is looked at: a picture of 20 by 25. */
const webp = Buffer.concat([Buffer.from('RIFF\u0016\0\0\0WEBPVP8X\u000a\0\0\0', 'latin1'), Buffer.from([0, 0, 0, 0, 19, 0, 0, 24, 0, 0])])

async function makePattern(
  api: Api,
  shop: string,
  props: Props,
  {
    sku,
    facts = {},
    picture = 'png',
    files = ({ pdfs }) => pdfs.slice(0, 1),
  }: Pick<Wrong, 'facts' | 'picture' | 'files'> & { sku: string },
): Promise<string> {
  const body = { title: `Wren ${sku}`, sku, craft: 'knitting' as const, description: '<p>Warm.</p>', tags: ['wool'], ...facts }
  const price = { minor: '750', currency: 'EUR' }
  const { id } = await api.call('POST /shops/{shop}/patterns', { params: { shop }, body: { ...body, price } })
  const params = { shop, pattern: id }
  await api.call('PUT /shops/{shop}/patterns/{pattern}/images', { params, body: { images: [{ uploadId: props[picture], alt: '' }] } })
  const chosen = files(props).map((uploadId, at) => ({
    fileKey: `part-${at}`,
    role: 'other' as const,
    fileName: `Part ${at + 1}.pdf`,
    uploadId,
  }))
  const version = { number: '1.0', kind: 'first' as const, note: '', files: chosen }
  await api.call('POST /shops/{shop}/patterns/{pattern}/versions', { params, body: version })
  return id
}

// ---------------------------------------------------------------- at the storefront's own pages

for (const [id, { authorise, publishes }] of spokes) {
  if (isCannot(authorise) || !played.has(id)) continue

  test(`${id}: she says no on its page: nothing is connected, what to do is said, and the next time it works`, async () => {
    const scene = await sceneOf(world, [])
    const far = await consentAt(world, scene, id)
    const asked = await far.ask()
    const denied = await far.press(asked, /^(Cancel|Deny)$/)
    // A platform without such a button sends nothing when she goes away; one that answers by her browser may say so in these words.
    const path = `/connect/${id}?${new URLSearchParams({ error: 'access_denied', state: asked.state })}`
    const answer = denied ?? (far.isByBrowser ? await far.send({ method: 'GET', path, headers: {}, body: Buffer.alloc(0) }) : null)
    if (answer !== null) {
      assert.deepEqual([answer.status, isSentence(answer.says)], [400, true], answer.says)
      assert.match(answer.says, /was told not to let Selvage in\. Start again/)
    }
    assert.deepEqual(await scene.connections(), [])
    await far.press(await far.ask(), grant)
    assert.deepEqual(
      (await scene.connections()).map(({ state }) => state),
      ['rehearsal'],
    )
  })

  test(`${id}: an answer that is forged, for another shop, late or played again changes nothing`, async () => {
    const scene = await sceneOf(world, [])
    const far = await consentAt(world, scene, id)
    const asked = await far.ask()
    const genuine = await far.answerTo(asked, grant)
    const runOut = /^This way in has run out or was used before\. Start again under Shops\.$/
    const { state } = asked
    for (const [what, forged] of [
      ['a letter changed', `${state.slice(0, 60)}${state[60] === 'A' ? 'B' : 'A'}${state.slice(61)}`],
      ['another shop', `${'0'.repeat(32)}${state.slice(32)}`],
      ['invented', 'x'.repeat(64)],
    ] as const) {
      const { status, says } = await far.send(genuine, text => text.replaceAll(state, forged))
      assert.deepEqual([status, runOut.test(says)], [404, true], `${what}: ${says}`)
    }
    if (far.isByBrowser) {
      const other = await far.ask()
      const { status, says } = await far.send(genuine, path => path.replace(state, other.state).replace(/code=\w+/, 'code=of-another'))
      assert.deepEqual([status, isSentence(says)], [400, true], says)
      assert.match(says, /did not connect: .*Nothing was connected; start again under Shops\.$/)
    }
    assert.deepEqual(await scene.connections(), [], 'nothing half-done')
    const taken = await far.send(genuine)
    assert.ok(taken.status < 400, `the genuine one still counts: ${taken.says}`)
    const [made] = await scene.connections()
    const keys = await scene.keysOf(made!.id)
    const again = await far.send(genuine)
    assert.deepEqual([again.status, runOut.test(again.says)], [404, true], again.says)
    assert.deepEqual(
      (await scene.connections()).map(one => one.id),
      [made!.id],
    )
    assert.equal(await scene.keysOf(made!.id), keys, 'its keys are those of the first answer')
  })

  for (const hours of isWhole ? [-2, 2] : [id.length % 2 === 0 ? -2 : 2])
    test(`${id}: with a clock two hours ${hours < 0 ? 'behind' : 'ahead'} its page connects, she is told of it, and her listing arrives where one can be made`, async () => {
      const scene = await sceneOf(world, [])
      const far = await consentAt(world, scene, id)
      await far.far.advance({ ms: hours * hourMs })
      await far.press(await far.ask(), grant)
      const [made] = await scene.connections()
      assert.equal(made?.state, 'rehearsal')
      const params = { ...scene.params, connection: made.id }
      const { clock } = await scene.api.call('GET /shops/{shop}/connections/{connection}', { params })
      assert.match(
        clock ?? '',
        hours < 0 ? /is (2 hours|120 minutes) behind the one here\..*should set right/ : /is (2 hours|120 minutes) ahead of the one here\./,
      )
      if (!isCannot(publishes)) {
        await far.press(await far.askMore(made.id, '/s/some-shop/preview'), grant)
        await pushOne(scene, `CLOCK-${hours}`)
        assert.deepEqual(await listed(far.far, `CLOCK-${hours}`), [true])
      }
      await far.far.advance({ ms: -hours * hourMs })
    })

  test(`${id}: access taken away in the middle of a push: the rest waits for new keys, and ends with them as one whole listing`, async t => {
    if (isCannot(publishes)) return t.skip(publishes.cannot)
    world.isReached(false)
    const scene = await sceneOf(world, [id])
    const { far, connection, fault, label } = scene.places[0]!
    const revoked = fault(/^(revoked|revoked-keys|uninstalled)$/)
    assert.ok(revoked)
    let writes = 0
    const pattern = await pushOne(scene, 'TAKEN', async point => {
      if (point !== 'after apply') return
      writes++
      if ((await listed(far, 'TAKEN')).length > 0) await far.fault({ name: revoked, times: null })
    })
    const params = { ...scene.params, connection }
    const lost = await scene.api.call('GET /shops/{shop}/connections/{connection}', { params })
    assert.deepEqual([writes > 0, lost.state], [true, 'reconnect'])
    assert.match(lost.reason ?? '', /no longer takes its keys\. Renew them under Shops; nothing is lost meanwhile\.$/)
    const [row] = (await scene.api.call('GET /shops/{shop}/listings', { params: scene.params })).items
    assert.equal(row?.state, 'waiting')
    assert.match(row.reason ?? '', /needs new keys\. Renew them under Shops; this goes on by itself then\.$/)
    const next = await scene.api.call('POST /shops/{shop}/preview', { params: scene.params, body: { patternIds: [pattern] } })
    assert.match(next.listings[0]!.refused ?? '', /needs new keys; renew them under Shops, then publish\.$/)
    await far.resetRequests()
    await scene.look()
    await scene.settle()
    assert.equal((await far.requests()).total, 0, 'nobody knocks with the old keys')

    await far.clearFaults()
    const { settings } = await far.credentials()
    const body = { settings: settings as Record<string, string> }
    const renewed = await scene.api.call('PATCH /shops/{shop}/connections/{connection}', { params, body })
    assert.equal(renewed.state, 'live')
    await scene.look()
    await scene.settle()
    assert.deepEqual(await listed(far, 'TAKEN'), [true])
    assert.deepEqual(await scene.statesOf(pattern), [`${label}: updated`])
  })
}

const listed = async (far: FakeControl, sku: string) => (await far.listings()).filter(one => one.sku === sku).map(one => one.isPublished)

/** One pattern, pressed and run. @param crashPoint awaited at each await of its one run; without it, it runs until nothing waits. */
async function pushOne(scene: Scene, sku: string, crashPoint?: (point: string) => Promise<void>): Promise<string> {
  const { api, shop, params, deps } = scene
  const [{ id: connectionId } = { id: '' }] = await scene.connections()
  await database.inShop(shop, tx => goLive(tx, connectionId, scene.now()))
  const png = await scene.keep(pngOf(20, 25, [90, 120, 60]), 'image/png')
  const pdf = await scene.keep(await pdfOf(sku), 'application/pdf')
  const pattern = await makePattern(api, shop, { png, webp: '', pdfs: [pdf], largePdf: '' }, { sku })
  const { key } = await api.call('POST /shops/{shop}/preview', { params, body: { patternIds: [pattern] } })
  await api.call('POST /shops/{shop}/publish', { params, body: { patternIds: [pattern], key } })
  if (crashPoint === undefined) await scene.settle()
  else await runListings({ ...runDepsOf(deps), crashPoint }, { shop, connectionId })
  return pattern
}

async function refusalOf(call: Promise<unknown>): Promise<Told> {
  const error = await call.then(
    () => assert.fail('it went through'),
    (found: { status: number; message: string }) => found,
  )
  return { status: error.status, says: (JSON.parse(/\{"type".*\}$/s.exec(error.message)![0]) as { detail: string }).detail }
}

/** For people: a capital or a quote first, a full stop last, no word of ours. */
const isSentence = (text: string): boolean => /^[“A-Z]/.test(text) && /\.$/.test(text) && !/undefined|null|\[object|Error/.test(text)
