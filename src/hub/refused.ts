/** What the seller asked for and cannot have as it is: the message says what, where and what to do, and is shown to her as it stands. */
export class Refused extends Error {
  override readonly name = 'Refused'
  /** Stable, for programs: 'not-found', 'key-missing'. */
  readonly code: string
  /** The field of the form that it is about. */
  readonly field: string | null
  /** As in HTTP: 400 wrong, 404 not there, 409 changed meanwhile. */
  readonly status: number

  constructor(code: string, message: string, options: { field?: string; status?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.field = options.field ?? null
    this.status = options.status ?? 400
  }
}

/** @param what in her words, with its article: 'This order'. */
export const notFound = (what: string): Refused =>
  new Refused('not-found', `${what} is not here. It may have been removed, or it belongs to another shop.`, { status: 404 })
