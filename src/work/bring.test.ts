/** What stands at storefronts comes with the patterns that are made of their listings; over HTTP, at pretend storefronts that keep their own. */
import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { sql, type Tx } from '#database'
import { letReplace } from '#hub/bringing/let-replace.ts'
import { readBroughtTo } from '#hub/bringing/read-brought.ts'
import { tryPicturesAgain } from '#hub/bringing/want-pictures.ts'
import { connect } from '#hub/connection/connect.ts'
import { goLive } from '#hub/connection/move-state.ts'
import { accept, acceptPreview, undoAcceptance } from '#hub/join/accept.ts'
import { listProposals, readJoin } from '#hub/join/read-join.ts'
import { readStates } from '#hub/listing/read-state.ts'
import { editPattern } from '#hub/pattern/edit-pattern.ts'
import { readPattern } from '#hub/pattern/read-pattern.ts'
import { setImages } from '#hub/pattern/set-images.ts'
import { preview } from '#hub/publication/preview.ts'
import { publish } from '#hub/publication/publish.ts'
import { SpokeError } from '#kit/error.ts'
import { AnswerTooLarge, makeFetch } from '#kit/http.ts'
import { shops } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import { newShop, testDatabase } from '#testing/database.ts'
import { observedOf } from '#testing/found.ts'
import { type StorefrontStage, storefrontStage } from '#testing/storefront-stage.ts'
import { secretKey } from '#testing/work-deps.ts'
import { bring } from './bring.ts'
import { match } from './match.ts'
import { planningWorldOf, runDepsOf } from './run-deps.ts'
import { runListings } from './run-listings.ts'
import { sweep } from './sweep.ts'

const database = await testDatabase()
const photo = (name: string) => readFileSync(join(import.meta.dirname, '../hub/picture/fixtures', name))
const all = [...(await shops())].filter(([, { listedPictures, publishes }]) => !isCannot(listedPictures) && publishes === true)
/** Nothing at these tells a stranger's picture from ours but its bytes. */
const [first, second] = all.map(([id]) => id) as [string, string]

interface Listed {
  readonly title: string
  readonly sku: string
  readonly pictures: readonly string[]
}

