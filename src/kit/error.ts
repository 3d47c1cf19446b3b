/** The one error of the spokes: it carries the remedy, and the worker decides on that alone. */

export const remedies = ['retry', 'wait', 'reconnect', 'seller', 'bug'] as const
/**
 * retry: a passing fault, try again with back-off · wait: come back after `waitMs` · reconnect: the seller must renew the connection ·
 * seller: she must act at the storefront, the message says what · bug: ours or the platform's, kept and shown, never retried blindly.
 */
export type Remedy = (typeof remedies)[number]

export class SpokeError extends Error {
  override readonly name = 'SpokeError'
  readonly remedy: Remedy
  readonly waitMs: number | null
  /** true when the far side may have acted although no answer came: look before acting again. */
  readonly isUnknown: boolean

  /** @param message says what was tried and what came back, without tokens, bodies or addresses: 'put file on listing 77: 429'. */
  constructor(remedy: Remedy, message: string, options: { waitMs?: number; isUnknown?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.remedy = remedy
    this.waitMs = options.waitMs ?? null
    this.isUnknown = options.isUnknown ?? false
  }
}
