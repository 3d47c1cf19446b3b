import { workImports } from '#hub/sales-file/work-imports.ts'
import type { JobPayload, WorkDeps } from './deps.ts'

/** Tables of sales that were pressed come in, and those that were taken back go, until nothing is due at this connection. */
export async function bringInTables(
  { database, blobs, now, log }: WorkDeps,
  { shop, connection }: JobPayload,
  signal?: AbortSignal,
): Promise<void> {
  if (connection === undefined) return
  const onFault = (error: unknown) => log.warn({ err: error, shop, connection }, 'a table of sales waits')
  await workImports({ database, blobs, now, onFault }, shop, connection, signal)
}
