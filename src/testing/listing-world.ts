/** A shop with patterns, connected to a storefront in memory: everything real but the far side, the files' bytes and the clock. */
import { createHash, randomUUID } from 'node:crypto'
import { asShop, type Database, type ShopId, shopOf, sql, type Tx } from '#database'
import { markOf } from '#hub/listing/content.ts'
import type { DeliverySource } from '#hub/listing/delivery.ts'
import type { PlanningWorld } from '#hub/publication/plan.ts'
import { preview } from '#hub/publication/preview.ts'
import { publish } from '#hub/publication/publish.ts'
import { unkept } from '#kit/keys.ts'
import type { AnyShop } from '#kit/registry.ts'
import type { SpokeContext } from '#kit/shop.ts'
import { silent } from '#log'
import type { RunDeps } from '#work/run-deps.ts'
import { FarShop } from './far-shop.ts'

export interface World {
  readonly database: Database
  readonly shop: ShopId
  readonly connectionId: string
  readonly far: FarShop
  readonly clock: { at: number }
  readonly now: () => Date
  readonly deps: RunDeps
  readonly planning: () => PlanningWorld
  readonly inShop: <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>
}

export interface WorldOptions {
  readonly delivery?: 'address' | 'copy'
  readonly state?: 'live' | 'rehearsal'
  readonly startAt?: string
}

export const secretKey = Buffer.alloc(32, 5)

export async function makeWorld(database: Database, options: WorldOptions = {}): Promise<World> {
  const { delivery = 'address', state = 'live', startAt = '2026-03-01T12:00:00Z' } = options
  const clock = { at: Date.parse(startAt) }
  const now = () => new Date(clock.at)
  const far = new FarShop({ now, bytesOf })
  const shop = asShop(randomUUID())
  const connectionId = randomUUID()
  await database.inShop(shop, async tx => {
    await sql`
      insert into shop (shop_id, slug, name, currency) values (${shop}::uuid, ${`sim-${shop}`}, 'Sim', 'EUR')`.execute(tx)
    await sql`
      insert into connection (shop_id, connection_id, spoke, label, base_url, currency, state, resumes_as, live_from)
      values (${shop}::uuid, ${connectionId}::uuid, 'far', 'Far', ${`https://${connectionId}.example`}, 'EUR', ${state}, ${state},
        ${state === 'live' ? now() : null})`.execute(tx)
  })
  const source: DeliverySource = delivery === 'copy' ? { kind: 'copy' } : { kind: 'address', base: 'https://hub.example', key: secretKey }
  const ctx: SpokeContext<unknown> = {
    settings: {},
    ...unkept<unknown>({}),
    baseUrl: 'https://far.example',
    now,
    fetch: () => Promise.reject(new Error('the far side is in this process')),
    openBlob: () => Promise.reject(new Error('the far side knows the files')),
  }
  const deps: RunDeps = { database, now, log: silent, open: () => ({ spoke: far.spoke, ctx }), deliveryOf: () => source, random: () => 0.5 }
  const planning = (): PlanningWorld => ({ rulesOf: () => far.spoke as AnyShop, deliveryOf: () => source, now: now() })
  return { database, shop, connectionId, far, clock, now, deps, planning, inShop: fn => database.inShop(shop, fn) }
}

/** Bytes of the files of all worlds, by mark: the same name gives the same bytes. */
export const bytesOf = (mark: string): Uint8Array => files.get(mark) ?? new Uint8Array()
const files = new Map<string, Uint8Array>()
function fileOf(name: string): string {
  const bytes = Buffer.from(`the file ${name}`)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  files.set(markOf(sha256), bytes)
  return sha256
}

export async function addPattern(
  tx: Tx,
  { title, sku, priceMinor = 750n, fileKeys = ['a4'] }: { title: string; sku: string; priceMinor?: bigint; fileKeys?: readonly string[] },
): Promise<string> {
  const shop = shopOf(tx)
  const patternId = randomUUID()
  await sql`
    insert into pattern (shop_id, pattern_id, sku, title, craft, description, tags)
    values (${shop}::uuid, ${patternId}::uuid, ${sku}, ${title}, 'knitting', ${`<p>${title}</p>`}, '{warm}')`.execute(tx)
  await sql`
    insert into price (shop_id, pattern_id, currency, amount_minor) values (${shop}::uuid, ${patternId}::uuid, 'EUR', ${priceMinor})`.execute(
    tx,
  )
  await addVersion(tx, patternId, { number: '1.0', fileKeys })
  return patternId
}

export async function addVersion(
  tx: Tx,
  patternId: string,
  { number, fileKeys }: { number: string; fileKeys: readonly string[] },
): Promise<void> {
  const shop = shopOf(tx)
  const versionId = randomUUID()
  const made = fileKeys.map(key => ({ key, sha256: fileOf(`${patternId} ${number} ${key}`) }))
  await sql`
    with blobs as (
      insert into blob (shop_id, sha256, size_bytes, media_type)
      select ${shop}::uuid, sha256, 10, 'application/pdf' from unnest(${made.map(({ sha256 }) => sha256)}::text[]) as sha256
      on conflict do nothing
    )
    insert into version (shop_id, version_id, pattern_id, number, kind, created_at)
    values (${shop}::uuid, ${versionId}::uuid, ${patternId}::uuid, ${number}, ${number === '1.0' ? 'first' : 'correction'}, clock_timestamp())`.execute(
    tx,
  )
  await sql`
    insert into version_file (shop_id, version_id, file_key, position, role, file_name, sha256)
    select ${shop}::uuid, ${versionId}::uuid, key, at, key, key || '.pdf', sha256
    from unnest(${made.map(({ key }) => key)}::text[], ${made.map(({ sha256 }) => sha256)}::text[]) with ordinality as f (key, sha256, at)`.execute(
    tx,
  )
}

/** Looks and presses, as she does. @returns the publication. */
export const press = (world: World, patternIds: readonly string[]): Promise<string> =>
  world.inShop(async tx => {
    const { key } = await preview(tx, { patternIds }, world.planning())
    return publish(tx, { patternIds }, { key, pressedBy: 'sim' }, world.planning())
  })
