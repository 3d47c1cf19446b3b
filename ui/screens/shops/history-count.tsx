import { Progress } from '@mantine/core'
import type { AnswerOf } from '../../api.ts'
import { countWords } from '../../format.ts'

type History = AnswerOf<'GET /shops/{shop}/connections/{connection}'>['history']

/** How many of the old orders have been read; moves while one looks. */
export function HistoryCount({ history, isAlways = false }: { history: History; isAlways?: boolean }) {
  if (history.state === 'read')
    return isAlways ? <p className="history-words">{countWords(history.read, 'old order')} read, in silence.</p> : null
  if (history.state === 'failed')
    return <p className="reason">Old orders: stopped after {history.read.toLocaleString()}. It goes on from there at the next look.</p>
  if (history.state === 'waiting') return <p className="history-words">Old orders will be read in a moment.</p>
  const share = history.total === null || history.total === 0 ? null : Math.min(100, (history.read / history.total) * 100)
  return (
    <div className="history">
      <Progress value={share ?? 100} animated={share === null} aria-label="Old orders read" size="sm" />
      <p className="history-words">
        {history.read.toLocaleString()}
        {history.total !== null && ` of ${history.total.toLocaleString()}`} old orders read. This page may be closed; it goes on.
      </p>
    </div>
  )
}
