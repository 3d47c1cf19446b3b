/** Erasure at a person's wish: everywhere at once, in one transaction. What was bought and what it cost stays for the books, of nobody. */
import { shopOf, sql, type Tx } from '#database'
import { Refused } from '../refused.ts'
import { ordersBy } from './read-person.ts'
import { lockPeople, membersOf } from './ties.ts'

export interface ForgetPreview {
  readonly addresses: number
  /** Stay, without a name. */
  readonly orders: number
  readonly patterns: number
  readonly mails: number
  readonly notes: number
}

/** All of this person, and all that one of hers has proven to be her own, though the seller may have taken them apart: she wishes it as one. */
async function reachedFrom(tx: Tx, id: string): Promise<string[]> {
  const members = [...(await membersOf(tx, id))]
  const { rows } = await sql<{ id: string }>`
    select o.customer_id as id
    from customer_address m join customer_address o on o.shop_id = m.shop_id and o.person_id = m.person_id
    where m.shop_id = ${shopOf(tx)}::uuid and m.customer_id = any (${members}::uuid[])`.execute(tx)
  return [...new Set([...members, ...rows.map(row => row.id)])].sort()
}

/** What forgetting her would reach. @throws {Refused} when nobody has this id. */
export async function forgetPreview(tx: Tx, id: string): Promise<ForgetPreview> {
  const members = await reachedFrom(tx, id)
  const shop = shopOf(tx)
  const { rows } = await sql<Omit<ForgetPreview, 'addresses'>>`
    select (select count(*)::int from (${ordersBy(shop, members)}) o) as orders,
      (select count(distinct pattern_id)::int from entitlement where shop_id = ${shop}::uuid and customer_id = any (${members}::uuid[]) and ended_at is null) as patterns,
      (select count(*)::int from mail where shop_id = ${shop}::uuid and customer_id = any (${members}::uuid[])) as mails,
      (select count(*)::int from person_note where shop_id = ${shop}::uuid and customer_id = any (${members}::uuid[])) as notes`.execute(tx)
  return { addresses: members.length, ...rows[0]! }
}

/**
 * Forgets every address of this person. Of each only the id stays, to which orders, entitlements and bytes given point; it leads nowhere. Her words about
 * consent stay under that id, as proof that there was one. What her storefronts tell about these orders later is taken in without her.
 *
 * @param seen how many addresses the preview told; another number now is refused.
 * @throws {Refused} when nobody has this id, or a new address was merged into her since she was looked at.
 */
export async function forgetPerson(tx: Tx, id: string, { seen, now }: { seen: number; now: Date }): Promise<void> {
  const shop = shopOf(tx)
  await lockPeople(tx)
  const members = await reachedFrom(tx, id)
  if (members.length !== seen)
    throw new Refused('number-changed', `It is ${members.length} addresses now, not ${seen}. Look again, then press.`, { status: 409 })
  const { rows: known } = await sql<{ email: string | null; name: string | null }>`
    select email, name from customer where shop_id = ${shop}::uuid and customer_id = any (${members}::uuid[]) order by customer_id for update`.execute(
    tx,
  )
  const addresses = known.flatMap(({ email }) => email ?? [])
  const names = [...new Set(known.flatMap(({ name }) => (name === null || name.trim() === '' ? [] : name.trim())))]
  await forgetTraces(tx, { members, addresses, names }, now)
}

/**
 * Forgets whoever has this address, with all others of the same person; also where it is known of a payment or a claim alone that came to nothing.
 *
 * @returns whether a buyer had it.
 */
export async function forgetAddress(tx: Tx, email: string, now: Date): Promise<boolean> {
  const address = email.trim().toLowerCase()
  const { rows } = await sql<{ customer_id: string }>`
    select customer_id from customer where shop_id = ${shopOf(tx)}::uuid and email = ${address}`.execute(tx)
  const [buyer] = rows
  if (buyer === undefined) {
    await forgetTraces(tx, { members: [], addresses: [address], names: [] }, now)
    return false
  }
  await forgetPerson(tx, buyer.customer_id, { seen: (await reachedFrom(tx, buyer.customer_id)).length, now })
  return true
}

