import '../../look/sheet.css'
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { announce } from '../../announce.tsx'
import { fromTsv, toTsv } from './clipboard.ts'
import { at, type CellText, type Chosen, isIn, moved, type Place, pasted, rangeOf, type Size } from './sheet-state.ts'

export interface SheetColumn {
  readonly key: string
  readonly label: string
  readonly kind: 'text' | 'list' | 'money' | 'yes-no'
}

const rowHeight = 36
/** Above and below what is seen, so that a quick hand meets no gap. */
const spare = 10
const widths: Readonly<Record<SheetColumn['kind'], number>> = { text: 170, list: 240, money: 138, 'yes-no': 190 }
const widthOf = ({ key, kind }: SheetColumn): number => (key === 'title' ? 280 : widths[kind])

/**
 * A table to write in, complete by keyboard: arrows move, shift reaches, typing or Enter writes, Escape takes back, Delete empties, copy and paste go
 * to and from a spreadsheet. Only the rows that are seen are in the page.
 */
export function Sheet({
  label,
  columns,
  rowCount,
  textOf,
  wasOf,
  onWrite,
  onUndo,
}: {
  label: string
  columns: readonly SheetColumn[]
  rowCount: number
  textOf: (row: number, column: number) => string
  /** What stood there before, when it was changed; null when it was not. */
  wasOf: (row: number, column: number) => string | null
  onWrite: (cells: readonly CellText[]) => void
  onUndo: () => void
}) {
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  /** The writing ended by a key; the focus that leaves with it writes nothing. */
  const isEnded = useRef(false)
  const [chosen, setChosen] = useState<Chosen>(at(0, 0))
  const [draft, setDraft] = useState<string | null>(null)
  const [view, setView] = useState({ top: 0, height: 600 })
  const size: Size = { rows: rowCount, columns: columns.length }
  const { active } = chosen
  const range = rangeOf(chosen)
  const template = columns.map(column => `${widthOf(column)}px`).join(' ')
  const width = columns.reduce((sum, column) => sum + widthOf(column), 0)

  useEffect(() => {
    const element = box.current
    if (element === null) return
    const look = () => setView({ top: element.scrollTop, height: element.clientHeight })
    look()
    const watch = new ResizeObserver(look)
    watch.observe(element)
    return () => watch.disconnect()
  }, [])

  // The active cell is always in sight, and so in the page for a screen reader.
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const [top, foot] = [active.row * rowHeight, (active.row + 2) * rowHeight]
    if (top < element.scrollTop) element.scrollTop = top
    else if (foot > element.scrollTop + element.clientHeight) element.scrollTop = foot - element.clientHeight
    const left = columns.slice(0, active.column).reduce((sum, column) => sum + widthOf(column), 0)
    const end = left + widthOf(columns[active.column]!)
    const frozen = active.column === 0 || element.clientWidth < 600 ? 0 : widthOf(columns[0]!)
    if (left - frozen < element.scrollLeft) element.scrollLeft = left - frozen
    else if (end > element.scrollLeft + element.clientWidth) element.scrollLeft = end - element.clientWidth
  }, [active, columns])

  const write = (cells: readonly CellText[]) => onWrite(cells.filter(({ row, column, text }) => text !== textOf(row, column)))
  const finish = (step: 'down' | 'right' | 'stay') => {
    isEnded.current = true
    if (draft !== null) write([{ ...active, text: draft }])
    setDraft(null)
    const next = moved(chosen, { key: step === 'down' ? 'ArrowDown' : 'ArrowRight', shift: false, control: false }, size)
    if (step !== 'stay' && next !== null) setChosen(next)
    box.current?.focus({ preventScroll: true })
  }
  const all = (make: (row: number, column: number) => CellText): CellText[] => {
    const cells: CellText[] = []
    for (let row = range.top; row <= range.bottom; row++)
      for (let column = range.left; column <= range.right; column++) cells.push(make(row, column))
    return cells
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (draft !== null || event.nativeEvent.isComposing) return
    const control = event.ctrlKey || event.metaKey
    const next = moved(chosen, { key: event.key, shift: event.shiftKey, control }, size)
    if (next !== null) setChosen(next)
    else if (control && event.key.toLowerCase() === 'a')
      setChosen({ active: { row: 0, column: 0 }, anchor: { row: size.rows - 1, column: size.columns - 1 } })
    else if (control && event.key.toLowerCase() === 'z') onUndo()
    else if (event.key === 'Enter' || event.key === 'F2') setDraft(textOf(active.row, active.column))
    else if (event.key === 'Delete' || event.key === 'Backspace') write(all((row, column) => ({ row, column, text: '' })))
    else if (event.key === ' ' && columns[active.column]?.kind === 'yes-no')
      write(all((row, column) => ({ row, column, text: textOf(row, column) === 'yes' ? 'no' : 'yes' })))
    else if (event.key.length === 1 && !control && !event.altKey) setDraft(event.key)
    else return
    event.preventDefault()
  }
  const onCopy = (event: React.ClipboardEvent) => {
    if (draft !== null) return
    const rows: string[][] = []
    for (let row = range.top; row <= range.bottom; row++)
      rows.push(columns.slice(range.left, range.right + 1).map((_, across) => textOf(row, range.left + across)))
    event.clipboardData.setData('text/plain', toTsv(rows))
    event.preventDefault()
    announce(`${rows.length * (range.right - range.left + 1)} cells copied`)
  }
  const onPaste = (event: React.ClipboardEvent) => {
    if (draft !== null) return
    event.preventDefault()
    const { cells, to, beyond } = pasted(chosen, fromTsv(event.clipboardData.getData('text/plain')), size)
    write(cells)
    setChosen(to)
    announce(`${cells.length} cells pasted${beyond > 0 ? `; ${beyond} found no place and were left out` : ''}`)
  }

  const placeAt = (event: React.MouseEvent): Place | null => {
    const cell = (event.target as Element).closest<HTMLElement>('[data-row]')
    return cell === null ? null : { row: Number(cell.dataset.row), column: Number(cell.dataset.column) }
  }
  const onMouseDown = (event: React.MouseEvent) => {
    const place = placeAt(event)
    if (place === null || (event.target as Element).tagName === 'INPUT') return
    event.preventDefault()
    if (draft !== null) finish('stay')
    const isAgain = place.row === active.row && place.column === active.column && !event.shiftKey
    setChosen({ active: place, anchor: event.shiftKey ? chosen.anchor : place })
    box.current?.focus({ preventScroll: true })
    // A finger has no double click.
    if (isAgain && draft === null && matchMedia('(pointer: coarse)').matches) setDraft(textOf(place.row, place.column))
  }
  const onMouseMove = (event: React.MouseEvent) => {
    const place = event.buttons === 1 && draft === null ? placeAt(event) : null
    if (place !== null && (place.row !== active.row || place.column !== active.column)) setChosen({ active: place, anchor: chosen.anchor })
  }

  const first = Math.max(0, Math.floor(view.top / rowHeight) - spare)
  const last = Math.min(rowCount - 1, Math.ceil((view.top + view.height) / rowHeight) + spare)
  const seen = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
  const cellId = (row: number, column: number) => `${id}-${row}-${column}`
  return (
    // biome-ignore-start lint/a11y/useSemanticElements: a table element cannot leave rows out of the page
    // biome-ignore-start lint/a11y/useFocusableInteractive: the grid has the focus and names the active cell
    <div
      ref={box}
      className="sheet"
      role="grid"
      aria-label={label}
      aria-rowcount={rowCount + 1}
      aria-colcount={columns.length}
      aria-multiselectable="true"
      aria-activedescendant={cellId(active.row, active.column)}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onMouseDown={onMouseDown}
      onMouseMove={onMouseMove}
      onDoubleClick={() => setDraft(textOf(active.row, active.column))}
      onCopy={onCopy}
      onPaste={onPaste}
      onScroll={event => setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
    >
      <div role="row" aria-rowindex={1} className="sheet-head" style={{ gridTemplateColumns: template, width }}>
        {columns.map((column, index) => (
          <div key={column.key} role="columnheader" aria-colindex={index + 1} className="sheet-cell">
            {column.label}
          </div>
        ))}
      </div>
      <div role="rowgroup" className="sheet-body" style={{ height: rowCount * rowHeight, width }}>
        {seen.map(row => (
          <div
            key={row}
            role="row"
            aria-rowindex={row + 2}
            className="sheet-row"
            style={{ gridTemplateColumns: template, top: row * rowHeight }}
          >
            {columns.map((column, index) => {
              const isActive = row === active.row && index === active.column
              const was = wasOf(row, index)
              return (
                <div
                  key={column.key}
                  id={cellId(row, index)}
                  role="gridcell"
                  aria-colindex={index + 1}
                  aria-selected={isIn(range, row, index)}
                  className="sheet-cell"
                  data-row={row}
                  data-column={index}
                  data-kind={column.kind}
                  data-active={isActive}
                  data-changed={was !== null}
                  title={was === null ? undefined : `Was: ${was || 'nothing'}`}
                >
                  {isActive && draft !== null ? (
                    <input
                      className="sheet-input"
                      aria-label={`${column.label}, row ${row + 1}`}
                      value={draft}
                      // biome-ignore lint/a11y/noAutofocus: she has just asked to write here
                      autoFocus
                      onChange={event => setDraft(event.currentTarget.value)}
                      onFocus={() => {
                        isEnded.current = false
                      }}
                      onBlur={() => {
                        if (!isEnded.current) finish('stay')
                      }}
                      onKeyDown={event => {
                        if (event.nativeEvent.isComposing) return
                        if (event.key === 'Escape') {
                          isEnded.current = true
                          setDraft(null)
                          box.current?.focus({ preventScroll: true })
                        } else if (event.key === 'Enter') finish('down')
                        else if (event.key === 'Tab') finish('right')
                        else return
                        event.preventDefault()
                        event.stopPropagation()
                      }}
                    />
                  ) : (
                    textOf(row, index)
                  )}
                  {was !== null && <span className="hidden"> changed, was {was || 'nothing'}</span>}
                </div>
              )
            })}
          </div>
        ))}
      </div>
    </div>
    // biome-ignore-end lint/a11y/useFocusableInteractive: see above
    // biome-ignore-end lint/a11y/useSemanticElements: see above
  )
}
