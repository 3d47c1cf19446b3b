/** What a seller should have within her first ten minutes, each step within its own share of them. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { queuedMs } from '../src/drill/hub-process.ts'

const minuteMs = 60_000
const steps = {
  1: { says: 'one command, and the demo’s shops are full', shareMs: minuteMs },
  2: { says: 'the first screen says in one line what is true', shareMs: minuteMs },
  3: { says: 'a shop is connected by its own page, to be read', shareMs: minuteMs },
  4: { says: 'what she sells is read with a counter, and goes on without her', shareMs: minuteMs },
  5: { says: 'the same pattern on three sites is one: all accepted, a few put right', shareMs: 1.5 * minuteMs },
  6: { says: 'what differs is told before anything is changed', shareMs: 1.5 * minuteMs },
  7: { says: 'a corrected PDF is uploaded and previewed, nothing sent', shareMs: 1.5 * minuteMs },
  8: { says: 'what would be sent is shown, and one press sends it', shareMs: minuteMs },
  9: { says: 'taking it back is in sight, and tells first what it would do', shareMs: 0.5 * minuteMs },
} as const
type StepNo = keyof typeof steps

/** @param pid of the hub: what a busy machine keeps it waiting is not hers. */
export function tenMinutes(pid: () => number) {
  const took = new Map<StepNo, { ms: number; queued: number }>()
  return {
    /** @returns to be called when the step is done. @param from of performance.now(), when it began before the hub was there. */
    start: (step: StepNo, from?: number): (() => void) => {
      const [began, queued] = [from ?? performance.now(), from === undefined ? queuedMs(pid()) : 0]
      return () => took.set(step, { ms: performance.now() - began, queued: queuedMs(pid()) - queued })
    },
    /** A table of the steps up to one of them, and whether each kept to its share. */
    tell: (t: TestContext, last: StepNo = 9): void => {
      const walked = Object.entries(steps).filter(([no]) => Number(no) <= last)
      const seconds = (ms: number) => `${(ms / 1000).toFixed(1).padStart(6)} s`
      t.diagnostic('step    took   of at most')
      for (const [no, { says, shareMs }] of walked)
        t.diagnostic(`${no.padStart(4)} ${seconds(took.get(Number(no) as StepNo)?.ms ?? Number.NaN)}  ${seconds(shareMs)}  ${says}`)
      for (const [no, { says, shareMs }] of walked) {
        const step = took.get(Number(no) as StepNo)
        assert.ok(step, `step ${no} was walked`)
        assert.ok(step.ms - step.queued < shareMs, `${says}: ${seconds(step.ms)}, ${seconds(step.queued)} of it without a processor`)
      }
    },
  }
}
