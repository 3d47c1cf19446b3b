/** Proves one shop's ledger of bytes: every hash made again, no number left out, and the files that it tells of still here. */
import { createHash } from 'node:crypto'
import { type Database, type ShopId, shopOf, sql, type Tx } from '#database'
import type { BlobStore } from '../file/blob-store.ts'
import { type ChainFault, type ChainHead, type ChainRow, chainWalk } from './chain.ts'

const pageRows = 5_000
const pageFiles = 1_000

export interface BytesFault {
  readonly fault: ChainFault['fault'] | 'unknown-file' | 'no-file' | 'changed-file' | 'not-as-noted'
  /** null where it is about a file alone. */
  readonly row: number | null
  readonly sha256: string | null
  readonly says: string
}

export interface BytesAudit {
  readonly rows: number
  readonly files: number
  /** null: nothing was given yet. */
  readonly head: { readonly no: number; readonly hash: string } | null
}

/** A row and its hash as they were told by an earlier audit, kept elsewhere. */
export interface Noted {
  readonly no: number
  readonly hash: string
}

/**
 * Reads page by page, so that a hub at work is not held up; rows added meanwhile are not part of it.
 *
 * @param isDeep reads every byte of every file, too.
 * @param tell is called for each fault as it is found, those of the chain in order.
 */
export async function auditBytes(
  { database, blobs }: { database: Database; blobs: BlobStore },
  shop: ShopId,
  { isDeep, noted = null, tell }: { isDeep: boolean; noted?: Noted | null; tell: (fault: BytesFault) => void },
): Promise<BytesAudit> {
  const head = await database.inShop(shop, readHead)
  const rows = await walkChain(database, shop, { head, noted, tell })
  const files = await lookAtFiles({ database, blobs }, shop, { isDeep, tell })
  return { rows, files, head: head === null ? null : { no: head.no, hash: head.hash.toString('hex') } }
}

type Tell = (fault: BytesFault) => void

async function walkChain(
  database: Database,
  shop: ShopId,
  { head, noted, tell }: { head: ChainHead | null; noted: Noted | null; tell: Tell },
): Promise<number> {
  const walk = chainWalk(shop)
  const told = (fault: ChainFault | null) => fault !== null && tell({ ...fault, sha256: null })
  let [after, count, isNoted] = [0, 0, noted === null]
  for (;;) {
    const page = await database.inShop(shop, tx => readRows(tx, { after, upTo: head?.no ?? null }))
    for (const row of page) {
      told(walk.next(row))
      if (noted?.no === row.no) {
        isNoted = true
        if (row.hash.toString('hex') !== noted.hash) tell(notAsNoted(row.no, 'has another hash than the one that was noted'))
      }
    }
    count += page.length
    if (page.length < pageRows) break
    after = page.at(-1)!.no
  }
  told(walk.end(head))
  if (!isNoted && noted !== null) tell(notAsNoted(noted.no, 'was noted, and is not here'))
  for (const no of await database.inShop(shop, rowsBehindHead)) {
    const says = `Row ${no} stands behind the end of the chain: it was put in by hand.`
    tell({ fault: 'behind-the-end', row: no, sha256: null, says })
  }
  return count
}

const notAsNoted = (no: number, what: string): BytesFault => ({
  fault: 'not-as-noted',
  row: no,
  sha256: null,
  says: `Row ${no} ${what}: the chain was written anew.`,
})

async function lookAtFiles(
  { database, blobs }: { database: Database; blobs: BlobStore },
  shop: ShopId,
  { isDeep, tell }: { isDeep: boolean; tell: Tell },
): Promise<number> {
  let [after, count] = ['', 0]
  for (;;) {
    const page = await database.inShop(shop, tx => readFiles(tx, after))
    for (const { sha256, first, is_known } of page) {
      const says = (what: string) => `The file ${sha256}, first given in row ${first}, ${what}.`
      if (!is_known) tell({ fault: 'unknown-file', row: first, sha256, says: says('is not among the shop’s files') })
      if (!(await blobs.has(shop, sha256)))
        tell({ fault: 'no-file', row: first, sha256, says: says('is not in the folder “files” of the data folder') })
      else if (isDeep && (await hashOfFile(blobs, shop, sha256)) !== sha256)
        tell({ fault: 'changed-file', row: first, sha256, says: says('has other bytes on the disk') })
    }
    count += page.length
    if (page.length < pageFiles) return count
    after = page.at(-1)!.sha256
  }
}

async function hashOfFile(blobs: BlobStore, shop: ShopId, sha256: string): Promise<string> {
  const hash = createHash('sha256')
  const { stream } = await blobs.open(shop, sha256)
  for await (const part of stream) hash.update(part)
  return hash.digest('hex')
}

async function readHead(tx: Tx): Promise<ChainHead | null> {
  const row = await tx.selectFrom('given_head').select(['no', 'hash']).where('shop_id', '=', shopOf(tx)).executeTakeFirst()
  return row === undefined ? null : { no: Number(row.no), hash: row.hash }
}

/** @param upTo null: the head is gone, so all that is there. */
async function readRows(tx: Tx, { after, upTo }: { after: number; upTo: number | null }): Promise<ChainRow[]> {
  const { rows } = await sql<Omit<ChainRow, 'no'> & { no: bigint }>`
    select no, kind, customer_id as customer, connection_id as connection, order_id as "order", pattern_id as pattern, version_id as version,
      file_key as file, sha256, (extract(epoch from at) * 1000000)::bigint::text as at, hash
    from given_bytes
    where shop_id = ${shopOf(tx)}::uuid and no > ${after}::bigint and (${upTo}::bigint is null or no <= ${upTo}::bigint)
    order by no
    limit ${pageRows}`.execute(tx)
  return rows.map(row => ({ ...row, no: Number(row.no) }))
}

/** Asked in one statement, so that no row that is added meanwhile is among them. */
async function rowsBehindHead(tx: Tx): Promise<number[]> {
  const { rows } = await sql<{ no: bigint }>`
    select g.no from given_bytes g join given_head h on h.shop_id = g.shop_id
    where g.shop_id = ${shopOf(tx)}::uuid and g.no > h.no order by g.no limit 100`.execute(tx)
  return rows.map(({ no }) => Number(no))
}

async function readFiles(tx: Tx, after: string): Promise<{ sha256: string; first: number; is_known: boolean }[]> {
  const { rows } = await sql<{ sha256: string; first: bigint; is_known: boolean }>`
    select g.sha256, min(g.no) as first, exists (select from blob b where b.shop_id = g.shop_id and b.sha256 = g.sha256) as is_known
    from given_bytes g
    where g.shop_id = ${shopOf(tx)}::uuid and g.sha256 > ${after}
    group by g.shop_id, g.sha256
    order by g.sha256
    limit ${pageFiles}`.execute(tx)
  return rows.map(row => ({ ...row, first: Number(row.first) }))
}
