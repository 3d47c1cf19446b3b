import { type RawBuilder, sql } from 'kysely'
import type { ShopId } from './ids.ts'
import { type Database, innerOf } from './tx.ts'

/** What the clock has to start for a connection now. */
export type Due = {
  shop: ShopId
  connection: string
  what: 'poll' | 'payments' | 'sweep' | 'hooks' | 'run' | 'fulfil' | 'coupons' | 'money' | 'library' | 'tables'
}

/** The questions asked before a shop is known; sql/ holds their text. Each answers with ids only: what they mean is read by `inShop`. */
export const directory = {
  shops: (database: Database) => ids(database, sql`directory.shops()`),
  demoShop: (database: Database) => oneId(database, sql`directory.demo_shop()`),
  shopBySlug: (database: Database, slug: string) => oneId(database, sql`directory.shop_by_slug(${slug})`),
  /** The shops a login is a member of, the oldest membership first. */
  shopsOfUser: (database: Database, user: string) => ids(database, sql`directory.shops_of_user(${user})`),
  shopOfConnection: (database: Database, connection: string) => oneId(database, sql`directory.shop_of_connection(${connection})`),
  /** @param hash of the whole key. */
  shopOfApiKey: (database: Database, hash: string) => oneId(database, sql`directory.shop_of_api_key(${hash})`),
  /** Whose own stores are open. */
  openStores: (database: Database) => ids(database, sql`directory.open_stores()`),
  shopsWithEvents: (database: Database) => ids(database, sql`directory.shops_with_events()`),
  shopsWithWaitingMail: (database: Database, at: Date) => ids(database, sql`directory.shops_with_waiting_mail(${at})`),
  shopsWithDueLaunches: (database: Database, at: Date) => ids(database, sql`directory.shops_with_due_launches(${at})`),
  shopsWithDuePromotions: (database: Database, at: Date) => ids(database, sql`directory.shops_with_due_promotions(${at})`),
  shopsWithDuePictures: (database: Database, at: Date) => ids(database, sql`directory.shops_with_due_pictures(${at})`),
  shopsWithDueClaims: (database: Database, at: Date) => ids(database, sql`directory.shops_with_due_claims(${at})`),
  shopsWithDueErrata: (database: Database, at: Date) => ids(database, sql`directory.shops_with_due_errata(${at})`),
  async dueConnections(database: Database, at: Date): Promise<Due[]> {
    const { rows } = await sql<{ shop_id: ShopId; connection_id: string; what: Due['what'] }>`
      select shop_id, connection_id, what from directory.due_connections(${at})`.execute(innerOf(database).kysely)
    return rows.map(row => ({ shop: row.shop_id, connection: row.connection_id, what: row.what }))
  },
} as const

async function ids(database: Database, call: RawBuilder<unknown>): Promise<ShopId[]> {
  const { rows } = await sql<{ shop: ShopId | null }>`select found as shop from ${call} as found`.execute(innerOf(database).kysely)
  return rows.flatMap(({ shop }) => (shop === null ? [] : [shop]))
}

async function oneId(database: Database, call: RawBuilder<unknown>): Promise<ShopId | null> {
  return (await ids(database, call))[0] ?? null
}
