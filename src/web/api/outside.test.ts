/** Patterns told by a program outside: over the API by a key, and by the recipe for ERPNext against a stand-in of its REST interface. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import test from 'node:test'
import { makeKey } from '#hub/api-key/make-key.ts'
import { testDatabase } from '#testing/database.ts'
import { newConnection } from '#testing/sales.ts'
import { type TestHub, testHub } from '#testing/web-hub.ts'

const database = await testDatabase()
const script = join(import.meta.dirname, '../../../clients/erpnext/sync.mjs')

interface Item {
  readonly name: string
  readonly item_code: string
  readonly item_name: string
  readonly description: string | null
  readonly disabled: 0 | 1
  readonly item_group: string
}
interface Rate {
  readonly item_code: string
  readonly price_list_rate: number
  readonly currency: string
  readonly price_list: string
  readonly selling: 0 | 1
}

/** As strict as Frappe's resource pages: token, fields that exist, filters as lists, a page of at most what is asked for. */
async function erpNext(t: { after: (fn: () => unknown) => void }, tables: { Item: readonly Item[]; 'Item Price': readonly Rate[] }) {
  const pages: string[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://erp')
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.headers.authorization !== 'token key:secret') return answer(403, { exc_type: 'AuthenticationError' })
    const rows = tables[decodeURIComponent(url.pathname.slice('/api/resource/'.length)) as keyof typeof tables]
    if (rows === undefined) return answer(404, { exc_type: 'DoesNotExistError' })
    const fields = JSON.parse(url.searchParams.get('fields') ?? '["name"]') as string[]
    const filters = JSON.parse(url.searchParams.get('filters') ?? '[]') as [string, string, unknown][]
    const known = new Set(rows.flatMap(row => Object.keys(row)))
    if (rows.length > 0 && fields.some(field => !known.has(field))) return answer(417, { exc_type: 'DataError' })
    if (filters.some(filter => filter.length !== 3 || filter[1] !== '=')) return answer(417, { exc_type: 'ValidationError' })
    const start = Number(url.searchParams.get('limit_start') ?? 0)
    const length = Number(url.searchParams.get('limit_page_length') ?? 20)
    pages.push(`${url.pathname} ${start}`)
    const found = rows.filter(row => filters.every(([field, , value]) => (row as never)[field] === value)).slice(start, start + length)
    answer(200, { data: found.map(row => Object.fromEntries(fields.map(field => [field, (row as never)[field]]))) })
  })
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  t.after(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, pages }
}

async function scene(t: { after: (fn: () => Promise<void>) => void }) {
  const hub = await testHub(t, database)
  const { shop, api } = await hub.newOwner()
  const { token } = await database.inShop(shop, tx =>
    makeKey(tx, { name: 'ERP', scopes: ['patterns'], expiresAt: null, madeBy: 'test', now: new Date() }),
  )
  return { hub, shop, api, token }
}

const sync = (erp: string, { hub, shop, token }: { hub: TestHub; shop: string; token: string }, more: Record<string, string> = {}) =>
  new Promise<{ code: number | null; out: string; err: string }>(resolve => {
    const child = spawn(process.execPath, [script], {
      env: {
        PATH: process.env.PATH ?? '',
        ERPNEXT_URL: erp,
        ERPNEXT_KEY: 'key',
        ERPNEXT_SECRET: 'secret',
        SELVAGE_URL: hub.origin,
        SELVAGE_KEY: token,
        SELVAGE_SHOP: shop,
        ...more,
      },
    })
    let [out, err] = ['', '']
    child.stdout.on('data', part => {
      out += String(part)
    })
    child.stderr.on('data', part => {
      err += String(part)
    })
    child.once('exit', code => resolve({ code, out, err }))
  })

const itemOf = (at: number): Item => ({
  name: `ITEM-${at}`,
  item_code: `PAT-${at}`,
  item_name: `Pattern ${at}`,
  description: at % 2 === 0 ? '<p>Knit <b>it</b></p>' : null,
  disabled: 0,
  item_group: 'Patterns',
})

