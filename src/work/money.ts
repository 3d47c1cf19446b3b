/** Reads the platform's own account of money, hourly, and keeps it raw. A page and the cursor behind it are saved together, so it goes on from anywhere. */
import type { ShopId } from '#database'
import { needReconnect } from '#hub/connection/move-state.ts'
import { type ConnectionFacts, readConnection } from '#hub/connection/read-connections.ts'
import { keepMoney, noteMoneyRead, readMoneyCursor } from '#hub/ledger/keep-money.ts'
import { remedyOf, SpokeError } from '#kit/error.ts'
import { isCannot, type Json } from '#kit/shop.ts'
import type { JobPayload, WorkDeps } from './deps.ts'
import { contextOf, payContextOf } from './spoke-context.ts'

const [hourMs, dayMs, retryMs] = [3_600_000, 86_400_000, 300_000]
/** Then the job ends and goes on soon after: nobody waits for it, and others have work. */
const longestMs = 120_000
const soonMs = 5_000

export async function readMoney(deps: WorkDeps, { shop, connection: connectionId }: JobPayload, signal?: AbortSignal): Promise<void> {
  if (connectionId === undefined) return
  const { database, now } = deps
  const connection = await database.inShop(shop, tx => readConnection(tx, connectionId, 'any').catch(() => null))
  if (connection === null || (connection.state !== 'live' && connection.state !== 'rehearsal')) return
  const note = (ms: number, isWhole = false) =>
    database.inShop(shop, tx => noteMoneyRead(tx, connectionId, { now: now(), next: new Date(now().getTime() + ms), isWhole }))
  try {
    const end = await readPages(deps, { shop, connection, signal })
    if (end !== 'overtaken') await note({ cannot: dayMs, whole: hourMs, more: soonMs }[end], end === 'whole')
  } catch (error) {
    const remedy = remedyOf(error)
    deps.log.warn({ err: error, connection: connectionId, remedy }, 'the account of money could not be read')
    if (remedy === 'reconnect')
      await database.inShop(shop, tx =>
        needReconnect(
          tx,
          connectionId,
          `“${connection.label}” no longer takes its keys (${(error as Error).message}). Renew them under Shops; nothing is lost meanwhile.`,
        ),
      )
    else if (remedy === 'wait' && error instanceof SpokeError) await note(Math.max(error.waitMs ?? retryMs, soonMs))
    else await note(remedy === 'retry' ? retryMs : hourMs)
  }
}

/** @returns 'overtaken' when another reads it at the same time. */
async function readPages(
  deps: WorkDeps,
  { shop, connection, signal }: { shop: ShopId; connection: ConnectionFacts; signal: AbortSignal | undefined },
): Promise<'cannot' | 'whole' | 'more' | 'overtaken'> {
  const { database, now } = deps
  const { spoke, ctx } =
    connection.kind === 'pay' ? payContextOf(deps, shop, connection, 'history') : contextOf(deps, shop, connection, 'history')
  if (isCannot(spoke.readMoney)) return 'cannot'
  const startedAt = now().getTime()
  let cursor = (await database.inShop(shop, tx => readMoneyCursor(tx, connection.id))) as Json
  while (!(signal?.aborted ?? false) && now().getTime() - startedAt < longestMs) {
    const from = cursor
    const page = await spoke.readMoney(ctx, from)
    const isKept = await database.inShop(shop, tx =>
      keepMoney(tx, connection.id, { lines: page.items, from, next: page.cursor, now: now() }),
    )
    if (!isKept) return 'overtaken'
    if (!page.hasMore) return 'whole'
    cursor = page.cursor
  }
  return 'more'
}
