/**
 * A worker that can be ended, or held up, at each await of its job: the awaits that a run names itself, and elsewhere the ways out, which are
 * the database and the storefront. That there are no others is shown in every-await.test.ts.
 */
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
  /** For jobs that name their awaits; then the database and the storefront count for nothing. */
  readonly crashPoint: (name: string) => Promise<void>
  /** What the awaits of the job so far are called: before, in or after something. */
  readonly points: readonly string[]
}

export interface WorkerOptions {
  readonly database: Database
  readonly spoke: AnyShop
  readonly interruption: Interruption | null
  readonly tell: (says: string) => void
  /** Its writes do not see that another has taken over. */
  readonly isBlind: boolean
  /** The job names its awaits by itself. */
  readonly isNaming: boolean
}

export function startWorker({ database, spoke, interruption, tell, isBlind, isNaming }: WorkerOptions): Worker {
  const points: string[] = []
  let isDead = false
  let isDone = interruption === null

  async function point(name: string): Promise<void> {
    if (isDead) throw new Crashed()
    const at = points.push(name) - 1
    if (isDone || at < interruption!.at) return
    const { meanwhile } = interruption!
    if (meanwhile !== null && !mayWait(name)) return
    isDone = true
    if (meanwhile === null) {
      isDead = true
      tell(`the worker dies ${inWords(name)}`)
      throw new Crashed()
    }
    tell(`the worker is held up ${inWords(name)}; meanwhile:`)
    await meanwhile()
    tell('the worker goes on')
  }
  const outerPoint = isNaming ? async () => {} : point

  async function ask<T>(name: string, fn: () => Promise<T>): Promise<T> {
    await outerPoint(`before ${name}`)
    try {
      return await fn()
    } finally {
      await outerPoint(`after ${name}`)
    }
  }

  return {
    points,
    crashPoint: point,
    database: {
      ...database,
      inShop: async (shop, fn) => {
        await outerPoint('before write')
        const result = await database.inShop(shop, async tx => {
          if (isBlind) await sql`select set_config('simulate.blind', 'on', true)`.execute(tx)
          const value = await fn(tx)
          await outerPoint('in write')
          return value
        })
        await outerPoint('after write')
        return result
      },
    },
    spoke: isNaming ? spoke : wrap(spoke, ask),
  }
}

/**
 * Not in a transaction: rows are locked there, and whoever came between would wait for a worker that waits for him. Nor right before it acts:
 * what is on its way for longer than anybody waits is the storefront's lateness, and plays there.
 */
export const mayWait = (point: string): boolean => !point.startsWith('in ') && point !== 'before apply'

const verbs: Readonly<Record<string, string>> = {
  begin: 'takes the listings',
  'not-open': 'writes down that it has no keys',
  'look-failed': 'writes down that it could not look',
  record: 'writes down what it saw',
  settle: 'writes down what it did',
  'give-up': 'gives up',
  'forget-copy': 'forgets a copy',
  'hold on': 'makes sure that the listings are still its own',
  'find-own': 'looks for our own',
  read: 'reads listings',
  verify: 'fetches a file',
  apply: 'acts',
  write: 'writes down',
  readNamed: 'reads the sales that messages name',
  readListings: 'reads all listings',
  readListingsById: 'reads listings',
  readMarks: 'reads marks',
  readSales: 'reads sales',
}

function inWords(point: string): string {
  const [when, ...name] = point.split(' ')
  const verb = verbs[name.join(' ')] ?? name.join(' ')
  return when === 'in' ? `as it ${verb}` : `${when} it ${verb}`
}

/** The ways to the storefront that the jobs without names of their own take. */
export const asked = ['readListings', 'readListingsById', 'readMarks', 'readSales', 'readNamed'] as const

type Ask = <T>(name: string, fn: () => Promise<T>) => Promise<T>

function wrap(spoke: AnyShop, ask: Ask): AnyShop {
  const wrapped = asked.flatMap(name => {
    const ability = spoke[name] as unknown
    if (ability === undefined || isCannot(ability)) return []
    const fn = ability as (...args: unknown[]) => Promise<unknown>
    return [[name, (...args: unknown[]) => ask(name, () => fn(...args))]]
  })
  return { ...spoke, ...Object.fromEntries(wrapped) }
}
