import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { after } from 'node:test'
import pg from 'pg'
import { asShop, createDatabase, type Database, type ShopId } from '#database'
import { migrate, migrationsHash } from '#database/migrate.ts'
import { elsewhere } from '#database/open.ts'
import { openServer } from '#database/server.ts'
import { silent } from '#log'
import { isRunning } from './scratch.ts'

/** `url` is the app role's, `ownerUrl` the one that migrates; both of this test file's own database. */
export type TestDatabase = Database & {
  url: string
  ownerUrl: string
  /** A question or a change past all walls, for what a test must see or spoil; ended with the database. */
  asOwner<Row extends pg.QueryResultRow>(query: string, values?: unknown[]): Promise<Row[]>
}

/** `SELVAGE_TEST_HOME`: of this run alone, and gone with it. */
const testHome = () => process.env.SELVAGE_TEST_HOME ?? join(import.meta.dirname, '../../node_modules/.cache/selvage-test-pg')

/**
 * A migrated database of its own for one test file, dropped afterwards; copied from a template, so it takes about 50 ms.
 * All test processes share one server, which stays for the next run; `SELVAGE_TEST_DATABASE_URL` names another.
 *
 * @param t a test's context when the database should go with that test and not with the file.
 */
export async function testDatabase(t?: { after(fn: () => Promise<void>): void }): Promise<TestDatabase> {
  const { url, ownerUrl, close: drop } = await migratedDatabase()
  const database = createDatabase({ url, max: 10, name: 'selvage test' })
  const closePool = database.close
  let owner: Promise<pg.Client> | undefined
  async function asOwner<Row extends pg.QueryResultRow>(query: string, values?: unknown[]): Promise<Row[]> {
    owner ??= connect(ownerUrl)
    return (await (await owner).query<Row>(query, values)).rows
  }
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= Promise.all([closePool(), owner?.then(client => client.end())]).then(drop)
    return closing
  }
  if (t === undefined) after(close)
  else t.after(close)
  return Object.assign(database, { url, ownerUrl, asOwner, close })
}

/** The same without a pool, outside of node:test; the caller closes it. */
export async function migratedDatabase(): Promise<{ url: string; ownerUrl: string; close(): Promise<void> }> {
  const server = await openTestServer()
  const admin = await connect(server.ownerUrl)
  const template = await ensureTemplate(admin, server)
  const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`
  await admin.query(`create database ${name} template ${template} strategy file_copy`)
  return {
    url: withDatabase(server.appUrl, name),
    ownerUrl: withDatabase(server.ownerUrl, name),
    async close() {
      await admin.query(`drop database if exists ${name} with (force)`)
      await admin.end()
      await server.close()
    },
  }
}

/** A shop to test in. */
export async function newShop(database: Database, { name = 'Test shop', currency = 'EUR', isDemo = false } = {}): Promise<ShopId> {
  const shop = asShop(randomUUID())
  await database.inShop(shop, tx =>
    tx
      .insertInto('shop')
      .values({ shop_id: shop, slug: `test-${shop.slice(0, 13)}`, name, currency, is_demo: isDemo })
      .execute(),
  )
  return shop
}

/** The shared server. Its data may be lost at any time; it is started by whoever comes first and left running. */
export async function openTestServer({ keep = true } = {}): Promise<{ ownerUrl: string; appUrl: string; close(): Promise<void> }> {
  const other = process.env.SELVAGE_TEST_DATABASE_URL
  if (other !== undefined && other !== '') return elsewhere(other, testHome())
  return openServer({ home: testHome(), log: silent, isThrowAway: true, keep })
}

/** Drops what killed test runs left behind: databases whose process is gone, templates of other migrations. */
export async function sweepTestServer(): Promise<void> {
  const server = await openTestServer()
  const admin = await connect(server.ownerUrl)
  try {
    const { rows } = await admin.query<{ name: string }>(
      `select datname as name from pg_database where datname ~ '^(test_\\d+_|selvage_template_)'`,
    )
    for (const { name } of rows) {
      const pid = /^test_(\d+)_/.exec(name)?.[1]
      if (pid === undefined ? name === templateName() : isRunning(Number(pid))) continue
      if (pid === undefined) await admin.query(`alter database ${name} is_template false`)
      await admin.query(`drop database if exists ${name} with (force)`)
    }
  } finally {
    await admin.end()
    await server.close()
  }
}

const templateName = () => `selvage_template_${migrationsHash()}`

/** `is_template` is set last, so a template left half-made by a killed process is recognised and made anew. */
async function ensureTemplate(admin: pg.Client, server: { ownerUrl: string; appUrl: string }): Promise<string> {
  const name = templateName()
  const isWhole = async () => (await admin.query(`select from pg_database where datname = $1 and datistemplate`, [name])).rowCount === 1
  if (await isWhole()) return name
  await admin.query(`select pg_advisory_lock(hashtext('selvage test template'))`)
  try {
    if (await isWhole()) return name
    await admin.query(`drop database if exists ${name} with (force)`)
    await admin.query(
      `create database ${name} template template0 encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8' locale 'C.UTF-8'`,
    )
    await migrate({ ownerUrl: withDatabase(server.ownerUrl, name), appUrl: withDatabase(server.appUrl, name) })
    await admin.query(`alter database ${name} with is_template true allow_connections false`)
    return name
  } finally {
    await admin.query(`select pg_advisory_unlock(hashtext('selvage test template'))`)
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'selvage test' })
  client.on('error', () => {})
  await client.connect()
  return client
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
