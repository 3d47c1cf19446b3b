/** The rounds of the clock on a clock that a test moves: what is due is done at once, and what nobody waits for is passed over. */
import { type ShopId, sql, type Tx } from '#database'
import { startDue } from '#work/clock.ts'
import type { WorkDeps } from '#work/deps.ts'
import { jobsOf } from '#work/jobs.ts'
import { publishingJobs } from '#work/publishing-jobs.ts'
import type { JobHandlers } from '#work/queue.ts'

export interface Living {
  readonly deps: WorkDeps
  readonly shop: ShopId
  readonly connectionId: string
  readonly inShop: <T>(fn: (tx: Tx) => Promise<T>) => Promise<T>
  /** Moves our clock, and the storefront's. */
  readonly pass: (ms: number) => Promise<void> | void
}

/**
 * Each second of `forMs` or until `isOver`; seconds in which nothing is due are passed over.
 * @returns how long it took by the shared clock.
 */
export async function live(hub: Living, forMs: number, isOver: () => Promise<boolean> = async () => false): Promise<number> {
  const { deps } = hub
  const handlers: JobHandlers = jobsOf(deps, publishingJobs(deps))
  const job = { signal: new AbortController().signal, id: 'x' }
  const begun = deps.now().getTime()
  const passed = () => deps.now().getTime() - begun
  const queue: Parameters<typeof startDue>[1] = {
    send: async (name, payload) => {
      // Shops of other tests in the same database have a clock of their own.
      if (payload.shop === hub.shop) await handlers[name](payload, job)
      return true
    },
  }
  for (;;) {
    await startDue(deps, queue)
    if (await isOver()) return passed()
    const next = await hub.inShop(tx =>
      sql<{ due: Date }>`
        select least(next_poll_at, next_sweep_at, next_hooks_at, next_money_at,
          (select min(next_run_at) from listing where state in ('waiting', 'working'))) as due
        from connection where connection_id = ${hub.connectionId}::uuid`.execute(tx),
    )
    const waitMs = Math.max(0, next.rows[0]!.due.getTime() - deps.now().getTime())
    if (passed() + waitMs > forMs) return passed()
    // The clock looks once a second.
    await hub.pass(Math.max(1, Math.ceil(waitMs / 1_000)) * 1_000)
  }
}
