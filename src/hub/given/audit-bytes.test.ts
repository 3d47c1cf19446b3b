import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { newShop, testDatabase } from '#testing/database.ts'
import { bytesOf } from '#testing/given.ts'
import { folderStore } from '../file/blob-store.ts'
import { auditBytes, type BytesFault, type Noted } from './audit-bytes.ts'
import { giveBytes } from './give-bytes.ts'

const database = await testDatabase()
const folder = mkdtempSync(join(tmpdir(), 'selvage-audit-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const blobs = folderStore(folder)
const day = (n: number) => new Date(Date.UTC(2026, 2, n, 12, 0, 0, 7))

/** Twelve rows of three files. */
async function scene() {
  const shop = await newShop(database)
  const files = ['one', 'two', 'three'].map(bytesOf)
  for (const { bytes, sha256 } of files) {
    await blobs.put(shop, [bytes] as unknown as AsyncIterable<Uint8Array>, 1_000)
    await database.inShop(shop, tx =>
      tx
        .insertInto('blob')
        .values({ shop_id: shop, sha256, size_bytes: BigInt(bytes.length), media_type: 'application/pdf' })
        .execute(),
    )
  }
  const [patternId, customerId, versionId] = [randomUUID(), randomUUID(), randomUUID()]
  for (let at = 0; at < 12; at += 4)
    await database.inShop(shop, tx =>
      giveBytes(
        tx,
        [0, 1, 2, 3].map(more => ({
          ...{ kind: 'fetched', customerId, connectionId: null, orderId: null, patternId, versionId, fileKey: `f${at + more}` },
          ...{ sha256: files[(at + more) % 3]!.sha256, at: day(1 + at + more) },
        })),
      ),
    )
  const audit = async ({ isDeep = false, noted = null as Noted | null } = {}) => {
    const faults: BytesFault[] = []
    const found = await auditBytes({ database, blobs }, shop, { isDeep, noted, tell: fault => faults.push(fault) })
    return { ...found, faults, named: faults.map(({ fault, row }) => `${fault} ${row}`) }
  }
  /** As somebody who has the database in hand, and its triggers off. */
  const tamper = async (...statements: string[]) => {
    await database.asOwner('set session_replication_role = replica')
    for (const statement of statements) await database.asOwner(statement.replaceAll('SHOP', `'${shop}'`))
    await database.asOwner('set session_replication_role = default')
  }
  return { shop, files, audit, tamper }
}

test('a ledger that nobody touched is proven, page by page, with its end; so is one of which nothing was given', async () => {
  const { audit, shop } = await scene()
  const found = await audit({ isDeep: true })
  assert.deepEqual([found.rows, found.files, found.head?.no, found.faults], [12, 3, 12, []])
  assert.match(found.head!.hash, /^[0-9a-f]{64}$/)
  assert.deepEqual((await audit({ noted: { no: 12, hash: found.head!.hash } })).faults, [])
  const empty = await newShop(database)
  const nothing = await auditBytes({ database, blobs }, empty, { isDeep: true, tell: fault => assert.fail(fault.says) })
  assert.deepEqual(nothing, { rows: 0, files: 0, head: null })
  assert.notEqual(shop, empty)
})

test('whatever is changed of a row, that row alone is named', async () => {
  for (const change of [
    `file_key = 'f99'`,
    `sha256 = overlay(sha256 placing (case when left(sha256, 1) = 'a' then 'b' else 'a' end) from 1 for 1)`,
    `at = at + interval '1 microsecond'`,
    `customer_id = gen_random_uuid()`,
    `customer_id = null, kind = 'handed-on'`,
    `connection_id = gen_random_uuid()`,
    `order_id = gen_random_uuid()`,
    `pattern_id = gen_random_uuid()`,
    `version_id = null`,
    `hash = set_byte(hash, 31, get_byte(hash, 31) # 1)`,
  ])
    for (const no of [1, 5, 12]) {
      const { audit, tamper } = await scene()
      await tamper(`update given_bytes set ${change} where shop_id = SHOP and no = ${no}`)
      assert.deepEqual(
        (await audit()).named.filter(name => !name.startsWith('unknown-file') && !name.startsWith('no-file')),
        [`changed ${no}`],
        change,
      )
    }
})

test('rows that are missing are named, in the middle and at the end', async () => {
  const { audit, tamper } = await scene()
  await tamper('delete from given_bytes where shop_id = SHOP and no in (5, 6, 9, 12)')
  const { named, faults } = await audit()
  assert.deepEqual(named, ['missing 5', 'missing 9', 'missing 12'])
  assert.equal(faults[0]!.says, 'Rows 5 to 6 are missing.')
})

test('a swapped pair is named, those around it are not', async () => {
  const { audit, tamper } = await scene()
  const move = (from: number, to: number) => `update given_bytes set no = ${to} where shop_id = SHOP and no = ${from}`
  await tamper(move(5, 100), move(6, 5), move(100, 6))
  assert.deepEqual((await audit()).named, ['changed 5', 'changed 6'])
})

test('a row that is put in is named: behind the end, with the end moved to it, or in the place of the last', async () => {
  const forged = `insert into given_bytes select shop_id, 13, kind, customer_id, connection_id, order_id, pattern_id, version_id, 'forged', sha256, at, sha256('forged'::bytea)
    from given_bytes where shop_id = SHOP and no = 12`
  const behind = await scene()
  await behind.tamper(forged)
  assert.deepEqual((await behind.audit()).named, ['behind-the-end 13'])
  const moved = await scene()
  await moved.tamper(forged, `update given_head set no = 13, hash = sha256('forged'::bytea) where shop_id = SHOP`)
  assert.deepEqual((await moved.audit()).named, ['changed 13'])
  const last = await scene()
  await last.tamper(`update given_bytes g set file_key = 'forged', hash = sha256(b.hash || convert_to(
      given_text(g.no, g.kind, g.customer_id, g.connection_id, g.order_id, g.pattern_id, g.version_id, 'forged', g.sha256, g.at), 'UTF8'))
    from given_bytes b where g.shop_id = SHOP and g.no = 12 and b.shop_id = g.shop_id and b.no = 11`)
  assert.deepEqual((await last.audit()).named, ['end 12'])
  const headless = await scene()
  await headless.tamper('delete from given_head where shop_id = SHOP')
  assert.deepEqual((await headless.audit()).named, ['end 12'])
})

test('a chain that somebody wrote anew from a row on, with all its hashes, is found by what was noted before', async () => {
  const { audit, tamper } = await scene()
  const { head } = await audit()
  await tamper(
    `update given_bytes set file_key = 'forged' where shop_id = SHOP and no = 5`,
    `update given_bytes g set hash = n.hash from (
       select no, given_chain(given_genesis(shop_id), given_text(no, kind, customer_id, connection_id, order_id, pattern_id, version_id, file_key, sha256, at))
         over (order by no) as hash from given_bytes where shop_id = SHOP) n where g.shop_id = SHOP and g.no = n.no`,
    'update given_head h set hash = g.hash from given_bytes g where h.shop_id = SHOP and g.shop_id = SHOP and g.no = 12',
  )
  assert.deepEqual((await audit()).faults, [])
  assert.deepEqual((await audit({ noted: head })).named, ['not-as-noted 12'])
  assert.deepEqual((await audit({ noted: { ...head!, no: 13 } })).named, ['not-as-noted 13'])
})

test('a file that is gone, unknown, or of which one byte was changed is named with the row that gave it first', async () => {
  const { shop, files, audit, tamper } = await scene()
  const [one, two, three] = files.map(({ sha256 }) => sha256) as [string, string, string]
  const pathOf = (sha256: string) => join(folder, shop, sha256.slice(0, 2), sha256)
  writeFileSync(pathOf(one), 'onf')
  assert.deepEqual((await audit()).named, [], 'bytes are read only when that is asked for')
  const deep = await audit({ isDeep: true })
  assert.deepEqual(
    deep.faults.map(({ fault, row, sha256 }) => [fault, row, sha256]),
    [['changed-file', 1, one]],
  )
  rmSync(pathOf(two))
  await tamper(`delete from blob where shop_id = SHOP and sha256 = '${three}'`)
  assert.deepEqual((await audit()).named.sort(), ['no-file 2', 'unknown-file 3'])
})

test('what is wrong in one shop says nothing of another, and no row can move between them', async () => {
  const [ana, eve] = [await scene(), await scene()]
  await ana.tamper(`delete from given_bytes where shop_id = SHOP and no > 4`, `delete from given_bytes where shop_id = SHOP and no = 4`)
  await ana.tamper(
    `insert into given_bytes select SHOP::uuid, no, kind, customer_id, connection_id, order_id, pattern_id, version_id, file_key, sha256, at, hash
     from given_bytes where shop_id = '${eve.shop}' and no between 4 and 12`,
  )
  assert.deepEqual((await eve.audit()).faults, [])
  assert.equal((await ana.audit()).named[0], 'changed 4')
})
