/** What comes of a claim: a mail, or nothing. */
import { shopOf, sql, type Tx } from '#database'
import { tongueOf } from '../buyer-words/index.ts'
import { toLanguage } from '../buyer-words/language.ts'
import { writeSignIn } from '../library/sign-in.ts'
import { claimMail, takenMail } from '../mail/content.ts'
import { writeMail } from '../mail/write-mail.ts'
import { isAboutToGo } from '../sales-file/undo-import.ts'
import { isOverLimit, limits, noteTry, type Outcome } from './limits.ts'

/**
 * Looks at the next claim that is due. One that was asked just now is judged; one that waits for its order is looked at again, so that it is the
 * same whether the order was here before or comes later, and whatever was missed meanwhile.
 *
 * @returns false when none is due.
 */
export async function settleNextClaim(tx: Tx, now: Date): Promise<boolean> {
  const shop = shopOf(tx)
  // One after another in a shop, so that many guesses at one moment are counted as they are.
  await sql`select from shop where shop_id = ${shop}::uuid for no key update`.execute(tx)
  const { rows } = await sql<Claim>`
    select claim_id as id, numbers, code, email, language, asker_hash as "askerHash", number_hash as "numberHash", state, pattern_id as "patternId", asked_at as "askedAt", until
    from claim
    where shop_id = ${shop}::uuid and state <> 'told' and due_at <= ${now}
    order by due_at, claim_id
    limit 1
    for update`.execute(tx)
  const claim = rows[0]
  if (claim === undefined) return false
  if (claim.until <= now) await drop(tx, claim)
  else if (claim.state === 'asked') await judge(tx, claim, now)
  else await lookForOrder(tx, claim, claim.patternId!, now)
  return true
}

interface Claim {
  readonly id: string
  readonly numbers: readonly string[]
  readonly code: string
  readonly email: string
  readonly language: string
  readonly askerHash: string
  readonly numberHash: string
  readonly state: 'asked' | 'waiting'
  /** While it waits. */
  readonly patternId: string | null
  readonly askedAt: Date
  readonly until: Date
}

async function judge(tx: Tx, claim: Claim, now: Date): Promise<void> {
  if (await isOverLimit(tx, claim, now)) return over(tx, claim, 'limited', now)
  const patternId = await patternOfCode(tx, claim.code)
  if (patternId === null) return over(tx, claim, 'wrong-code', now)
  await lookForOrder(tx, claim, patternId, now)
}

async function patternOfCode(tx: Tx, code: string): Promise<string | null> {
  const found = await tx
    .selectFrom('claim_code')
    .select('pattern_id')
    .where('shop_id', '=', shopOf(tx))
    .where('code', '=', code)
    .where('leaked_at', 'is', null)
    .executeTakeFirst()
  return found?.pattern_id ?? null
}

async function lookForOrder(tx: Tx, claim: Claim, patternId: string, now: Date): Promise<void> {
  const found = await orderFor(tx, claim, patternId)
  if (found === null)
    return claim.state === 'asked' ? await wait(tx, claim, patternId, now) : await later(tx, claim, againMs(claim, now), now)
  if (await hasMailEnough(tx, claim.email, now))
    return claim.state === 'asked' ? await over(tx, claim, 'limited', now) : await later(tx, claim, 3_600_000, now)
  const language = toLanguage(claim.language) ?? 'en'
  const tongue = tongueOf(language)
  if (found.holder === claim.email) {
    await writeSignIn(tx, { email: claim.email, language, now })
    return over(tx, claim, 'hers', now)
  }
  const { shop, title, number, orderId } = found
  const to = { customerId: null, to: claim.email, now }
  if (found.holder !== null) {
    await writeMail(tx, {
      ...to,
      key: `claim:${claim.id}`,
      kind: 'claim-taken',
      content: takenMail(tongue, { shop, pattern: title, order: number }),
    })
    return over(tx, claim, 'taken', now)
  }
  await writeMail(tx, {
    ...to,
    key: `claim:${claim.id}`,
    kind: 'claim',
    content: claimMail(tongue, { shop, pattern: title, order: number }),
  })
  await tx
    .updateTable('claim')
    .set({ state: 'told', pattern_id: patternId, order_id: orderId, until: new Date(now.getTime() + limits.waitsMs) })
    .where('shop_id', '=', shopOf(tx))
    .where('claim_id', '=', claim.id)
    .execute()
  await noteTry(tx, claim, 'told', now)
}

