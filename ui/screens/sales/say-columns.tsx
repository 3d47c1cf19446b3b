import { NativeSelect, TextInput } from '@mantine/core'
import type { AnswerOf } from '../../api.ts'
import type { SalesMap } from './brought-table.tsx'

type Question = AnswerOf<'POST /shops/{shop}/sales-files/{salesFile}/report'>['questions'][number]
type Field = keyof SalesMap['columns']

/** In the order in which she thinks of a sale; the first four are needed. */
const fields: readonly (readonly [Field, string])[] = [
  ['date', 'Day of the sale'],
  ['product', 'Product'],
  ['gross', 'What was paid'],
  ['orderNumber', 'Order number'],
  ['email', 'Buyer’s e-mail'],
  ['name', 'Buyer’s name'],
  ['country', 'Buyer’s country'],
  ['quantity', 'Pieces'],
  ['sku', 'Article number'],
  ['tax', 'Tax'],
  ['fee', 'Fee kept there'],
  ['currency', 'Currency'],
  ['refund', 'Given back'],
]

const orders = { ymd: 'Year, month, day', dmy: 'Day, month, year', mdy: 'Month, day, year' } as const

/** What each column of a table means. Whatever cannot be told from the table itself is asked here. */
export function SayColumns({
  header,
  map,
  onChange,
  asked,
}: {
  header: readonly string[]
  map: SalesMap
  onChange: (map: SalesMap) => void
  asked: readonly Question[]
}) {
  const columns = [{ value: '', label: 'not in this table' }, ...header.map(name => ({ value: name, label: name }))]
  const doubt = (about: Question['about']) => asked.find(one => one.about === about)
  const [dates, amounts] = [doubt('dateOrder'), doubt('decimalSign')]
  const setColumn = (field: Field, column: string) => {
    const { [field]: _, ...others } = map.columns
    onChange({ ...map, columns: column === '' ? others : { ...others, [field]: column } })
  }
  return (
    <div className="say-columns">
      {fields.map(([field, label]) => (
        <NativeSelect
          key={field}
          label={label}
          value={map.columns[field] ?? ''}
          onChange={event => setColumn(field, event.currentTarget.value)}
          data={columns}
        />
      ))}
      <NativeSelect
        label="Dates are written"
        value={map.dateOrder ?? ''}
        error={dates && `${dates.examples.join(', ')} can be meant in two ways: which is it?`}
        onChange={event => onChange({ ...map, dateOrder: (event.currentTarget.value || null) as SalesMap['dateOrder'] })}
        data={[{ value: '', label: 'as they themselves tell' }, ...Object.entries(orders).map(([value, label]) => ({ value, label }))]}
      />
      <NativeSelect
        label="Amounts are written"
        value={map.decimalSign ?? ''}
        error={amounts && `${amounts.examples.join(', ')} can be meant in two ways: which is it?`}
        onChange={event => onChange({ ...map, decimalSign: (event.currentTarget.value || null) as SalesMap['decimalSign'] })}
        data={[
          { value: '', label: 'as they themselves tell' },
          { value: '.', label: '1,234.50' },
          { value: ',', label: '1.234,50' },
        ]}
      />
      <NativeSelect
        label="An amount is"
        value={map.amountsAre}
        onChange={event => onChange({ ...map, amountsAre: event.currentTarget.value as SalesMap['amountsAre'] })}
        data={[
          { value: 'row', label: 'of the whole row' },
          { value: 'piece', label: 'of each piece' },
        ]}
      />
      <NativeSelect
        label="Tax is"
        value={map.taxIs}
        onChange={event => onChange({ ...map, taxIs: event.currentTarget.value as SalesMap['taxIs'] })}
        data={[
          { value: 'inside', label: 'part of what was paid' },
          { value: 'on-top', label: 'on top of it' },
        ]}
      />
      <TextInput
        label="Currency otherwise"
        value={map.currency}
        maxLength={3}
        onChange={event => onChange({ ...map, currency: event.currentTarget.value.toUpperCase() })}
        error={/^[A-Z]{3}$/.test(map.currency) ? undefined : 'Three letters, such as EUR'}
      />
    </div>
  )
}
