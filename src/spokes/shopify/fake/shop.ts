/** The pretend shop at work: its state, clock and dice, and what every part of it needs. */
import type { FakeBytes } from '#kit/fake-bytes.ts'
import { Dice, FakeClock } from '#kit/fake-clock.ts'
import type { Faults } from '#kit/fake-faults.ts'
import type { MediaFile, Product, State } from './state.ts'

export class Shop {
  readonly state: State
  readonly clock: FakeClock
  readonly dice: Dice
  readonly blobs: FakeBytes
  url = ''
  faults: Faults | null = null
  /** Told of what happened, by topic; the hooks listen. */
  onEvent: (topic: string, body: unknown) => void = () => {}

  constructor(state: State, blobs: FakeBytes) {
    this.state = state
    this.blobs = blobs
    this.clock = new FakeClock(state.clock)
    this.dice = new Dice(state.dice)
    if (state.bucket.filledAt === 0) state.bucket.filledAt = this.clock.nowMs()
  }

  save(): State {
    return { ...this.state, clock: this.clock.save(), dice: this.dice.state }
  }

  nextId(): number {
    return this.state.nextId++
  }

  nowMs(): number {
    return this.clock.nowMs()
  }

  isOn(fault: string): boolean {
    return this.faults?.isOn(fault) ?? false
  }

  product(id: number): Product | null {
    return this.state.products.find(product => product.id === id) ?? null
  }

  file(id: number): MediaFile | null {
    return this.state.files.find(file => file.id === id) ?? null
  }

  /** Says that a product changed, as the platform does to whoever subscribed. */
  touch(product: Product, topic: 'products/create' | 'products/update' = 'products/update'): void {
    product.updatedAt = this.nowMs()
    this.onEvent(topic, {
      id: product.id,
      admin_graphql_api_id: gid('Product', product.id),
      title: product.title,
      updated_at: time(product.updatedAt),
    })
  }
}

export const gid = (kind: string, id: number): string => `gid://shopify/${kind}/${id}`

/** @returns the number of an id of this kind; null for any other. */
export function idOf(kind: string, id: string): number | null {
  const found = /^gid:\/\/shopify\/(\w+)\/(\d+)$/.exec(id)
  return found !== null && found[1] === kind ? Number(found[2]) : null
}

/** Whole seconds, UTC. */
export const time = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z')
