/** A buyer's word that what she bought may be put into the library that she has at a platform: her keys sealed, and one worker at a time that uses them. */
import { shopOf, sql, type Tx } from '#database'
import { openSettings, sealSettings } from '../connection/seal.ts'

type Keys = { readonly [name: string]: unknown }

export interface BuyerAt {
  readonly connectionId: string
  readonly customerId: string
}

export type EndReason = 'taken-back' | 'ended-there' | 'disconnected'

const placeOf = (tx: Tx, { connectionId, customerId }: BuyerAt) => ({
  shop: shopOf(tx),
  connection: `library:${connectionId}:${customerId}`,
})
const isHers = (tx: Tx, { connectionId, customerId }: BuyerAt) =>
  sql`shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and customer_id = ${customerId}::uuid`

/** Given again, the newer keys count; what has been written before is not written again. */
export async function giveConsent(
  tx: Tx,
  at: BuyerAt,
  { keys, secretKey, now }: { keys: Keys; secretKey: Buffer; now: Date },
): Promise<void> {
  const sealed = sealSettings(secretKey, placeOf(tx, at), keys)
  await sql`
    insert into buyer_consent as b (shop_id, connection_id, customer_id, sealed, given_at)
    values (${shopOf(tx)}::uuid, ${at.connectionId}::uuid, ${at.customerId}::uuid, ${sealed}, ${now})
    on conflict (shop_id, connection_id, customer_id) do update
      set sealed = excluded.sealed, given_at = excluded.given_at, ended_at = null, end_reason = null, lease_until = null, lease_no = b.lease_no + 1`.execute(
    tx,
  )
  await sql`
    update buyer_delivery set next_try_at = ${now}, attempts = 0 where ${isHers(tx, at)} and state <> 'delivered'`.execute(tx)
  await wakeLibraries(tx, at.connectionId, now)
}

/** Her keys are gone at once; whoever writes with them now writes nothing more. What was written stays hers. */
export async function endConsent(tx: Tx, at: BuyerAt, { reason, now }: { reason: EndReason; now: Date }): Promise<void> {
  await sql`
    update buyer_consent set sealed = null, ended_at = ${now}, end_reason = ${reason}, lease_until = null, lease_no = lease_no + 1
    where ${isHers(tx, at)} and ended_at is null`.execute(tx)
}

export async function endConsentsAt(tx: Tx, connectionId: string, now: Date): Promise<void> {
  await sql`
    update buyer_consent set sealed = null, ended_at = ${now}, end_reason = 'disconnected', lease_until = null, lease_no = lease_no + 1
    where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid and ended_at is null`.execute(tx)
}

/** The clock looks after what is owed there as soon as may be. */
export async function wakeLibraries(tx: Tx, connectionId: string, now: Date): Promise<void> {
  await sql`
    update connection set next_library_at = ${now} where shop_id = ${shopOf(tx)}::uuid and connection_id = ${connectionId}::uuid`.execute(
    tx,
  )
}

export interface HeldConsent {
  readonly leaseNo: bigint
  readonly keys: Keys
}

/** @returns her keys, to be used by the caller alone for `ms`; null while another does, or when her word has ended. */
export async function holdConsent(
  tx: Tx,
  at: BuyerAt,
  { secretKey, now, ms }: { secretKey: Buffer; now: Date; ms: number },
): Promise<HeldConsent | null> {
  const { rows } = await sql<{ lease_no: bigint; sealed: Buffer }>`
    update buyer_consent set lease_no = lease_no + 1, lease_until = ${new Date(now.getTime() + ms)}
    where ${isHers(tx, at)} and ended_at is null and (lease_until is null or lease_until <= ${now})
    returning lease_no, sealed`.execute(tx)
  const [row] = rows
  return row === undefined ? null : { leaseNo: row.lease_no, keys: openSettings(secretKey, placeOf(tx, at), row.sealed) }
}

/** Holds on for `ms` more. @returns false when the keys went to another, or her word has ended: then nothing may be sent. */
export async function holdOn(tx: Tx, at: BuyerAt, { leaseNo, now, ms }: { leaseNo: bigint; now: Date; ms: number }): Promise<boolean> {
  const { rows } = await sql`
    update buyer_consent set lease_until = ${new Date(now.getTime() + ms)}
    where ${isHers(tx, at)} and lease_no = ${leaseNo.toString()}::bigint and lease_until > ${now} returning lease_no`.execute(tx)
  return rows.length > 0
}

/** Keeps renewed keys before anybody uses them. @returns false when others were given meanwhile, or none is any more. */
export async function keepBuyerKeys(
  tx: Tx,
  at: BuyerAt,
  { leaseNo, keys, secretKey }: { leaseNo: bigint; keys: Keys; secretKey: Buffer },
): Promise<boolean> {
  const { rows } = await sql`
    update buyer_consent set sealed = ${sealSettings(secretKey, placeOf(tx, at), keys)}
    where ${isHers(tx, at)} and lease_no = ${leaseNo.toString()}::bigint and ended_at is null returning lease_no`.execute(tx)
  return rows.length > 0
}

export async function letGoOfConsent(tx: Tx, at: BuyerAt, leaseNo: bigint): Promise<void> {
  await sql`
    update buyer_consent set lease_until = null where ${isHers(tx, at)} and lease_no = ${leaseNo.toString()}::bigint`.execute(tx)
}
