/** A person whole: every address and how we know it, what she bought anywhere, what she holds, what she agreed to, what was written to her. */
import { kept, shopOf, sql, type Tx } from '#database'
import type { Language } from '../buyer-words/language.ts'
import { wishOf } from '../customer/wish.ts'
import { type HeldVersion, heldVersions } from '../given/held-version.ts'
import type { MailKind } from '../mail/write-mail.ts'
import { type Money, money } from '../money.ts'
import type { SaleState } from '../order/sale.ts'
import { Refused } from '../refused.ts'
import { type KeptWord, mayWriteTo, type Purpose, wordsOf } from './consent.ts'
import { type DoublePurchase, doublesOf } from './doubles.ts'
import { type LikelySame, likelySame } from './likely.ts'
import { notesOf, type PersonNote } from './notes.ts'
import { actsOf, membersOf, type PersonAct } from './ties.ts'

/** How an address is known to be hers, the strongest first. */
export interface AddressProof {
  /**
   * `opened`: she opened her library by a mail to it. `joined`: she made it one library with another of hers, having both. `claimed`: she claimed an order by
   * a mail to it. `told`: a storefront told it with an order.
   */
  readonly how: 'opened' | 'joined' | 'claimed' | 'told'
  /** The storefront that told it. */
  readonly shop: string | null
  readonly at: Date
}

export interface PersonAddress {
  /** Of the customer; an address that is taken out of a person is named by it. */
  readonly id: string
  readonly email: string | null
  readonly name: string | null
  readonly country: string | null
  readonly proofs: readonly AddressProof[]
  readonly may: { readonly [P in Purpose]: boolean }
}

export interface PersonOrder {
  readonly id: string
  readonly number: string
  readonly shop: string
  readonly state: SaleState
  readonly placedAt: Date
  readonly total: Money
  readonly refunded: Money
  readonly isHistory: boolean
  readonly isClaimed: boolean
  readonly isInDispute: boolean
  readonly patterns: readonly string[]
}

export interface PersonPattern {
  readonly patternId: string
  readonly title: string
  /** Whether she may download it now. */
  readonly isOpen: boolean
  readonly has: HeldVersion | null
}

export interface Person {
  readonly id: string
  readonly name: string | null
  readonly language: Language | null
  readonly addresses: readonly PersonAddress[]
  readonly orders: readonly PersonOrder[]
  readonly patterns: readonly PersonPattern[]
  readonly consent: readonly KeptWord[]
  readonly notes: readonly PersonNote[]
  readonly mails: readonly {
    readonly id: string
    readonly kind: MailKind
    readonly subject: string
    readonly state: string
    readonly at: Date
  }[]
  readonly doubles: readonly DoublePurchase[]
  readonly acts: readonly PersonAct[]
  readonly likely: readonly LikelySame[]
  /** Since when she asks, in her library, to be forgotten. */
  readonly wishedAt: Date | null
}

/** So many of each list are shown; the newest. */
const shown = 200
const nobody = '00000000-0000-0000-0000-000000000000'

/** @param id of any of her addresses. @throws {Refused} when nobody has it, or she was forgotten. */
export async function readPerson(tx: Tx, id: string): Promise<Person> {
  const members = await membersOf(tx, id)
  const addresses = await addressesOf(tx, members)
  const patterns = await patternsOf(tx, members)
  return {
    id: members[0]!,
    name: addresses.find(({ name }) => name !== null)?.name ?? null,
    language: addresses.find(({ language }) => language !== null)?.language ?? null,
    addresses: addresses.map(({ language: _, ...address }) => address),
    orders: await ordersOf(tx, members),
    patterns,
    consent: await wordsOf(tx, members),
    notes: await notesOf(tx, members),
    mails: await mailsOf(tx, members),
    doubles: await doublesOf(tx, members),
    acts: await actsOf(tx, members),
    likely: await likelySame(tx, members),
    wishedAt: await wishOf(tx, members),
  }
}

async function addressesOf(tx: Tx, members: readonly string[]): Promise<(PersonAddress & { language: Language | null })[]> {
  const shop = shopOf(tx)
  const { rows } = await sql<AddressRow>`${kept}
    select c.customer_id as id, c.email, c.name, c.country, c.language,
      ${mayWriteTo(sql`c.shop_id`, sql`c.customer_id`, 'order')} as may_order, ${mayWriteTo(sql`c.shop_id`, sql`c.customer_id`, 'service')} as may_service,
      ${mayWriteTo(sql`c.shop_id`, sql`c.customer_id`, 'marketing')} as may_marketing,
      coalesce((select min(l.used_at) from library_link l where l.shop_id = c.shop_id and l.customer_id = c.customer_id and l.used_at is not null),
        (select min(s.created_at) from library_session s where s.shop_id = c.shop_id and s.customer_id = c.customer_id and s.order_id is null),
        (select min(g.at) from given_bytes g where g.shop_id = c.shop_id and g.customer_id = c.customer_id and g.kind = 'fetched')) as opened_at,
      (select a.proven_at from customer_address a where a.shop_id = c.shop_id and a.customer_id = c.customer_id) as joined_at,
      (select min(k.claimed_at) from claimed k where k.shop_id = c.shop_id and k.customer_id = c.customer_id) as claimed_at,
      (select coalesce(jsonb_agg(jsonb_build_object('shop', s.label, 'at', t.at) order by t.at), '[]') from (
         select o.connection_id, min(o.placed_at) as at from "order" o where o.shop_id = c.shop_id and o.customer_id = c.customer_id group by 1) t
       join connection s on s.shop_id = c.shop_id and s.connection_id = t.connection_id) as told
    from customer c
    where c.shop_id = ${shop}::uuid and c.customer_id = any (${[...members]}::uuid[])
    order by c.customer_id`.execute(tx)
  return rows.map(row => ({
    ...{ id: row.id, email: row.email, name: row.name, country: row.country, language: row.language },
    proofs: [
      ...(row.opened_at === null ? [] : [{ how: 'opened' as const, shop: null, at: row.opened_at }]),
      ...(row.joined_at === null ? [] : [{ how: 'joined' as const, shop: null, at: row.joined_at }]),
      ...(row.claimed_at === null ? [] : [{ how: 'claimed' as const, shop: null, at: row.claimed_at }]),
      ...row.told.map(({ shop: label, at }) => ({ how: 'told' as const, shop: label, at: new Date(at) })),
    ],
    may: { order: row.may_order, service: row.may_service, marketing: row.may_marketing },
  }))
}

