/** What somebody agreed to, word by word. Words are only ever added; `may_write` in sql/0033 is the one place that reads what holds. */
import { kept, shopOf, sql, type Tx } from '#database'

/** `order`: new versions of what she has. Mails without which an order is not delivered always go. */
export const purposes = ['order', 'service', 'marketing'] as const
export type Purpose = (typeof purposes)[number]

export const consentSources = ['checkout', 'storefront', 'import', 'note', 'unsubscribe'] as const
export type ConsentSource = (typeof consentSources)[number]

export interface ConsentWord {
  readonly customerId: string
  readonly purpose: Purpose
  readonly isGiven: boolean
  readonly source: ConsentSource
  readonly connectionId?: string | null
  /** What she saw when she said it; '' where nobody knows. */
  readonly words?: string
  /** The same word is kept once, however often it is told: 'checkout:<checkout>'. */
  readonly key: string
  readonly at: Date
}

/** @returns whether it is new. */
export async function keepConsent(
  tx: Tx,
  { customerId, purpose, isGiven, source, connectionId, words, key, at }: ConsentWord,
): Promise<boolean> {
  const { rows } = await sql`
    insert into consent_word (shop_id, customer_id, purpose, is_given, source, connection_id, words, key, at)
    values (${shopOf(tx)}::uuid, ${customerId}::uuid, ${purpose}, ${isGiven}, ${source}, ${connectionId ?? null}::uuid, ${words ?? ''}, ${key}, ${at})
    on conflict (shop_id, customer_id, purpose, key) do nothing
    returning consent_word_id`.execute(tx)
  return rows.length > 0
}

/**
 * Whether this address may be written to for this purpose now. Service until she says no; advertising only after this very address said yes; a no of any
 * address of the same person holds for all of them.
 */
export async function mayWrite(tx: Tx, customerId: string, purpose: Purpose): Promise<boolean> {
  const { rows } = await sql<{
    may: boolean
  }>`${kept}select ${mayWriteTo(sql`${shopOf(tx)}::uuid`, sql`${customerId}::uuid`, purpose)} as may`.execute(tx)
  return rows[0]!.may
}

type Part = ReturnType<typeof sql>
/** The same for many at once, inside a query. */
export const mayWriteTo = (shop: Part, customer: Part, purpose: Purpose): Part => sql`may_write(${shop}, ${customer}, ${purpose})`

/** Ids of all who said no to this, with those who are one person with them: few, where `may_write` would be asked of everybody. */
export function refusing(shop: string, purpose: Purpose): Part {
  const newestIsNo = sql`
    select w.customer_id from consent_word w
    where w.shop_id = ${shop}::uuid and w.purpose = ${purpose} and not w.is_given and not exists (
      select from consent_word n where n.shop_id = w.shop_id and n.customer_id = w.customer_id and n.purpose = w.purpose
        and (n.at, n.consent_word_id) > (w.at, w.consent_word_id))`
  return sql`
    ${newestIsNo}
    union all
    select m.customer_id from customer m
    where m.shop_id = ${shop}::uuid and m.person_id is not null and m.person_id in (
      select c.person_id from customer c where c.shop_id = ${shop}::uuid and c.person_id is not null and c.customer_id in (${newestIsNo}))`
}

export interface KeptWord {
  readonly customerId: string
  readonly purpose: Purpose
  readonly isGiven: boolean
  readonly source: ConsentSource
  readonly shop: string | null
  readonly words: string
  readonly at: Date
}

/** Every word of these addresses, the newest first, at most two hundred. */
export async function wordsOf(tx: Tx, customerIds: readonly string[]): Promise<KeptWord[]> {
  const { rows } = await sql<KeptWord>`${kept}
    select w.customer_id as "customerId", w.purpose, w.is_given as "isGiven", w.source, c.label as shop, w.words, w.at
    from consent_word w left join connection c on c.shop_id = w.shop_id and c.connection_id = w.connection_id
    where w.shop_id = ${shopOf(tx)}::uuid and w.customer_id = any (${[...customerIds]}::uuid[])
    order by w.at desc, w.consent_word_id desc
    limit 200`.execute(tx)
  return rows
}
