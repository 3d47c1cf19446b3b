/** A second address of a buyer: she says it, a mail to it carries a link, and the press in her own library proves it. */
import { createHash, randomBytes } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { tongueOf } from '../buyer-words/index.ts'
import type { Language } from '../buyer-words/language.ts'
import { addressMail } from '../mail/content.ts'
import { writeMail } from '../mail/write-mail.ts'
import { lockPeople } from '../person/ties.ts'
import { customersOf, joinPersons } from './person.ts'

const dayMs = 86_400_000
/** In a day: by one person, and to one address, from whomever. */
const mostADay = { asked: 5, to: 3 }

/**
 * Writes to that address, whoever it may be: nothing is looked up for it, so neither answer nor time tells whether it bought here.
 *
 * @returns 'enough' when that was asked for too often today; then nothing is sent.
 */
export async function askForAddress(
  tx: Tx,
  { customerId, email, language, now }: { customerId: string; email: string; language: Language; now: Date },
): Promise<'sent' | 'enough'> {
  const shop = shopOf(tx)
  const to = email.trim().toLowerCase()
  const { rows } = await sql<{ asker: string | null; name: string; asked: number; sent: number }>`
    select c.email as asker, s.name,
      (select count(*)::int from address_ask a where a.shop_id = c.shop_id and a.customer_id = c.customer_id
         and a.asked_at > ${new Date(now.getTime() - dayMs)}) as asked,
      (select count(*)::int from address_ask a where a.shop_id = c.shop_id and a.email = ${to}
         and a.asked_at > ${new Date(now.getTime() - dayMs)}) as sent
    from customer c join shop s on s.shop_id = c.shop_id
    where c.shop_id = ${shop}::uuid and c.customer_id = ${customerId}::uuid
    for no key update of c`.execute(tx)
  const asker = rows[0]
  if (asker === undefined || asker.asker === null || asker.asked >= mostADay.asked || asker.sent >= mostADay.to) return 'enough'
  const { address_ask_id: id } = await tx
    .insertInto('address_ask')
    .values({ shop_id: shop, customer_id: customerId, email: to, asked_at: now, until: new Date(now.getTime() + dayMs) })
    .returning('address_ask_id')
    .executeTakeFirstOrThrow()
  const content = addressMail(tongueOf(language), { shop: asker.name, asker: asker.asker })
  await writeMail(tx, { key: `address:${id}`, kind: 'address', customerId: null, to, content, now })
  return 'sent'
}

/** @returns the token for the mail; it is nowhere kept, and an earlier one of the same asking is worthless. null: the asking is over. */
export async function makeAddressLink(tx: Tx, askId: string, now: Date): Promise<string | null> {
  const token = randomBytes(32).toString('base64url')
  const { rows } = await sql`
    update address_ask set token_hash = ${hashOf(token)}
    where shop_id = ${shopOf(tx)}::uuid and address_ask_id = ${askId}::uuid and used_at is null and until > ${now}
    returning 1`.execute(tx)
  return rows.length === 0 ? null : token
}

export interface AddressAsked {
  /** open: here, by a press. other-browser: not by whoever has this page open. gone: no such link (any more). */
  readonly state: 'open' | 'other-browser' | 'gone'
  readonly asker: string
  readonly email: string
}

/** @param customerId whose library is open in this browser; null: nobody's. */
export async function lookAtAddress(tx: Tx, token: string, customerId: string | null, now: Date): Promise<AddressAsked> {
  const ask = await askOf(tx, token, now)
  if (ask === null) return { state: 'gone', asker: '', email: '' }
  const isHers = customerId !== null && (await customersOf(tx, customerId)).includes(ask.customerId)
  return { state: isHers ? 'open' : 'other-browser', asker: ask.asker, email: ask.email }
}

/** The press, in the library of the one who asked: so both addresses are proven in one browser. Counts once. */
export async function pressAddress(tx: Tx, token: string, customerId: string | null, now: Date): Promise<AddressAsked['state'] | 'joined'> {
  const { state } = await lookAtAddress(tx, token, customerId, now)
  if (state !== 'open') return state
  const shop = shopOf(tx)
  await lockPeople(tx)
  const { rows } = await sql<{ asker: string; email: string }>`
    update address_ask set used_at = ${now}
    where shop_id = ${shop}::uuid and token_hash = ${hashOf(token)} and used_at is null and until > ${now}
    returning customer_id as asker, email`.execute(tx)
  const [ask] = rows
  if (ask === undefined) return 'gone'
  const { rows: known } = await sql<{ id: string }>`
    insert into customer (shop_id, email) values (${shop}::uuid, ${ask.email})
    on conflict (shop_id, email) do update set email = excluded.email
    returning customer_id as id`.execute(tx)
  await joinPersons(tx, [ask.asker, known[0]!.id], now)
  return 'joined'
}

/** Takes away askings that are over. */
export async function forgetAddressAsks(tx: Tx, now: Date): Promise<void> {
  await sql`delete from address_ask where shop_id = ${shopOf(tx)}::uuid and until <= ${now}`.execute(tx)
}

async function askOf(tx: Tx, token: string, now: Date): Promise<{ customerId: string; asker: string; email: string } | null> {
  const { rows } = await sql<{ customerId: string; asker: string; email: string }>`
    select a.customer_id as "customerId", coalesce(c.email, '') as asker, a.email
    from address_ask a join customer c on c.shop_id = a.shop_id and c.customer_id = a.customer_id
    where a.shop_id = ${shopOf(tx)}::uuid and a.token_hash = ${hashOf(token)} and a.used_at is null and a.until > ${now}`.execute(tx)
  return rows[0] ?? null
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')
