/** The world that jobs are handed, for tests: a clock that stands still until it is moved, no network, no files. */
import { type Config, readConfig } from '#config'
import type { Database } from '#database'
import { memoryLimiter } from '#kit/rate.ts'
import { silent } from '#log'
import type { PublicAddress, WorkDeps } from '#work/deps.ts'
import type { StubShop } from './stub-shop.ts'

export interface TestWorld {
  readonly deps: WorkDeps
  /** Moves the clock on. */
  pass(ms: number): void
  address: PublicAddress
}

export const reached = (url = 'https://patterns.example'): PublicAddress => ({
  state: 'reached',
  url,
  checkedAt: new Date(0),
  sentence: `${url} leads here.`,
})
export const noAddress: PublicAddress = { state: 'none', url: null, checkedAt: null, sentence: 'No public address is set.' }

export const secretKey = Buffer.alloc(32, 7)

export function testWorld(
  database: Database,
  {
    stubs = [],
    config = {},
    at = new Date('2026-03-10T12:00:00Z'),
    address = noAddress,
  }: { stubs?: readonly StubShop[]; config?: Partial<Config>; at?: Date; address?: PublicAddress } = {},
): TestWorld {
  let now = at.getTime()
  const world: TestWorld = {
    address,
    pass: ms => {
      now += ms
    },
    deps: {
      database,
      config: { ...readConfig({}), ...config },
      spokes: new Map(stubs.map(({ spoke }) => [spoke.id, spoke])),
      blobs: noBlobs,
      now: () => new Date(now),
      log: silent,
      secretKey,
      rates: memoryLimiter(() => new Date(now)),
      publicUrl: () => world.address,
    },
  }
  return world
}

const noBlobs = new Proxy({} as WorkDeps['blobs'], {
  get: () => () => {
    throw new Error('this test has no files')
  },
})
