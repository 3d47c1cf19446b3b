/** What was fetched before there was a ledger is its beginning. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { asShop, createDatabase } from '#database'
import { migrate, migrationsFolder } from '#database/migrate.ts'
import { elsewhere } from '#database/open.ts'
import { testDatabase } from '#testing/database.ts'
import type { BlobStore } from '../file/blob-store.ts'
import { auditBytes } from './audit-bytes.ts'

const database = await testDatabase()
const role = `selvage_fill_${process.pid}`
const before = mkdtempSync(join(tmpdir(), 'selvage-sql-'))

test('downloads of before are filled in, in order of time, by an owner that is no superuser; the chain is whole', async t => {
  const admin = new pg.Client({ connectionString: database.ownerUrl })
  await admin.connect()
  const name = `test_${process.pid}_fill`
  await admin.query(`create role ${role} login createrole password 'fill'; grant selvage_app, selvage_directory to ${role} with admin true`)
  await admin.query(`create database ${name} owner ${role}`)
  t.after(async () => {
    rmSync(before, { recursive: true, force: true })
    await admin.query(`drop database ${name} with (force)`)
    await admin.query(`drop role ${role}`)
    await admin.end()
  })
  const url = new URL(database.ownerUrl)
  Object.assign(url, { username: role, password: 'fill', pathname: `/${name}` })
  const app = new URL(elsewhere(url.href, before).appUrl)
  app.password = new URL(database.url).password
  cpSync(migrationsFolder, before, { recursive: true })
  const all = readdirSync(migrationsFolder).filter(file => /^\d{4}-/.test(file))
  const own = all.find(file => file.endsWith('-given-bytes.sql'))!
  for (const file of all.filter(one => one >= own)) rmSync(join(before, file))
  await migrate({ ownerUrl: url.href, appUrl: app.href, folder: before })

  const past = new URL(database.ownerUrl)
  past.pathname = `/${name}`
  const superuser = new pg.Client({ connectionString: past.href })
  await superuser.connect()
  const [ana, eve, customer, connection] = [asShop(randomUUID()), asShop(randomUUID()), randomUUID(), randomUUID()]
  const [pattern, version] = [randomUUID(), randomUUID()]
  const sha = (sign: string) => sign.repeat(64)
  await superuser.query('set session_replication_role = replica')
  for (const shop of [ana, eve]) {
    await superuser.query(`insert into shop (shop_id, slug, name, currency) values ($1, $2, 'A', 'EUR')`, [
      shop,
      `fill-${shop.slice(0, 8)}`,
    ])
    for (const [key, sign] of [
      ['a4', 'a'],
      ['letter', 'b'],
    ] as const) {
      await superuser.query(`insert into blob (shop_id, sha256, size_bytes, media_type) values ($1, $2, 1, 'application/pdf')`, [
        shop,
        sha(sign),
      ])
      await superuser.query(
        `insert into version_file (shop_id, version_id, file_key, position, role, file_name, sha256) values ($1, $2, $3, $4, 'other', 'f.pdf', $5)`,
        [shop, version, key, key === 'a4' ? 0 : 1, sha(sign)],
      )
    }
  }
  const fetched = (shop: string, who: string | null, from: string | null, sign: string, at: string) =>
    superuser.query(
      'insert into download (shop_id, customer_id, connection_id, pattern_id, version_id, sha256, at) values ($1, $2, $3, $4, $5, $6, $7)',
      [shop, who, from, pattern, version, sha(sign), at],
    )
  await fetched(ana, customer, null, 'b', '2026-03-02T10:00:00.123456Z')
  await fetched(ana, null, connection, 'a', '2026-03-01T10:00:00Z')
  await fetched(ana, null, null, 'a', '2026-03-03T10:00:00Z')
  await fetched(eve, customer, null, 'a', '2026-02-01T10:00:00Z')
  await superuser.end()

  assert.equal((await migrate({ ownerUrl: url.href, appUrl: app.href }))[0], own)
  const filled = createDatabase({ url: app.href, max: 2 })
  try {
    const rows = await filled.inShop(ana, tx =>
      tx
        .selectFrom('given_bytes')
        .select(['no', 'kind', 'customer_id', 'connection_id', 'version_id', 'file_key', 'at'])
        .orderBy('no')
        .execute(),
    )
    assert.deepEqual(
      rows.map(row => [row.no, row.kind, row.customer_id, row.connection_id, row.version_id, row.file_key, row.at.toISOString()]),
      [
        [1n, 'handed-on', null, connection, version, 'a4', '2026-03-01T10:00:00.000Z'],
        [2n, 'fetched', customer, null, version, 'letter', '2026-03-02T10:00:00.123Z'],
        [3n, 'handed-on', null, null, version, 'a4', '2026-03-03T10:00:00.000Z'],
      ],
    )
    const blobs = { has: async () => true } as unknown as BlobStore
    for (const [shop, no] of [
      [ana, 3],
      [eve, 1],
    ] as const) {
      const audit = await auditBytes({ database: filled, blobs }, shop, { isDeep: false, tell: fault => assert.fail(fault.says) })
      assert.deepEqual([audit.rows, audit.head?.no], [no, no])
    }
  } finally {
    await filled.close()
  }
})
