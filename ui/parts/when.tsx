import { useEffect, useState } from 'react'
import { agoWords, exactTimeWords } from '../format.ts'

/** A time as one says it, exact when pointed at; goes on while the page is open. */
export function When({ at, none = 'not yet' }: { at: string | null; none?: string }) {
  const now = useNow(20_000)
  if (at === null) return <span>{none}</span>
  return (
    <time dateTime={at} title={exactTimeWords(at)}>
      {agoWords(at, now)}
    </time>
  )
}

export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
