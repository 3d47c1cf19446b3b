import { CloseButton } from '@mantine/core'
import { useApi } from '../../data.ts'
import { ChoosePattern } from '../../parts/choose-pattern.tsx'
import { useShop } from '../../shop.tsx'

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
            <ChosenRow key={id} id={id} known={titles.get(id)} onTakeOut={() => onChange(value.filter(one => one !== id))} />
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

/** An older one is asked for by itself. */
function ChosenRow({ id, known, onTakeOut }: { id: string; known: string | undefined; onTakeOut: () => void }) {
  const shop = useShop()
  const { data } = useApi(
    'GET /shops/{shop}/patterns/{pattern}',
    { params: { shop: shop.id, pattern: id } },
    { enabled: known === undefined },
  )
  const title = known ?? data?.title ?? 'A pattern'
  return (
    <li className="row">
      <span className="row-main">{title}</span>
      <CloseButton aria-label={`Take ${title} out`} onClick={onTakeOut} />
    </li>
  )
}
