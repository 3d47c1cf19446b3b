import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { startDrawing } from './drawing.ts'
import { beaconStar } from './patterns/quilting/star.ts'

const home = mkdtempSync(join(tmpdir(), 'drawing-'))
after(() => rm(home, { recursive: true }))

test('a pattern is drawn beside everything else: its files, its cover, and corrected files ready to be uploaded', async () => {
  const drawing = startDrawing({ slugs: [beaconStar.slug], correctedSlugs: [beaconStar.slug], folder: home })
  try {
    let turns = 0
    const ticking = setInterval(() => turns++, 5)
    const { files, cover } = await drawing.of(beaconStar.slug)
    await drawing.corrected
    clearInterval(ticking)
    assert.ok(turns > 10, `this thread was free meanwhile (${turns} turns)`)
    assert.deepEqual(
      files.map(({ name }) => name),
      ['instructions', 'a4', 'letter'].map(role => `${beaconStar.slug}-2.0-${role}.pdf`),
    )
    assert.match(cover, /beacon-star-block-cover\.png$/)
    assert.deepEqual(
      (await readdir(join(home, 'try'))).sort(),
      ['a4', 'instructions', 'letter'].map(role => `${beaconStar.slug}-2.1-${role}.pdf`),
    )
    await assert.rejects(drawing.of('no-such-pattern'), /“no-such-pattern” was not to be drawn/)
  } finally {
    await drawing.stop()
  }
})

test('a drawing that ends before its time tells everyone who waits for it', async () => {
  const drawing = startDrawing({ slugs: [beaconStar.slug], correctedSlugs: [], folder: home })
  await drawing.stop()
  await assert.rejects(drawing.of(beaconStar.slug), /the drawing of the demo’s patterns was cut off/)
  await assert.rejects(drawing.corrected)
})
