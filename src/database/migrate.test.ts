import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import pg from 'pg'
import { createDatabase } from '#database'
import { elsewhere } from '#database/open.ts'
import { testDatabase } from '#testing/database.ts'
import { migrate, migrationsFolder, readMigrations } from './migrate.ts'
import { readiness } from './readiness.ts'
import { printSchema } from './schema-files.ts'

const database = await testDatabase()
const folder = mkdtempSync(join(tmpdir(), 'selvage-sql-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const urls = { ownerUrl: database.ownerUrl, appUrl: database.url }

/** A copy of sql/ to spoil. */
function copied(): string {
  const copy = mkdtempSync(join(folder, 'sql-'))
  cpSync(migrationsFolder, copy, { recursive: true })
  return copy
}
const last = () =>
  readdirSync(migrationsFolder)
    .filter(name => /^\d{4}-/.test(name))
    .sort()
    .at(-1)!
const next = `${String(readMigrations().length + 1).padStart(4, '0')}-more.sql`

test('a migrated database has nothing left to do, and says it is ready', async () => {
  assert.deepEqual(await migrate(urls), [])
  assert.deepEqual(await readiness(database), { database: 'ok', migrations: 'ok', queue: 'ok' })
})

test('a migration that was edited after it had landed is refused by name', async () => {
  const spoiled = copied()
  writeFileSync(join(spoiled, last()), '-- other text\nselect 1;')
  await assert.rejects(migrate({ ...urls, folder: spoiled }), {
    name: 'MigrationError',
    message: new RegExp(`^sql/${last()} was edited after it had been applied`),
  })
})

test('a database that is newer than the program is refused', async () => {
  const older = copied()
  rmSync(join(older, last()))
  await assert.rejects(migrate({ ...urls, folder: older }), /This database is newer than the program: it has /)
})

test('a gap in the numbers is refused', async () => {
  const gap = copied()
  renameSync(join(gap, last()), join(gap, '0099-late.sql'))
  await assert.rejects(migrate({ ...urls, folder: gap }), /sql\/0099-late\.sql should have the number/)
})

test('a migration that fails leaves nothing of itself, and names its line', async () => {
  const broken = copied()
  writeFileSync(join(broken, next), 'create table half (id int);\nselect nonsense;\n')
  await assert.rejects(
    migrate({ ...urls, folder: broken }),
    new RegExp(`^MigrationError: sql/${next} line 2: column "nonsense" does not exist`),
  )
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  const { rows } = await owner.query(`select to_regclass('public.half') as half`)
  await owner.end()
  assert.equal(rows[0].half, null)
})

test('four processes that migrate at once apply each migration once', async () => {
  const more = copied()
  writeFileSync(join(more, next), 'create table selvage.extra (id int primary key);')
  const applied = await Promise.all([1, 2, 3, 4].map(() => migrate({ ...urls, folder: more })))
  assert.deepEqual(applied.flat(), [next])
  assert.equal((await readiness(database)).migrations, 'the migrations of the database are not those of the program; restart it')
})

test('an app role that was made superuser behind our back is refused before anything is touched', async t => {
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  t.after(() => owner.end())
  // Inside a transaction that is rolled back, because roles belong to the whole server and other tests use them.
  const { ensureRoles } = await import('./roles.ts')
  await owner.query('begin')
  try {
    await owner.query('alter role selvage_app bypassrls')
    await assert.rejects(ensureRoles(owner, database.url, { onlyLook: true }), /The role selvage_app is superuser or has BYPASSRLS/)
  } finally {
    await owner.query('rollback')
  }
})

test('an owner that is no superuser, called selvage as decision 0007 says, can migrate a database of its own and the program runs on it', async t => {
  const admin = new pg.Client({ connectionString: database.ownerUrl })
  await admin.connect()
  const [role, name] = ['selvage', `test_${process.pid}_managed`]
  await admin.query(
    `drop role if exists ${role}; create role ${role} login createrole password 'managed'; grant selvage_app, selvage_directory to ${role} with admin true`,
  )
  await admin.query(`create database ${name} owner ${role}`)
  t.after(async () => {
    await admin.query(`drop database ${name} with (force)`)
    await admin.query(`drop role ${role}`)
    await admin.end()
  })
  const url = new URL(database.ownerUrl)
  Object.assign(url, { username: role, password: 'managed', pathname: `/${name}` })
  const password = new URL(database.url).password
  const app = new URL(elsewhere(url.href, folder).appUrl)
  assert.notEqual(app.password, 'managed')
  app.password = password // the role is shared with every other test on this server; its password stays
  assert.equal((await migrate({ ownerUrl: url.href, appUrl: app.href })).length, readMigrations().length)
  const managed = createDatabase({ url: app.href, max: 1 })
  try {
    await managed.check()
    assert.deepEqual(await readiness(managed), { database: 'ok', migrations: 'ok', queue: 'ok' })
  } finally {
    await managed.close()
  }
})

test('the types and sql/schema.sql are those of the migrations', async t => {
  const fresh = await testDatabase(t)
  for (const { path, isCurrent } of await printSchema(fresh.ownerUrl))
    assert.ok(isCurrent, `${path} is out of date. Run: bin/selvage schema`)
})
