import pg from 'pg'
import { MigrationError } from './migrate.ts'

/** Owner of the functions in schema `directory`; nobody logs in as it. */
const directoryRole = 'selvage_directory'

/** What `DATABASE_URL`'s role runs as; sql/ grants to it by this name. */
export const appRole = 'selvage_app'

/**
 * Makes the two roles that sql/ grants to. `selvage_app`, which the program runs as, logs in, is no superuser, has no
 * BYPASSRLS and owns no business table.
 *
 * @returns whether both are there and the app can log in; with `onlyLook` nothing is changed.
 * @throws {MigrationError} when the owner may not do its part; the message holds the SQL that the server's owner can run instead.
 */
export async function ensureRoles(owner: pg.Client, appUrl: string, { onlyLook = false } = {}): Promise<boolean> {
  const { rows } = await owner.query<{ me: string; super: boolean; names: string[]; unbound: string[] }>(
    `select current_user as me, (select rolsuper from pg_roles where rolname = current_user) as super,
       coalesce(array_agg(rolname::text), '{}') as names,
       coalesce(array_agg(rolname::text) filter (where rolsuper or rolbypassrls), '{}') as unbound
     from pg_roles where rolname = any ($1)`,
    [[appRole, directoryRole]],
  )
  const { me, super: isSuper, names, unbound } = rows[0]!
  if (unbound.length > 0)
    throw new MigrationError(
      `The role ${unbound[0]} is superuser or has BYPASSRLS, so the wall between shops would not hold. Run: alter role ${unbound[0]} nosuperuser nobypassrls`,
    )
  if (onlyLook) return names.length === 2 && (await canLogIn(appUrl))
  const password = owner.escapeLiteral(decodeURIComponent(new URL(appUrl).password))
  const rights = 'nosuperuser nobypassrls nocreatedb nocreaterole'
  try {
    if (!names.includes(appRole)) await owner.query(`create role ${appRole} ${rights} login password ${password}`)
    else if (!(await canLogIn(appUrl))) await owner.query(`alter role ${appRole} login password ${password}`)
    if (!names.includes(directoryRole)) await owner.query(`create role ${directoryRole} ${rights} nologin`)
    // Since PostgreSQL 16, having made a role is not yet being allowed to hand objects over to it.
    if (!isSuper) await owner.query(`grant ${appRole}, ${directoryRole} to current_user with set true`)
    await owner.query(`do $$ begin execute format('grant connect, temporary on database %I to ${appRole}', current_database()); end $$`)
  } catch (error) {
    throw new MigrationError(
      `The role ${me} of DATABASE_URL could not make the roles ${appRole} and ${directoryRole}: ${(error as Error).message}. Let the server's owner run: alter role ${me} createrole`,
      { cause: error },
    )
  }
  return true
}

/** Roles belong to the whole server: another database of ours there may have made this one, with the same password. */
async function canLogIn(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === '28P01' || code === '28000') return false
    if (code === '42501') return true // the password is right, the right to this database comes next
    throw error
  } finally {
    await client.end().catch(() => {})
  }
}
