import { Button, MultiSelect, Select, TagsInput } from '@mantine/core'
import type { AnswerOf } from '../../api.ts'

type AtShop = AnswerOf<'GET /shops/{shop}/patterns/{pattern}/storefronts'>['items'][number]
export type FieldThere = AtShop['properties'][number]
type Value = FieldThere['chosen'][number]
export type OwnFields = AtShop['own']['properties']

const inWords = ({ text, unit }: Value) => (unit === undefined ? text : `${text} (${unit})`)
const keyOf = ({ id, text }: Value) => (id === '' ? text : id)

/** Which fact of the pattern goes into which field of the shop's, as it would stand there. */
export function FactsThere({ fields }: { fields: readonly FieldThere[] }) {
  const filled = fields.filter(({ chosen }) => chosen.length > 0)
  if (filled.length === 0) return null
  return (
    <dl className="facts-there" aria-label="Facts in the shop’s own fields">
      {filled.map(({ id, name, chosen, isOwn }) => (
        <div key={id}>
          <dt>{name}</dt>
          <dd>
            {chosen.map(inWords).join(', ')}
            {isOwn && <span className="dim"> · your choice</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** Another value for one of them, or none. */
export function ChooseFacts({
  fields,
  isThere,
  own,
  onChange,
}: {
  fields: readonly FieldThere[]
  isThere: boolean
  own: OwnFields
  onChange: (own: OwnFields) => void
}) {
  if (fields.length === 0) return null
  const set = (id: string, values: Value[] | null) => {
    const { [id]: _before, ...rest } = own
    onChange(values === null ? rest : { ...rest, [id]: values })
  }
  const isNear = (field: FieldThere) => field.fact !== null || field.isOwn || field.chosen.length > 0
  const [near, others] = [fields.filter(isNear), fields.filter(field => !isNear(field))]
  const shown = (field: FieldThere) => (
    <div key={field.id}>
      <ChooseFact field={field} isFixed={isThere && field.isOnce} own={own[field.id]} onChange={values => set(field.id, values)} />
      {own[field.id] !== undefined && (
        <Button size="compact-xs" variant="subtle" onClick={() => set(field.id, null)} aria-label={`As the pattern has it (${field.name})`}>
          As the pattern has it
        </Button>
      )}
    </div>
  )
  return (
    <fieldset className="facts-chosen">
      <legend>The shop’s own fields</legend>
      <p className="section-note">Filled from the pattern where a fact fits. Choose another value where it fits better.</p>
      {near.map(shown)}
      {others.length > 0 && (
        <details className="older">
          <summary>Other fields there ({others.length})</summary>
          <div className="facts-others">{others.map(shown)}</div>
        </details>
      )}
    </fieldset>
  )
}

function ChooseFact({
  field: { name, values, isFree, most, fact, isOwn, chosen },
  isFixed,
  own,
  onChange,
}: {
  field: FieldThere
  /** Set when the listing was made; from here it is not changed any more. */
  isFixed: boolean
  own: readonly Value[] | undefined
  onChange: (values: Value[]) => void
}) {
  // Her earlier choice is taken back: what the pattern has is known once this is kept.
  const current = own ?? (isOwn ? [] : chosen)
  const known = new Map([...values, ...current].map(value => [keyOf(value), value]))
  const pick = (keys: readonly string[]) => onChange(keys.map(key => known.get(key) ?? { id: '', text: key }))
  const data = [...known].map(([key, value]) => ({ value: key, label: inWords(value) }))
  const common = {
    label: name,
    description: isFixed
      ? 'Set when the listing was made; change it at the shop'
      : fact === null
        ? 'No fact of the pattern belongs here'
        : `From the pattern: ${fact.toLowerCase()}`,
    disabled: isFixed,
    limit: 100,
    placeholder: own === undefined && isOwn ? 'As the pattern has it' : undefined,
  }
  const keys = current.map(keyOf)
  if (isFree)
    return (
      <TagsInput
        {...common}
        data={data.map(({ label }) => label)}
        value={current.map(({ text }) => text)}
        onChange={texts => onChange(texts.map(text => values.find(value => value.text === text) ?? { id: '', text }))}
        splitChars={[]}
        maxTags={most ?? 50}
      />
    )
  if (most === 1)
    return (
      <Select
        {...common}
        data={data}
        value={keys[0] ?? null}
        onChange={key => pick(key === null ? [] : [key])}
        searchable
        clearable
        nothingFoundMessage={none}
      />
    )
  return (
    <MultiSelect
      {...common}
      data={data}
      value={keys}
      onChange={pick}
      searchable
      clearable
      maxValues={most ?? 50}
      nothingFoundMessage={none}
    />
  )
}

const none = 'The shop has no such value'
