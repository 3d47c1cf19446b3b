import assert from 'node:assert/strict'
import { test } from 'node:test'
import { after, claimScene, day, hour, minute, now } from '#testing/claim-scene.ts'
import { testDatabase } from '#testing/database.ts'
import { eur, lineOf, newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { takeBackSome } from '../join/take-over.ts'
import { matchLine } from '../order/match.ts'
import { takeOrders } from '../order/take-orders.ts'
import { undoImport } from '../sales-file/undo-import.ts'
import { readCode, readCodes } from './claim-code.ts'
import { claimsOfOrder, endClaim } from './end-claim.ts'
import { limits } from './limits.ts'
import { numbersOf } from './order-number.ts'
import { lookAtClaim, makeClaimLink } from './press.ts'

const database = await testDatabase()
const scene = () => claimScene(database)

test('a code is read as it is typed, and an order’s number as it is called', () => {
  for (const typed of ['7KQ2-M4XD', '7kq2m4xd', ' 7kq2 m4xd ', '7KQ2–M4XD']) assert.equal(readCode(typed), '7KQ2M4XD', typed)
  assert.equal(readCode('OIL0-1234'), '01101234')
  for (const typed of ['', '7KQ2-M4X', '7KQ2-M4XDD', '7KQ2-M4XU', '\u0660KQ2M4XD']) assert.equal(readCode(typed), null, typed)
  assert.deepEqual(numbersOf('#1001'), ['1001'])
  assert.deepEqual(numbersOf(' 10 01 '), ['1001'])
  assert.deepEqual(numbersOf('Order no. #1001'), ['ORDERNO1001', 'NO1001', '1001'])
  assert.deepEqual(numbersOf('order1001'), ['ORDER1001', '1001'])
  assert.deepEqual(numbersOf('mm-2024/001'), ['MM2024001', '2024001'])
  assert.deepEqual(numbersOf('1001, 1002, 1003'), ['100110021003'], 'one line is never several numbers')
  assert.deepEqual([numbersOf(''), numbersOf(' #!'), numbersOf('Ωß')], [[], [], []])
  assert.ok(numbersOf('a'.repeat(5_000)).join('').length <= 100)
})

test('by the right number and code a mail comes, and by its press the pattern is in her library; nothing before', async () => {
  const { sell, newCode, ask, settle, mails, token, press, libraryOf, inShop, tries, left } = await scene()
  await sell()
  await ask({ code: await newCode(), number: 'order no. 1001', email: 'Ana@Example.com' })
  assert.equal(await settle(), 1)
  const [mail] = await mails()
  assert.deepEqual([mail!.kind, mail!.to_address, mail!.customer_id], ['claim', 'ana@example.com', null])
  assert.match(mail!.body_text, /Cardigan/)
  assert.deepEqual(await inShop(tx => tx.selectFrom('customer').selectAll().execute()), [], 'nobody is a buyer by writing an address')
  const link = await token()
  for (let looks = 0; looks < 3; looks++)
    assert.equal((await inShop(tx => lookAtClaim(tx, link, now))).state, 'open', 'a scanner uses nothing up')
  assert.deepEqual(await libraryOf('ana@example.com'), [])
  const { session } = await press(link)
  assert.notEqual(session, null)
  assert.deepEqual(await libraryOf('ana@example.com'), ['Cardigan'])
  assert.deepEqual([await tries(), await left()], [['told'], ['told']])
  const kept = await inShop(async tx =>
    JSON.stringify([await tx.selectFrom('claim_link').selectAll().execute(), await tx.selectFrom('claim_try').selectAll().execute()]),
  )
  for (const secret of [link, 'ana@example.com', '1001']) assert.ok(!kept.includes(secret), 'hashes only')
})

test('a link counts once, and not after its time; one of another shop is none', async () => {
  const { sell, newCode, ask, settle, token, press, inShop } = await scene()
  await sell()
  await ask({ code: await newCode() })
  await settle()
  const link = await token()
  const other = await scene()
  assert.equal((await other.press(link)).state, 'gone')
  assert.equal((await press('x'.repeat(43))).state, 'gone')
  assert.equal((await press(link, after(limits.linkMs + 1))).state, 'gone')
  assert.equal((await press(link)).state, 'open')
  const again = await press(link)
  assert.deepEqual([again.state, again.session], ['used', null], 'whoever finds it later is let in nowhere')
  assert.equal((await inShop(tx => lookAtClaim(tx, link, now))).state, 'used')
})

test('a wrong code, another pattern’s, another shop’s, or one that leaked gives nothing; an older one works on', async () => {
  const { sell, newCode, ask, settle, mails, tries, left, inShop, shop, pattern } = await scene()
  await sell()
  const first = await newCode()
  const scarf = await newPattern(database, shop, { title: 'Scarf' })
  const other = await scene()
  await ask({ code: 'ZZZZZZZZ' })
  await ask({ code: await other.newCode() })
  await ask({ code: await newCode(scarf), from: '192.0.2.2' })
  await settle()
  assert.deepEqual(await mails(), [])
  assert.deepEqual(await tries(), ['wrong-code', 'wrong-code', 'no-order'])
  await newCode()
  await ask({ code: first, from: '192.0.2.3' })
  await settle()
  assert.equal((await mails()).length, 1, 'files that buyers have carry the older one')
  await newCode(pattern, true)
  await ask({ code: first, from: '192.0.2.4', email: 'eve@example.com' })
  await settle()
  assert.equal((await mails()).length, 1)
  assert.deepEqual(await left(), ['told', 'waiting'])
  assert.equal((await inShop(tx => readCodes(tx, pattern))).filter(({ leakedAt }) => leakedAt === null).length, 1)
})

test('an order gives only the pattern whose code was given', async () => {
  const { sell, newCode, ask, settle, token, press, libraryOf, shop, connection } = await scene()
  const scarf = await newPattern(database, shop, { title: 'Scarf', listed: { connection, remoteId: '78' } })
  await sell({ lines: [lineOf(), lineOf({ remoteId: '2', listingRemoteId: '78', title: 'Scarf' })], total: eur(1500) })
  await ask({ code: await newCode() })
  await settle()
  await press(await token())
  assert.deepEqual(await libraryOf('ana@example.com'), ['Cardigan'])
  await ask({ code: await newCode(scarf) })
  await settle()
  await press(await token())
  assert.deepEqual(await libraryOf('ana@example.com'), ['Cardigan', 'Scarf'])
})

test('a claim made before the order is read waits for it, 14 days at most', async () => {
  const { sell, newCode, ask, settle, mails, token, press, libraryOf, left, tries } = await scene()
  const code = await newCode()
  await ask({ code })
  await ask({ code })
  await ask({ code, number: '2002' })
  await settle()
  assert.deepEqual([await mails(), await left()], [[], ['waiting', 'waiting']], 'the same twice is one')
  assert.equal(await settle(after(minute - 1)), 0)
  await sell()
  assert.equal(await settle(after(2 * minute)), 2)
  assert.equal((await mails()).length, 1)
  await press(await token(after(2 * minute)), after(3 * minute))
  assert.deepEqual(await libraryOf('ana@example.com'), ['Cardigan'])
  await settle(after(14 * day + minute))
  assert.deepEqual(await left(), ['told'], 'the other order never came')
  assert.deepEqual(await tries(), ['no-order', 'no-order', 'no-order', 'told'])
})

test('a claim waits for the payment, and for its listing to be said which pattern it is', async () => {
  const { sell, newCode, ask, settle, mails, inShop, pattern } = await scene()
  await sell({ state: 'pending', lines: [lineOf({ listingRemoteId: '999' })] })
  await ask({ code: await newCode() })
  await settle()
  await sell({ changedAt: now, lines: [lineOf({ listingRemoteId: '999' })] })
  await settle(after(2 * minute))
  assert.deepEqual(await mails(), [])
  const orderId = await inShop(async tx => (await tx.selectFrom('order').select('order_id').executeTakeFirstOrThrow()).order_id)
  await inShop(tx => matchLine(tx, { orderId, line: '1', patternId: pattern, now }))
  await settle(after(4 * minute))
  assert.equal((await mails()).length, 1)
})

test('what was refunded cannot be claimed, also when that happens between the mail and the press', async () => {
  const { sell, newCode, ask, settle, mails, token, press, libraryOf } = await scene()
  await sell()
  const code = await newCode()
  await ask({ code })
  await settle()
  const link = await token()
  const refunds = [{ remoteId: 'r', amount: eur(750), reason: null, refundedAt: now }]
  await sell({ changedAt: now, refunds })
  assert.deepEqual([(await press(link)).state, await libraryOf('ana@example.com')], ['ended', []])
  await ask({ code, email: 'eve@example.com' })
  await settle()
  assert.equal((await mails()).length, 1)
  await sell({ changedAt: after(1), refunds: [] })
  assert.equal((await press(link)).state, 'open', 'a refund that was taken back gives it back')
})

test('a refund after the press takes it away, and its return gives it back to her; every reading leaves it hers', async () => {
  const { sell, newCode, ask, settle, token, press, libraryOf } = await scene()
  await sell()
  await ask({ code: await newCode() })
  await settle()
  await press(await token())
  const refunds = [{ remoteId: 'r', amount: eur(750), reason: null, refundedAt: now }]
  await sell({ changedAt: now, refunds })
  assert.deepEqual(await libraryOf('ana@example.com'), [])
  await sell({ changedAt: after(1), refunds: [] })
  assert.deepEqual(await libraryOf('ana@example.com'), ['Cardigan'])
  await sell({ changedAt: after(2), number: '#1001-A' })
  assert.deepEqual(await libraryOf('ana@example.com'), ['Cardigan'])
})

test('of two who claim the same order at once the first press has it; the other reads so, and nothing moves', async () => {
  const { sell, newCode, ask, settle, mails, press, libraryOf, inShop } = await scene()
  await sell()
  const code = await newCode()
  await ask({ code, email: 'ana@example.com' })
  await ask({ code, email: 'eve@example.com', from: '192.0.2.9' })
  await settle()
  const links = await Promise.all((await mails()).map(({ key }) => inShop(tx => makeClaimLink(tx, key.slice('claim:'.length), now))))
  assert.equal(links.length, 2)
  const pressed = await Promise.all(links.map(link => press(link!)))
  assert.deepEqual(pressed.map(({ state }) => state).toSorted(), ['open', 'taken'])
  assert.deepEqual([...(await libraryOf('ana@example.com')), ...(await libraryOf('eve@example.com'))], ['Cardigan'])
  const claims = await inShop(tx => tx.selectFrom('claimed').select('customer_id').execute())
  assert.equal(claims.length, 1)
})

test('what another address holds is told by mail alone, and only with the right number and code; to her who holds it comes the way in', async () => {
  const { sell, newCode, ask, settle, mails, libraryOf, tries } = await scene()
  await sell({ buyer: { email: 'ana@example.com', name: 'Ana', country: null } })
  const code = await newCode()
  await ask({ code: 'ZZZZZZZZ', email: 'eve@example.com' })
  await ask({ code, number: '1002', email: 'eve@example.com' })
  await settle()
  assert.deepEqual(await mails(), [])
  await ask({ code, email: 'eve@example.com' })
  await ask({ code, email: 'ana@example.com' })
  await settle()
  const [taken, hers] = await mails()
  assert.deepEqual(
    [taken!.kind, taken!.to_address, hers!.kind, hers!.to_address],
    ['claim-taken', 'eve@example.com', 'sign-in', 'ana@example.com'],
  )
  assert.ok(!taken!.body_text.includes('ana@') && !taken!.body_text.includes('{{link}}'))
  assert.deepEqual([await libraryOf('ana@example.com'), await libraryOf('eve@example.com')], [['Cardigan'], []])
  assert.deepEqual((await tries()).slice(2), ['taken', 'hers'])
})

test('of two storefronts with the same number, the one that nobody has is meant', async () => {
  const { sell, newCode, ask, settle, token, press, libraryOf, inShop, shop } = await scene()
  const second = await newConnection(database, shop)
  await inShop(async tx => {
    const pattern = await tx.selectFrom('pattern').select('pattern_id').executeTakeFirstOrThrow()
    await tx
      .insertInto('listing')
      .values({ shop_id: shop, connection_id: second, remote_id: '5', pattern_id: pattern.pattern_id, state: 'updated' })
      .execute()
    await takeOrders(
      tx,
      second,
      [
        saleOf({
          number: '1001',
          lines: [lineOf({ listingRemoteId: '5' })],
          buyer: { email: 'eve@example.com', name: null, country: null },
        }),
      ],
      now,
    )
  })
  await sell()
  await ask({ code: await newCode() })
  await settle()
  await press(await token())
  assert.deepEqual([await libraryOf('ana@example.com'), await libraryOf('eve@example.com')], [['Cardigan'], ['Cardigan']])
})

test('what the storefront tells goes before a claim', async () => {
  const { sell, newCode, ask, settle, token, press, libraryOf } = await scene()
  await sell()
  await ask({ code: await newCode(), email: 'eve@example.com' })
  await settle()
  await press(await token())
  await sell({ changedAt: now, buyer: { email: 'ana@example.com', name: 'Ana', country: 'DE' } })
  assert.deepEqual([await libraryOf('ana@example.com'), await libraryOf('eve@example.com')], [['Cardigan'], []])
})

test('she takes a claim back, and it can be claimed anew', async () => {
  const { sell, newCode, ask, settle, token, press, libraryOf, inShop, pattern } = await scene()
  await sell()
  const code = await newCode()
  await ask({ code, email: 'eve@example.com' })
  await settle()
  await press(await token())
  const orderId = await inShop(async tx => (await tx.selectFrom('order').select('order_id').executeTakeFirstOrThrow()).order_id)
  assert.deepEqual(
    (await inShop(tx => claimsOfOrder(tx, orderId))).map(({ email, title }) => [email, title]),
    [['eve@example.com', 'Cardigan']],
  )
  await inShop(tx => endClaim(tx, { orderId, patternId: pattern, now }))
  await assert.rejects(
    inShop(tx => endClaim(tx, { orderId, patternId: pattern, now })),
    /not here/,
  )
  assert.deepEqual(await libraryOf('eve@example.com'), [])
  await ask({ code, email: 'ana@example.com' })
  await settle()
  await press(await token())
  assert.deepEqual(await libraryOf('ana@example.com'), ['Cardigan'])
})

test('taking back a press that joined its listing leaves what was claimed of it; unclaimed history waits again', async () => {
  const { sell, newCode, ask, settle, token, press, libraryOf, inShop, shop, pattern } = await scene()
  const placedAt = new Date('2025-12-01T12:00:00Z')
  await sell({ placedAt })
  await sell({ placedAt, remoteId: '1002', number: '#1002' })
  await ask({ code: await newCode() })
  await settle()
  await press(await token())
  await inShop(async tx => {
    const { listing_id } = await tx.selectFrom('listing').select('listing_id').executeTakeFirstOrThrow()
    const { acceptance_id } = await tx
      .insertInto('acceptance')
      .values({ shop_id: shop, key: 'k', pressed_by: 'test', listings: 1, accepted_at: after(-hour), undone_at: now })
      .returning('acceptance_id')
      .executeTakeFirstOrThrow()
    await tx
      .insertInto('acceptance_listing')
      .values({ shop_id: shop, acceptance_id, listing_id, pattern_id: pattern, is_new: true, granted: 2 })
      .execute()
    assert.equal(await takeBackSome(tx, now), 1)
  })
  assert.deepEqual(await libraryOf('ana@example.com'), ['Cardigan'])
  const left = await inShop(tx => tx.selectFrom('entitlement').select('customer_id').execute())
  assert.deepEqual(
    left.map(one => one.customer_id !== null),
    [true],
  )
})

/** A table that tells of the order. */
async function tell({ inShop, shop, connection }: Awaited<ReturnType<typeof scene>>): Promise<string> {
  return inShop(async tx => {
    const told = { shop_id: shop, connection_id: connection }
    const { sales_import_id } = await tx
      .insertInto('sales_import')
      .values({ ...told, file_name: 'x.csv', key: 'k', counts: '{}', taken_at: now, taken_by: 'test' })
      .returning('sales_import_id')
      .executeTakeFirstOrThrow()
    await tx
      .insertInto('sales_row')
      .values({ ...told, order_key: '1001', line_key: '1', sales_import_id, told: '{}' })
      .execute()
    return sales_import_id
  })
}

test('an order of which a table told that is being taken back is claimed by nobody, neither by a new claim nor by a press', async () => {
  const at = await scene()
  const { sell, newCode, ask, settle, mails, token, press, inShop } = at
  await sell()
  const code = await newCode()
  await ask({ code })
  await settle()
  const link = await token()
  const importId = await tell(at)
  await inShop(tx => undoImport(tx, importId, { by: 'test', now }))
  assert.deepEqual([(await press(link)).state, (await inShop(tx => lookAtClaim(tx, link, now))).state], ['ended', 'ended'])
  await ask({ code, email: 'eve@example.com' })
  await settle()
  assert.equal((await mails()).length, 1)
})

test('of a press and the taking back of its table at one moment, one is refused', async () => {
  for (let n = 0; n < 6; n++) {
    const at = await scene()
    await at.sell()
    await at.ask({ code: await at.newCode() })
    await at.settle()
    const link = await at.token()
    const importId = await tell(at)
    const pressing = async () => (await at.press(link)).state
    const undoing = () =>
      at
        .inShop(tx => undoImport(tx, importId, { by: 'test', now }))
        .then(
          () => 'undone',
          () => 'refused',
        )
    const both = n % 2 === 0 ? await Promise.all([pressing(), undoing()]) : (await Promise.all([undoing(), pressing()])).toReversed()
    assert.ok(both.join() === 'open,refused' || both.join() === 'ended,undone', both.join())
  }
})