/** What stands at storefronts already, put there by somebody else; and a new shop that has just joined all of it to patterns. */
async function scene(t: TestContext, shelves: readonly (readonly [spoke: string, listed: readonly Listed[]])[]) {
  const home = join(tmpdir(), `selvage-bring-${randomUUID()}`)
  t.after(() => rm(home, { recursive: true, force: true }))
  const makers: StorefrontStage[] = []
  for (const [spoke, listed] of shelves) {
    const maker = await storefrontStage(t, database, { spoke, delivery: 'copy' })
    for (const { title, sku, pictures } of listed) {
      const pattern = await maker.addPattern(title, sku)
      const images: { uploadId: string; alt: string }[] = []
      for (const [at, name] of pictures.entries())
        images.push({
          uploadId: await maker.keep(photo(name), name.endsWith('.png') ? 'image/png' : 'image/jpeg'),
          alt: `${title} ${at + 1}`,
        })
      await maker.inShop(tx => setImages(tx, pattern, images, maker.deps.now()))
      await maker.press([pattern])
    }
    await maker.settle()
    makers.push(maker)
  }
  const shop = await newShop(database)
  /** Stands before the wire: an answer of its own, or none. */
  const wire: { bend: (address: string) => Response | Error | null; asked: string[] } = { bend: () => null, asked: [] }
  const { deps: own } = makers[0]!
  const deps: typeof own = {
    ...own,
    config: { ...own.config, home },
    makeFetch: options => {
      const real = (own.makeFetch ?? makeFetch)(options)
      return async (address, init) => {
        wire.asked.push(String(address))
        const bent = wire.bend(String(address))
        if (bent instanceof Error) throw bent
        return bent ?? real(address, init)
      }
    },
  }
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const connections: string[] = []
  for (const [at, { far }] of makers.entries()) {
    const { baseUrl, settings } = await far.credentials()
    const spoke = shelves[at]![0]
    const parsed = deps.spokes.get(spoke)!.settings.schema.parse(settings) as Record<string, unknown>
    const facts = { name: 'Far', version: null, warnings: [] }
    const now = deps.now()
    connections.push(
      await inShop(async tx => {
        const id = await connect(tx, {
          spoke,
          label: `Shop ${at + 1}`,
          baseUrl,
          account: '',
          currency: 'EUR',
          facts,
          settings: parsed,
          secretKey,
          now,
        })
        await goLive(tx, id, now)
        return id
      }),
    )
  }
  for (const connectionId of connections) await sweep(runDepsOf(deps), { shop, connectionId })
  await match(deps, { shop })
  const ids = (await inShop(tx => listProposals(tx, { limit: 50 }))).items.map(({ id }) => id)
  const accepting = { proposalIds: ids }
  const { key } = await inShop(tx => acceptPreview(tx, accepting))
  const acceptance = await inShop(tx => accept(tx, accepting, { key, pressedBy: 'test', now: deps.now() }))
  await match(deps, { shop })
  const patternIds = (await inShop(tx => sql<{ id: string }>`select pattern_id as id from pattern order by title`.execute(tx))).rows.map(
    ({ id }) => id,
  )
  const world = () => planningWorldOf(deps)
  /** Where the pictures lie, and which of them are asked for from now on. */
  const pictures = async () => {
    const seen = await inShop(tx => readStates(tx, { patternIds, connectionIds: connections }))
    const lie = new Set(
      seen.flatMap(({ connectionId, observed }) => {
        const { listedPictures } = deps.spokes.get(shelves[connections.indexOf(connectionId)]![0])!
        return isCannot(listedPictures) || observed === null ? [] : listedPictures(observed).map(({ address }) => address)
      }),
    )
    const begun = wire.asked.length
    const isPicture = (address: string) => lie.has(address)
    return { isPicture, from: () => wire.asked.slice(begun).filter(isPicture) }
  }
  return {
    pictures,
    ...{ makers, shop, deps, inShop, connections, acceptance, patternIds, wire },
    bring: (...more: Parameters<typeof bring> extends [unknown, unknown, ...infer Rest] ? Rest : never) => bring(deps, { shop }, ...more),
    rematch: () => match(deps, { shop }),
    whole: (id: string) => inShop(tx => readPattern(tx, id, world())),
    told: (id: string) => inShop(tx => readBroughtTo(tx, id)),
    show: () => inShop(tx => preview(tx, { patternIds }, world())),
    press: async () => {
      await inShop(async tx => {
        const { key } = await preview(tx, { patternIds }, world())
        return publish(tx, { patternIds }, { key, pressedBy: 'ann' }, world())
      })
      for (const connectionId of connections)
        for (let round = 0; round < 8; round++) {
          const { waiting } = await runListings(runDepsOf(deps), { shop, connectionId })
          if (waiting === 0) break
          await makers[0]!.pass(5_000)
        }
    },
  }
}

const sha256Of = (name: string) => createHash('sha256').update(photo(name)).digest('hex')
const fieldsOf = (shown: Awaited<ReturnType<typeof preview>>) => shown.listings.map(({ changes }) => changes.map(({ field }) => field))
const mediaOf = (shown: Awaited<ReturnType<typeof preview>>) =>
  fieldsOf(shown).map(some => some.filter(field => field === 'images' || field === 'files'))
const three = ['cat.jpg', 'cup.jpg', 'tower.jpg']
const wren = (pictures: readonly string[]): Listed => ({ title: 'Wren Boxy Tee', sku: 'W-1', pictures })

