import type { AnswerOf } from '../api.ts'

type Change = AnswerOf<'POST /shops/{shop}/preview'>['listings'][number]['changes'][number]

const shown = (value: string | null): string => (value === null || value === '' ? 'nothing' : value)

/** What will be different, field by field: what is there, and what will be there. */
export function Changes({ changes, from = 'There now', to = 'Will be' }: { changes: readonly Change[]; from?: string; to?: string }) {
  return (
    <dl className="changes">
      {changes.map(change => (
        <div className="change" key={change.field}>
          <dt>{change.label}</dt>
          <dd className="change-from">
            <span className="change-which">{from}</span>
            <span className="change-value">{shown(change.from)}</span>
          </dd>
          <dd className="change-to">
            <span className="change-which">{to}</span>
            <span className="change-value">{shown(change.to)}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
