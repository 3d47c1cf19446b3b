/** Cells in the clipboard, as spreadsheets write them: tabs between, a line for each row, quotes round what holds either. */
export function toTsv(rows: readonly (readonly string[])[]): string {
  return rows.map(row => row.map(text => (/[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join('\t')).join('\n')
}

export function fromTsv(text: string): string[][] {
  const rows: string[][] = [[]]
  let at = 0
  const end = text.replace(/\r?\n$/, '').length
  while (at <= end) {
    const row = rows.at(-1)!
    let cell = ''
    if (text[at] === '"' && isQuoted(text, at)) {
      at += 1
      while (at < end && !(text[at] === '"' && text[at + 1] !== '"')) {
        cell += text[at]
        at += text[at] === '"' ? 2 : 1
      }
      at += 1
    } else {
      while (at < end && !'\t\r\n'.includes(text[at]!)) cell += text[at++]
    }
    row.push(cell)
    if (at >= end) break
    if (text[at] === '\r') at += 1
    if (text[at] === '\n') rows.push([])
    at += 1
  }
  return rows
}

/** A quote that begins a cell and is closed before a tab or a line's end. */
const isQuoted = (text: string, at: number): boolean => /^"(?:[^"]|"")*"(?=[\t\r\n]|$)/.test(text.slice(at))
