/** Statements that a connection keeps prepared, for those sent again and again with other values: planning them costs more than running them. */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'

const mark = '/* kept */'

/**
 * Goes first in a `sql` text that is always the same: sql`${kept} update …`. After five runs the server takes one plan for all values where
 * that is as good, so it is not for texts whose best plan depends on what is asked.
 */
export const kept = sql.raw(mark)

const names = new Map<string, string>()

/** @returns what the driver should be asked instead of (text, values): the same by a name of its own when it is marked. */
export function prepared(args: readonly unknown[]): readonly unknown[] {
  const [text, values] = args
  if (typeof text !== 'string' || !Array.isArray(values) || !text.trimStart().startsWith(mark)) return args
  let name = names.get(text)
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('hex').slice(0, 32)
    names.set(text, name)
  }
  return [{ name, text, values }]
}