interface Traces {
  readonly members: readonly string[]
  readonly addresses: readonly string[]
  readonly names: readonly string[]
}

async function forgetTraces(tx: Tx, { members, addresses, names }: Traces, now: Date): Promise<void> {
  const shop = shopOf(tx)
  const orders = (await sql<{ order_id: string }>`${ordersBy(shop, members)}`.execute(tx)).rows.map(row => row.order_id)
  await forgetMails(tx, { members, addresses })
  await forgetRaw(tx, { orders, addresses, names })
  const mine = sql`shop_id = ${shop}::uuid and customer_id = any (${[...members]}::uuid[])`
  for (const table of [
    'library_session',
    'library_link',
    'buyer_delivery',
    'buyer_consent',
    'person_note',
    'customer_address',
    'address_ask',
    'library_reset',
  ])
    await sql`delete from ${sql.table(table)} where ${mine}`.execute(tx)
  for (const table of ['claim', 'address_ask', 'sign_in_ask'])
    await sql`delete from ${sql.table(table)} where shop_id = ${shop}::uuid and email = any (${[...addresses]}::text[])`.execute(tx)
  await sql`update buyer_wish set settled_at = ${now} where ${mine} and settled_at is null`.execute(tx)
  await sql`
    update checkout
    set email = case when email = any (${[...addresses]}::text[]) then null else email end,
      gift_email = case when gift_email = any (${[...addresses]}::text[]) then null else gift_email end,
      gift_word = null
    where shop_id = ${shop}::uuid and (email = any (${[...addresses]}::text[]) or gift_email = any (${[...addresses]}::text[]))`.execute(tx)
  // That a correction counted her stays, not which way it took.
  await sql`update erratum_delivery set routes = '{}', state = 'none', why = 'forgotten', mail_id = null, connection_id = null where ${mine}`.execute(
    tx,
  )
  await sql`update refund set reason = null where shop_id = ${shop}::uuid and order_id = any (${orders}::uuid[])`.execute(tx)
  await sql`update "order" set forgotten_at = ${now} where shop_id = ${shop}::uuid and order_id = any (${orders}::uuid[])`.execute(tx)
  await sql`update customer set email = null, name = null, language = null, language_chosen = false, forgotten_at = ${now} where ${mine}`.execute(
    tx,
  )
}

/** To her: empty, and none leaves any more. To others: without her address, and without her words where she gave something. */
async function forgetMails(tx: Tx, { members, addresses }: { members: readonly string[]; addresses: readonly string[] }): Promise<void> {
  const shop = shopOf(tx)
  const isHers = sql`(customer_id = any (${[...members]}::uuid[]) or to_address = any (${[...addresses]}::text[]))`
  await sql`
    update mail set to_address = '', subject = '', body_text = '', body_html = '', reason = null,
      state = case when state in ('waiting', 'held', 'failed') then 'unwanted' else state end
    where shop_id = ${shop}::uuid and ${isHers}`.execute(tx)
  await sql`
    update mail m set body_text = '', body_html = ''
    from checkout k join payment y on y.shop_id = k.shop_id and y.checkout_id = k.checkout_id
    where k.shop_id = ${shop}::uuid and k.email = any (${[...addresses]}::text[]) and k.is_gift
      and m.shop_id = k.shop_id and m.key = 'files:' || y.order_id and m.state not in ('waiting', 'held', 'sending')`.execute(tx)
  // The question whether another address is hers too names who asks.
  for (const address of addresses)
    await sql`
      update mail set subject = '', body_text = '', body_html = '', state = case when state in ('waiting', 'held', 'failed') then 'unwanted' else state end
      where shop_id = ${shop}::uuid and customer_id is null and kind = 'address' and strpos(body_text, ${address}) > 0`.execute(tx)
  // The receipt of a gift names who got it.
  await sql`
    update mail m set body_text = '', body_html = ''
    from checkout k join payment y on y.shop_id = k.shop_id and y.checkout_id = k.checkout_id
    where k.shop_id = ${shop}::uuid and k.gift_email = any (${[...addresses]}::text[]) and m.shop_id = k.shop_id and m.key = 'receipt:' || y.order_id`.execute(
    tx,
  )
}

