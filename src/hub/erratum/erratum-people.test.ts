import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '#database'
import { testDatabase } from '#testing/database.ts'
import { erratumScene } from '#testing/erratum-scene.ts'
import { giveBytes } from '../given/give-bytes.ts'
import { type Letter, noteHandedOver, takeMails } from '../mail/hand-over.ts'
import { pressUnsubscribe, readUnsubscribeToken } from '../mail/unsubscribe.ts'
import { forgetPerson } from '../person/forget-person.ts'
import { mergePeople, splitPerson } from '../person/ties.ts'
import { previewErratum } from './preview-erratum.ts'
import { readNotices } from './read-errata.ts'
import { listReceiptOwners, readReceipt } from './receipt.ts'

const database = await testDatabase()
const march = (day: number) => new Date(`2026-03-0${day}T12:00:00Z`)
const secretKey = Buffer.alloc(32, 7)
const minute = 60_000

/** Sold to some, at the open storefront unless `closed` names them, the first earliest. */
async function stage({ open, closed = [] }: { open: readonly string[]; closed?: readonly string[] }) {
  const scene = await erratumScene(database)
  const { inShop, saleTo, now } = scene
  await scene.sell(
    'open',
    open.map((name, at) => saleTo(`${name}@example.com`, march(at + 1))),
  )
  await scene.sell(
    'closed',
    closed.map(name => saleTo(`${name}@example.com`, march(9))),
  )
  const { rows } = await inShop(tx =>
    sql<{ id: string; name: string }>`select customer_id as id, split_part(email, '@', 1) as name from customer`.execute(tx),
  )
  const ids = new Map(rows.map(({ id, name }) => [name, id]))
  const idOf = (name: string) => ids.get(name)!
  return {
    ...scene,
    idOf,
    merge: (...names: readonly string[]) => inShop(tx => mergePeople(tx, names.map(idOf), { by: 'seller', now: now() })),
    sayNo: (name: string) =>
      inShop(tx =>
        pressUnsubscribe(tx, { customerId: idOf(name), purpose: 'order' }, { isGiven: false, words: 'Stop these mails', now: now() }),
      ),
    tell: async () => {
      const id = await scene.draft()
      await scene.press(id, 0)
      await scene.deliver()
      return id
    },
    waiting: async () =>
      (await inShop(tx => tx.selectFrom('mail').select('to_address').where('kind', '=', 'correction').orderBy('to_address').execute())).map(
        ({ to_address }) => to_address.split('@')[0],
      ),
    /** All that wait leave. */
    send: async () => {
      const door = { hold: null, address: 'https://patterns.example', isLogOnly: false, secretKey }
      const { letters } = await inShop(tx => takeMails(tx, door, now(), { most: 50 }))
      await inShop(tx => noteHandedOver(tx, new Map(letters.map(letter => [letter, { outcome: 'sent' as const }])), now()))
      return letters
    },
    standing: async (id: string) => {
      const { owners, counts, lines } = await inShop(tx => readReceipt(tx, id, scene.world()))
      const sum = Object.values(counts).reduce((all, n) => all + n, 0)
      assert.deepEqual([sum, lines.reduce((all, line) => all + line.owners, 0)], [owners, owners], 'the receipt adds up')
      const { items } = await inShop(tx => listReceiptOwners(tx, id, { limit: 50 }, scene.world()))
      assert.equal(items.length, owners)
      return items.map(({ email, bucket, why, routes }) => `${email?.split('@')[0] ?? '-'}: ${bucket} ${why} [${routes.join(' ')}]`).sort()
    },
  }
}

test('the mail of a correction carries the one click that stops such mails, and is asked once more when it leaves', async () => {
  const { tell, sayNo, send, standing, idOf, shop } = await stage({ open: ['ana', 'bea'] })
  const id = await tell()
  assert.deepEqual(await standing(id), ['ana: under-way order-mail [mail notice]', 'bea: under-way order-mail [mail notice]'])
  await sayNo('bea')
  const [letter, ...others] = (await send()) as [Letter, ...Letter[]]
  assert.deepEqual([letter.to, others.length], ['ana@example.com', 0])
  const token = letter.unsubscribe?.split('/').at(-1) ?? ''
  assert.deepEqual(readUnsubscribeToken(secretKey, shop, token), { customerId: idOf('ana'), purpose: 'order' })
  assert.match(letter.text, /You do not want mails of this kind any more\?/)
  assert.deepEqual(await standing(id), ['ana: told order-mail [mail notice]', 'bea: notice said-no [notice]'])
})