for (const [spoke, { project, openListedFile, fields }] of all)
  test(`${spoke}: a joined listing lends its pattern its pictures, in order and with their words, and its files where they are handed over; a press leaves them there`, async t => {
    const { bring: run, whole, patternIds, show, press, makers, told, inShop, deps } = await scene(t, [[spoke, [wren(three)]]])
    const [id] = patternIds as [string]
    const [before] = await makers[0]!.far.listings()
    await run()
    await run()
    const { images, versions, editNo } = await whole(id)
    const given = three.map((name, at) => ({ sha256: sha256Of(name), alt: `Wren Boxy Tee ${at + 1}` }))
    assert.deepEqual(images, project({ ...observedOf('1').content, images: given }).images)
    const holdsFiles = fields.includes('files')
    assert.deepEqual(
      versions.map(({ number, files }) => [number, files.length]),
      holdsFiles && !isCannot(openListedFile) ? [['1.0', 1]] : [],
    )
    const { state, troubles, pictures } = (await told(id))!
    assert.deepEqual([state, pictures], ['done', 3])
    assert.deepEqual(troubles, holdsFiles && isCannot(openListedFile) ? [openListedFile.cannot] : [])
    if (!holdsFiles) return t.skip('nothing is delivered there, so a first version is wanted before a press')
    await inShop(tx => editPattern(tx, id, { editNo, title: 'Wren Boxy Tee again' }, deps.now()))
    const shown = await show()
    assert.deepEqual(mediaOf(shown), [[]])
    assert.deepEqual(
      shown.cannotUndo.filter(says => says.includes('not kept here')),
      [],
    )
    await press()
    const [after] = await makers[0]!.far.listings()
    assert.equal(after!.title, 'Wren Boxy Tee again')
    assert.deepEqual([after!.images, after!.files], [before!.images, before!.files])
    assert.deepEqual(fieldsOf(await show()), [[]])
  })

test('the same pictures packed anew elsewhere are the pattern’s own: a press leaves both alone, and both follow once she changes them', async t => {
  const {
    bring: run,
    patternIds,
    whole,
    show,
    press,
    makers,
    inShop,
    deps,
  } = await scene(t, [
    [first, [wren(three)]],
    [second, [wren(['cat-cropped.jpg', 'cup-packed.jpg', 'tower.jpg'])]],
  ])
  const [id] = patternIds as [string]
  assert.equal(patternIds.length, 1, 'joined to one')
  await run()
  const shown = await show()
  assert.deepEqual(mediaOf(shown), [[], []])
  assert.deepEqual(
    shown.listings.flatMap(({ losses }) => losses.filter(says => says.includes('pictures'))),
    [],
  )
  await press()
  const { images } = await whole(id)
  await inShop(tx => setImages(tx, id, images.slice(0, 2), deps.now()))
  assert.deepEqual(mediaOf(await show()), [['images'], ['images']])
  await press()
  for (const maker of makers) assert.equal((await maker.far.listings())[0]!.images, 2)
})

test('other pictures stay where they stand until she says so, and until then the preview says that they stay', async t => {
  const {
    bring: run,
    show,
    press,
    makers,
    inShop,
  } = await scene(t, [
    [first, [wren(three)]],
    [second, [wren(['stones.jpg', 'cat.jpg'])]],
  ])
  await run()
  const shown = await show()
  assert.deepEqual(mediaOf(shown), [[], []])
  assert.ok(
    shown.listings.some(({ losses }) => losses.some(says => /^The pictures that stand there stay as they are: nothing shows/.test(says))),
  )
  await press()
  const countsAt = async () => Promise.all(makers.map(async ({ far }) => (await far.listings())[0]!.images))
  assert.deepEqual((await countsAt()).sort(), [2, 3])
  const { rows } = await inShop(tx => sql<{ id: string }>`select listing_id as id from listing`.execute(tx))
  for (const { id } of rows) await inShop(tx => letReplace(tx, id, { field: 'images', isLifted: true }))
  assert.ok(mediaOf(await show()).some(some => some.includes('images')))
  await press()
  assert.deepEqual(await countsAt(), [3, 3])
})

