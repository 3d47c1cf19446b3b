import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql, type Tx } from '#database'
import { tickHandStep } from '#hub/hand-step/tick.ts'
import { testDatabase } from '#testing/database.ts'
import { erratumScene } from '#testing/erratum-scene.ts'
import { giveBytes } from '../given/give-bytes.ts'
import { pressUnsubscribe } from '../mail/unsubscribe.ts'
import { holdEverything, letGo } from '../shop/hold.ts'
import { changedFiles, editErratum, removeDraft } from './draft-erratum.ts'
import { takeErratumBack } from './press-erratum.ts'
import { previewErratum } from './preview-erratum.ts'
import { listPatternsWithErrata, readNotices, readPublicErrata } from './read-errata.ts'
import { listReceiptOwners, readReceipt } from './receipt.ts'

const database = await testDatabase()
const minute = 60_000
const march = (day: number) => new Date(`2026-03-0${day}T12:00:00Z`)
type Scene = Awaited<ReturnType<typeof erratumScene>>

const mailsIn = ({ inShop }: Scene) =>
  inShop(tx =>
    tx
      .selectFrom('mail')
      .select(['to_address', 'subject', 'body_text', 'kind'])
      .where('kind', '=', 'correction')
      .orderBy('to_address')
      .execute(),
  )
const customerOf = ({ inShop }: Scene, email: string) =>
  inShop(
    async tx => (await tx.selectFrom('customer').select('customer_id').where('email', '=', email).executeTakeFirstOrThrow()).customer_id,
  )
const receiptOf = (scene: Scene, id: string) => scene.inShop(tx => readReceipt(tx, id, scene.world()))
const refused = (work: Promise<unknown>, code: string) => assert.rejects(work, (error: { code?: string }) => error.code === code)
const left = (counts: Readonly<Record<string, number>>) => Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0))
async function sentAll({ inShop, now }: Scene, state: 'sent' | 'failed' = 'sent') {
  await inShop(tx =>
    sql`update mail set state = ${state}, reason = ${state === 'failed' ? 'No such mailbox' : null}, sent_at = ${now()} where kind = 'correction' and state = 'waiting'`.execute(
      tx,
    ),
  )
}

async function sayNo(scene: Scene, email: string) {
  const customerId = await customerOf(scene, email)
  await scene.inShop(tx => pressUnsubscribe(tx, { customerId, purpose: 'order' }, { isGiven: false, words: 'Stop', now: scene.now() }))
}

/** Five owners: two by mail, one who said no, one whose storefront forbids it, one of whom nothing is known. */
async function sold() {
  const scene = await erratumScene(database)
  const { sell, saleTo } = scene
  await sell('open', [
    saleTo('ana@example.com', march(1)),
    saleTo('bea@example.com', march(2)),
    saleTo('ana@example.com', march(3)),
    saleTo('no@example.com', march(1)),
  ])
  await sell('closed', [saleTo('cleo@example.com', march(1))])
  await sell('hand', [saleTo(null, march(4))])
  await sayNo(scene, 'no@example.com')
  return scene
}

test('the preview says who, how many, by which way and why, and nothing is written', async () => {
  const scene = await sold()
  const id = await scene.draft()
  const preview = await scene.inShop(tx => previewErratum(tx, id, scene.world()))
  assert.equal(preview.owners, 5)
  assert.deepEqual(
    preview.groups.map(({ way, why, owners, shops }) => [way, why, owners, shops.length]),
    [
      ['mail', 'order-mail', 2, 1],
      ['hand', 'not-known', 1, 1],
      ['notice', 'rule', 1, 1],
      ['notice', 'said-no', 1, 1],
    ],
  )
  assert.equal(preview.groups[2]!.whySays, 'Its buyers’ addresses are not hers to use.')
  assert.match(preview.sentence, /^Of 5 owners, 2 get one mail; 1 is told at the shop by your hand; 2 find it in their library alone\./)
  assert.equal(preview.handSteps.length, 1)
  assert.equal(preview.mails.length, 1)
  assert.match(preview.mails[0]!.text, /Row 14: knit 2 together\./)
  assert.deepEqual(await mailsIn(scene), [])
})

test('what is wrong is taken from the version: the parts that changed', async () => {
  const scene = await sold()
  assert.deepEqual(await scene.inShop(tx => changedFiles(tx, scene.fixed.id)), ['chart'])
  const id = await scene.draft()
  await refused(
    scene.inShop(tx => editErratum(tx, id, { editNo: 1, files: ['sleeve'] })),
    'file-unknown',
  )
  await refused(
    scene.inShop(tx => editErratum(tx, id, { editNo: 7, places: 'page 2' })),
    'changed-since',
  )
  await scene.inShop(tx => editErratum(tx, id, { editNo: 1, places: ' page 2,\n row 14 ' }))
  const preview = await scene.inShop(tx => previewErratum(tx, id, scene.world()))
  assert.match(preview.mails[0]!.text, /Where: page 2, row 14/)
})

