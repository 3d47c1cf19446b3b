/** A request that comes twice under one key is done once and answered the same. The answer is kept for a day, sealed. */
import { shopOf, sql, type Tx } from '#database'

/** How long an answer is given again. */
export const keptMs = 24 * 3_600_000
/** Of one shop at a time; a program that needs more is asked to wait. */
export const mostKept = 20_000
export const longestSealedBytes = 262_144

export interface Asking {
  /** 64 hex digits each. */
  readonly keyHash: string
  readonly requestHash: string
  readonly now: Date
  /** How long the asking may take when its work is not in this very transaction, which would end with it. */
  readonly leaseMs: number
}

export type Claim =
  | { readonly state: 'ours' }
  /** The same is being done just now. */
  | { readonly state: 'under-way' }
  /** The key was used for something else. */
  | { readonly state: 'another' }
  | { readonly state: 'too-many' }
  /** `sealed` is null when the answer was too long to keep. */
  | { readonly state: 'answered'; readonly sealed: Buffer | null; readonly answeredAt: Date }

/** Takes the key for this request. Whoever has it as 'ours' calls `keepAnswer` or `letGo` at the end. */
export async function claim(tx: Tx, { keyHash, requestHash, now, leaseMs }: Asking): Promise<Claim> {
  const shop = shopOf(tx)
  // Held to the end of the transaction: a second request with the key is told at once and does not wait.
  const lock = await sql<{ is_ours: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`answer ${shop} ${keyHash}`}, 0)) as is_ours`.execute(tx)
  if (!lock.rows[0]!.is_ours) return { state: 'under-way' }
  const old = new Date(now.getTime() - keptMs)
  const { rows } = await sql<{ request_hash: string; lease_until: Date | null; answered_at: Date | null; sealed: Buffer | null }>`
    select request_hash, lease_until, answered_at, sealed from api_answer
    where shop_id = ${shop}::uuid and key_hash = ${keyHash} and asked_at > ${old}`.execute(tx)
  const found = rows[0]
  if (found !== undefined) {
    if (found.request_hash !== requestHash) return { state: 'another' }
    if (found.answered_at !== null) return { state: 'answered', sealed: found.sealed, answeredAt: found.answered_at }
    if (found.lease_until !== null && found.lease_until > now) return { state: 'under-way' }
  } else if (await isFull(tx)) {
    await forgetAnswers(tx, old)
    if (await isFull(tx)) return { state: 'too-many' }
  }
  const leaseUntil = new Date(now.getTime() + leaseMs)
  await sql`
    insert into api_answer (shop_id, key_hash, request_hash, asked_at, lease_until)
    values (${shop}, ${keyHash}, ${requestHash}, ${now}, ${leaseUntil})
    on conflict (shop_id, key_hash) do update
      set request_hash = excluded.request_hash, asked_at = excluded.asked_at, lease_until = excluded.lease_until, answered_at = null, sealed = null`.execute(
    tx,
  )
  return { state: 'ours' }
}

/** @param sealed null when it is longer than `longestSealedBytes`: then the second request is told that it was done. */
export async function keepAnswer(tx: Tx, { keyHash, sealed, now }: { keyHash: string; sealed: Buffer | null; now: Date }): Promise<void> {
  await sql`
    update api_answer set lease_until = null, answered_at = ${now}, sealed = ${sealed}
    where shop_id = ${shopOf(tx)}::uuid and key_hash = ${keyHash}`.execute(tx)
}

/** Nothing was done: the key may be used again. */
export async function letGo(tx: Tx, keyHash: string): Promise<void> {
  await sql`delete from api_answer where shop_id = ${shopOf(tx)}::uuid and key_hash = ${keyHash} and answered_at is null`.execute(tx)
}

export async function forgetAnswers(tx: Tx, before: Date): Promise<void> {
  await sql`delete from api_answer where shop_id = ${shopOf(tx)}::uuid and asked_at <= ${before}`.execute(tx)
}

async function isFull(tx: Tx): Promise<boolean> {
  const { rows } = await sql`
    select from api_answer where shop_id = ${shopOf(tx)}::uuid order by asked_at offset ${mostKept - 1} limit 1`.execute(tx)
  return rows.length > 0
}
