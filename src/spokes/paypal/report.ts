/** PayPal's report of transactions: in windows of at most 31 days, up to three hours late, three years back. */
import { SpokeError } from '#kit'
import { type Answer, type Context, call, issuesOf } from './client.ts'
import { Line, LineList } from './wire.ts'

const dayMs = 86_400_000
export const longestWindowMs = 31 * dayMs
export const lateMs = 3 * 3_600_000
/** A day less than PayPal keeps. */
export const oldestMs = 3 * 365 * dayMs - dayMs
const [pageSize, shortestMs] = [500, 3_600_000]

/** `from`: milliseconds since 1970. */
export type Window = { readonly from: number; readonly lengthMs: number; readonly page: number }

export interface Report {
  readonly lines: readonly { readonly line: Line; readonly raw: unknown }[]
  /** null: the window is read. */
  readonly next: Window | null
  /** Where this window ended. */
  readonly to: number
  readonly answer: Answer
}

/** One page. Of more than PayPal lists at once (10,000 lines) the window is halved. */
export async function readReport(ctx: Context, window: Window): Promise<Report> {
  const to = Math.min(window.from + window.lengthMs, ctx.now().getTime())
  const query = {
    start_date: stamp(window.from),
    end_date: stamp(Math.max(to, window.from + 1000)),
    // What the books need, and nothing of the buyer.
    fields: 'transaction_info',
    page_size: pageSize,
    page: window.page,
  }
  try {
    const answer = await call(ctx, { what: 'read the account of money', path: '/v1/reporting/transactions', query })
    const { transaction_details: details, page, total_pages: pages } = LineList.parse(answer.body)
    const lines = details.map(raw => ({ line: Line.parse(raw), raw }))
    return { lines, next: page < pages ? { ...window, page: page + 1 } : null, to, answer }
  } catch (error) {
    if (!issuesOf(error).includes('RESULTSET_TOO_LARGE')) throw error
    if (window.lengthMs <= shortestMs)
      throw new SpokeError('bug', 'read the account of money: more lines in an hour than PayPal lists', { cause: error })
    return readReport(ctx, { ...window, lengthMs: Math.max(shortestMs, Math.floor(window.lengthMs / 2)), page: 1 })
  }
}

const stamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`
