import { randomUUID } from 'node:crypto'
import { isUniqueViolation, shopOf, sql, type Tx } from '#database'
import { tryWithNewKeys } from '../listing/look-again.ts'
import { wakeFulfil } from '../order/fulfil.ts'
import { wakeCoupons } from '../promotion/wake-coupons.ts'
import { Refused } from '../refused.ts'
import type { ClockGap } from './clock-gap.ts'
import { type ConnectionKind, readConnection } from './read-connections.ts'
import { sealSettings } from './seal.ts'

export interface Connecting {
  /** default 'shop' */
  readonly kind?: ConnectionKind
  readonly spoke: string
  readonly label: string
  /** Without a trailing slash. */
  readonly baseUrl: string
  /** Tells shops at the same address apart; '' where each has its own. */
  readonly account: string
  readonly currency: string
  /** What the storefront told about itself. */
  readonly facts: {
    readonly name: string
    readonly version: string | null
    readonly warnings: readonly string[]
    /** Of a payment provider: no money moves there. */
    readonly isSandbox?: boolean
  }
  readonly settings: { readonly [name: string]: unknown }
  readonly secretKey: Buffer
  /** Whether these keys may change something there; default true. */
  readonly mayWrite?: boolean
  /** As its answers told while the keys were tried. */
  readonly clock?: ClockGap | null
  readonly now: Date
}

/**
 * Connects a shop. It starts in rehearsal: everything is read, nothing is written there, nobody is written to.
 * One that was removed wakes up again with its sales and buyers, and its history is read anew; what is known stays one.
 *
 * @throws {Refused} 'connected-before' when this address is connected now.
 */
export async function connect(
  tx: Tx,
  { kind = 'shop', spoke, label, baseUrl, account, currency, facts, settings, secretKey, mayWrite = true, clock = null, now }: Connecting,
): Promise<string> {
  const shop = shopOf(tx)
  const removed = await tx
    .selectFrom('connection')
    .select(['connection_id', 'removed_at', 'label'])
    .where('shop_id', '=', shop)
    .where('spoke', '=', spoke)
    .where('base_url', '=', baseUrl)
    .where('account', '=', account)
    .forUpdate()
    .executeTakeFirst()
  if (removed !== undefined && removed.removed_at === null) throw connectedBefore(removed.label)
  const connection = removed?.connection_id ?? randomUUID()
  const row = {
    kind,
    label,
    currency,
    facts: JSON.stringify(facts),
    sealed: sealSettings(secretKey, { shop, connection }, settings),
    may_write: mayWrite,
    state: 'rehearsal' as const,
    resumes_as: 'rehearsal' as const,
    reason: null,
    sales_cursor: null,
    history_state: 'waiting' as const,
    history_read: 0n,
    history_total: null,
    failures: 0,
    next_poll_at: now,
    last_sweep_at: null,
    listings_state: 'waiting' as const,
    listings_read: 0,
    listings_total: null,
    listings_cursor: null,
    next_sweep_at: now,
    next_hooks_at: now,
    money_cursor: null,
    payments_cursor: null,
    last_money_at: null,
    next_money_at: now,
    hooks: '{}',
    nudged_at: null,
    removed_at: null,
    clock_low_ms: clock?.lowMs ?? null,
    clock_high_ms: clock?.highMs ?? null,
  }
  try {
    if (removed === undefined)
      await tx
        .insertInto('connection')
        .values({ ...row, shop_id: shop, connection_id: connection, spoke, base_url: baseUrl, account })
        .execute()
    else
      await tx
        .updateTable('connection')
        .set({ ...row, lease_until: null, lease_no: sql`lease_no + 1` })
        .where('shop_id', '=', shop)
        .where('connection_id', '=', connection)
        .execute()
  } catch (error) {
    if (isUniqueViolation(error)) throw connectedBefore(label)
    throw error
  }
  return connection
}

/**
 * New keys for a connection that has lost its own, or a new name. A connection that waited for keys goes on as it was before.
 * @throws {Refused} 'other-shop' when the keys are those of another account at the same address.
 */
export async function renew(
  tx: Tx,
  connectionId: string,
  {
    label,
    settings,
    account,
    mayWrite,
    facts,
    secretKey,
    now,
  }: {
    label?: string
    settings?: { readonly [name: string]: unknown }
    account?: string
    mayWrite?: boolean
    facts?: Connecting['facts']
    secretKey: Buffer
    now: Date
  },
): Promise<void> {
  const shop = shopOf(tx)
  const connection = await readConnection(tx, connectionId, 'any')
  if (account !== undefined && connection.account !== account)
    throw new Refused('other-shop', `These keys open another shop than “${connection.label}”. Connect that one as a shop of its own.`, {
      status: 409,
    })
  // Before the connection's own row, which a run locks after its listings too.
  if (settings !== undefined) {
    await tryWithNewKeys(tx, connectionId, now)
    await wakeFulfil(tx, connectionId, now)
    await wakeCoupons(tx, connectionId, now)
  }
  await tx
    .updateTable('connection')
    .set({
      ...(label === undefined ? {} : { label }),
      ...(mayWrite === undefined ? {} : { may_write: mayWrite }),
      ...(facts === undefined ? {} : { facts: JSON.stringify(facts) }),
      ...(settings === undefined
        ? {}
        : {
            sealed: sealSettings(secretKey, { shop, connection: connectionId }, settings),
            failures: 0,
            next_poll_at: now,
            next_sweep_at: now,
            next_hooks_at: now,
            next_money_at: now,
            ...(connection.state === 'reconnect' ? { state: connection.resumesAs, reason: null } : {}),
          }),
    })
    .where('shop_id', '=', shop)
    .where('connection_id', '=', connectionId)
    .execute()
}

/** @returns the id of a shop that is connected now; null when it is not. */
export async function findConnection(
  tx: Tx,
  { spoke, baseUrl, account }: Pick<Connecting, 'spoke' | 'baseUrl' | 'account'>,
): Promise<string | null> {
  const found = await tx
    .selectFrom('connection')
    .select('connection_id')
    .where('shop_id', '=', shopOf(tx))
    .where('spoke', '=', spoke)
    .where('base_url', '=', baseUrl)
    .where('account', '=', account)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return found?.connection_id ?? null
}

const connectedBefore = (label: string) =>
  new Refused('connected-before', `This address is connected already, as “${label}”. Renew its keys there instead.`, {
    field: 'baseUrl',
    status: 409,
  })