test('what cannot be had is told in words and loses nothing: not there, too large, no picture, and away', async t => {
  const {
    bring: run,
    patternIds,
    whole,
    told,
    wire,
    pictures,
    press,
    makers,
    show,
    inShop,
    deps,
  } = await scene(t, [[first, [wren(['cat.jpg', 'cup.jpg', 'tower.jpg', 'stones.jpg'])]]])
  const [id] = patternIds as [string]
  const bends = [
    () => new Response(null, { status: 404 }),
    () => new SpokeError('bug', 'read a picture: the answer is larger', { cause: new AnswerTooLarge() }),
    () => new Response('GIF89a, or so it says', { status: 200 }),
  ]
  const known = new Map<string, number>()
  const { isPicture, from } = await pictures()
  wire.bend = address => {
    if (!isPicture(address)) return null
    if (!known.has(address)) known.set(address, known.size)
    return bends[known.get(address)!]?.() ?? null
  }
  await run()
  assert.ok(from().length >= 4)
  const { images } = await whole(id)
  assert.deepEqual(
    images.map(({ sha256 }) => sha256),
    [sha256Of('stones.jpg')],
    'what could be had came',
  )
  const { state, troubles } = (await told(id))!
  assert.equal(state, 'done')
  assert.deepEqual(troubles.slice(0, 3), [
    'Picture 1 could not be had: nothing is handed out where Shop 1 says that it lies.',
    'Picture 2 at Shop 1 is larger than 12 MB, the most that is brought.',
    '“Picture 3 at Shop 1” is not a PNG, JPEG or WebP picture. Save the picture in one of these formats and upload it again.',
  ])
  assert.deepEqual(mediaOf(await show()), [[]], 'a press leaves the four there')
  await press()
  assert.equal((await makers[0]!.far.listings())[0]!.images, 4)
  // Away: nothing is kept until it answers, or has been asked for often enough.
  wire.bend = address => (isPicture(address) ? new SpokeError('retry', 'read a picture: 503') : null)
  await inShop(tx => setImages(tx, id, [], deps.now()))
  await inShop(tx => tryPicturesAgain(tx, id, deps.now()))
  await run()
  const away = (await told(id))!
  assert.equal(away.state, 'waiting')
  assert.ok(away.againAt! > deps.now())
  assert.ok(away.troubles.includes('Picture 1 could not be had: Shop 1 did not hand it over.'), JSON.stringify(away.troubles))
  wire.bend = () => null
  await makers[0]!.pass(3_600_000)
  await run()
  assert.equal((await whole(id)).images.length, 4)
  assert.equal((await told(id))!.state, 'done')
})

test('stopped in the middle it goes on where it was, and fetches nothing twice; the way is told by number', async t => {
  const listed = ['Wren Boxy Tee', 'Plover Swing Coat'].map((title, at) => ({ title, sku: `S-${at}`, pictures: three }))
  const { bring: run, patternIds, whole, wire, pictures, inShop } = await scene(t, [[first, listed]])
  const { from, isPicture } = await pictures()
  const progress = async () => {
    const { patterns, done, withPictures } = (await inShop(readJoin)).pictures
    return [patterns, done, withPictures]
  }
  assert.deepEqual(await progress(), [2, 0, 0])
  const stop = new AbortController()
  wire.bend = address => {
    if (isPicture(address) && from().length === 5) stop.abort()
    return null
  }
  await run(stop.signal)
  assert.deepEqual(await progress(), [2, 1, 1])
  await run()
  assert.deepEqual(await progress(), [2, 2, 2])
  for (const id of patternIds) assert.equal((await whole(id)).images.length, 3)
  assert.equal(from().length, 6)
})

test('a join that is taken back takes back what it brought; what she has changed since stays hers', async t => {
  const listed = ['Wren Boxy Tee', 'Plover Swing Coat'].map((title, at) => ({ title, sku: `U-${at}`, pictures: three }))
  const { bring: run, patternIds, whole, inShop, deps, acceptance, rematch } = await scene(t, [[first, listed]])
  await run()
  const [changed] = patternIds as [string]
  await inShop(tx => setImages(tx, changed, [{ sha256: sha256Of('cup.jpg'), alt: 'Mine' }], deps.now()))
  await inShop(tx => undoAcceptance(tx, acceptance, deps.now()))
  await rematch()
  await run()
  const left = await inShop(tx => sql<{ id: string }>`select pattern_id as id from pattern`.execute(tx))
  assert.deepEqual(
    left.rows.map(({ id }) => id),
    [changed],
  )
  assert.deepEqual((await whole(changed)).images, [{ sha256: sha256Of('cup.jpg'), alt: 'Mine' }])
  assert.equal((await inShop(readJoin)).pictures.patterns, 0)
})
