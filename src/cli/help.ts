import { settings } from '#config'
import { commands } from './commands.ts'
import type { Io } from './io.ts'

/** `bin/selvage help [COMMAND | settings]` */
export async function run([topic]: string[], io: Io): Promise<number> {
  if (topic === 'settings') {
    for (const [name, { sentence, default: value }] of Object.entries(settings))
      io.say({ setting: name, sentence, default: value }, `${name}\n    ${sentence}${value === '' ? '' : ` Default: ${value}`}`)
    return 0
  }
  const shown = topic === undefined ? commands : commands.filter(({ name }) => name === topic)
  if (shown.length === 0) return io.wrongUse(`There is no command ${topic}. \`bin/selvage help\` lists them.`)
  const width = Math.max(...shown.map(({ usage }) => usage.length))
  for (const { name, usage, sentence } of shown)
    io.say({ command: name, usage, sentence }, `  bin/selvage ${usage.padEnd(width)}  ${sentence}`)
  if (topic === undefined)
    io.say(
      { exit: { 0: 'done', 1: 'refused with a reason', 2: 'wrong use' } },
      '\nEach takes --json and prints JSON lines. Settings: bin/selvage help settings',
    )
  return 0
}
