/** What a shop holds of one buyer, for herself: all of it, in words of its own, without what belongs to others or opens doors. */
import { shopOf, sql, type Tx } from '#database'
import { linkMark } from '../mail/write-mail.ts'
import { addressesOf } from './person.ts'

/** As JSON; times RFC 3339, amounts `{ minor, currency }` as text. @param customers all that are this person (`customersOf`). */
export async function readMyData(tx: Tx, customers: readonly string[], now: Date): Promise<Record<string, unknown>> {
  const shop = shopOf(tx)
  const hers = (column = 'customer_id') => sql`shop_id = ${shop}::uuid and ${sql.ref(column)} = any (${customers}::uuid[])`
  const addresses = await addressesOf(tx, customers)
  const rows = async (query: ReturnType<typeof sql>) => (await query.execute(tx)).rows
  return {
    madeAt: now,
    shop: (await tx.selectFrom('shop').select('name').where('shop_id', '=', shop).executeTakeFirstOrThrow()).name,
    addresses: await rows(sql`
      select c.email, c.name, c.country, c.language, c.created_at as "knownSince", a.proven_at as "joinedAt"
      from customer c left join customer_address a on a.shop_id = c.shop_id and a.customer_id = c.customer_id
      where c.shop_id = ${shop}::uuid and c.customer_id = any (${customers}::uuid[]) order by c.created_at`),
    orders: await rows(sql`
      select o.number, n.label as "boughtAt", o.state, o.placed_at as "placedAt",
        jsonb_build_object('minor', o.total_minor::text, 'currency', o.currency) as total,
        (select jsonb_agg(jsonb_build_object('title', l.title, 'quantity', l.quantity) order by l.position) from order_line l
          where l.shop_id = o.shop_id and l.order_id = o.order_id) as lines
      from "order" o join connection n on n.shop_id = o.shop_id and n.connection_id = o.connection_id
      where o.shop_id = ${shop}::uuid and o.customer_id = any (${customers}::uuid[]) order by o.placed_at`),
    library: await rows(sql`
      select p.title, o.number as "order", e.granted_at as "since", e.ended_at as "endedAt", e.end_reason as "endedBecause"
      from entitlement e
      join pattern p on p.shop_id = e.shop_id and p.pattern_id = e.pattern_id
      join "order" o on o.shop_id = e.shop_id and o.order_id = e.order_id
      where e.shop_id = ${shop}::uuid and e.customer_id = any (${customers}::uuid[]) order by e.granted_at`),
    filesGiven: await rows(sql`
      select g.at, g.kind as how, p.title, v.number as version, g.file_key as file, g.sha256
      from given_bytes g
      join pattern p on p.shop_id = g.shop_id and p.pattern_id = g.pattern_id
      left join version v on v.shop_id = g.shop_id and v.version_id = g.version_id
      where g.shop_id = ${shop}::uuid and g.customer_id = any (${customers}::uuid[]) and g.kind <> 'sold-with' order by g.no`),
    claimed: await rows(sql`
      select p.title, o.number as "order", k.claimed_at as "at" from claimed k
      join pattern p on p.shop_id = k.shop_id and p.pattern_id = k.pattern_id
      join "order" o on o.shop_id = k.shop_id and o.order_id = k.order_id
      where k.shop_id = ${shop}::uuid and k.customer_id = any (${customers}::uuid[]) order by k.claimed_at`),
    mails: (
      await sql<{ text: string }>`
        select to_address as "to", kind, subject, state, created_at as "writtenAt", sent_at as "sentAt", body_text as text
        from (
          select * from mail where ${hers()}
          union all
          select * from mail where shop_id = ${shop}::uuid and customer_id is null and to_address = any (${addresses}::text[])) m
        order by created_at`.execute(tx)
    ).rows.map(mail => ({
      ...mail,
      text: mail.text.replaceAll(linkMark, '…').replaceAll(/https?:\/\/\S+\/(open|address|mails)\/\S+/g, '…'),
    })),
    consent: await rows(sql`
      select w.purpose, w.is_given as "isGiven", w.source, n.label as "toldBy", w.words, w.at
      from consent_word w left join connection n on n.shop_id = w.shop_id and n.connection_id = w.connection_id
      where w.shop_id = ${shop}::uuid and w.customer_id = any (${customers}::uuid[]) order by w.at, w.consent_word_id`),
    notes: await rows(sql`select text, written_at as "at" from person_note where ${hers()} order by written_at`),
    boughtTwice: await rows(sql`
      select p.title, o.number as "order", jsonb_build_object('minor', d.amount_minor::text, 'currency', d.currency) as credit, d.state,
        d.noticed_at as "noticedAt"
      from double_purchase d
      join pattern p on p.shop_id = d.shop_id and p.pattern_id = d.pattern_id
      join "order" o on o.shop_id = d.shop_id and o.order_id = d.order_id
      where d.shop_id = ${shop}::uuid and d.customer_id = any (${customers}::uuid[]) order by d.noticed_at`),
    librariesElsewhere: await rows(sql`
      select n.label as "at", b.given_at as "agreedAt", b.ended_at as "endedAt" from buyer_consent b
      join connection n on n.shop_id = b.shop_id and n.connection_id = b.connection_id
      where b.shop_id = ${shop}::uuid and b.customer_id = any (${customers}::uuid[])`),
    purchasesHere: await rows(sql`
      select k.number, k.started_at as "startedAt", k.state, k.language, k.country, k.gift_email as "giftTo", k.gift_word as "giftWord"
      from customer c join checkout k on k.shop_id = c.shop_id and k.email = c.email
      where c.shop_id = ${shop}::uuid and c.customer_id = any (${customers}::uuid[]) order by k.started_at`),
    devices: await rows(sql`
      select created_at as "openedAt", expires_at as "until" from library_session where ${hers()} and expires_at > ${now} order by created_at`),
    beganAnew: await rows(sql`
      select p.title, r.at from library_reset r join pattern p on p.shop_id = r.shop_id and p.pattern_id = r.pattern_id
      where r.shop_id = ${shop}::uuid and r.customer_id = any (${customers}::uuid[]) order by r.at`),
    wishes: await rows(sql`select kind, made_at as "madeAt", settled_at as "doneAt" from buyer_wish where ${hers()} order by made_at`),
  }
}
