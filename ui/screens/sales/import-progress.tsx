import { Progress } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { announce } from '../../announce.tsx'
import { countWords } from '../../format.ts'
import type { SalesImport } from './sales-by-table.tsx'

export const isUnderWay = ({ state }: SalesImport): boolean => state === 'taking' || state === 'undoing'

/** How far a table is, on its way in or out; moves while one looks, and goes on when one does not. */
export function ImportProgress({ item }: { item: SalesImport }) {
  const { state, doneRows, allRows, reason } = item
  useSaid(item)
  if (!isUnderWay(item)) return null
  const words = `${doneRows.toLocaleString()} of ${countWords(allRows, 'row')} ${state === 'taking' ? 'gone through' : 'taken back'}`
  return (
    <div className="history">
      <Progress.Root size="sm">
        <Progress.Section
          value={allRows === 0 ? 100 : (doneRows / allRows) * 100}
          animated
          // Rows, not per cent, as they stand below.
          withAria={false}
          role="progressbar"
          aria-label={`${item.fileName} ${state === 'taking' ? 'comes in' : 'goes out'}`}
          aria-valuemin={0}
          aria-valuemax={allRows}
          aria-valuenow={doneRows}
          aria-valuetext={words}
        />
      </Progress.Root>
      <p className="history-words">{words}. This page may be closed; it goes on.</p>
      {reason !== null && <p className="reason">{reason}</p>}
    </div>
  )
}

/** Each quarter, and the end; not each of a hundred steps. */
function useSaid({ fileName, state, doneRows, allRows, rows, reason }: SalesImport): void {
  const quarter = state === 'taking' || state === 'undoing' ? Math.floor((4 * doneRows) / Math.max(1, allRows)) : 4
  const now = `${state} ${quarter}`
  const before = useRef(now)
  const said =
    state === 'taken'
      ? `${fileName}: ${countWords(rows, 'row')} are in.`.replace('1 row are', '1 row is')
      : state === 'undone'
        ? `${fileName} is taken back.`
        : state === 'stopped'
          ? `${fileName} stopped. ${reason ?? ''}`
          : `${fileName}: ${doneRows.toLocaleString()} of ${countWords(allRows, 'row')} ${state === 'taking' ? 'gone through' : 'taken back'}.`
  useEffect(() => {
    if (before.current === now) return
    before.current = now
    announce(said)
  }, [now, said])
}
