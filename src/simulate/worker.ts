/** A worker that can be ended, or held up, at each await of its job: both ways out, the database and the storefront, are wrapped here. */
import { type Database, sql } from '#database'
import type { AnyShop } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'

/** The process is gone: nothing it would have done after this happens. */
export class Crashed extends Error {
  override readonly name = 'Crashed'
}

export interface Interruption {
  /** At which await of the job, from 0. */
  readonly at: number
  /** null: the worker dies. Otherwise this takes place while the worker stands still. */
  readonly meanwhile: (() => Promise<void>) | null
}

export interface Worker {
  readonly database: Database
  readonly spoke: AnyShop
  /** Of the job so far. */
  readonly awaits: number
}

export interface WorkerOptions {
  readonly database: Database
  readonly spoke: AnyShop
  readonly interruption: Interruption | null
  readonly tell: (says: string) => void
  /** Its writes do not see that another has taken over. */
  readonly isBlind: boolean
}

/** @param from the await from which this worker counts. */
export function startWorker({ database, spoke, interruption, tell, isBlind }: WorkerOptions): Worker {
  let awaits = 0
  let isDead = false
  let isDone = interruption === null

  async function point(where: string, isDeathOnly = false): Promise<void> {
    if (isDead) throw new Crashed()
    const at = awaits++
    if (isDone || at < interruption!.at) return
    if (interruption!.meanwhile !== null && isDeathOnly) return
    isDone = true
    if (interruption!.meanwhile === null) {
      isDead = true
      tell(`the worker dies ${where}`)
      throw new Crashed()
    }
    tell(`the worker is held up ${where}; meanwhile:`)
    await interruption!.meanwhile()
    tell('the worker goes on')
  }

  async function ask<T>(what: string, fn: () => Promise<T>): Promise<T> {
    // What is on its way for longer than anybody waits: that is the storefront's lateness, and plays there.
    await point(`before it is to ${what}`, what === asked.apply)
    try {
      return await fn()
    } finally {
      await point(`after the shop was asked to ${what}`)
    }
  }

  return {
    get awaits() {
      return awaits
    },
    database: {
      ...database,
      inShop: async (shop, fn, options) => {
        await point('before it writes down')
        const result = await database.inShop(
          shop,
          async tx => {
            if (isBlind) await sql`select set_config('simulate.blind', 'on', true)`.execute(tx)
            const value = await fn(tx)
            // Rows are locked here, and whoever came between would wait for a worker that waits for him.
            await point('as it writes down', true)
            return value
          },
          options,
        )
        await point('after it has written down')
        return result
      },
    },
    spoke: wrap(spoke, ask),
  }
}

const asked = {
  readListings: 'read all listings',
  readListingsById: 'read listings',
  readMarks: 'read marks',
  findOwn: 'look for our own',
  apply: 'act',
  openListedFile: 'fetch a file',
  readSales: 'read sales',
} as const

type Ask = <T>(what: string, fn: () => Promise<T>) => Promise<T>

function wrap(spoke: AnyShop, ask: Ask): AnyShop {
  const wrapped = Object.entries(asked).flatMap(([name, what]) => {
    const ability = spoke[name as keyof typeof asked] as unknown
    if (isCannot(ability)) return []
    const fn = ability as (...args: unknown[]) => Promise<unknown>
    return [[name, (...args: unknown[]) => ask(what, () => fn(...args))]]
  })
  return { ...spoke, ...Object.fromEntries(wrapped) }
}
