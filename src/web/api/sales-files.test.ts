import assert from 'node:assert/strict'
import test from 'node:test'
import { tableLimits } from '#hub/sales-file/read-table.ts'
import { workImports } from '#hub/sales-file/work-imports.ts'
import { handmart } from '#testing/by-hand-world.ts'
import { testDatabase } from '#testing/database.ts'
import { newConnection } from '#testing/sales.ts'
import { stubShop } from '#testing/stub-shop.ts'
import { testHub } from '#testing/web-hub.ts'
import { SalesFile } from './shapes.ts'

const database = await testDatabase()
const table =
  'Order;Date;Product;E-mail;Paid\r\n1;13.02.2026;Wren Tee;ana@example.com;9,50\r\n2;14.02.2026;Wren Tee;bo@example.com;1.009,50\r\n'

async function scene(t: Parameters<typeof testHub>[0]) {
  const { spoke } = stubShop()
  const hub = await testHub(t, database, {
    changes: {
      spokes: new Map([
        ['handmart', handmart],
        ['stub', spoke],
      ]),
    },
    work: { planningWorld: () => ({ rulesOf: () => handmart, deliveryOf: () => ({ kind: 'copy' }), now: new Date() }) },
  })
  const { shop, api, cookie } = await hub.newOwner()
  const connection = await newConnection(database, shop, { spoke: 'handmart' })
  const bring = (
    body: string | Uint8Array | ReadableStream,
    { name = 'sales.csv', to = connection, headers = { cookie } as Record<string, string> } = {},
  ) =>
    fetch(`${hub.origin}/api/v1/shops/${shop}/connections/${to}/sales-file?name=${encodeURIComponent(name)}`, {
      method: 'PUT',
      headers: { origin: hub.origin, 'content-type': 'application/octet-stream', ...headers },
      body,
      duplex: 'half',
    } as never)
  const work = () => workImports({ ...hub.deps, onFault: fault => assert.fail(String(fault)) }, shop, connection)
  return { hub, shop, api, connection, bring, work }
}

test('a table is brought, looked at, taken, remembered, and taken back; its bytes go when it is taken', async t => {
  const { hub, shop, api, connection, bring, work } = await scene(t)
  const brought = await bring(table)
  const file = SalesFile.parse(await brought.json())
  assert.deepEqual(
    [file.separator, file.encoding, file.map.columns, file.preset],
    [';', 'utf-8', { orderNumber: 'Order', date: 'Date', product: 'Product', email: 'E-mail', gross: 'Paid' }, null],
  )
  const params = { shop, salesFile: file.id }
  const report = await api.call('POST /shops/{shop}/sales-files/{salesFile}/report', { params, body: { map: file.map } })
  assert.deepEqual([report.fresh, report.questions], [2, []])
  assert.deepEqual(
    report.sample.map(({ gross }) => gross.minor),
    ['950', '100950'],
  )
  const [{ sha256 }] = (await database.asOwner<{ sha256: string }>('select sha256 from sales_file where sales_file_id = $1', [
    file.id,
  ])) as [{ sha256: string }]
  const body = { map: file.map, key: report.key, preset: 'Monthly' }
  const taken = await api.call('POST /shops/{shop}/sales-files/{salesFile}/take', { params, body })
  assert.deepEqual([taken.state, taken.rows, taken.orders, taken.doneRows, taken.allRows, taken.stays], ['taking', 2, 2, 0, 2, null])
  assert.deepEqual((await api.call('GET /shops/{shop}/orders', { params: { shop } })).items, [], 'it is only pressed')
  const where = { shop, connection, salesImport: taken.id }
  const forget = api.call('POST /shops/{shop}/sales-files/{salesFile}/forget', { params })
  await assert.rejects(forget, /This table is not here/, 'it went with the press')
  await work()
  const whole = await api.call('GET /shops/{shop}/connections/{connection}/sales-imports/{salesImport}', { params: where })
  assert.deepEqual([whole.state, whole.doneRows], ['taken', 2])
  assert.equal((await api.call('GET /shops/{shop}/orders', { params: { shop } })).items.length, 2)
  assert.equal(await hub.deps.blobs.has(shop, sha256), false, 'it names buyers')
  assert.equal((await api.call('POST /shops/{shop}/sales-files/{salesFile}/take', { params, body })).id, taken.id, 'pressed again')
  const again = SalesFile.parse(await (await bring(table)).json())
  assert.equal(again.preset, 'Monthly')
  const known = await api.call('POST /shops/{shop}/sales-files/{salesFile}/report', {
    params: { shop, salesFile: again.id },
    body: { map: again.map },
  })
  assert.deepEqual([known.fresh, known.known], [0, 2])
  const undo = () => api.call('POST /shops/{shop}/connections/{connection}/sales-imports/{salesImport}/undo', { params: where })
  assert.equal((await undo()).state, 'undoing')
  await work()
  assert.equal((await undo()).state, 'undone')
  assert.deepEqual((await api.call('GET /shops/{shop}/orders', { params: { shop } })).items, [])
})

test('a table over 20 MB, one that is none, one for a shop whose sales are read, and one from a stranger are refused', async t => {
  const { hub, shop, connection, bring } = await scene(t)
  const told = async (response: Response) => [response.status, ((await response.json()) as { detail: string }).detail] as const
  const large = new ReadableStream<Uint8Array>({
    pull: controller => controller.enqueue(new Uint8Array(1024 * 1024).fill(65)),
  })
  const [status, detail] = await told(await bring(large))
  assert.equal(status, 413)
  assert.match(detail, new RegExp(`more than ${tableLimits.bytes / 1024 / 1024} MB`))
  assert.match((await told(await bring('PK\u0003\u0004xx', { name: 'sales.xlsx' })))[1], /“sales.xlsx” is an Excel or OpenDocument file/)
  const read = await newConnection(database, shop)
  assert.match((await told(await bring(table, { to: read })))[1], /are read there by themselves/)
  const eve = await hub.newOwner('Eve')
  assert.equal((await bring(table, { headers: { cookie: eve.cookie } })).status, 404)
  assert.equal((await database.asOwner('select from sales_file where connection_id = $1', [connection])).length, 0)
})
