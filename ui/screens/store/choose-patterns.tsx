import { CloseButton } from '@mantine/core'
import { ChoosePattern } from '../../parts/choose-pattern.tsx'

export interface Chosen {
  readonly id: string
  readonly title: string
}

/** Several patterns, one after another, in her order. */
export function ChoosePatterns({
  label,
  note,
  value,
  titles,
  onChange,
}: {
  label: string
  note: string
  value: readonly string[]
  titles: ReadonlyMap<string, string>
  onChange: (ids: readonly string[]) => void
}) {
  return (
    <fieldset className="choose-patterns">
      <legend>{label}</legend>
      <p className="section-note">{note}</p>
      {value.length > 0 && (
        <ul className="rows">
          {value.map(id => (
            <li key={id} className="row">
              <span className="row-main">{titles.get(id) ?? 'A pattern'}</span>
              <CloseButton
                aria-label={`Take ${titles.get(id) ?? 'this pattern'} out`}
                onClick={() => onChange(value.filter(one => one !== id))}
              />
            </li>
          ))}
        </ul>
      )}
      <ChoosePattern
        key={value.length}
        label="Add a pattern"
        value={null}
        onChange={id => id !== null && !value.includes(id) && onChange([...value, id])}
      />
    </fieldset>
  )
}
