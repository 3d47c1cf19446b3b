import { ConfigError, readConfig } from '#config'
import { maskText } from '#log'
import { commands, fileOf } from './cli/commands.ts'
import { createIo, type Io } from './cli/io.ts'

/** @returns the exit code: 0 done, 1 refused with a reason, 2 wrong use. */
export async function runCommand(argv: string[], io: Io): Promise<number> {
  const [name = 'help', ...args] = argv.filter(arg => arg !== '--json')
  if (name === '--help' || name === '-h') return runCommand(['help', ...args], io)
  const command = commands.find(candidate => candidate.name === name)
  if (command === undefined) return io.wrongUse(`There is no command ${name}. \`bin/selvage help\` lists them.`)
  if (args.includes('--help') || args.includes('-h')) return runCommand(['help', name], io)
  try {
    const { run } = (await import(fileOf(command))) as { run(args: string[], io: Io): Promise<number> }
    return await run(args, io)
  } catch (error) {
    if (error instanceof ConfigError) return io.wrongUse(error.message)
    if (isOfDisk(error))
      return io.refuse(
        `${error.message}. The data folder is ${readConfig(io.env).home} (SELVAGE_HOME): it must be writable for you and have room.`,
      )
    const isOurs = error instanceof Error && error.name !== 'TypeError' && error.name !== 'ReferenceError' && io.env.SELVAGE_LOG !== 'debug'
    return io.refuse(maskText(isOurs ? error.message : String((error as Error).stack ?? error)))
  }
}

const isOfDisk = (error: unknown): error is NodeJS.ErrnoException =>
  ['EACCES', 'EPERM', 'ENOTDIR', 'EROFS', 'ENOSPC'].includes((error as NodeJS.ErrnoException).code ?? '') &&
  (error as NodeJS.ErrnoException).path !== undefined

if (import.meta.main) {
  const argv = process.argv.slice(2)
  // The launcher was killed: end as if we had been, so that the next start finds the port free and the database to adopt.
  process.on('disconnect', () => process.exit(1))
  process.channel?.unref()
  const code = await runCommand(argv, createIo(argv.includes('--json')))
  process.exit(code)
}
