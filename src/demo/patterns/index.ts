import { harbourTank } from './harbour-tank.ts'
import { marramTrousers } from './marram-trousers.ts'
import type { DemoPattern } from './pattern.ts'
import { plumbSkirt } from './plumb-skirt.ts'
import { wrenTee } from './wren-tee.ts'

export { type MadePattern, makePattern, type PatternFileRole } from './make-pattern.ts'
export type { DemoPattern } from './pattern.ts'

/** What the demo shop sells. */
export const demoPatterns: DemoPattern[] = [wrenTee, harbourTank, plumbSkirt, marramTrousers]
