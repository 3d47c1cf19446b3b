/** What a pattern that is not drafted is made of: the parts of its booklet in reading order, its charts or templates, and its picture. */
import type { Ink } from './ink.ts'
import type { Box } from './shape.ts'
import type { WrittenRow } from './stitch/write-rows.ts'
import type { Paper } from './tiles.ts'

export type Draw = (ink: Ink, area: Box) => void

export type Part =
  | { readonly heading: string; readonly keepMm?: number }
  | { readonly text: string }
  | { readonly bullets: string[] }
  | { readonly table: { readonly columns: string[]; readonly rows: string[][]; readonly firstMm?: number } }
  | { readonly heightMm: number; readonly draw: Draw }
  | { readonly rows: readonly WrittenRow[] }
  | { readonly steps: readonly { readonly title: string; readonly text: string }[] }

/** A page of its own beside the booklet. */
export type Sheet = { readonly title: string; readonly draw: Draw }

export type Book = {
  readonly parts: readonly Part[]
  /** Shown on the cover; it stands in the middle of whatever area it gets. */
  readonly picture: Draw
  /** Large, one to a page, for those who work from a tablet. */
  readonly charts?: readonly Sheet[]
  /** In true size, so each paper has its own pages. */
  readonly templates?: (paper: Paper) => readonly Sheet[]
}
