export interface Grey {
  readonly width: number
  readonly height: number
  /** Rows from the top, 0 to 255. */
  readonly values: Float32Array
}

/** So many squares are kept of the shorter side, and up to twice as many. */
const side = 320

/** Takes rows of a picture from the top and keeps the means of squares of whole pixels, so that few of them are in memory. */
export class Shrinker {
  readonly #factor: number
  readonly #width: number
  readonly #height: number
  readonly #sums: Float64Array
  #row = 0

  constructor(width: number, height: number) {
    this.#factor = Math.max(1, Math.floor(Math.min(width, height) / side))
    // What does not fill a square at the right or the bottom is a pixel or two of many hundreds.
    this.#width = Math.floor(width / this.#factor)
    this.#height = Math.floor(height / this.#factor)
    this.#sums = new Float64Array(this.#width * this.#height)
  }

  add(grey: ArrayLike<number>): void {
    const [factor, width, sums] = [this.#factor, this.#width, this.#sums]
    const y = Math.floor(this.#row++ / factor)
    if (y >= this.#height) return
    for (let to = y * width, end = to + width, from = 0; to < end; to++) {
      let sum = 0
      for (let n = 0; n < factor; n++) sum += grey[from++]!
      sums[to]! += sum
    }
  }

  grey(): Grey {
    const area = this.#factor ** 2
    return { width: this.#width, height: this.#height, values: Float32Array.from(this.#sums, sum => sum / area) }
  }
}
