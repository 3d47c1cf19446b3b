/** What stands at storefronts comes with the patterns that are made of their listings; over HTTP, at pretend storefronts that keep their own. */
import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { sql } from '#database'
import { letReplace } from '#hub/bringing/let-replace.ts'
import { readBringingProgress } from '#hub/bringing/read-brought.ts'
import { tryPicturesAgain } from '#hub/bringing/want-pictures.ts'
import { keepBlob } from '#hub/file/keep-blob.ts'
import { undoAcceptance } from '#hub/join/accept.ts'
import { addVersion } from '#hub/pattern/add-version.ts'
import { editPattern } from '#hub/pattern/edit-pattern.ts'
import { setImages } from '#hub/pattern/set-images.ts'
import type { preview } from '#hub/publication/preview.ts'
import { SpokeError } from '#kit/error.ts'
import { AnswerTooLarge } from '#kit/http.ts'
import { shops } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import { testDatabase } from '#testing/database.ts'
import { observedOf } from '#testing/found.ts'
import { joinedStage, type Listed, photo } from '#testing/joined-stage.ts'
import { pdfOf } from '../drill/props.ts'
import { bring } from './bring.ts'

const database = await testDatabase()
const all = [...(await shops())].filter(([, { listedPictures, publishes }]) => !isCannot(listedPictures) && publishes === true)
/** Nothing at these tells a stranger's picture from ours but its bytes. */
const [first, second] = all.map(([id]) => id) as [string, string]

const sha256Of = (name: string) => createHash('sha256').update(photo(name)).digest('hex')
const fieldsOf = (shown: Awaited<ReturnType<typeof preview>>) => shown.listings.map(({ changes }) => changes.map(({ field }) => field))
const mediaOf = (shown: Awaited<ReturnType<typeof preview>>) =>
  fieldsOf(shown).map(some => some.filter(field => field === 'images' || field === 'files'))
const three = ['cat.jpg', 'cup.jpg', 'tower.jpg']
const wren = (pictures: readonly string[]): Listed => ({ title: 'Wren Boxy Tee', sku: 'W-1', pictures })

