import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { largeHub } from './large-hub.ts'
import { scansOf } from './pages.ts'

/** Twenty small shops have for each the share of a table that one large shop among many has, which is what the planner goes by. */
const hub = await largeHub({ shops: 20, patterns: 60, orders: 600 })
after(() => hub.close())

// At full size `bin/selvage bench pages` says the same, with the times beside.
test('no page reads a business table from end to end', { timeout: 120_000 }, async () => {
  // What fits in a few pages of the disk is read whole by every planner; at full size no table but those that are named is so small.
  const { rows } = await hub.owner.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relpages < 8`,
  )
  const tiny = new Set(rows.map(({ name }) => name))
  assert.deepEqual(
    [...tiny].filter(name => ['pattern', 'order', 'order_line', 'customer', 'entitlement', 'journal', 'listing', 'mail'].includes(name)),
    [],
  )
  assert.deepEqual(
    (await scansOf(hub)).filter(({ table }) => !tiny.has(table)),
    [],
  )
})

test('a page that has lost its index is found out', async () => {
  await hub.owner.query('alter table library_session drop constraint library_session_pkey')
  // The other one begins with the shop, which is better than nothing and would be taken.
  await hub.owner.query('drop index library_session_of_customer')
  const requests = hub.requests.filter(({ name }) => name === 'GET /library/{slug}/')
  assert.deepEqual(
    (await scansOf({ ...hub, requests })).map(({ page, table }) => [page, table]),
    [['GET /library/{slug}/', 'library_session']],
  )
})
