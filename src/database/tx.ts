import { Kysely, PostgresDialect, PostgresDriver, sql, type Transaction } from 'kysely'
import type { Pool } from 'pg'
import { DatabaseError } from './error.ts'
import type { Schema } from './generated/schema.ts'
import { asShop, type ShopId } from './ids.ts'
import { createPool } from './pool.ts'

declare const txBrand: unique symbol

/** A transaction inside one shop: row level security shows and takes that shop's rows only. Made by `inShop` alone. */
export type Tx = Transaction<Schema> & { readonly [txBrand]: true }

export type Database = {
  /**
   * Runs `fn` in one transaction as one shop; a throw rolls back.
   * @throws {DatabaseError} with nothing written; `isTransient` says whether calling again may help.
   */
  inShop<T>(shop: ShopId, fn: (tx: Tx) => Promise<T>): Promise<T>
  /** Resolves when the server answers as a role that row level security binds. @throws {DatabaseError} */
  check(): Promise<void>
  close(): Promise<void>
}

const shops = new WeakMap<object, ShopId>()
const inner = new WeakMap<Database, { kysely: Kysely<Schema>; pool: Pool; url: string }>()

/** The shop a transaction is in: the first column of every row written. */
export function shopOf(tx: Tx): ShopId {
  const shop = shops.get(tx)
  if (shop === undefined) throw new TypeError('this is not a transaction of inShop')
  return shop
}

/** For the other files of this folder (directory, system, listen); nothing outside it can reach a bare connection. */
export function innerOf(database: Database): { kysely: Kysely<Schema>; pool: Pool; url: string } {
  const found = inner.get(database)
  if (found === undefined) throw new TypeError('this database was not made by createDatabase')
  return found
}

/** @param max connections at most; a web or work process does well with 10. */
export function createDatabase({ url, max = 10, name = 'selvage' }: { url: string; max?: number; name?: string }): Database {
  const pool = createPool({ url, max, name })
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  const inShops = new Kysely<Schema>({ dialect: new ShopDialect(pool) })
  const database: Database = {
    inShop: (shop, fn) =>
      inShops.transaction().execute(async transaction => {
        // Several statements in one message take no values, so what goes into it is a uuid that was looked at here.
        await sql.raw(`begin; set local selvage.shop = '${asShop(shop)}'`).execute(transaction)
        shops.set(transaction, shop)
        return fn(transaction as Tx)
      }),
    check: () => refuseUnboundRole(kysely),
    // The pool itself: a Kysely that nobody has asked anything would leave it open.
    close: () => pool.end(),
  }
  inner.set(database, { kysely, pool, url })
  return database
}

/** Leaves `begin` to `inShop`, which sends it in one message with the shop: a round trip less in every transaction. */
class ShopDriver extends PostgresDriver {
  override async beginTransaction(): Promise<void> {}
}

class ShopDialect extends PostgresDialect {
  readonly #pool: Pool

  constructor(pool: Pool) {
    super({ pool })
    this.#pool = pool
  }

  override createDriver(): PostgresDriver {
    return new ShopDriver({ pool: this.#pool })
  }
}

/** Row level security does not bind a superuser or a role with BYPASSRLS, nor one that may become such a role. */
async function refuseUnboundRole(kysely: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<{ me: string; role: string }>`
    select current_user as me, rolname as role
    from pg_roles
    where (rolsuper or rolbypassrls) and pg_has_role(current_user, oid, 'member')`.execute(kysely)
  const found = rows[0]
  if (found === undefined) return
  const why =
    found.me === found.role ? 'it is superuser or has BYPASSRLS' : `it is a member of ${found.role}, which is superuser or has BYPASSRLS`
  throw new DatabaseError(
    `The role ${found.me} may not run Selvage: ${why}, so the wall between shops would not hold. Start with a role that has neither.`,
  )
}