interface Found {
  readonly orderId: string
  readonly number: string
  readonly title: string
  readonly shop: string
  /** Whose library has it; null: nobody's yet. '' for a buyer whose address is not kept. */
  readonly holder: string | null
}

/** The order of that number by which somebody has the pattern now: hers before one that is nobody's, and that before another's. */
async function orderFor(tx: Tx, { numbers, email }: Claim, patternId: string): Promise<Found | null> {
  const { rows } = await sql<Found>`
    select o.order_id as "orderId", o.number, p.title, s.name as shop,
      case when e.customer_id is not null then coalesce(c.email, '') end as holder
    from "order" o
    join entitlement e on e.shop_id = o.shop_id and e.order_id = o.order_id and e.pattern_id = ${patternId}::uuid and e.ended_at is null
    join pattern p on p.shop_id = e.shop_id and p.pattern_id = e.pattern_id
    join shop s on s.shop_id = o.shop_id
    left join customer c on c.shop_id = e.shop_id and c.customer_id = e.customer_id
    where o.shop_id = ${shopOf(tx)}::uuid and ${plain} = any (${numbers}::text[]) and not ${isAboutToGo}
    order by array_position(${numbers}::text[], ${plain}), c.email is distinct from ${email}, e.customer_id is not null, o.placed_at desc, o.order_id
    limit 1`.execute(tx)
  return rows[0] ?? null
}

const plain = sql`upper(regexp_replace(o.number, '[^0-9A-Za-z]', '', 'g'))`

/** The order is not here, or nothing can be had by it now. */
async function wait(tx: Tx, claim: Claim, patternId: string, now: Date): Promise<void> {
  const shop = shopOf(tx)
  // The same asked once more is one.
  await sql`
    delete from claim
    where shop_id = ${shop}::uuid and state = 'waiting' and email = ${claim.email} and code = ${claim.code} and numbers = ${claim.numbers}::text[]`.execute(
    tx,
  )
  const { rows } = await sql<{ most: number }>`
    select greatest(count(*) filter (where asker_hash = ${claim.askerHash}), count(*) filter (where email = ${claim.email}))::int as most
    from claim where shop_id = ${shop}::uuid and state = 'waiting' and (asker_hash = ${claim.askerHash} or email = ${claim.email})`.execute(
    tx,
  )
  if (rows[0]!.most >= limits.waiting) return over(tx, claim, 'limited', now)
  await tx
    .updateTable('claim')
    .set({ state: 'waiting', pattern_id: patternId, due_at: new Date(now.getTime() + limits.againMs) })
    .where('shop_id', '=', shop)
    .where('claim_id', '=', claim.id)
    .execute()
  await noteTry(tx, claim, 'no-order', now)
}

const againMs = ({ askedAt }: Claim, now: Date): number => (now.getTime() - askedAt.getTime() < 3_600_000 ? limits.againMs : limits.laterMs)

async function later(tx: Tx, { id }: Claim, ms: number, now: Date): Promise<void> {
  await tx
    .updateTable('claim')
    .set({ due_at: new Date(now.getTime() + ms) })
    .where('shop_id', '=', shopOf(tx))
    .where('claim_id', '=', id)
    .execute()
}

async function hasMailEnough(tx: Tx, email: string, now: Date): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from mail
    where shop_id = ${shopOf(tx)}::uuid and kind in ('claim', 'claim-taken') and to_address = ${email}
      and created_at > ${new Date(now.getTime() - 3_600_000)}`.execute(tx)
  return rows[0]!.count >= limits.mailsAnHour
}

async function over(tx: Tx, claim: Claim, outcome: Outcome, now: Date): Promise<void> {
  await drop(tx, claim)
  await noteTry(tx, claim, outcome, now)
}

const drop = (tx: Tx, { id }: Claim) => tx.deleteFrom('claim').where('shop_id', '=', shopOf(tx)).where('claim_id', '=', id).execute()
