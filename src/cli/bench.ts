/** `bin/selvage bench [NAME…]`: one JSON line per figure, each beside the limit measured in the same run. */

import { missOf } from '../../bench/figure.ts'
import { benches } from '../../bench/index.ts'
import type { Io } from './io.ts'

export async function run(args: string[], io: Io): Promise<number> {
  const wanted = args.filter(arg => !arg.startsWith('-'))
  const unknown = wanted.filter(name => !(name in benches))
  if (unknown.length > 0)
    return io.wrongUse(`There is no ${unknown.join(', ')}. Say bench, or bench with one or more of: ${Object.keys(benches).join(', ')}`)
  const misses: string[] = []
  for (const [name, measure] of Object.entries(benches)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    for (const measured of await measure()) {
      const { bound: _, ...figure } = measured
      io.say(figure, JSON.stringify(figure))
      const miss = missOf(measured)
      if (miss !== null) misses.push(miss)
    }
  }
  return misses.length === 0 ? 0 : io.refuse(misses.join('\n'))
}
