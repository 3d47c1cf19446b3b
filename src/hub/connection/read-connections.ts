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
    /** Of ours, those that are no longer there. */
    readonly gone: number
    /** Of ours, those that are as they should be. */
    readonly updated: number
    /** The oldest of the newest proofs of those. */
    readonly provenAt: Date | null
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
      l.ours, l.found, l.need_you, l.waiting, l.by_hand, l.gone, l.updated, l.proven_at
    from connection c
    cross join lateral (
      select coalesce(sum(s.ours), 0)::int as ours,
        coalesce(sum(s.found) filter (where s.state <> 'gone'), 0)::int as found,
        coalesce(sum(s.ours) filter (where s.state in ('needs-you', 'failed')), 0)::int as need_you,
        coalesce(sum(s.ours) filter (where s.state in ('waiting', 'working')), 0)::int as waiting,
        coalesce(sum(s.ours) filter (where s.state = 'by-hand'), 0)::int as by_hand,
        coalesce(sum(s.ours) filter (where s.state = 'gone'), 0)::int as gone,
        coalesce(sum(s.ours) filter (where s.state = 'updated'), 0)::int as updated,
        min(s.proven_at) filter (where s.state = 'updated') as proven_at
      from (
        select l.state, count(l.pattern_id) as ours, count(*) - count(l.pattern_id) as found, min(l.proven_at) filter (where l.pattern_id is not null) as proven_at
        from listing l where l.shop_id = c.shop_id and l.connection_id = c.connection_id
        group by l.state
      ) s
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
  gone: number
  updated: number
  proven_at: Date | null
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
  listings: {
    ...{ ours: row.ours, found: row.found, needYou: row.need_you, waiting: row.waiting, byHand: row.by_hand },
    ...{ gone: row.gone, updated: row.updated, provenAt: row.proven_at },
  },
})
