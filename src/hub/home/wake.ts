/** Recognises a hub that was copied or restored from a backup: such a one wakes in rehearsal, for the other may still be at work. */
import { createHash, randomUUID } from 'node:crypto'
import { closeSync, constants, ftruncateSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Database, directory, shopOf, sql, type Tx } from '#database'
import { inSystem } from '#database/system.ts'

export interface Woken {
  readonly isCopy: boolean
  /** Why it was taken for a copy, or null. */
  readonly why: string | null
  /** How many live connections were put into rehearsal. */
  readonly quieted: number
}

/**
 * To be called once at each start, before any job runs. Compares the home's own note (`secret/home`) with the database's: who made them,
 * where they lie, and how often they woke. Several machines on one DATABASE_URL are one hub; there only the database is compared.
 *
 * @param isOwnServer whether the database lies in this home (no DATABASE_URL).
 */
export async function wakeHome(
  database: Database,
  { home, isOwnServer, now }: { home: string; isOwnServer: boolean; now: () => Date },
): Promise<Woken> {
  const path = join(home, 'secret', 'home')
  return inSystem(database, async tx => {
    // Two processes of one home may start at once; the second finds what the first has noted.
    await sql`select pg_advisory_xact_lock(hashtext('selvage home'))`.execute(tx)
    const kept = (await sql<Kept>`select home_id, mark, boot_no from auth.home order by seen_at desc limit 1`.execute(tx)).rows[0] ?? null
    const note = readNote(path)
    const homeId = kept?.home_id ?? note?.homeId ?? randomUUID()
    if (note === null) writeNote(path, { homeId, bootNo: 0 })
    const parts = [await markOfDatabase(tx), ...(isOwnServer ? [markOfMachine(), markOfFile(path)] : [])]
    const mark = createHash('sha256').update(parts.join('\n')).digest('hex')
    const why = kept === null ? null : whyCopy(note, kept, { mark, isOwnServer })
    const quieted = why === null ? 0 : await quieten(database, why)
    if (why !== null) await dropJobs(tx)
    // Noted last: killed before this, the next start finds the same and does the same.
    const bootNo = Math.max(Number(kept?.boot_no ?? 0), note?.bootNo ?? 0) + 1
    await sql`
      insert into auth.home (home_id, mark, boot_no, seen_at) values (${homeId}, ${mark}, ${bootNo}, ${now()})
      on conflict (home_id) do update set mark = excluded.mark, boot_no = excluded.boot_no, seen_at = excluded.seen_at`.execute(tx)
    return { isCopy: why !== null, why, quieted, homeId, bootNo }
  }).then(({ homeId, bootNo, ...woken }) => {
    // After the commit, so that the note is never ahead of a database that is its own.
    writeNote(path, { homeId, bootNo })
    return woken
  })
}

interface Note {
  readonly homeId: string
  readonly bootNo: number
}
interface Kept {
  readonly home_id: string
  readonly mark: string
  readonly boot_no: bigint
}

/** Pure. */
export function whyCopy(note: Note | null, kept: Kept, { mark, isOwnServer }: { mark: string; isOwnServer: boolean }): string | null {
  // Another machine that joins a hub on a shared server has no note yet; a home without its secrets next to its own database is half of a copy.
  if (note === null) return isOwnServer || kept.mark !== mark ? 'its database was here before this folder’s own note' : null
  if (note.homeId !== kept.home_id) return 'its database belongs to another Selvage'
  if (BigInt(note.bootNo) > kept.boot_no) return 'its database is older than this folder: it was restored from a backup'
  if (kept.mark !== mark) return 'it lies in another place than when it last ran: it was copied, moved or restored'
  return null
}

async function quieten(database: Database, why: string): Promise<number> {
  let quieted = 0
  for (const shop of await directory.shops(database)) quieted += await database.inShop(shop, tx => quietenShop(tx, why))
  return quieted
}

async function quietenShop(tx: Tx, why: string): Promise<number> {
  const reason = `Selvage woke in rehearsal because ${why}. If this is the only one that runs, go live again; if another one still runs, leave it so.`
  const { rows } = await sql`
    update connection
    set resumes_as = 'rehearsal', reason = ${reason}, state = case when state = 'live' then 'rehearsal' else state end, lease_until = null
    where shop_id = ${shopOf(tx)}::uuid and removed_at is null and (state = 'live' or resumes_as = 'live')
    returning connection_id`.execute(tx)
  // Two hubs must not sell for one purse.
  await sql`update store set is_open = false where shop_id = ${shopOf(tx)}::uuid and is_open`.execute(tx)
  // What was about to leave when the copy was made has left from the other one, or will.
  await sql`
    update mail set state = 'failed', reason = 'This Selvage was copied or restored; the mail may have left from the other one. Send it again if the buyer did not get it.'
    where shop_id = ${shopOf(tx)}::uuid and state in ('waiting', 'held', 'sending')`.execute(tx)
  await sql`
    update erratum set leaves_at = null, looks_at = null, pressed_by = null
    where shop_id = ${shopOf(tx)}::uuid and leaves_at is not null and left_at is null`.execute(tx)
  await sql`update erratum set looks_at = null where shop_id = ${shopOf(tx)}::uuid and looks_at is not null`.execute(tx)
  await sql`
    update event set delivered_at = now()
    where shop_id = ${shopOf(tx)}::uuid and delivered_at is null and name in ('entitlement.granted', 'mail.waiting', 'buyers.invited')`.execute(
    tx,
  )
  return rows.length
}

/** Jobs that would write to somebody. What is still to be done at storefronts waits for going live by itself. */
const dropJobs = (tx: SystemTx) =>
  sql`delete from pgboss.job where name in ('mail-files', 'send-mail', 'invite', 'errata') and state in ('created', 'retry', 'active')`.execute(
    tx,
  )

type SystemTx = Parameters<Parameters<typeof inSystem>[1]>[0]

/** A server's own number and the database's number in it: both change when a dump is read into a new database. */
async function markOfDatabase(tx: SystemTx): Promise<string> {
  const { rows } = await sql<{ system: string; oid: string }>`
    select (select system_identifier::text from pg_control_system()) as system, oid::text from pg_database where datname = current_database()`.execute(
    tx,
  )
  return `${rows[0]!.system} ${rows[0]!.oid}`
}

function readNote(path: string): Note | null {
  try {
    const { homeId, bootNo } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Note>
    return typeof homeId === 'string' && typeof bootNo === 'number' ? { homeId, bootNo } : null
  } catch {
    return null
  }
}

/** Written in place and never replaced: the file's own number tells this folder from a copy of it. */
function writeNote(path: string, note: Note): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600)
  try {
    const text = Buffer.from(JSON.stringify(note))
    writeSync(file, text, 0, text.length, 0)
    ftruncateSync(file, text.length)
  } finally {
    closeSync(file)
  }
}

/** The name of a machine may change from start to start (a container's does); what identifies an installed system does not. */
function markOfMachine(): string {
  try {
    return readFileSync('/etc/machine-id', 'utf8').trim()
  } catch {
    return ''
  }
}

function markOfFile(path: string): string {
  const { ino, birthtimeMs } = statSync(path)
  return `${ino} ${Math.floor(birthtimeMs)}`
}
