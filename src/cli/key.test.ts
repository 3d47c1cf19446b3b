import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { readConfig } from '#config'
import { openDatabase } from '#database/open.ts'
import { findKey } from '#hub/api-key/find-key.ts'
import { startShop } from '#hub/shop/start-shop.ts'
import { createLog } from '#log'
import { runCommand } from '../cli.ts'

const home = mkdtempSync(join(tmpdir(), 'selvage-key-'))
const { database, close } = await openDatabase(readConfig({ SELVAGE_HOME: home }), createLog('silent'), { max: 2 })
test.after(async () => {
  await close()
  rmSync(home, { recursive: true, force: true })
})

/** As a person or a script would call it. */
async function selvage(...args: string[]): Promise<{ code: number; lines: Record<string, unknown>[]; text: string }> {
  const said: string[] = []
  const isJson = args.includes('--json')
  const told = (exit: 1 | 2) => (reason: string) => {
    said.push(reason)
    return exit
  }
  const code = await runCommand(args, {
    isJson,
    env: { SELVAGE_HOME: home },
    say: (fact, sentence = '') => void said.push(isJson ? JSON.stringify(fact) : sentence),
    refuse: told(1) as (reason: string) => 1,
    wrongUse: told(2) as (reason: string) => 2,
  })
  return { code, text: said.join('\n'), lines: isJson ? said.map(line => JSON.parse(line) as Record<string, unknown>) : [] }
}

test('a key is made for a shop by its name in addresses or its id, opens what was asked, is listed without its secret, and is revoked', async () => {
  const shop = await startShop(database, { name: 'Key shop', currency: 'EUR', owner: 'u1' })
  const made = await selvage(
    'key',
    'create',
    '--shop',
    'key-shop',
    '--scope',
    'read,publish',
    '--name',
    'Price list',
    '--expires',
    '2999-01-31',
    '--json',
  )
  assert.equal(made.code, 0, made.text)
  const { key, prefix, name, expiresAt } = made.lines[0] as { key: string; prefix: string; name: string; expiresAt: string }
  assert.deepEqual([key.slice(0, 16), name, expiresAt], [prefix, 'Price list', '2999-01-31T23:59:59.000Z'])
  const found = await findKey(database, key, new Date())
  assert.deepEqual(typeof found === 'string' ? found : [found.shop, found.scopes], [shop, ['read', 'publish']])
  const spoken = await selvage('key', 'create', '--shop', shop, '--scope', 'orders')
  assert.match(spoken.text, /^selvage_[0-9a-f]{8}_[\w-]{43}\nIt is shown this once\./)

  const listed = await selvage('key', 'list', '--json')
  assert.deepEqual(
    listed.lines.map(one => [one.prefix === prefix, one.state, one.slug]),
    [
      [false, 'in use', 'key-shop'],
      [true, 'in use', 'key-shop'],
    ],
  )
  assert.ok(!listed.text.includes(key.slice(17)))
  assert.equal((await selvage('key', 'revoke', prefix, '--shop', 'key-shop')).code, 0)
  assert.equal(await findKey(database, key, new Date()), 'revoked')
  const again = await selvage('key', 'revoke', 'selvage_00000000', '--shop', 'key-shop')
  assert.deepEqual([again.code, again.text], [1, 'This key is not here. It may have been removed, or it belongs to another shop.'])
})

test('what is missing or unknown is told, with what there is: 2 for wrong use, 1 for a shop that is not here', async () => {
  for (const [args, says] of [
    [['key'], /key takes one of: key create/],
    [['key', 'make'], /key takes one of/],
    [['key', 'create', '--scope', 'read'], /Use it as: key create --shop/],
    [['key', 'create', '--shop', 'key-shop'], /Say what the key may do[\s\S]*publish {3}Send changes/],
    [['key', 'create', '--shop', 'key-shop', '--scope', 'read,all'], /There is no scope all\. There are:/],
    [['key', 'create', '--shop', 'key-shop', '--scope', 'read', '--expires', 'soon'], /--expires takes a day/],
    [['key', 'create', '--shop', 'key-shop', '--scop', 'read'], /--scop/],
    [['key', 'revoke', '--shop', 'key-shop'], /Use it as: key revoke/],
    [['key', 'list', '--scope', 'read'], /Use it as: key list/],
  ] as const) {
    const { code, text } = await selvage(...args)
    assert.equal(code, 2, args.join(' '))
    assert.match(text, says)
  }
  const absent = await selvage('key', 'create', '--shop', 'nowhere', '--scope', 'read')
  assert.equal(absent.code, 1)
  assert.match(absent.text, /There is no shop nowhere here\. There are: key-shop/)
  const late = await selvage('key', 'create', '--shop', 'key-shop', '--scope', 'read', '--expires', '2020-01-01')
  assert.deepEqual([late.code, late.text], [1, 'This day has passed. Choose a later one, or none.'])
})
