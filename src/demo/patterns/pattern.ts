/** What a demo pattern is: its words, its price, and how it is to be drawn. Data only; the drawing is in the files beside. */
import type { Book } from './book.ts'

type PatternWords = {
  slug: string
  sku: string
  title: string
  designer: string
  summary: string
  descriptionHtml: string
  sizes: string[]
  materials: string[]
  fabric: string
  gauge: string
  skill: 'beginner' | 'easy' | 'intermediate'
  languages: ['en']
  tags: string[]
  categories: string[]
  prices: { minor: bigint; currency: 'EUR' | 'USD' }[]
  colours: { ground: string; ink: string; tint: string }
}

/** Drafted by FreeSewing in all sizes. */
export type SewingPattern = PatternWords & {
  craft: 'sewing'
  bodyTable: { columns: string[]; rows: string[][] }
  fabricTable: { columns: string[]; rows: string[][] }
  cuttingList: { piece: string; cut: string; from: string }[]
  beforeYouStart: string[]
  steps: Step[]
  correction: Correction
  draft: DraftInfo
}

/** Written by our own chart, row and cutting-table writers. */
export type BookPattern = PatternWords & {
  craft: 'knitting' | 'crochet' | 'quilting'
  /** The first version carries a real mistake, so that a correction has something to correct; `note` tells what it was. */
  correction: { fixedIn: string; note: string }
  book: (isCorrected: boolean) => Book
}

export type DemoPattern = SewingPattern | BookPattern

/** `was` is what the first version printed; the corrected one prints `text`. */
export type Step = { title: string; text: string; was?: string }

/** The first version carries a real mistake (a notch in the wrong place, a wrong word), so that a correction has something to correct. */
export type Correction = {
  fixedIn: string
  note: string
  misplaced: { piece: string; notch: string; offsetMm: { x: number; y: number } }
}

export type DraftInfo = {
  design: 'Aaron' | 'Penelope' | 'Teagan' | 'Waralee'
  models: 'cisFemaleAdult' | 'cisMaleAdult'
  /** FreeSewing's own number for each of our sizes, in the same order. */
  modelSizes: number[]
  seamAllowanceMm: number
  options: Record<string, number | boolean | string>
  pieces: PieceInfo[]
  layout: Layout
  /** Another arrangement for the cover, where no title block is needed. */
  coverLayout?: Layout
}

export type PieceInfo = {
  id: string
  /** The part's name in FreeSewing. */
  part: string
  number: number
  title: string
  cut: string
  /** Quarter turn, for long pieces that lie better across the sheet. */
  isTurned?: boolean
  /** Where the label's middle sits inside the piece's smallest size, 0..1 of its width and height. */
  labelAt?: { x: number; y: number }
  /** Path names that FreeSewing classes as seams but that are marks inside the piece. */
  marks?: string[]
  /** Neck or armhole are bound and so cut on the seam line. */
  isBound?: true
  /** Notches of our own: a name and the drafted point it sits on. */
  notches?: { name: string; point: string }[]
}

/** Rows stand side by side, columns stack; a string is a piece's id, `title` is the block with the test squares and the sizes. */
export type Layout = string | { row: Layout[] } | { column: Layout[] }

/** True when `version` has everything that `fixedIn` has; both are dotted numbers. */
export function isAtLeast(version: string, fixedIn: string): boolean {
  const has = version.split('.').map(Number)
  const needs = fixedIn.split('.').map(Number)
  for (const [index, need] of needs.entries()) {
    const part = has[index] ?? 0
    if (part !== need) return part > need
  }
  return true
}