/** What platforms sent, as it came: a message that names her is emptied, of tables and accounts of money the parts that name her. */
async function forgetRaw(
  tx: Tx,
  { orders, addresses, names }: Omit<Traces, 'members'> & { readonly orders: readonly string[] },
): Promise<void> {
  const shop = shopOf(tx)
  if (addresses.length === 0 && names.length === 0) return
  const { rows: remote } = await sql<{ connection_id: string; remote_id: string }>`
    select connection_id, remote_id from "order" where shop_id = ${shop}::uuid and order_id = any (${[...orders]}::uuid[])`.execute(tx)
  const inText = addresses.flatMap(address => [address, address.replace('@', '%40'), address.replace('@', '\\u0040')])
  const bodyHas = sql.join(
    [sql`false`, ...inText.map(text => sql`strpos(lower(encode(body, 'escape')), ${text.replaceAll('\\', '\\\\')}) > 0`)],
    sql` or `,
  )
  await sql`
    update inbox set body = ''::bytea, headers = '{}', reason = null, state = 'done'
    where shop_id = ${shop}::uuid and (${bodyHas} or (connection_id, remote_id) in (
      select connection_id, remote_id from jsonb_to_recordset(${JSON.stringify(remote)}::jsonb) as r (connection_id uuid, remote_id text)))`.execute(
    tx,
  )
  await sql`select set_config('selvage.forgets', ${shop}, true)`.execute(tx)
  // A value of JSON that holds her address anywhere, or is her name; of a name alone only where the address or the order is told beside it.
  const address = addresses.map(quoted).join('|')
  const name = names.map(quoted).join('|')
  for (const [table, column] of [
    ['money_row', 'raw'],
    ['sales_row', 'told'],
    ['sales_file', 'reading'],
    ['sales_file', 'looked'],
    ['api_answer', null],
  ] as const) {
    if (column === null) {
      // Sealed, so it cannot be looked into; they are kept for a day, and a request repeated after it is done anew.
      await sql`delete from ${sql.table(table)} where shop_id = ${shop}::uuid and answered_at is not null`.execute(tx)
      continue
    }
    const text = sql`${sql.ref(column)}::text`
    const tells = [
      ...addresses.map(one => sql`strpos(lower(${text}), ${one}) > 0`),
      ...(table === 'sales_file'
        ? names.map(one => sql`strpos(${text}, ${`"${one}"`}) > 0`)
        : remote.map(({ remote_id }) => sql`strpos(${text}, ${`"${remote_id}"`}) > 0`)),
    ]
    if (tells.length === 0) continue
    const scrubbed = [
      ...(address === '' ? [] : [`${inside}(?:${address})${inside}`]),
      ...(name === '' ? [] : [`\\s*(?:${name})\\s*`]),
    ].join('|')
    await sql`
      update ${sql.table(table)} set ${sql.ref(column)} = regexp_replace(${text}, ${`"(?:${scrubbed})"(?!\\s*:)`}, 'null', 'gi')::jsonb
      where shop_id = ${shop}::uuid and (${sql.join(tells, sql` or `)})`.execute(tx)
  }
}

/** Any signs of a text in JSON. */
const inside = '(?:[^"\\\\]|\\\\.)*'

/** As a part of a regular expression that means nothing but itself. */
const quoted = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
