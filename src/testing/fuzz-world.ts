/** For the fuzz: two shops that have something of everything, keys of every kind, and what must never be told. */
import { randomUUID } from 'node:crypto'
import type { ShopId } from '#database'
import { makeKey } from '#hub/api-key/make-key.ts'
import { type Scope, scopes } from '#hub/api-key/scopes.ts'
import { sealSettings } from '#hub/connection/seal.ts'
import { takeOrders } from '#hub/order/take-orders.ts'
import { tablesOfShop } from '#hub/shop/remove-demo-shop.ts'
import type { SpokeContext } from '#kit/shop.ts'
import type { Log } from '#log'
import type { TestDatabase } from '#testing/database.ts'
import { lineOf, newConnection, newPattern, saleOf } from '#testing/sales.ts'
import { stubShop } from '#testing/stub-shop.ts'
import { type TestHub, testHub } from '#testing/web-hub.ts'

/** Who asks. */
export interface Asker {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  /** Null: somebody signed in, who may do all. */
  readonly scopes: readonly Scope[] | null
}

export interface FuzzWorld {
  readonly hub: TestHub
  readonly shop: ShopId
  /** By kind: 'pattern', 'order'. */
  readonly ids: Readonly<Record<string, readonly string[]>>
  readonly other: { readonly shop: ShopId; readonly ids: readonly string[] }
  readonly askers: readonly Asker[]
  readonly secrets: readonly string[]
  /** A picture of all rows of the other shop; the same before and after. */
  readonly otherRows: () => Promise<string>
}

/** In every text of the other shop. */
const mark = 'HERS-ALONE'
export const typedSecret = 'typed-secret-5Vq9'

export async function fuzzWorld(t: Parameters<typeof testHub>[0], database: TestDatabase, log: Log): Promise<FuzzWorld> {
  const { spoke } = stubShop()
  const spokes = new Map([[spoke.id, spoke]])
  const hub = await testHub(t, database, {
    env: { SELVAGE_PUBLIC_URL: 'http://127.0.0.1:1' }, // no demo is open to nobody
    changes: { spokes, log },
    work: {
      contextFrom: ({ settings }) => ({ keys: async () => settings }) as unknown as SpokeContext<unknown>,
      planningWorld: () => ({
        rulesOf: id => spokes.get(id) ?? null,
        deliveryOf: () => ({ kind: 'copy', isForNow: false }),
        now: new Date(),
      }),
    },
  })
  const [ana, eve] = [await hub.newOwner('Ana'), await hub.newOwner(mark)]
  const sealedSecret = 'sealed-secret-8Kd2'
  const own = await furnish(database, hub, ana.shop, 'Wren', sealedSecret)
  const hers = await furnish(database, hub, eve.shop, mark, `${mark}-${sealedSecret}`)
  const keys = await Promise.all([...scopes.map(one => [one]), scopes].map(opened => newKey(database, ana.shop, opened)))
  const gone = [await newKey(database, ana.shop, scopes, 'revoked'), await newKey(database, ana.shop, scopes, 'expired')]
  const hersKey = await newKey(database, eve.shop, scopes)
  return {
    hub,
    shop: ana.shop,
    ids: own,
    other: { shop: eve.shop, ids: Object.values(hers).flat() },
    askers: [
      ...keys.map(({ token, opened }) => ({
        name: `key for ${opened.join(', ')}`,
        headers: { authorization: `Bearer ${token}` },
        scopes: opened,
      })),
      { name: 'Ana', headers: { cookie: ana.cookie, origin: hub.origin }, scopes: null },
      { name: 'nobody', headers: {}, scopes: [] },
      ...gone.map(({ token }) => ({ name: 'a key that is gone', headers: { authorization: `Bearer ${token}` }, scopes: [] as Scope[] })),
    ],
    secrets: [
      mark,
      sealedSecret,
      typedSecret,
      ...[...keys, ...gone, hersKey].map(({ token }) => token.slice(17)),
      ana.cookie.split('=')[1]!,
    ],
    otherRows: async () => {
      const rows: string[] = []
      for (const table of tablesOfShop) {
        const [found] = await database.asOwner<{ sum: string }>(
          `select md5(coalesce(string_agg(row::text, ' ' order by row::text), '')) as sum from "${table}" as row where shop_id = $1`,
          [eve.shop],
        )
        rows.push(`${table} ${found!.sum}`)
      }
      return rows.join('\n')
    },
  }
}

