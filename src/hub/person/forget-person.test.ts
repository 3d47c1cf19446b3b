import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { sql, type Tx } from '#database'
import { newShop, testDatabase } from '#testing/database.ts'
import { eur, newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { buy, cartOf, newOffer, paymentOf } from '#testing/store.ts'
import { settlePayment } from '../checkout/settle-payment.ts'
import { askForAddress } from '../customer/address.ts'
import { keepLanguage } from '../customer/language.ts'
import { customersOf, joinPersons } from '../customer/person.ts'
import { listBuyerWishes, wishToBeForgotten } from '../customer/wish.ts'
import { deliverNext } from '../erratum/deliver-erratum.ts'
import { draftErratum } from '../erratum/draft-erratum.ts'
import { makeLink, openLink } from '../library/links.ts'
import { askToSignIn } from '../library/sign-in.ts'
import { writeOrderMail } from '../mail/write-order-mail.ts'
import { takeOrders } from '../order/take-orders.ts'
import { keepConsent } from './consent.ts'
import { forgetAddress, forgetPerson, forgetPreview } from './forget-person.ts'
import { listPeople } from './list-people.ts'
import { writeNote } from './notes.ts'
import { readPerson } from './read-person.ts'
import { mergePeople, splitPerson } from './ties.ts'

const database = await testDatabase()
const now = new Date('2026-03-10T12:00:00Z')

/** Texts by which she is known: two addresses, a name, and what she and others wrote about her. */
const hers = ['quilla@example.com', 'quilla.tamm@work.example', 'Quilla Tamm', 'prefers wool', 'Happy birthday from Quilla', 'Quilla asked']

async function scene() {
  const shop = await newShop(database)
  const inShop = <T>(fn: (tx: Tx) => Promise<T>) => database.inShop(shop, fn)
  const connection = await newConnection(database, shop)
  const till = await newConnection(database, shop, { spoke: 'till' })
  const pattern = await newPattern(database, shop, { listed: { connection, remoteId: '77' } })
  const offer = await newOffer(database, shop)
  const sale = saleOf({
    ...{ remoteId: 'r-1', buyer: { email: 'Quilla@Example.com', name: 'Quilla Tamm', country: 'EE' } },
    refunds: [{ remoteId: 'f', amount: eur(100), reason: 'Quilla asked', refundedAt: now }],
  })
  const other = saleOf({ remoteId: 'r-2', number: '#1002', buyer: { email: 'zoe@example.com', name: 'Zoe', country: 'DE' } })
  await inShop(tx =>
    takeOrders(
      tx,
      connection,
      [sale, other, { ...sale, remoteId: 'r-3', refunds: [], buyer: { ...sale.buyer, email: 'quilla.tamm@work.example' } }],
      now,
    ),
  )
  for (const more of [{}, { gift: { email: 'zoe@example.com', word: 'Happy birthday from Quilla', at: now } }]) {
    const { checkoutId } = await buy(database, shop, {
      cart: cartOf([offer]),
      connectionId: till,
      now,
      email: 'quilla@example.com',
      places: [{ kind: 'said', country: 'EE' }],
      ...more,
    })
    await inShop(tx => settlePayment(tx, till, paymentOf({ remoteId: checkoutId, checkoutId }), now))
  }
  await buy(database, shop, {
    cart: cartOf([offer]),
    connectionId: till,
    now,
    email: 'zoe@example.com',
    places: [],
    gift: { email: 'quilla@example.com', word: '', at: now },
  })
  const ids = await inShop(async tx => {
    for (const { order_id } of await tx.selectFrom('order').select('order_id').execute()) await writeOrderMail(tx, order_id, now)
    await sql`update mail set state = 'sent' where shop_id = ${shop}::uuid and kind = 'files' and to_address = 'zoe@example.com'`.execute(
      tx,
    )
    const rows = await tx.selectFrom('customer').select(['customer_id', 'email']).execute()
    return new Map(rows.map(row => [row.email, row.customer_id]))
  })
  const [one, two] = [ids.get('quilla@example.com')!, ids.get('quilla.tamm@work.example')!]
  const session = await inShop(async tx => {
    await mergePeople(tx, [one, two], { by: 'seller', now })
    await writeNote(tx, two, { text: 'prefers wool', by: 'seller', now })
    await keepConsent(tx, { customerId: one, purpose: 'marketing', isGiven: true, source: 'note', words: 'at the fair', key: 'n', at: now })
    const told = {
      email: 'Quilla@example.com',
      name: 'Quilla Tamm',
      text: 'she said \\"Quilla@example.com\\" twice',
      order: 'r-1',
      kept: 'other',
    }
    await sql`insert into claim (shop_id, numbers, code, email, asker_hash, number_hash, asked_at, due_at, until)
      values (${shop}::uuid, '{1}', 'ABCDEFGH', 'quilla@example.com', 'a', 'b', ${now}, ${now}, ${now})`.execute(tx)
    await sql`insert into inbox (shop_id, connection_id, source, content_key, remote_id, body) values
      (${shop}::uuid, ${connection}::uuid, 'hook', 'a', null, ${Buffer.from('{"email":"Quilla@Example.com"}')}),
      (${shop}::uuid, ${connection}::uuid, 'hook', 'b', null, ${Buffer.from('email=quilla%40example.com')}),
      (${shop}::uuid, ${connection}::uuid, 'poll', 'c', 'r-1', ${Buffer.from('{"name":"Quilla Tamm"}')}),
      (${shop}::uuid, ${connection}::uuid, 'hook', 'd', null, ${Buffer.from('{"email":"zoe@example.com"}')})`.execute(tx)
    await sql`insert into money_row (shop_id, connection_id, remote_id, happened_at, raw, read_at) values
      (${shop}::uuid, ${connection}::uuid, 'm', ${now}, ${JSON.stringify({ ...told, text: 'paid by quilla@example.com' })}::jsonb, ${now})`.execute(
      tx,
    )
    const imported = randomUUID()
    await sql`insert into sales_import (shop_id, sales_import_id, connection_id, file_name, key, counts, taken_at, taken_by)
      values (${shop}::uuid, ${imported}::uuid, ${connection}::uuid, 'f', 'k', '{}', ${now}, 's')`.execute(tx)
    await sql`insert into sales_row (shop_id, connection_id, order_key, line_key, sales_import_id, told)
      values (${shop}::uuid, ${connection}::uuid, 'o', 'l', ${imported}::uuid, ${JSON.stringify(told)}::jsonb)`.execute(tx)
    await joinPersons(tx, [two, one], now)
    await askForAddress(tx, { customerId: one, email: 'third@example.com', language: 'de', now })
    await askForAddress(tx, { customerId: ids.get('zoe@example.com')!, email: 'quilla@example.com', language: 'en', now })
    await askToSignIn(tx, { email: 'Quilla@example.com', language: 'fr', now })
    await keepLanguage(tx, [one, two], { language: 'de', isChosen: true })
    await wishToBeForgotten(tx, two, now)
    await sql`insert into library_reset (shop_id, customer_id, pattern_id, at) select shop_id, ${one}::uuid, pattern_id, ${now} from pattern limit 1`.execute(
      tx,
    )
    return (await openLink(tx, await makeLink(tx, one, now), now))!
  })
  await tellCorrection(inShop, pattern)
  return { shop, inShop, connection, sale, one, two, session }
}

/** A correction that went out, with mails that wait. */
const tellCorrection = (inShop: <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>, pattern: string) =>
  inShop(async tx => {
    const id = await draftErratum(tx, pattern, { severity: 'stop', notes: { en: 'Row 14.' } }, now)
    await sql`update erratum set leaves_at = ${now}, looks_at = ${now} where erratum_id = ${id}::uuid`.execute(tx)
    const corrections = { mailsBuyers: true, tellsThere: { cannot: 'It writes to nobody.' } } as const
    const rulesOf = () => ({ label: 'x', corrections, reachesEarlierBuyers: { cannot: 'It is another file there.' } })
    await deliverNext(tx, { rulesOf, now })
  })

/** Every text, JSON and byte of every table in which one of these stands. */
async function traces(texts: readonly string[]): Promise<string[]> {
  const columns = await database.asOwner<{ schema: string; table: string; column: string; type: string }>(`
    select n.nspname as schema, c.relname as table, a.attname as column, t.typname as type
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    where n.nspname in ('public', 'auth', 'pgboss', 'rate') and c.relkind in ('r', 'p') and t.typname in ('text', 'varchar', 'bpchar', '_text', 'json', 'jsonb', 'bytea')`)
  assert.ok(columns.length > 200)
  const found: string[] = []
  for (const [name, of] of Map.groupBy(columns, ({ schema, table }) => `${schema}."${table}"`)) {
    const values = of.map(
      ({ table, column, type }) =>
        `('${table}.${column}', ${type === 'bytea' ? `encode(r."${column}", 'escape')` : `r."${column}"::text`})`,
    )
    const rows = await database.asOwner<{ trace: string }>(
      `select distinct x.place || ': ' || q.text as trace from ${name} r cross join lateral (values ${values.join(', ')}) x (place, text)
       cross join unnest($1::text[]) q (text) where strpos(lower(x.text), lower(q.text)) > 0`,
      [texts],
    )
    found.push(...rows.map(({ trace }) => trace))
  }
  return found
}

test('forgotten, no text of hers is left in any table, and what others had and what the books say is as it was', async () => {
  const { shop, inShop, one, two, session } = await scene()
  const books = () =>
    inShop(tx =>
      tx.selectFrom('posting').select(['from_account', 'to_account', 'amount_minor']).orderBy('journal_id').orderBy('line').execute(),
    )
  const waits = await inShop(tx =>
    tx.selectFrom('mail').select('to_address').where('kind', '=', 'correction').where('state', '=', 'waiting').execute(),
  )
  assert.equal(waits.length, 2, 'one to her, one to somebody else')
  assert.equal(waits.filter(({ to_address }) => hers.includes(to_address)).length, 1)
  const [booksBefore, before] = [await books(), await traces(hers)]
  for (const where of [
    'customer.email',
    'mail.to_address',
    'checkout.gift_word',
    'claim.email',
    'address_ask.email',
    'sign_in_ask.email',
    'inbox.body',
    'money_row.raw',
    'sales_row.told',
    'person_note.text',
    'refund.reason',
  ])
    assert.ok(
      before.some(trace => trace.startsWith(`${where}:`)),
      `the test has something to look for in ${where}`,
    )
  const preview = await inShop(tx => forgetPreview(tx, two))
  assert.deepEqual([preview.addresses, preview.orders, preview.notes], [2, 3, 1])
  await assert.rejects(
    inShop(tx => forgetPerson(tx, one, { seen: 1, now })),
    /2 addresses now, not 1/,
  )
  await inShop(tx => forgetPerson(tx, one, { seen: 2, now }))
  assert.deepEqual(await traces(hers), [])
  assert.deepEqual(await books(), booksBefore)
  const { orders, sessions, words, mails, kept, library, told } = await inShop(async tx => ({
    told: await tx.selectFrom('erratum_delivery').select(['customer_id', 'routes', 'state', 'why', 'mail_id']).execute(),
    orders: await tx.selectFrom('order').select(['number', 'total_minor']).where('forgotten_at', 'is not', null).execute(),
    library: {
      addresses: await customersOf(tx, one),
      asks: await tx.selectFrom('address_ask').select('email').execute(),
      resets: await tx.selectFrom('library_reset').select('at').execute(),
      wishes: await listBuyerWishes(tx),
      chosen: await tx.selectFrom('customer').select('customer_id').where('language_chosen', '=', true).execute(),
    },
    sessions: await tx.selectFrom('library_session').select('token_hash').execute(),
    words: await tx.selectFrom('consent_word').select(['purpose', 'is_given', 'customer_id']).execute(),
    mails: await tx.selectFrom('mail').select(['state', 'to_address']).where('to_address', '=', '').execute(),
    kept: await tx.selectFrom('inbox').select('content_key').where(sql<boolean>`octet_length(body) > 0`).execute(),
  }))
  assert.deepEqual(library, { addresses: [one], asks: [], resets: [], wishes: [], chosen: [] }, 'of her library nothing is left')
  assert.deepEqual(
    told
      .filter(({ customer_id }) => customer_id === one || customer_id === two)
      .map(({ routes, state, why, mail_id }) => [routes, state, why, mail_id]),
    [[[], 'none', 'forgotten', null]],
    'that a correction counted her, and nothing else',
  )
  assert.deepEqual(
    told.flatMap(({ customer_id, state }) => (customer_id === one || customer_id === two ? [] : [state])),
    ['mail'],
    'others are told as they were',
  )
  assert.deepEqual([orders.length, sessions.length, session.length > 0], [3, 0, true])
  assert.deepEqual(words, [{ purpose: 'marketing', is_given: true, customer_id: one }], 'that there was a word, of nobody')
  assert.deepEqual(new Set(mails.map(({ state }) => state)), new Set(['unwanted']), 'none of hers leaves any more')
  assert.deepEqual(kept, [{ content_key: 'd' }], 'a message about somebody else stays')
  const people = await inShop(tx => listPeople(tx, { limit: 10 }))
  assert.deepEqual(
    people.items.map(({ addresses }) => addresses),
    [['zoe@example.com']],
  )
  await assert.rejects(
    inShop(tx => readPerson(tx, one)),
    /This person is not here/,
  )
  const raw = await inShop(tx => tx.selectFrom('money_row').select('raw').executeTakeFirstOrThrow())
  assert.deepEqual(raw.raw, { email: null, name: null, text: null, order: 'r-1', kept: 'other' })
  assert.ok(shop)
})

test('what she has proven to be hers is forgotten with her, also where the seller has taken it apart in the list', async () => {
  const { inShop, one, two } = await scene()
  await inShop(tx => splitPerson(tx, two, { by: 'seller', now }))
  const { addresses } = await inShop(tx => forgetPreview(tx, two))
  assert.equal(addresses, 2)
  await inShop(tx => forgetPerson(tx, two, { seen: 2, now }))
  assert.deepEqual(await traces(hers), [])
  assert.deepEqual(await inShop(listBuyerWishes), [], 'her wish is done by it')
  await assert.rejects(
    inShop(tx => readPerson(tx, one)),
    /This person is not here/,
  )
})

test('what her storefront tells about those orders later is taken in without her; what she buys anew is hers', async () => {
  const { inShop, connection, sale, one } = await scene()
  await inShop(tx => forgetPerson(tx, one, { seen: 2, now }))
  const later = new Date(now.getTime() + 60_000)
  await inShop(tx =>
    takeOrders(tx, connection, [{ ...sale, changedAt: later, total: eur(800), lines: [{ ...sale.lines[0]!, total: eur(800) }] }], later),
  )
  const order = await inShop(tx =>
    tx.selectFrom('order').select(['total_minor', 'customer_id']).where('remote_id', '=', 'r-1').executeTakeFirstOrThrow(),
  )
  assert.deepEqual(order, { total_minor: 800n, customer_id: one })
  assert.deepEqual(await traces(['quilla@example.com', 'Quilla asked']), [])
  await inShop(tx => takeOrders(tx, connection, [{ ...sale, remoteId: 'r-9', refunds: [], changedAt: later }], later))
  const people = await inShop(tx => listPeople(tx, { search: 'quilla', limit: 10 }))
  assert.equal(people.items.length, 1)
  assert.notEqual(people.items[0]!.id, one)
  assert.equal(await inShop(tx => forgetAddress(tx, 'QUILLA@example.com ', later)), true)
})

test('an address that only began to pay is forgotten too, and one that nobody has harms nothing', async () => {
  const { inShop, shop } = await scene()
  const offer = await newOffer(database, shop)
  const till = await newConnection(database, shop, { spoke: 'till' })
  await buy(database, shop, { cart: cartOf([offer]), connectionId: till, now, email: 'never@example.com', places: [] })
  assert.equal(await inShop(tx => forgetAddress(tx, 'never@example.com', now)), false)
  assert.deepEqual(await traces(['never@example.com']), [])
  assert.equal(await inShop(tx => forgetAddress(tx, '.*@example.com', now)), false)
  assert.equal((await inShop(tx => listPeople(tx, { limit: 10 }))).items.length, 2)
})