interface AddressRow {
  id: string
  email: string | null
  name: string | null
  country: string | null
  language: Language | null
  may_order: boolean
  may_service: boolean
  may_marketing: boolean
  opened_at: Date | null
  joined_at: Date | null
  claimed_at: Date | null
  told: { shop: string; at: string }[]
}

/** Ids of all orders of these addresses: told by the storefront, or claimed. */
export const ordersBy = (shop: string, members: readonly string[]) => sql`
  select o.order_id from "order" o where o.shop_id = ${shop}::uuid and o.customer_id = any (${[...members]}::uuid[])
  union
  select k.order_id from claimed k where k.shop_id = ${shop}::uuid and k.customer_id = any (${[...members]}::uuid[])`

async function ordersOf(tx: Tx, members: readonly string[]): Promise<PersonOrder[]> {
  const { rows } = await sql<OrderRow>`${kept}
    select o.order_id as id, o.number, s.label as shop, o.state, o.placed_at, o.currency, o.total_minor, o.refunded_minor, o.is_history,
      (o.customer_id is null or o.customer_id <> all (${[...members]}::uuid[])) as is_claimed, o.rests_since is not null as in_dispute,
      (select coalesce(array_agg(coalesce(p.title, l.title) order by l.position), '{}') from order_line l
       left join pattern p on p.shop_id = l.shop_id and p.pattern_id = l.pattern_id
       where l.shop_id = o.shop_id and l.order_id = o.order_id and l.quantity > 0) as patterns
    from "order" o join connection s on s.shop_id = o.shop_id and s.connection_id = o.connection_id
    where o.shop_id = ${shopOf(tx)}::uuid and o.order_id = any (array(${ordersBy(shopOf(tx), members)}))
    order by o.placed_at desc, o.order_id desc
    limit ${shown}`.execute(tx)
  return rows.map(row => ({
    ...{ id: row.id, number: row.number, shop: row.shop, state: row.state, placedAt: row.placed_at, patterns: row.patterns },
    ...{ total: money(row.total_minor, row.currency), refunded: money(row.refunded_minor, row.currency) },
    ...{ isHistory: row.is_history, isClaimed: row.is_claimed, isInDispute: row.in_dispute },
  }))
}

interface OrderRow {
  id: string
  number: string
  shop: string
  state: SaleState
  placed_at: Date
  currency: string
  total_minor: bigint
  refunded_minor: bigint
  is_history: boolean
  is_claimed: boolean
  in_dispute: boolean
  patterns: string[]
}

async function patternsOf(tx: Tx, members: readonly string[]): Promise<PersonPattern[]> {
  const { rows } = await sql<{ id: string; title: string; is_open: boolean }>`${kept}
    select p.pattern_id as id, p.title, bool_or(e.ended_at is null) as is_open
    from entitlement e join pattern p on p.shop_id = e.shop_id and p.pattern_id = e.pattern_id
    where e.shop_id = ${shopOf(tx)}::uuid and e.customer_id = any (${[...members]}::uuid[])
    group by 1, 2
    order by p.title
    limit ${shown}`.execute(tx)
  const ids = rows.map(({ id }) => id)
  const held = (await Promise.all(members.map(customerId => heldVersions(tx, { customerId, orderId: nobody }, ids)))).flat()
  return rows.map(({ id, title, is_open }) => ({
    patternId: id,
    title,
    isOpen: is_open,
    has: newestOf(held.filter(({ patternId }) => patternId === id)),
  }))
}

/** Of what each of her addresses was given, the newest version. */
const newestOf = (held: readonly HeldVersion[]): HeldVersion | null =>
  held.toSorted((a, b) => b.number.localeCompare(a.number, 'en', { numeric: true }))[0] ?? null

async function mailsOf(tx: Tx, members: readonly string[]): Promise<Person['mails']> {
  const { rows } = await sql<Person['mails'][number]>`${kept}
    select mail_id as id, kind, subject, state, coalesce(sent_at, created_at) as at from mail
    where shop_id = ${shopOf(tx)}::uuid and customer_id = any (${[...members]}::uuid[])
    order by created_at desc, mail_id desc
    limit 50`.execute(tx)
  return rows
}

/** Set by the seller's hand; null: not known. @throws {Refused} when nobody has this id, or she has chosen herself: that stays. */
export async function setLanguage(tx: Tx, id: string, language: Language | null): Promise<void> {
  const members = await membersOf(tx, id)
  const { rows } = await sql<{ language_chosen: boolean }>`
    update customer set language = ${language}
    where shop_id = ${shopOf(tx)}::uuid and customer_id = any (${[...members]}::uuid[]) returning language_chosen`.execute(tx)
  if (rows.some(row => row.language_chosen))
    throw new Refused('she-chose', 'She has chosen her language in her library herself, so it stays.', { field: 'language', status: 409 })
}
