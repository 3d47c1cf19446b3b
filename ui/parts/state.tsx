import type { Word } from '../words.ts'
import { Icon } from './icons.tsx'

/** A state as shape, word and colour; any one of the first two is enough to read it. */
export function State({ is, more }: { is: Word; more?: string | undefined }) {
  return (
    <span className="state" data-tone={is.tone} data-shape={is.shape}>
      <Icon name={is.shape} size={13} />
      <span>
        {is.word}
        {more && <span className="state-more"> · {more}</span>}
      </span>
    </span>
  )
}
