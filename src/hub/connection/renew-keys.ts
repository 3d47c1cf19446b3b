/** Keys that run out, in the connection's row: one process renews them at a time, under a lease with a number, with no lock held over the call. */
import { shopOf, sql, type Tx } from '#database'
import { openSettings, sealSettings } from './seal.ts'

type Settings = { readonly [name: string]: unknown }

export interface KeysAt {
  readonly connectionId: string
  readonly secretKey: Buffer
}

/** @returns the settings as kept, with the lease's number when they are the caller's to renew, null while another does. */
export async function beginRenewal(
  tx: Tx,
  { connectionId, secretKey }: KeysAt,
  { now, ms }: { now: Date; ms: number },
): Promise<{ readonly settings: Settings; readonly leaseNo: bigint | null }> {
  const shop = shopOf(tx)
  const { rows } = await sql<{ sealed: Buffer | null; is_free: boolean }>`
    select sealed, keys_lease_until is null or keys_lease_until <= ${now} as is_free from connection
    where shop_id = ${shop}::uuid and connection_id = ${connectionId}::uuid for no key update`.execute(tx)
  const settings = openSettings(secretKey, { shop, connection: connectionId }, rows[0]?.sealed ?? null)
  if (rows[0]?.is_free !== true) return { settings, leaseNo: null }
  const { rows: taken } = await sql<{ keys_lease_no: bigint }>`
    update connection set keys_lease_no = keys_lease_no + 1, keys_lease_until = ${new Date(now.getTime() + ms)}
    where shop_id = ${shop}::uuid and connection_id = ${connectionId}::uuid returning keys_lease_no`.execute(tx)
  return { settings, leaseNo: taken[0]!.keys_lease_no }
}

/** Keeps new keys. @returns false when somebody else has kept others since: then those count. */
export async function keepRenewed(tx: Tx, { connectionId, secretKey }: KeysAt, leaseNo: bigint, settings: Settings): Promise<boolean> {
  const shop = shopOf(tx)
  const { rows } = await sql`
    update connection set sealed = ${sealSettings(secretKey, { shop, connection: connectionId }, settings)}, keys_lease_until = null
    where shop_id = ${shop}::uuid and connection_id = ${connectionId}::uuid and keys_lease_no = ${leaseNo.toString()}::bigint and removed_at is null
    returning connection_id`.execute(tx)
  return rows.length > 0
}

/** Lets another try; nothing happens when it has begun already. */
export async function dropRenewal(tx: Tx, { connectionId }: Pick<KeysAt, 'connectionId'>, leaseNo: bigint): Promise<void> {
  await sql`
    update connection set keys_lease_until = null
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and keys_lease_no = ${leaseNo.toString()}::bigint`.execute(
    tx,
  )
}

/** Keeps what a provider gave beside its keys. Whoever renews them at this moment begins anew, with these. */
export async function keepGiven(tx: Tx, { connectionId, secretKey }: KeysAt, given: Settings): Promise<void> {
  const shop = shopOf(tx)
  const { rows } = await sql<{ sealed: Buffer | null }>`
    select sealed from connection
    where shop_id = ${shop}::uuid and connection_id = ${connectionId}::uuid and removed_at is null for no key update`.execute(tx)
  const [row] = rows
  if (row === undefined || row.sealed === null) return
  const settings = { ...openSettings(secretKey, { shop, connection: connectionId }, row.sealed), ...given }
  await sql`
    update connection set sealed = ${sealSettings(secretKey, { shop, connection: connectionId }, settings)}, keys_lease_no = keys_lease_no + 1,
      keys_lease_until = null
    where shop_id = ${shop}::uuid and connection_id = ${connectionId}::uuid`.execute(tx)
}
