import { shopOf, sql, type Tx } from '#database'
import { limits } from './limits.ts'

/** Takes away claims whose time is up, with their links, and tries that are old. Who has claimed something keeps it. */
export async function forgetClaims(tx: Tx, now: Date): Promise<void> {
  const shop = shopOf(tx)
  await sql`
    delete from claim c
    where shop_id = ${shop}::uuid and until <= ${now}
      and not exists (select from claim_link l where l.shop_id = c.shop_id and l.claim_id = c.claim_id and l.expires_at > ${now})`.execute(
    tx,
  )
  await sql`delete from claim_try where shop_id = ${shop}::uuid and at <= ${new Date(now.getTime() - limits.triesMs)}`.execute(tx)
}
