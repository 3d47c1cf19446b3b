import type { Box } from './shape.ts'
import type { Paper } from './tiles.ts'

/** What a page of charts or templates leaves for the drawing; above templates stand the test squares. */
export function sheetArea(paper: Paper, kind: 'charts' | 'templates'): Box {
  const top = kind === 'templates' ? 88 : 32
  return { x: 16, y: top, width: paper.width - 32, height: paper.height - top - 14 }
}