test('a correction of some sizes that names none, or without a note, does not go out', async () => {
  const scene = await sold()
  await refused(scene.press(await scene.draft({ severity: 'some-sizes' })), 'cannot-press')
  await refused(scene.press(await scene.draft({ notes: {} })), 'cannot-press')
})

test('within the hold it can be taken back, and nobody was told; after it, not any more', async () => {
  const scene = await sold()
  const id = await scene.draft()
  await scene.press(id)
  await refused(
    scene.inShop(tx => editErratum(tx, id, { editNo: 1, places: 'x' })),
    'waits',
  )
  assert.equal(await scene.deliver(), 0, 'the hold is not over')
  await scene.inShop(tx => takeErratumBack(tx, id))
  scene.pass(11 * minute)
  assert.equal(await scene.deliver(), 0)
  assert.deepEqual(await mailsIn(scene), [])
  await scene.press(id)
  scene.pass(10 * minute)
  assert.equal(await scene.deliver(), 5)
  await refused(
    scene.inShop(tx => takeErratumBack(tx, id)),
    'is-out',
  )
  await refused(
    scene.inShop(tx => removeDraft(tx, id)),
    'is-out',
  )
})

test('a press on what was not seen is refused; the same press twice is one', async () => {
  const scene = await sold()
  const id = await scene.draft()
  const { key } = await scene.inShop(tx => previewErratum(tx, id, scene.world()))
  await scene.sell('open', [scene.saleTo('dora@example.com', march(5))])
  const { pressErratum } = await import('./press-erratum.ts')
  const press = (with_: string) =>
    scene.inShop(tx => pressErratum(tx, id, { key: with_, pressedBy: 'demo', holdMinutes: 0 }, scene.world()))
  await refused(press(key), 'changed-since')
  const seen = await scene.inShop(tx => previewErratum(tx, id, scene.world()))
  const at = await press(seen.key)
  assert.deepEqual(await press(seen.key), at)
})

test('each owner is delivered to once, in batches, run as often as one likes; the receipt adds up at each moment', async () => {
  const scene = await sold()
  const id = await scene.draft()
  await scene.press(id, 0)
  assert.equal(await scene.deliver(2), 5)
  assert.equal(await scene.deliver(2), 0)
  assert.deepEqual(
    (await mailsIn(scene)).map(({ to_address }) => to_address),
    ['ana@example.com', 'bea@example.com'],
  )
  const before = await receiptOf(scene, id)
  assert.deepEqual([before.owners, left(before.counts)], [5, { 'under-way': 2, 'waits-for-you': 1, notice: 2 }])
  assert.equal(before.isSettled, false)

  await sentAll(scene)
  const bea = await customerOf(scene, 'bea@example.com')
  const { id: versionId } = scene.fixed
  const chart = scene.fixed.files.find(({ key }) => key === 'chart')!
  const given = (fileKey: string) => ({
    ...{
      kind: 'fetched' as const,
      customerId: bea,
      connectionId: null,
      orderId: null,
      patternId: scene.pattern,
      versionId,
      fileKey,
      sha256: chart.sha256,
      at: scene.now(),
    },
  })
  await scene.inShop(tx => giveBytes(tx, [given('a4')]))
  assert.equal((await receiptOf(scene, id)).counts.holds, 0, 'the A4 file is the same as before: she has not the corrected chart')
  await scene.inShop(tx => giveBytes(tx, [given('chart')]))
  const step = await scene.inShop(tx => tx.selectFrom('hand_step').select(['hand_step_id', 'says', 'body']).executeTakeFirstOrThrow())
  assert.match(step.says, /^Tell those who bought “Wren Tee” of its correction: open the page/)
  assert.match(step.body!, /Row 14: knit 2 together\./)
  await scene.inShop(tx => tickHandStep(tx, step.hand_step_id, { isDone: true, by: 'demo' }, { rulesOf: () => null, now: scene.now() }))
  const after = await receiptOf(scene, id)
  assert.deepEqual([after.owners, left(after.counts)], [5, { holds: 1, told: 1, 'told-by-hand': 1, notice: 2 }])
  assert.equal(after.isSettled, true)
  assert.equal(
    after.lines.reduce((sum, { owners }) => sum + owners, 0),
    5,
  )
  const listed = await scene.inShop(tx => listReceiptOwners(tx, id, { limit: 3 }, scene.world()))
  const rest = await scene.inShop(tx => listReceiptOwners(tx, id, { limit: 3, cursor: listed.next! }, scene.world()))
  assert.deepEqual([listed.items.length, rest.items.length, rest.next], [3, 2, null])
  const notices = await scene.inShop(tx => listReceiptOwners(tx, id, { limit: 9, bucket: 'notice' }, scene.world()))
  assert.deepEqual(notices.items.map(({ email }) => email).sort(), ['cleo@example.com', 'no@example.com'])
})

