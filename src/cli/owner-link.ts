import { readConfig } from '#config'
import { openDatabase } from '#database/open.ts'
import { createLog } from '#log'
import { makeOwnerLink } from '#web/accounts-owner-link.ts'
import type { Io } from './io.ts'

/** `bin/selvage owner-link`: a new one-time link, for making the owner or for coming back in without the password. */
export async function run(args: string[], io: Io): Promise<number> {
  if (args.length > 0) return io.wrongUse('owner-link takes nothing more')
  const config = readConfig(io.env)
  const open = await openDatabase(config, createLog('silent'))
  try {
    const base = config.publicUrl ?? `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`
    const link = `${base}/owner/${await makeOwnerLink(open.database, new Date())}`
    io.say(
      { link, hours: 24 },
      `${link}\nIt works once, for a day. Whoever has it owns this Selvage: open it yourself and show it to nobody.`,
    )
    return 0
  } finally {
    await open.close()
  }
}
