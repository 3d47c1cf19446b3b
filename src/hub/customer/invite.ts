/** Inviting past buyers: a separate act, seen by number first, once for each for ever. */
import { shopOf, sql, type Tx } from '#database'
import { tongueOf } from '../buyer-words/index.ts'
import { mailLanguage, toLanguage } from '../buyer-words/language.ts'
import { readConnection } from '../connection/read-connections.ts'
import { leaveEvent } from '../event/leave-event.ts'
import { inviteMail } from '../mail/content.ts'
import { linkMark, writeMail } from '../mail/write-mail.ts'
import { refusing } from '../person/consent.ts'
import { Refused } from '../refused.ts'
import { count } from '../words.ts'

export const inviteBatch = 100

export interface InvitePreview {
  readonly buyers: number
  readonly batches: number
  readonly sentence: string
  readonly subject: string
  readonly text: string
  readonly canSend: boolean
  readonly why: string | null
}

/** @param canMail whether mails with links can leave now, and if not, why. */
export async function invitePreview(tx: Tx, connectionId: string, canMail: { readonly why: string | null }): Promise<InvitePreview> {
  const { state, label } = await readConnection(tx, connectionId)
  const shop = await tx
    .selectFrom('shop')
    .select(['name', 'held_at', 'buyer_language'])
    .where('shop_id', '=', shopOf(tx))
    .executeTakeFirstOrThrow()
  const buyers = await uninvited(tx, connectionId)
  const batches = Math.ceil(buyers / inviteBatch)
  const example = inviteMail(tongueOf(toLanguage(shop.buyer_language) ?? 'en'), {
    shop: shop.name,
    buyer: 'Ana',
    patterns: ['the patterns that this buyer has'],
  })
  const why =
    state !== 'live'
      ? `“${label}” is not live. Go live first.`
      : shop.held_at !== null
        ? 'Everything is held. Let go first.'
        : (canMail.why ?? (buyers === 0 ? 'There is nobody left to invite.' : null))
  return {
    buyers,
    batches,
    sentence: `${count(buyers, 'past buyer')} of “${label}” ${buyers === 1 ? 'gets' : 'get'} one mail with a link to the library, in ${count(batches, 'batch', 'batches')}. Nobody is ever invited twice. A mail cannot be taken back.`,
    subject: example.subject,
    text: example.text.replaceAll(linkMark, '(the buyer’s own link)'),
    canSend: why === null,
    why,
  }
}

/**
 * The press. @param seen the number in the preview; another number now is refused, so that nobody is written to whom she did not count.
 * @returns how many are invited; the mails are written by batches after commit.
 */
export async function invite(
  tx: Tx,
  connectionId: string,
  { seen, canMail, now }: { seen: number; canMail: { readonly why: string | null }; now: Date },
): Promise<number> {
  const preview = await invitePreview(tx, connectionId, canMail)
  if (preview.why !== null) throw new Refused('cannot-invite', preview.why, { status: 409 })
  if (preview.buyers !== seen)
    throw new Refused('number-changed', `It is ${count(preview.buyers, 'buyer')} now, not ${seen}. Look again, then press.`, {
      field: 'buyers',
      status: 409,
    })
  const { rows } = await sql`
    update customer c set invited_at = ${now}
    where c.shop_id = ${shopOf(tx)}::uuid and c.invited_at is null and ${isPastBuyer(shopOf(tx), connectionId)}
    returning c.customer_id`.execute(tx)
  await leaveEvent(tx, 'buyers.invited', { connection: connectionId })
  return rows.length
}

/** Writes the next batch of invitations. @returns how many were written; 0 when all are. */
export async function writeInvitations(tx: Tx, now: Date): Promise<number> {
  const shop = shopOf(tx)
  const { rows } = await sql<Invited>`
    select c.customer_id, c.email, c.name, s.name as shop, c.language as chosen, c.country, s.buyer_language,
      (select array_agg(distinct p.title order by p.title) from entitlement e join pattern p on p.shop_id = e.shop_id and p.pattern_id = e.pattern_id
       where e.shop_id = c.shop_id and e.customer_id = c.customer_id and e.ended_at is null) as patterns
    from customer c join shop s on s.shop_id = c.shop_id
    where c.shop_id = ${shop}::uuid and c.invited_at is not null and c.email is not null and c.customer_id not in (${refusing(shop, 'service')})
      and not exists (select from mail m where m.shop_id = c.shop_id and m.key = 'invite:' || c.customer_id)
      and exists (select from entitlement e where e.shop_id = c.shop_id and e.customer_id = c.customer_id and e.ended_at is null)
    order by c.customer_id
    limit ${inviteBatch}
    for no key update of c skip locked`.execute(tx)
  for (const { customer_id, email, name, shop: from, patterns, chosen, country, buyer_language } of rows)
    await writeMail(tx, {
      key: `invite:${customer_id}`,
      kind: 'invitation',
      customerId: customer_id,
      to: email,
      content: inviteMail(tongueOf(mailLanguage({ chosen, country, shop: buyer_language })), { shop: from, buyer: name, patterns }),
      now,
    })
  return rows.length
}

interface Invited {
  customer_id: string
  email: string
  name: string | null
  shop: string
  patterns: string[]
  chosen: string | null
  country: string | null
  buyer_language: string
}

/** Invitations that a hold stopped halfway are written on. */
export async function goOnInviting(tx: Tx): Promise<void> {
  const { rows } = await sql<{ connection_id: string }>`
    select connection_id from connection
    where shop_id = ${shopOf(tx)}::uuid and removed_at is null
      and exists (
        select from customer c
        where c.shop_id = connection.shop_id and c.invited_at is not null
          and c.email is not null and c.customer_id not in (${refusing(shopOf(tx), 'service')})
          and not exists (select from mail m where m.shop_id = c.shop_id and m.key = 'invite:' || c.customer_id)
      )
    limit 1`.execute(tx)
  for (const { connection_id: connection } of rows) await leaveEvent(tx, 'buyers.invited', { connection })
}

async function uninvited(tx: Tx, connectionId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from customer c
    where c.shop_id = ${shopOf(tx)}::uuid and c.invited_at is null and ${isPastBuyer(shopOf(tx), connectionId)}`.execute(tx)
  return rows[0]!.count
}

/** Has an address and did not say no, bought there before it went live, and still has something by it. */
const isPastBuyer = (shop: string, connectionId: string) => sql`
  c.email is not null and c.customer_id not in (${refusing(shop, 'service')}) and exists (
    select from entitlement e
    where e.shop_id = c.shop_id and e.customer_id = c.customer_id and e.past_of = ${connectionId}::uuid and e.ended_at is null
  )`
