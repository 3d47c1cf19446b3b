import { join, relative } from 'node:path'
import { NewRefused, writeShop } from '#kit/new.ts'
import type { Io } from './io.ts'

const root = join(import.meta.dirname, '../..')

/** `bin/selvage new shop NAME` writes src/spokes/NAME, green from the start. */
export async function run(args: string[], io: Io): Promise<number> {
  const [kind, name, ...rest] = args.filter(arg => arg !== '--json')
  if (kind !== 'shop' || name === undefined || rest.length > 0) return io.wrongUse('Use: bin/selvage new shop NAME')
  try {
    const written = writeShop({ name }).map(path => relative(root, path))
    for (const path of written) io.say({ written: path }, path)
    io.say(
      {},
      `\nIts test is green: node --test src/spokes/${name}\nNow make it true: what it cannot do yet is in spoke.ts.\nbin/selvage abilities --write tells of it in the README.`,
    )
    return 0
  } catch (error) {
    if (error instanceof NewRefused) return io.refuse(error.message)
    throw error
  }
}
