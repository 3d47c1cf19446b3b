/** The one error of the spokes: it carries the remedy, and the worker decides on that alone. */
import { DatabaseError } from '#database/error.ts'
import { MoneyRefused } from '#hub/money.ts'

export const remedies = ['retry', 'wait', 'reconnect', 'allow', 'seller', 'bug'] as const
/**
 * retry: a passing fault, try again with back-off · wait: come back after `waitMs` · reconnect: the seller must renew the connection ·
 * allow: its keys are good and may only read; she is asked to let Selvage write, and reading goes on ·
 * seller: she must act at the storefront, the message says what · bug: ours or the platform's, kept and shown, never retried blindly.
 */
export type Remedy = (typeof remedies)[number]

export class SpokeError extends Error {
  override readonly name = 'SpokeError'
  readonly remedy: Remedy
  readonly waitMs: number | null
  /** true when the far side may have acted although no answer came: look before acting again. */
  readonly isUnknown: boolean
  /** Id there of the listing that has what this one is to have, such as its SKU: where that one is about to change, this is no question for her yet. */
  readonly inTheWay: string | null

  /** @param message says what was tried and what came back, without tokens, bodies or addresses: 'put file on listing 77: 429'. */
  constructor(remedy: Remedy, message: string, options: { waitMs?: number; isUnknown?: boolean; inTheWay?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.remedy = remedy
    this.waitMs = options.waitMs ?? null
    this.isUnknown = options.isUnknown ?? false
    this.inTheWay = options.inTheWay ?? null
  }
}

/**
 * What to do about any error, decided in this one place.
 * A database that is away or a cut line passes by itself; a refused amount is for the seller; what nobody foresaw is a bug: kept, shown, not retried blindly.
 */
export function remedyOf(error: unknown): Remedy {
  if (error instanceof SpokeError) return error.remedy
  if (error instanceof DatabaseError) return error.isTransient ? 'retry' : 'bug'
  if (error instanceof MoneyRefused) return 'seller'
  if (error instanceof Error && isPassing(error)) return 'retry'
  return 'bug'
}

const passingNames = new Set(['AbortError', 'TimeoutError'])
const passingCodes = new Set(
  'ECONNRESET ECONNREFUSED ECONNABORTED EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENOTFOUND EAI_AGAIN UND_ERR_SOCKET UND_ERR_CONNECT_TIMEOUT'.split(
    ' ',
  ),
)

/** @returns true for faults of the line, whoever threw them; looks through `cause` as `fetch` wraps its own. */
export function isPassing(error: Error, depth = 0): boolean {
  const { code } = error as Error & { code?: unknown }
  if (passingNames.has(error.name) || (typeof code === 'string' && passingCodes.has(code))) return true
  return depth < 4 && error.cause instanceof Error && isPassing(error.cause, depth + 1)
}
