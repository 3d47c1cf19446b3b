import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Io } from './io.ts'
import { printReport, type ReportLine } from './test-report.ts'

test('the lines of many test files become one count for each spoke, and a check that ran anywhere has run', () => {
  const lines: ReportLine[] = [
    { kind: 'operations', spoke: 'patternmart', used: ['read', 'write'], validated: ['read'] },
    { kind: 'operations', spoke: 'patternmart', used: ['read', 'hook', 'batch'], validated: ['hook', 'never-used'] },
    { kind: 'check', name: 'qpdf', state: 'absent', why: 'not installed' },
    { kind: 'check', name: 'qpdf', state: 'run' },
    { kind: 'check', name: 'caddy', state: 'absent', why: 'not installed' },
  ]
  const said: string[] = []
  const io: Io = {
    isJson: false,
    env: {},
    say: (_fact, sentence = '') => void said.push(sentence.trim()),
    refuse: () => 1,
    wrongUse: () => 2,
  }
  printReport(lines.map(line => JSON.stringify(line)).join('\n'), io)
  assert.deepEqual(
    said.filter(line => line.includes(': ')),
    ['patternmart: operations 4, validated: 2/4 (50 %); not yet: batch, write', 'caddy: absent (not installed)', 'qpdf: run'].map(line =>
      line.trim(),
    ),
  )
})