for (const [spoke, { project, openListedFile, fields }] of all)
  test(`${spoke}: a joined listing lends its pattern its pictures, in order and with their words, and its files where they are handed over; a press leaves them there`, async t => {
    const {
      bring: run,
      whole,
      patternIds,
      show,
      press,
      makers,
      told,
      inShop,
      deps,
    } = await joinedStage(t, database, [[spoke, [wren(three)]]])
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
    assert.deepEqual(troubles, holdsFiles && isCannot(openListedFile) ? [{ about: 'files', says: openListedFile.cannot }] : [])
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
  } = await joinedStage(t, database, [
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
  } = await joinedStage(t, database, [
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
  } = await joinedStage(t, database, [[first, [wren(['cat.jpg', 'cup.jpg', 'tower.jpg', 'stones.jpg'])]]])
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
  assert.deepEqual(
    troubles.flatMap(({ about, says }) => (about === 'images' ? [says] : [])),
    [
      'Picture 1 could not be had: nothing is handed out where Shop 1 says that it lies.',
      'Picture 2 at Shop 1 is larger than 12 MB, the most that is brought.',
      '“Picture 3 at Shop 1” is not a PNG, JPEG or WebP picture. Save the picture in one of these formats and upload it again.',
    ],
  )
  assert.deepEqual(mediaOf(await show()), [[]], 'a press leaves the four there')
  await press()
  assert.equal((await makers[0]!.far.listings())[0]!.images, 4)
  // Away: nothing is kept until it answers, or has been asked for often enough.
  wire.bend = address => (isPicture(address) ? new SpokeError('retry', 'read a picture: 503') : null)
  await inShop(tx => tryPicturesAgain(tx, id, deps.now()))
  await run()
  const away = (await told(id))!
  assert.equal(away.state, 'waiting')
  assert.ok(away.againAt! > deps.now())
  assert.ok(
    away.troubles.some(({ says }) => says === 'Picture 1 could not be had: Shop 1 did not hand it over.'),
    JSON.stringify(away.troubles),
  )
  wire.bend = () => null
  await makers[0]!.pass(3_600_000)
  await run()
  assert.deepEqual(
    (await whole(id)).images.map(({ sha256 }) => sha256),
    ['cat.jpg', 'cup.jpg', 'tower.jpg', 'stones.jpg'].map(sha256Of),
    'those that were missing came to their places',
  )
  assert.equal((await told(id))!.state, 'done')
})

test('files come whole or not at all: one that buyers could not open is told, and those there stay; a version of hers takes their place', async t => {
  const [spoke, { openListedFile }] = all.find(([, { openListedFile: open }]) => !isCannot(open))!
  assert.ok(typeof openListedFile === 'function')
  const { patternIds, deps, shop, told, whole, press, show, makers, inShop } = await joinedStage(t, database, [[spoke, [wren(three)]]])
  const [id] = patternIds as [string]
  const filesThere = async () => (await makers[0]!.far.listings())[0]!.files.map(({ name, sha256 }) => [name, sha256])
  const before = await filesThere()
  const spoilt = { ...deps.spokes.get(spoke)!, openListedFile: async () => new Blob(['no PDF at all']).stream() }
  await bring({ ...deps, spokes: new Map([...deps.spokes, [spoke, spoilt]]) }, { shop })
  const { troubles } = (await told(id))!
  assert.deepEqual(
    troubles.map(({ about, says }) => [about, / is not a PDF/.test(says)]),
    [['files', true]],
    JSON.stringify(troubles),
  )
  assert.deepEqual((await whole(id)).versions, [])
  assert.ok((await show()).listings[0]!.losses.includes('The files that stand there stay as they are; the pattern has none here.'))
  const { editNo } = await whole(id)
  await inShop(tx => editPattern(tx, id, { editNo, title: 'Wren Boxy Tee again' }, deps.now()))
  await press()
  assert.deepEqual(await filesThere(), before)
  await inShop(tx => tryPicturesAgain(tx, id, deps.now()))
  await bring(deps, { shop })
  const [brought] = (await whole(id)).versions
  assert.equal(brought!.files.length, 1)
  assert.deepEqual(mediaOf(await show()), [[]], 'what came from there is there')
  const bytes = pdfOf('row 14 is corrected')
  const kept = await deps.blobs.put(shop, Readable.from([bytes]), 10_000_000)
  const uploadId = randomUUID()
  await inShop(async tx => {
    await keepBlob(tx, { ...kept, mediaType: 'application/pdf', facts: {} })
    await sql`
      insert into upload (shop_id, upload_id, file_name, size_bytes, received_bytes, sha256)
      values (${shop}::uuid, ${uploadId}::uuid, 'x.pdf', ${bytes.length}, ${bytes.length}, ${kept.sha256})`.execute(tx)
  })
  await inShop(tx =>
    addVersion(tx, id, { number: '1.1', kind: 'correction', note: 'x', files: [{ ...brought!.files[0]!, uploadId }] }, deps.now()),
  )
  assert.deepEqual(mediaOf(await show()), [['files']], 'a version of hers goes there')
})

test('stopped in the middle it goes on where it was, and fetches nothing twice; the way is told by number', async t => {
  const listed = ['Wren Boxy Tee', 'Plover Swing Coat'].map((title, at) => ({ title, sku: `S-${at}`, pictures: three }))
  const { bring: run, patternIds, whole, wire, pictures, inShop } = await joinedStage(t, database, [[first, listed]])
  const { from, isPicture } = await pictures()
  const progress = async () => {
    const { patterns, done, withPictures } = await inShop(readBringingProgress)
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
  const { bring: run, patternIds, whole, inShop, deps, acceptance, rematch } = await joinedStage(t, database, [[first, listed]])
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
  assert.equal((await inShop(readBringingProgress)).patterns, 0)
})