test('the recipe for ERPNext: a dry run writes nothing, then all of it is made, then nothing is told twice', async t => {
  const at = await scene(t)
  const items = [...Array.from({ length: 104 }, (_, n) => itemOf(n)), { ...itemOf(999), item_group: 'Yarn' }]
  const rates = items.map(({ item_code }, n) => ({
    item_code,
    price_list_rate: n === 0 ? 7.5 : 9,
    currency: 'EUR',
    price_list: 'Standard Selling',
    selling: 1 as const,
  }))
  const erp = await erpNext(t, { Item: items, 'Item Price': rates })
  const dry = await sync(erp.url, at, { DRY_RUN: '1' })
  assert.equal(dry.code, 0, dry.err)
  assert.match(dry.out, /^Dry run: 104 items: 104 made, 0 linked, 0 changed, 0 same, 0 refused\.$/m)
  const count = async () =>
    (await database.inShop(at.shop, tx => tx.selectFrom('pattern').select(['sku', 'title']).where('shop_id', '=', at.shop).execute()))
      .length
  assert.equal(await count(), 0)
  assert.match((await sync(erp.url, at)).out, /104 made/)
  assert.equal(await count(), 104)
  assert.match((await sync(erp.url, at)).out, /0 made, 0 linked, 0 changed, 104 same, 0 refused/)
  assert.ok(erp.pages.includes('/api/resource/Item 100'), 'page by page')
  const price = await database.inShop(at.shop, tx =>
    tx
      .selectFrom('price')
      .innerJoin('pattern', 'pattern.pattern_id', 'price.pattern_id')
      .select('amount_minor')
      .where('sku', '=', 'PAT-0')
      .executeTakeFirstOrThrow(),
  )
  assert.equal(price.amount_minor, 750n)
})

test('what is refused is named, the rest goes on, and the script says so by its exit', async t => {
  const at = await scene(t)
  const erp = await erpNext(t, {
    Item: [itemOf(1), { ...itemOf(2), item_name: '' }, { ...itemOf(3), item_code: 'PAT-1' }],
    'Item Price': [{ item_code: 'PAT-1', price_list_rate: 9.999, currency: 'EUR', price_list: 'Standard Selling', selling: 1 }],
  })
  const told = await sync(erp.url, at)
  assert.equal(told.code, 1)
  assert.match(told.err, /ITEM-1: the rate 9\.999 EUR is no amount/)
  assert.match(told.err, /ITEM-2: .*[Tt]itle/)
  const wrong = await sync(erp.url, at, { ERPNEXT_SECRET: 'other' })
  assert.notEqual(wrong.code, 0)
  assert.match(wrong.err, /answered 403 for Item/)
  assert.doesNotMatch(told.err + wrong.err, /selvage_[0-9a-f]{8}_|secret/)
})

test('the choice is told in words; a second source and a storefront that cannot be one are refused', async t => {
  const { shop, api, token, hub } = await scene(t)
  const connection = await newConnection(database, shop)
  const before = await api.call('GET /shops/{shop}/source', { params: { shop } })
  assert.deepEqual([before.kind, before.sentence], ['hub', 'You edit here. Every shop follows what you press.'])
  assert.equal(before.storefronts.length, 1)
  const chosen = await api.call('PUT /shops/{shop}/source', {
    params: { shop },
    body: { kind: 'outside', system: 'erpnext', publishes: false },
  })
  assert.deepEqual([chosen.kind, chosen.system, chosen.publishes], ['outside', 'erpnext', false])
  await assert.rejects(
    api.call('PUT /shops/{shop}/source', { params: { shop }, body: { kind: 'storefront', connectionId: connection } }),
    /Two places would overwrite each other/,
  )
  const put = (system: string, id: string, body: unknown) =>
    fetch(`${hub.origin}/api/v1/shops/${shop}/outside/${system}/${id}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const made = (await (await put('erpnext', 'A%2F1', { title: 'From outside' })).json()) as { outcome: string; patternId: string }
  assert.equal(made.outcome, 'made')
  assert.equal((await put('odoo', 'A', { title: 'X' })).status, 409)
  assert.equal((await put('Not!', 'A', { title: 'X' })).status, 400)
  await assert.rejects(
    api.call('PATCH /shops/{shop}/patterns/{pattern}', { params: { shop, pattern: made.patternId }, body: { editNo: 1, title: 'Mine' } }),
    /is edited in erpnext/,
  )
})
