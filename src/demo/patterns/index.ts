import { harbourFilet } from './crochet/harbour-filet.ts'
import { sandpiper } from './crochet/sandpiper.ts'
import { tidelineBlanket } from './crochet/tideline-blanket.ts'
import { harbourTank } from './harbour-tank.ts'
import { ebbHat } from './knitting/ebb-hat.ts'
import { hawserMitts } from './knitting/hawser-mitts.ts'
import { ternShawl } from './knitting/tern-shawl.ts'
import { marramTrousers } from './marram-trousers.ts'
import type { DemoPattern } from './pattern.ts'
import { plumbSkirt } from './plumb-skirt.ts'
import { furrowQuilt } from './quilting/log-cabin.ts'
import { beaconStar } from './quilting/star.ts'
import { wrenTee } from './wren-tee.ts'

export { type MadePattern, makeFiles, makePattern, type PatternFileRole } from './make-pattern.ts'
export type { DemoPattern } from './pattern.ts'

/** The version whose files carry a mistake; the corrected ones come after it. */
export const firstVersion = '2.0'

/** What the demo shop sells. */
export const demoPatterns: DemoPattern[] = [
  wrenTee,
  harbourTank,
  plumbSkirt,
  marramTrousers,
  ebbHat,
  ternShawl,
  hawserMitts,
  tidelineBlanket,
  sandpiper,
  harbourFilet,
  beaconStar,
  furrowQuilt,
]
