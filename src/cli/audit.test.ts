import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { readConfig } from '#config'
import { openDatabase } from '#database/open.ts'
import { folderStore } from '#hub/file/blob-store.ts'
import { giveBytes } from '#hub/given/give-bytes.ts'
import { startShop } from '#hub/shop/start-shop.ts'
import { createLog } from '#log'
import { bytesOf } from '#testing/given.ts'
import { runCommand } from '../cli.ts'

const home = mkdtempSync(join(tmpdir(), 'selvage-audit-'))
const { database, close } = await openDatabase(readConfig({ SELVAGE_HOME: home }), createLog('silent'), { max: 2 })
test.after(async () => {
  await close()
  rmSync(home, { recursive: true, force: true })
})

async function selvage(...args: string[]): Promise<{ code: number; text: string }> {
  const said: string[] = []
  const told = (exit: 1 | 2) => (reason: string) => {
    said.push(reason)
    return exit
  }
  const code = await runCommand(args, {
    isJson: args.includes('--json'),
    env: { SELVAGE_HOME: home },
    say: (fact, sentence = '') => void said.push(args.includes('--json') ? JSON.stringify(fact) : sentence),
    refuse: told(1) as (reason: string) => 1,
    wrongUse: told(2) as (reason: string) => 2,
  })
  return { code, text: said.join('\n') }
}

test('each shop’s ledger is proven with its counts and its end; a changed byte is named and refused with 1', async () => {
  const shop = await startShop(database, { name: 'Bytes shop', currency: 'EUR', owner: 'u1' })
  await startShop(database, { name: 'Empty shop', currency: 'EUR', owner: 'u2' })
  const { bytes, sha256 } = bytesOf('a pattern')
  await folderStore(join(home, 'files')).put(shop, [bytes] as unknown as AsyncIterable<Uint8Array>, 1_000)
  await database.inShop(shop, async tx => {
    await tx
      .insertInto('blob')
      .values({ shop_id: shop, sha256, size_bytes: BigInt(bytes.length), media_type: 'application/pdf' })
      .execute()
    const to = { kind: 'fetched', customerId: randomUUID(), connectionId: null, orderId: null } as const
    await giveBytes(tx, [{ ...to, patternId: randomUUID(), versionId: randomUUID(), fileKey: 'a4', sha256, at: new Date() }])
  })
  const right = await selvage('audit', 'bytes', '--deep')
  assert.equal(right.code, 0, right.text)
  assert.match(right.text, /^ok bytes-shop: 1 row and 1 file, every byte of them, in \d+\.\d s; the end is 1:[0-9a-f]{64}\.$/m)
  assert.match(right.text, /^ok empty-shop: 0 rows and 0 files, every byte of them, in \d+\.\d s; nothing was given yet\.$/m)
  const [noted] = /1:[0-9a-f]{64}/.exec(right.text)!
  assert.equal((await selvage('audit', 'bytes', '--shop', 'bytes-shop', '--noted', noted)).code, 0)
  const otherwise = await selvage('audit', 'bytes', '--shop', 'bytes-shop', '--noted', `1:${'0'.repeat(64)}`)
  assert.equal(otherwise.code, 1)
  assert.match(otherwise.text, /!! bytes-shop: Row 1 has another hash than the one that was noted: the chain was written anew\./)

  writeFileSync(join(home, 'files', shop, sha256.slice(0, 2), sha256), 'a pattfrn')
  const wrong = await selvage('audit', 'bytes', '--deep', '--json')
  assert.equal(wrong.code, 1)
  const lines = wrong.text.split('\n').map(line => JSON.parse(line) as Record<string, unknown>)
  const [fault] = lines.filter(line => 'fault' in line)
  assert.deepEqual([fault!.slug, fault!.fault, fault!.row, fault!.sha256], ['bytes-shop', 'changed-file', 1, sha256])
  assert.deepEqual(
    lines
      .filter(line => 'faults' in line)
      .map(({ slug, rows, files, faults }) => [slug, rows, files, faults])
      .sort(),
    [
      ['bytes-shop', 1, 1, 1],
      ['empty-shop', 0, 0, 0],
    ],
  )
})

test('what is missing or unknown is told: 2 for wrong use, 1 for a shop that is not here', async () => {
  for (const args of [['audit'], ['audit', 'money'], ['audit', 'bytes', 'all'], ['audit', 'bytes', '--deeply']])
    assert.deepEqual(
      [(await selvage(...args)).code, /Use it as: audit bytes/.test((await selvage(...args)).text)],
      [2, true],
      args.join(' '),
    )
  assert.equal((await selvage('audit', 'bytes', '--noted', '12')).code, 2)
  const nobody = await selvage('audit', 'bytes', '--shop', 'nobody')
  assert.deepEqual([nobody.code, /There is no shop nobody here\. There are: /.test(nobody.text)], [1, true])
})