async function newKey(database: TestDatabase, shop: ShopId, opened: readonly Scope[], state: 'good' | 'revoked' | 'expired' = 'good') {
  const now = new Date(Date.now() - 60_000)
  const expiresAt = state === 'expired' ? new Date(now.getTime() + 1000) : null
  const { token, key } = await database.inShop(shop, tx => makeKey(tx, { name: 'Fuzz', scopes: opened, expiresAt, madeBy: 'test', now }))
  if (state === 'revoked') await database.asOwner('update api_key set revoked_at = now() where api_key_id = $1', [key.id])
  return { token, opened }
}

/** @returns ids by kind: the shop's things by which requests may ask. */
async function furnish(
  database: TestDatabase,
  hub: TestHub,
  shop: ShopId,
  word: string,
  secret: string,
): Promise<Record<string, string[]>> {
  const connections = [await newConnection(database, shop), await newConnection(database, shop, { state: 'rehearsal' })]
  const patterns = await Promise.all(
    [0, 1, 2].map(at =>
      newPattern(database, shop, { title: `${word} ${at}`, listed: { connection: connections[0]!, remoteId: `7${at}` } }),
    ),
  )
  const ids: Record<string, string[]> = { connection: connections, pattern: patterns }
  for (const connection of connections)
    await database.asOwner('update connection set label = $2, sealed = $3 where connection_id = $1', [
      connection,
      `${word} shop`,
      sealSettings(hub.deps.secretKey, { shop, connection }, { secret }),
    ])
  await database.inShop(shop, tx =>
    takeOrders(
      tx,
      connections[0]!,
      ['1', '2', '3'].map(at =>
        saleOf({
          remoteId: at,
          number: `${word}-${at}`,
          buyer: { email: `${word.toLowerCase()}-${at}@example.com`, name: `${word} buyer`, country: 'DE' },
          lines: [lineOf({ listingRemoteId: at === '3' ? '999' : '70', title: `${word} line` })],
        }),
      ),
      new Date(),
    ),
  )
  const one = async (kind: string, query: string, ...values: unknown[]) => {
    const rows = await database.asOwner<{ id: string }>(query, [shop, ...values])
    ids[kind] = [...(ids[kind] ?? []), ...rows.map(({ id }) => id)]
  }
  await one(
    'listing',
    `insert into listing (shop_id, connection_id, remote_id, state) values ($1, $2, '555', 'unplanned') returning listing_id as id`,
    connections[0],
  )
  await one('listing', 'select listing_id as id from listing where shop_id = $1')
  await one('order', 'select order_id as id from "order" where shop_id = $1')
  await one(
    'edit',
    `insert into hand_edit (shop_id, listing_id, field, was, found) select shop_id, listing_id, 'title', '"was"', to_jsonb($2::text) from listing
     where shop_id = $1 and pattern_id is not null returning hand_edit_id as id`,
    word,
  )
  await one(
    'step',
    `insert into hand_step (shop_id, listing_id, subject, key, says, body, desired_no) select shop_id, listing_id, 'tell', 'tell:1', $2, $2, 1 from listing
     where shop_id = $1 and pattern_id is not null returning hand_step_id as id`,
    word,
  )
  await one(
    'salesFile',
    `insert into sales_file (shop_id, connection_id, file_name, sha256, size_bytes, reading)
     values ($1, $2, $3, $4, 10, '{"encoding":"utf-8","separator":",","header":["Order","Date","Product","Paid"]}') returning sales_file_id as id`,
    connections[0],
    `${word}.csv`,
    '0'.repeat(64),
  )
  await one(
    'salesImport',
    `insert into sales_import (shop_id, connection_id, file_name, key, counts, taken_at, taken_by)
     values ($1, $2, $3, 'k1', '{"rows":1,"orders":1,"known":0,"unread":0}', now(), 'test') returning sales_import_id as id`,
    connections[0],
    `${word}.csv`,
  )
  await one(
    'delivery',
    `insert into inbox (shop_id, connection_id, source, content_key, body, state, reason, remote_id)
     values ($1, $2, 'poll', 'k1', 'x', 'unreadable', $3, '9'), ($1, $2, 'hook', 'k2', 'x', 'done', null, '8') returning inbox_id as id`,
    connections[0],
    `${word} reason`,
  )
  await one(
    'mail',
    `insert into mail (shop_id, key, kind, to_address, subject, body_text, body_html, state, reason)
     values ($1, 'k1', 'files', $2, $3, $3, $3, 'failed', 'refused'), ($1, 'k2', 'invitation', $2, $3, $3, $3, 'sent', null) returning mail_id as id`,
    `${word.toLowerCase()}@example.com`,
    `${word} mail`,
  )
  await one(
    'publication',
    `insert into publication (shop_id, cause, pressed_by, key) values ($1, 'publish', 'test', 'k1') returning publication_id as id`,
  )
  const withCheckouts = connections[0]
  await one('bundle', `insert into bundle (shop_id, title, off_percent) values ($1, $2, 10) returning bundle_id as id`, `${word} bundle`)
  await database.asOwner(
    `insert into bundle_pattern (shop_id, bundle_id, pattern_id, position) select $1, bundle_id, pattern_id, row_number() over () from bundle, pattern
     where bundle.shop_id = $1 and pattern.shop_id = $1`,
    [shop],
  )
  await one('coupon', `insert into coupon (shop_id, code, off_percent) values ($1, upper($2), 10) returning coupon_id as id`, word)
  await one(
    'checkout',
    `insert into checkout (shop_id, number, token_hash, connection_id, email, currency, total_minor, until)
     values ($1::uuid, $2::text, md5($1::uuid::text) || md5($2::text), $3::uuid, lower($2::text) || '@example.com', 'EUR', 750, now()) returning checkout_id as id`,
    word,
    withCheckouts,
  )
  await one(
    'change',
    `insert into store_change (shop_id, key, says, before, after, pressed_by) values ($1, 'k', $2, '[]', '[]', 'test') returning change_id as id`,
    word,
  )
  await one('person', 'select customer_id as id from customer where shop_id = $1')
  ids.other = [...(ids.person ?? [])]
  await one(
    'note',
    `insert into person_note (shop_id, customer_id, text, written_by, written_at) values ($1, $2, $3, 'test', now()) returning person_note_id as id`,
    ids.person![0],
    `${word} note`,
  )
  await one(
    'act',
    `insert into person_act (shop_id, kind, pressed_by, at) values ($1, 'merge', 'test', now()) returning person_act_id as id`,
  )
  await one(
    'upload',
    `insert into upload (shop_id, file_name, size_bytes) values ($1, $2, 100), ($1, $2, 2000000) returning upload_id as id`,
    `${word}.pdf`,
  )
  const spare = await database.inShop(shop, tx =>
    makeKey(tx, { name: word, scopes: ['read'], expiresAt: null, madeBy: 'test', now: new Date() }),
  )
  const provider = await newConnection(database, shop, { spoke: 'till', state: 'rehearsal' })
  await database.asOwner(`update connection set kind = 'pay', label = $2, sealed = $3 where connection_id = $1`, [
    provider,
    `${word} till`,
    sealSettings(hub.deps.secretKey, { shop, connection: provider }, { secret }),
  ])
  return { ...ids, provider: [provider], key: [spare.key.id], job: [randomUUID()] }
}