test('a mail that failed is not told: the receipt lists her with what to do', async () => {
  const scene = await sold()
  const id = await scene.draft()
  await scene.press(id, 0)
  await scene.deliver()
  await sentAll(scene, 'failed')
  const { counts, lines } = await receiptOf(scene, id)
  assert.equal(counts.unreached, 2)
  assert.match(lines.find(({ bucket }) => bucket === 'unreached')!.toDo!, /mail log/)
  const { items } = await scene.inShop(tx => listReceiptOwners(tx, id, { limit: 9, bucket: 'unreached' }, scene.world()))
  assert.deepEqual(
    items.map(({ mailSays }) => mailSays),
    ['No such mailbox', 'No such mailbox'],
  )
})

test('whoever is found later to have owned it then is told; who bought afterwards is not', async () => {
  const scene = await sold()
  const id = await scene.draft()
  await scene.press(id, 0)
  await scene.deliver()
  scene.pass(2 * minute)
  await scene.sell('open', [scene.saleTo('late@example.com', march(6)), scene.saleTo('new@example.com', scene.now())])
  assert.equal(await scene.deliver(), 1)
  assert.deepEqual(
    (await mailsIn(scene)).map(({ to_address }) => to_address),
    ['ana@example.com', 'bea@example.com', 'late@example.com'],
  )
})

test('who claims her order later is told by her own address, and counts no more as unknown', async () => {
  const scene = await sold()
  const id = await scene.draft()
  await scene.press(id, 0)
  await scene.deliver()
  await scene.inShop(async tx => {
    const { order_id } = await tx.selectFrom('order').select('order_id').where('customer_id', 'is', null).executeTakeFirstOrThrow()
    const { customer_id } = await tx
      .insertInto('customer')
      .values({ shop_id: scene.shop, email: 'claims@example.com' })
      .returning('customer_id')
      .executeTakeFirstOrThrow()
    await tx.updateTable('entitlement').set({ customer_id }).where('order_id', '=', order_id).execute()
  })
  scene.pass(2 * minute)
  assert.equal(await scene.deliver(), 1)
  assert.equal((await receiptOf(scene, id)).owners, 5)
  assert.ok((await mailsIn(scene)).some(({ to_address }) => to_address === 'claims@example.com'))
})

test('while everything is held nothing goes out, and it can still be taken back', async () => {
  const scene = await sold()
  const id = await scene.draft()
  await scene.press(id, 0)
  await scene.inShop(tx => holdEverything(tx, scene.now()))
  assert.equal(await scene.deliver(), 0)
  await scene.inShop(tx => letGo(tx, scene.now()))
  assert.equal(await scene.deliver(), 5)
})

test('the mail is in the language of her country where the note is, with the others below it, and names her order', async () => {
  const scene = await erratumScene(database)
  await scene.sell('open', [scene.saleTo('uta@example.de', march(1), { buyer: { email: 'uta@example.de', name: 'Uta', country: 'DE' } })])
  const id = await scene.draft({ severity: 'some-sizes', sizes: ['38', '40'], notes: { en: 'Row 14.', de: 'Reihe 14.' } })
  await scene.press(id, 0)
  await scene.deliver()
  const [mail] = await mailsIn(scene)
  assert.equal(mail!.subject, 'Korrektur für einige Größen von Wren Tee')
  assert.match(mail!.body_text, /^Hallo Uta,\n\ndu hast „Wren Tee“ bei Marigold & Clover gekauft \(Bestellung #1\)/)
  assert.ok(mail!.body_text.indexOf('Reihe 14.') < mail!.body_text.indexOf('— English —'))
  assert.match(mail!.body_text, /Größen: 38, 40/)
  assert.match(mail!.body_text, /Fassung 1\.1 berichtigt es/)
})

test('the library tells owners, each what concerns her; the public page tells everybody what went out', async () => {
  const scene = await sold()
  const id = await scene.draft()
  const [ana, no] = [await customerOf(scene, 'ana@example.com'), await customerOf(scene, 'no@example.com')]
  const seen = (customer: string) => scene.inShop(async tx => (await readNotices(tx, [customer])).map(notice => notice.id))
  await scene.press(id)
  assert.deepEqual(await seen(ana), [], 'it has not gone out')
  assert.deepEqual(await scene.inShop(tx => readPublicErrata(tx, scene.pattern)), [])
  scene.pass(10 * minute)
  await scene.deliver()
  assert.deepEqual([await seen(ana), await seen(no)], [[id], [id]])
  assert.deepEqual(
    (await scene.inShop(tx => readPublicErrata(tx, scene.pattern))).map(one => one.id),
    [id],
  )
  assert.deepEqual(
    (await scene.inShop(tx => listPatternsWithErrata(tx))).map(({ title, errata }) => [title, errata]),
    [['Wren Tee', 1]],
  )
  await scene.inShop(async (tx: Tx) =>
    tx.updateTable('entitlement').set({ ended_at: scene.now(), end_reason: 'refunded' }).where('customer_id', '=', ana).execute(),
  )
  assert.deepEqual(await seen(ana), [], 'what she gave back is no more hers')
})
