/** What may happen, as data: fast-check makes stories of it and makes a failing one short. */
import fc from 'fast-check'
import { type Character, faults, moods } from './far-side.ts'

const pattern = fc.nat({ max: 2 })
const one = <Name extends string>(name: Name) => fc.constant(name)
const often = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary })

/** Which of the storefronts; with one it is that. */
const at = fc.nat({ max: 2 })

const change = fc.record({
  do: one('change'),
  pattern,
  what: fc.constantFrom('title', 'price', 'files', 'files', 'sku', 'archive'),
  isPressed: fc.oneof(often(3, fc.constant(true)), often(1, fc.constant(false))),
})
const press = fc.record({ do: one('press'), pattern })
const undo = fc.record({ do: one('undo') })
const sell = fc.record({
  do: one('sell'),
  at,
  pattern,
  buyer: fc.nat({ max: 1 }),
  isPaid: fc.oneof(often(3, fc.constant(true)), often(1, fc.constant(false))),
})
const order = fc.record({
  do: one('order'),
  at,
  order: fc.nat({ max: 3 }),
  what: fc.constantFrom('pay', 'refund-part', 'refund-whole', 'cancel', 'touch', 'spoil'),
})
const hand = fc.record({
  do: one('hand'),
  at,
  pattern,
  what: fc.constantFrom('title', 'price', 'no-files', 'other-file', 'hide', 'remove'),
})
const hold = fc.record({ do: one('hold'), isHeld: fc.boolean() })
const move = fc.record({ do: one('move'), at, isLive: fc.boolean() })
const pause = fc.record({ do: one('pause'), at, isPaused: fc.oneof(often(1, fc.constant(true)), often(2, fc.constant(false))) })
const keys = fc.record({ do: one('keys'), at, what: fc.constantFrom('refused', 'unreadable', 'renewed', 'renewed') })
const adopt = fc.record({ do: one('adopt'), at, pattern: fc.constant(0) })
export const askable = ['title', 'price', 'isPublished', 'files'] as const
const rule = fc.record({
  do: one('rule'),
  field: fc.constantFrom(...askable),
  rule: fc.oneof(often(4, one('ask')), often(1, one('hub'))),
})
const answer = fc.record({ do: one('answer'), at, nth: fc.nat({ max: 2 }), how: fc.constantFrom('put-right', 'accept') })
const again = fc.record({ do: one('again'), at, pattern })
const mood = fc.record({ do: one('mood'), at, mood: fc.constantFrom(...moods) })
const hook = fc.record({ do: one('hook'), at, nth: fc.nat({ max: 3 }), times: fc.nat({ max: 2 }) })
const pass = fc.record({ do: one('pass'), seconds: fc.constantFrom(1, 7, 30, 120, 900) })
/** Of the next calls, in their order. */
const kinds = fc.array(fc.constantFrom(...faults, 'none' as const, 'none' as const), { minLength: 1, maxLength: 4 })
const fault = fc.record({ do: one('faults'), at, kinds })

const quota = fc.record({ do: one('quota'), at, left: fc.nat({ max: 12 }) })

/** Something that may also come between two steps of a worker. */
const deed = fc.oneof(
  often(4, change),
  often(3, press),
  often(1, undo),
  often(3, sell),
  often(3, order),
  often(3, hand),
  often(1, hold),
  often(1, move),
  often(2, hook),
  often(2, pass),
  often(1, fault),
  often(1, pause),
  often(1, keys),
  often(1, adopt),
  often(2, rule),
  often(1, answer),
  often(1, again),
  often(1, mood),
  often(1, quota),
)
/** A story told by hand leaves out where, and it is at the first of its storefronts. */
type Anywhere<T> = T extends { readonly do: string }
  ? { readonly [Key in keyof T as Key extends 'at' ? never : Key]: Inside<T[Key]> } & { readonly at?: number }
  : T
type Inside<T> = T extends { readonly what: infer What; readonly at: number }
  ? Omit<T, 'what'> & { readonly what: Anywhere<What> }
  : Anywhere<T>
export type Deed = Anywhere<typeof deed extends fc.Arbitrary<infer T> ? T : never>

const interruptionBefore = (awaits: number) => {
  const at = fc.nat({ max: awaits - 1 })
  return fc.oneof(
    often(2, fc.constant(null)),
    often(3, fc.record({ at, what: one('crash') })),
    often(2, fc.record({ at, what: one('second') })),
    often(1, fc.record({ at, what: deed })),
  )
}
/** A job, mostly with something to do, and now and then on a bad line. `awaits`: about as many as it has. */
const work = <Job extends string>(job: Job, cause: fc.Arbitrary<Deed>, awaits: number) =>
  fc.record({
    do: one('work'),
    at,
    job: one(job),
    cause: fc.oneof(often(2, cause), often(1, fc.constant(null))),
    kinds: fc.oneof(often(2, kinds), often(3, fc.constant([]))),
    interruption: interruptionBefore(awaits),
  })

const action = fc.oneof(
  often(5, deed),
  often(3, work('run', fc.oneof(change, press), 22)),
  often(2, work('poll', fc.oneof(sell, order), 11)),
  often(1, work('sweep', hand, 11)),
  often(1, work('relay', sell, 6)),
)
export type Action = Anywhere<typeof action extends fc.Arbitrary<infer T> ? T : never>

const together = (...characters: Character[]): readonly Character[] => characters
export const story = fc.record({
  /** Mostly one: three take as long as three stories, and most of what goes wrong goes wrong at one. */
  characters: fc.oneof(
    often(9, fc.constantFrom(together('batch'), together('steps'), together('upsert'))),
    often(1, fc.constant(together('batch', 'steps', 'upsert'))),
  ),
  patterns: fc.oneof(often(3, fc.constant(1)), often(1, fc.integer({ min: 2, max: 3 }))),
  batchSize: fc.constantFrom(1, 10),
  isByAddress: fc.boolean(),
  /** Many storefronts take a SKU twice. */
  isSkuUnique: fc.boolean(),
  /** Whether things follow each other within the second to which the storefront dates them. */
  isHurried: fc.boolean(),
  isLive: fc.oneof(often(5, fc.constant(true)), often(1, fc.constant(false))),
  /** Whether all is listed when the story begins. */
  isListed: fc.boolean(),
  /** Whether she wants to be asked about what is changed by hand. */
  isAsking: fc.oneof(often(3, fc.constant(false)), often(1, fc.constant(true))),
  isThereBefore: fc.oneof(often(5, fc.constant(false)), often(1, fc.constant(true))),
  /** How far the storefront's clock is ahead of ours. */
  offsetMs: fc.oneof(often(3, fc.constant(0)), often(1, fc.constantFrom(...[-11_000_000, -420_000, -9_700, 5_000, 420_500, 7_200_000]))),
  actions: fc.array(action, { minLength: 2, maxLength: 8, size: 'max' }),
})
type Generated = typeof story extends fc.Arbitrary<infer T> ? T : never
export type Story = Omit<Generated, 'actions'> & { readonly actions: Action[] }

/** One pattern, live and listed, and nothing happens. */
export const plainStory: Story = {
  characters: ['batch'],
  patterns: 1,
  batchSize: 1,
  isByAddress: false,
  isSkuUnique: true,
  isHurried: false,
  isLive: true,
  isListed: true,
  isAsking: false,
  isThereBefore: false,
  offsetMs: 0,
  actions: [],
}
