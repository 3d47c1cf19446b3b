import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCommand } from '../cli.ts'
import { testsOfTheNight } from './nightly.ts'

test('nightly knows its parts, and begins none when one of them is unknown', async () => {
  const said: string[] = []
  const wrongUse = (reason: string) => {
    said.push(reason)
    return 2 as const
  }
  const io = { isJson: false, env: {}, say: () => assert.fail('something was begun'), refuse: () => 1 as const, wrongUse }
  assert.equal(await runCommand(['nightly', 'kills', 'sleep'], io), 2)
  assert.match(said.join('\n'), /^There is no sleep\. .*: main, breaks, storefronts, errata, kills, history, simulate, tests, fuzz, bench$/)
})

test('by night there are the tests that a day leaves out, and whole those that take turns by day', () => {
  const tests = testsOfTheNight()
  for (const one of ['journeys/screens.test.ts', 'src/simulate/every-await.test.ts', 'src/work/quiet-hour.night.test.ts'])
    assert.ok(tests.includes(one), one)
  assert.ok(!tests.includes('src/cli/nightly.test.ts'))
})
