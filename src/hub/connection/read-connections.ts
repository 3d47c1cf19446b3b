/** Connections as screens and jobs read them. */
import { kept, shopOf, sql, type Tx } from '#database'
import { notFound } from '../refused.ts'
import { type ClockGap, toGap } from './clock-gap.ts'

/** A storefront, or a payment provider: nothing is listed, swept or published there. */
export type ConnectionKind = 'shop' | 'pay'

export interface ConnectionFacts {
  readonly id: string
  readonly kind: ConnectionKind
  readonly spoke: string
  readonly label: string
  readonly baseUrl: string
  readonly account: string
  readonly state: 'rehearsal' | 'live' | 'paused' | 'reconnect'
  readonly resumesAs: 'rehearsal' | 'live'
  readonly reason: string | null
  /** Whether its keys may change something there; where they may not, what is published waits. */
  readonly mayWrite: boolean
  readonly currency: string
  readonly liveFrom: Date | null
  readonly facts: {
    readonly name?: string
    readonly version?: string | null
    readonly url?: string
    readonly warnings?: readonly string[]
    readonly isSandbox?: boolean
  }
  readonly hooks: HookState
  readonly history: { readonly state: 'waiting' | 'reading' | 'read' | 'failed'; readonly read: number; readonly total: number | null }
  /** How far its clock and ours stand apart; null while it has told no time. */
  readonly clock: ClockGap | null
  readonly lastPollAt: Date | null
  readonly lastSweepAt: Date | null
  readonly sealed: Buffer | null
  /** `found`: listings there that are matched to no pattern. */
  readonly listings: {
    readonly ours: number
    readonly found: number
    readonly needYou: number
    readonly waiting: number
    readonly byHand: number
  }
}

/** What was last done about the storefront's subscriptions. */
export interface HookState {
  readonly count?: number
  readonly checkedAt?: string
  readonly mended?: readonly string[]
  readonly address?: string | null
  readonly reason?: string | null
}

/** Connected storefronts, the oldest first; with 'pay', payment providers; with 'any', both. */
export async function listConnections(tx: Tx, kind: ConnectionKind | 'any' = 'shop'): Promise<ConnectionFacts[]> {
  return (await read(tx, null, kind)).map(toFacts)
}

/** A storefront, unless something else is asked for. @throws {Refused} when there is none, or it was removed. */
export async function readConnection(tx: Tx, connectionId: string, kind: ConnectionKind | 'any' = 'shop'): Promise<ConnectionFacts> {
  const [row] = await read(tx, connectionId, kind)
  if (row === undefined) throw notFound(kind === 'pay' ? 'This payment provider' : 'This shop')
  return toFacts(row)
}

async function read(tx: Tx, connectionId: string | null, kind: ConnectionKind | 'any'): Promise<Row[]> {
  const { rows } = await sql<Row>`${kept}
    select c.connection_id, c.kind, c.spoke, c.label, c.base_url, c.account, c.state, c.resumes_as, c.reason, c.may_write, c.currency, c.live_from, c.facts, c.hooks,
      c.history_state, c.history_read, c.history_total, c.clock_low_ms, c.clock_high_ms, c.last_poll_at, c.last_sweep_at, c.sealed,
      l.ours, l.found, l.need_you, l.waiting, l.by_hand
    from connection c
    cross join lateral (
      select
        count(*) filter (where pattern_id is not null)::int as ours,
        count(*) filter (where pattern_id is null and state <> 'gone')::int as found,
        count(*) filter (where pattern_id is not null and state in ('needs-you', 'failed'))::int as need_you,
        count(*) filter (where pattern_id is not null and state in ('waiting', 'working'))::int as waiting,
        count(*) filter (where pattern_id is not null and state = 'by-hand')::int as by_hand
      from listing l where l.shop_id = c.shop_id and l.connection_id = c.connection_id
    ) l
    where c.shop_id = ${shopOf(tx)}::uuid and c.removed_at is null and (${connectionId}::uuid is null or c.connection_id = ${connectionId}::uuid)
      and (${kind} = 'any' or c.kind = ${kind})
    order by c.created_at, c.connection_id`.execute(tx)
  return rows
}

interface Row {
  connection_id: string
  kind: ConnectionKind
  spoke: string
  label: string
  base_url: string
  account: string
  state: ConnectionFacts['state']
  resumes_as: ConnectionFacts['resumesAs']
  reason: string | null
  may_write: boolean
  currency: string
  live_from: Date | null
  facts: ConnectionFacts['facts']
  hooks: HookState
  history_state: ConnectionFacts['history']['state']
  history_read: bigint
  history_total: bigint | null
  clock_low_ms: number | null
  clock_high_ms: number | null
  last_poll_at: Date | null
  last_sweep_at: Date | null
  sealed: Buffer | null
  ours: number
  found: number
  need_you: number
  waiting: number
  by_hand: number
}

const toFacts = (row: Row): ConnectionFacts => ({
  id: row.connection_id,
  kind: row.kind,
  spoke: row.spoke,
  label: row.label,
  baseUrl: row.base_url,
  account: row.account,
  state: row.state,
  resumesAs: row.resumes_as,
  reason: row.reason,
  mayWrite: row.may_write,
  currency: row.currency,
  liveFrom: row.live_from,
  facts: row.facts,
  hooks: row.hooks,
  history: {
    state: row.history_state,
    read: Number(row.history_read),
    total: row.history_total === null ? null : Number(row.history_total),
  },
  clock: toGap(row),
  lastPollAt: row.last_poll_at,
  lastSweepAt: row.last_sweep_at,
  sealed: row.sealed,
  listings: { ours: row.ours, found: row.found, needYou: row.need_you, waiting: row.waiting, byHand: row.by_hand },
})
