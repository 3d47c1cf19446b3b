import type { Io } from './io.ts'

/**
 * A line that a test file appends to the file named by SELVAGE_TEST_REPORT.
 * 'operations': the calls a spoke's client makes, and those of them that were held against a recording or a schema.
 * 'check': something that needs a program of the system, and whether that was there.
 */
export type ReportLine =
  | { kind: 'operations'; spoke: string; used: string[]; validated: string[] }
  | { kind: 'check'; name: string; state: 'run' | 'absent'; why?: string }

/** Says how many operations of each client were validated, and which optional checks ran; lines of many files are merged. */
export function printReport(text: string, io: Io): void {
  const lines = text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as ReportLine)
  const spokes = new Map<string, { used: Set<string>; validated: Set<string> }>()
  const checks = new Map<string, ReportLine & { kind: 'check' }>()
  for (const line of lines) {
    if (line.kind === 'check') {
      if (checks.get(line.name)?.state !== 'run') checks.set(line.name, line)
      continue
    }
    const found = spokes.get(line.spoke) ?? { used: new Set(), validated: new Set() }
    spokes.set(line.spoke, { used: found.used.union(new Set(line.used)), validated: found.validated.union(new Set(line.validated)) })
  }
  if (spokes.size > 0) io.say({}, '\nOperations of each client, and those validated against a recording or a schema')
  for (const [spoke, { used, validated }] of [...spokes].sort()) {
    const both = used.intersection(validated).size
    const share = used.size === 0 ? 100 : Math.floor((both * 100) / used.size)
    const open = [...used.difference(validated)].sort()
    io.say(
      { spoke, operations: used.size, validated: both, open },
      `  ${spoke}: operations ${used.size}, validated: ${both}/${used.size} (${share} %)${open.length === 0 ? '' : `; not yet: ${open.join(', ')}`}`,
    )
  }
  if (checks.size > 0) io.say({}, '\nChecks that need a program of the system')
  for (const { name, state, why } of [...checks.values()].sort((x, y) => x.name.localeCompare(y.name)))
    io.say({ check: name, state, why }, `  ${name}: ${state}${why === undefined ? '' : ` (${why})`}`)
  io.say({}, '')
}