test('one person of three addresses is told once, at that of her newest order which may be written to; every library tells it', async () => {
  const { tell, merge, waiting, standing, draft, inShop, idOf, world, pass, deliver } = await stage({
    open: ['old', 'new', 'other'],
    closed: ['shut'],
  })
  await merge('old', 'new', 'shut')
  const seen = await inShop(async tx => previewErratum(tx, await draft(), world()))
  assert.match(seen.sentence, /^Of 2 owners, 2 get one mail\./)
  const id = await tell()
  assert.deepEqual(await waiting(), ['new', 'other'])
  assert.deepEqual(await standing(id), ['new: under-way order-mail [mail notice]', 'other: under-way order-mail [mail notice]'])
  for (const name of ['old', 'new', 'shut'])
    assert.deepEqual(
      (await inShop(tx => readNotices(tx, [idOf(name)]))).map(notice => notice.id),
      [id],
    )
  pass(2 * minute)
  assert.equal(await deliver(), 0)
})

test('a no of any of her addresses holds for all of them, and what one of them was given she has', async () => {
  const quiet = await stage({ open: ['old', 'new'] })
  await quiet.merge('old', 'new')
  await quiet.sayNo('old')
  const id = await quiet.tell()
  assert.deepEqual([await quiet.waiting(), await quiet.standing(id)], [[], ['new: notice said-no [notice]']])

  const holds = await stage({ open: ['old', 'new'] })
  await holds.merge('old', 'new')
  const chart = holds.fixed.files.find(({ key }) => key === 'chart')!
  await holds.inShop(tx =>
    giveBytes(tx, [
      {
        ...{ kind: 'fetched', customerId: holds.idOf('old'), connectionId: null, orderId: null, patternId: holds.pattern },
        ...{ versionId: holds.fixed.id, fileKey: 'chart', sha256: chart.sha256, at: holds.now() },
      },
    ]),
  )
  assert.deepEqual(await holds.standing(await holds.tell()), ['new: holds holds []'])
})

test('an address that is tied to one who was told is told no more; one that is taken out again is told for herself', async () => {
  const { tell, merge, waiting, sell, saleTo, inShop, pass, deliver, idOf, now } = await stage({ open: ['ana', 'bea'] })
  await tell()
  await sell('open', [saleTo('late@example.com', march(8))])
  const { customer_id: late } = await inShop(tx =>
    tx.selectFrom('customer').select('customer_id').where('email', '=', 'late@example.com').executeTakeFirstOrThrow(),
  )
  await inShop(tx => mergePeople(tx, [idOf('ana'), late], { by: 'seller', now: now() }))
  await merge('ana', 'bea')
  pass(2 * minute)
  assert.equal(await deliver(), 0)
  assert.deepEqual(await waiting(), ['ana', 'bea'])
  await inShop(tx => splitPerson(tx, late, { by: 'seller', now: now() }))
  pass(2 * minute)
  assert.equal(await deliver(), 1)
  assert.deepEqual(await waiting(), ['ana', 'bea', 'late'])
})

test('who was forgotten gets nothing and counts as forgotten, whether it was before or after she was told', async () => {
  const { tell, merge, inShop, idOf, now, standing, send, waiting, draft, world, pass, deliver } = await stage({
    open: ['ana', 'bea', 'bea2', 'cleo', 'dora'],
  })
  await merge('bea', 'bea2')
  const forget = (name: string, seen: number) => inShop(tx => forgetPerson(tx, idOf(name), { seen, now: now() }))
  await forget('bea', 2)
  const { groups } = await inShop(async tx => previewErratum(tx, await draft(), world()))
  assert.deepEqual(
    groups.map(({ way, why, owners }) => [way, why, owners]),
    [
      ['mail', 'order-mail', 3],
      ['none', 'forgotten', 1],
    ],
  )
  const id = await tell()
  assert.deepEqual(await waiting(), ['ana', 'cleo', 'dora'])
  await forget('cleo', 1)
  assert.deepEqual(
    (await send()).map(({ to }) => to),
    ['ana@example.com', 'dora@example.com'],
  )
  await forget('dora', 1)
  pass(2 * minute)
  assert.equal(await deliver(), 0)
  assert.deepEqual(await standing(id), [
    '-: forgotten forgotten []',
    '-: forgotten forgotten []',
    '-: forgotten forgotten []',
    'ana: told order-mail [mail notice]',
  ])
  const { sentence } = await inShop(tx => readReceipt(tx, id, world()))
  assert.equal(sentence, 'Of 4 owners, 1 was written to; 3 were forgotten, at their wish.')
})
