import { type Count, type Item, isRun, merged, type Row, type Run, type Side, stitchesAfter } from './stitch.ts'

/** A line of the written pattern: 'Rounds 4–6' and 'k2, p2, [k4, p2] 3 (4, 5) times'. */
export type WrittenRow = { readonly label: string; readonly text: string; readonly after: string }

/** 3, or 3 (4, 5) where it differs from variant to variant. */
export function writeCount(count: Count): string {
  if (typeof count === 'number') return `${count}`
  const [first, ...others] = count
  return others.every(other => other === first) ? `${first}` : `${first} (${others.join(', ')})`
}

export function writeItems(items: readonly Item[], side: Side): string {
  return merged(items)
    .map(item => (isRun(item) ? writeRun(item, side) : `[${writeItems(item.items, side)}] ${writeCount(item.times)} times`))
    .join(', ')
}

/** @param start stitches before the first row; `after` tells the count where a row changes it. Equal rows in a row are told once. */
export function writeRows(rows: readonly Row[], start: readonly number[], unit = 'sts'): WrittenRow[] {
  const counts = stitchesAfter(rows, start)
  const lines: { from: Row; to: Row; text: string; after: string }[] = []
  rows.forEach((row, index) => {
    const text = writeItems(row.items, row.side)
    const [before, now] = [counts[index - 1] ?? start, counts[index] ?? start]
    const after = now.some((count, variant) => count !== before[variant]) ? `${writeCount(now)} ${unit}` : ''
    const last = lines.at(-1)
    if (last && last.text === text && last.after === after && last.to.side === row.side && row.side === 'round') last.to = row
    else lines.push({ from: row, to: row, text, after })
  })
  return lines.map(({ from, to, text, after }) => ({ label: labelOf(from, to), text, after }))
}

function labelOf(from: Row, to: Row): string {
  if (from.side !== 'round') return `Row ${from.number} (${from.side === 'right' ? 'RS' : 'WS'})`
  return from === to ? `Round ${from.number}` : `Rounds ${from.number}–${to.number}`
}

function writeRun({ stitch, times }: Run, side: Side): string {
  const { word, style } = side === 'wrong' ? (stitch.wrong ?? stitch.right) : stitch.right
  const count = writeCount(times)
  if (style === 'joined') return `${word}${count}`
  if (style === 'before') return `${count} ${word}`
  return count === '1' ? word : `${word} ${count} times`
}
