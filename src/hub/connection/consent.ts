/** An asking at a platform's consent page: what must be known again at its answer, kept sealed, and counted once. */
import { createHash } from 'node:crypto'
import { shopOf, sql, type Tx } from '#database'
import { openSettings, sealSettings } from './seal.ts'

type Kept = { readonly [name: string]: unknown }

/** Longer than anybody reads a consent page. */
export const consentLastsMs = 30 * 60_000

const hashOf = (state: string) => createHash('sha256').update(state).digest('hex')
const placeOf = (tx: Tx) => ({ shop: shopOf(tx), connection: 'consent' })

export interface NewConsent {
  readonly state: string
  readonly spoke: string
  readonly kept: Kept
  readonly secretKey: Buffer
  readonly now: Date
}

export async function askConsent(tx: Tx, { state, spoke, kept, secretKey, now }: NewConsent): Promise<void> {
  await sql`delete from consent where shop_id = ${shopOf(tx)}::uuid and until < ${new Date(now.getTime() - consentLastsMs)}`.execute(tx)
  await tx
    .insertInto('consent')
    .values({
      shop_id: shopOf(tx),
      state_hash: hashOf(state),
      spoke,
      sealed: sealSettings(secretKey, placeOf(tx), kept),
      until: new Date(now.getTime() + consentLastsMs),
    })
    .execute()
}

/** @returns what was kept, the first time an answer in time comes; null for a state nobody asked under, late answers, and replays. */
export async function useConsent(tx: Tx, { state, spoke, secretKey, now }: Omit<NewConsent, 'kept'>): Promise<Kept | null> {
  const { rows } = await sql<{ sealed: Buffer }>`
    update consent set used_at = ${now}
    where shop_id = ${shopOf(tx)}::uuid and state_hash = ${hashOf(state)} and spoke = ${spoke} and used_at is null and until > ${now}
    returning sealed`.execute(tx)
  return rows[0] === undefined ? null : openSettings(secretKey, placeOf(tx), rows[0].sealed)
}
