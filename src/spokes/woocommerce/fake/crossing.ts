/** Writes that cross: several workers of the store on one product, one step at a time, in an order that a test gives. */

/**
 * A change has four steps: the fields are saved, the meta is saved, the fields are read for the answer, the meta is read.
 * A create has two: the SKU is looked for, the product is put in. Source: the races of products-more.json, recorded 2026-11.
 */
export class Crossing {
  #order: number[] = []
  #arrived = 0
  #running: number | null = null
  readonly #parked = new Map<number, () => void>()
  readonly #finished = new Set<number>()

  /** @param order one number a step: 1 is the write that comes first. Afterwards nobody waits for another. */
  begin(order: readonly number[]): void {
    this.#order = [...order]
    this.#arrived = 0
    this.#running = null
    this.#finished.clear()
  }

  /** How many writes have come since the order was given. */
  get arrived(): number {
    return this.#arrived
  }

  /** @returns null when no order was given: then a write is whole before the next begins. */
  enter(): Writer | null {
    if (this.#order.length === 0) return null
    const number = ++this.#arrived
    return {
      turn: () =>
        new Promise(resolve => {
          if (this.#running === number) this.#running = null
          this.#parked.set(number, resolve)
          this.#next()
        }),
      leave: () => {
        this.#finished.add(number)
        if (this.#running === number) this.#running = null
        this.#next()
      },
    }
  }

  #next(): void {
    if (this.#running !== null) return
    while (this.#order[0] !== undefined && this.#finished.has(this.#order[0])) this.#order.shift()
    const first = this.#order[0]
    if (first === undefined) {
      for (const go of this.#parked.values()) go()
      this.#parked.clear()
      return
    }
    const go = this.#parked.get(first)
    if (!go) return
    this.#order.shift()
    this.#parked.delete(first)
    this.#running = first
    go()
  }
}

export interface Writer {
  /** Ends the step before, and waits for the next. */
  readonly turn: () => Promise<void>
  readonly leave: () => void
}
