/** PayPal's own account of money, as it comes. */
import { z } from 'zod'
import type { Json, MoneyRow, Page } from '#kit'
import { type Context, serverTime } from './client.ts'
import { lateMs, longestWindowMs, oldestMs, readReport } from './report.ts'
import type { Line } from './wire.ts'

const Cursor = z.object({ from: z.int().nonnegative(), lengthMs: z.int().positive(), page: z.int().positive() })

/** A line may show three hours late; so much and as much again is read once more. */
const overlapMs = 2 * lateMs

export async function readMoney(ctx: Context, cursor: Json): Promise<Page<MoneyRow>> {
  const at = cursor === null ? { from: ctx.now().getTime() - oldestMs, lengthMs: longestWindowMs, page: 1 } : Cursor.parse(cursor)
  const { lines, next, to, answer } = await readReport(ctx, at)
  const now = serverTime(ctx, answer).getTime()
  const items = lines.map(({ line, raw }): MoneyRow => {
    return { remoteId: idOf(line), happenedAt: new Date(line.transaction_info.transaction_initiation_date), raw: raw as Json }
  })
  if (next !== null) return { items, cursor: { ...next }, hasMore: true, total: null }
  const isMore = to < ctx.now().getTime() - 1000
  const from = isMore ? to : Math.max(at.from, now - overlapMs)
  return { items, cursor: { from, lengthMs: longestWindowMs, page: 1 }, hasMore: isMore, total: null }
}

/** The same id may stand on two lines: told apart by what happened and which way the money went. */
function idOf({ transaction_info: { transaction_id: id, transaction_event_code: code, transaction_amount: amount } }: Line): string {
  return `${id} ${code ?? '-'} ${amount?.value.startsWith('-') ? 'out' : 'in'}${amount == null ? '' : ` ${amount.currency_code}`}`
}
