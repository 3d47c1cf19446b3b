import { Button, NativeSelect, Select, Switch, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import type { AnswerOf, BodyOf } from '../../api.ts'
import { useAct, useApi } from '../../data.ts'
import { decimalOf, moneyFrom } from '../../format.ts'
import { notify } from '../../notify.tsx'
import { Changes } from '../../parts/changes.tsx'
import { Losses } from '../../parts/losses.tsx'
import { Shown } from '../../parts/more.tsx'
import { Failed, Refusal, Section } from '../../parts/page.tsx'
import { RichText } from '../../parts/rich-text.tsx'
import { useShop } from '../../shop.tsx'
import type { ConnectionFull } from './connection.tsx'

type There = AnswerOf<'GET /shops/{shop}/connections/{connection}/writing'>
type Given = BodyOf<'PUT /shops/{shop}/connections/{connection}/writing'>
type Rule = NonNullable<Given['priceRule']>
type Shelves = NonNullable<Given['shelves']>

const crafts = ['sewing', 'knitting', 'crochet', 'quilting', 'other'] as const satisfies readonly (keyof Shelves)[]

/** How texts and prices are made for this shop, with all that would change shown while she writes. */
export function Writing({ connection }: { connection: ConnectionFull }) {
  const shop = useShop()
  const writing = useApi('GET /shops/{shop}/connections/{connection}/writing', { params: { shop: shop.id, connection: connection.id } })
  return (
    <Shown what="texts and prices" from={writing}>
      {answer => <Form key={connection.id} there={answer} connection={connection} />}
    </Shown>
  )
}

const hundredths = (text: string): number | null => {
  const match = /^([-+]?)(\d{1,5})(?:[.,](\d{1,2}))?$/.exec(text.trim())
  if (match === null) return null
  const value = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'))
  return match[1] === '-' ? -value : value
}
const millionths = (text: string): string | null => {
  const match = /^(\d{1,6})(?:[.,](\d{1,6}))?$/.exec(text.trim())
  return match === null ? null : BigInt(match[1]! + (match[2] ?? '').padEnd(6, '0')).toString()
}
const plain = (digits: string, places: number): string => {
  const padded = digits.padStart(places + 1, '0')
  return `${padded.slice(0, -places)}.${padded.slice(-places)}`.replace(/\.?0+$/, '')
}

interface Typed {
  readonly isOn: boolean
  readonly from: string
  readonly rate: string
  readonly percent: string
  readonly add: string
  readonly rounding: Rule['rounding']
  readonly floor: string
}

const typedOf = ({ priceRule, currency }: There): Typed => {
  const percent = priceRule?.percentHundredths ?? 0
  const amount = (minor: string | null) => (minor === null || minor === '0' ? '' : decimalOf({ minor, currency }))
  return {
    isOn: priceRule !== null,
    from: priceRule?.fromCurrency ?? currency,
    rate: plain(priceRule?.rateMillionths ?? '1000000', 6),
    percent: `${percent < 0 ? '-' : ''}${plain(String(Math.abs(percent)), 2)}`,
    add: amount(priceRule?.addMinor ?? null),
    rounding: priceRule?.rounding ?? 'none',
    floor: amount(priceRule?.floorMinor ?? null),
  }
}

/** @returns the rule, or the field that cannot be read. */
function ruleOf(typed: Typed, currency: string): Rule | null | { wrong: keyof Typed } {
  if (!typed.isOn) return null
  const rate = typed.from === currency ? '1000000' : millionths(typed.rate)
  const percent = hundredths(typed.percent === '' ? '0' : typed.percent)
  const isLess = typed.add.trim().startsWith('-')
  const add = typed.add.trim() === '' ? '0' : moneyFrom(typed.add.trim().replace(/^[-+]/, ''), currency)?.minor
  const floor = typed.floor.trim() === '' ? null : moneyFrom(typed.floor, currency)?.minor
  if (rate === null) return { wrong: 'rate' }
  if (percent === null) return { wrong: 'percent' }
  if (add === undefined) return { wrong: 'add' }
  if (floor === undefined) return { wrong: 'floor' }
  return {
    currency,
    fromCurrency: typed.from,
    rateMillionths: rate,
    percentHundredths: percent,
    addMinor: isLess && add !== '0' ? `-${add}` : add,
    rounding: typed.rounding,
    floorMinor: floor,
  }
}

function Form({ there, connection }: { there: There; connection: ConnectionFull }) {
  const shop = useShop()
  const { currency } = there
  const [title, setTitle] = useState(there.title)
  const [description, setDescription] = useState(there.description)
  const [shelves, setShelves] = useState<Shelves>(there.shelves ?? {})
  const [typed, setTyped] = useState(() => typedOf(there))
  const set = (part: Partial<Typed>) => setTyped(before => ({ ...before, ...part }))
  const rule = ruleOf(typed, currency)
  const wrong = rule !== null && 'wrong' in rule ? rule.wrong : null
  const given: Given = { title, description, shelves, priceRule: rule !== null && 'wrong' in rule ? there.priceRule : rule }
  const [settled] = useDebouncedValue(given, 400)
  const params = { shop: shop.id, connection: connection.id }
  const preview = useApi('POST /shops/{shop}/connections/{connection}/writing/preview', { params, body: settled }, { keepPrevious: true })
  const keep = useAct('PUT /shops/{shop}/connections/{connection}/writing', () =>
    notify({ message: 'Kept. No shop changes until you publish.' }),
  )
  const field = (name: 'rate' | 'percent' | 'add' | 'floor') => ({
    value: typed[name],
    inputMode: 'decimal' as const,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => set({ [name]: event.currentTarget.value }),
    error: wrong === name && 'Write it with digits, such as 12.5.',
  })
  return (
    <Section title="Texts and prices" note="For this shop alone. Empty texts are the pattern’s own.">
      <form
        className="form form-wide card"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          if (wrong === null) keep.mutate({ params, body: given })
        }}
      >
        <TextInput
          label="Title"
          placeholder="{title}"
          description={`In square brackets: left out where it would be empty.${there.limits.title === null ? '' : ` This shop takes ${there.limits.title} characters; what is longer is shortened.`}`}
          value={title}
          onChange={event => setTitle(event.currentTarget.value)}
        />
        <RichText label="Description" value={description} onChange={setDescription} />
        <details className="older">
          <summary>What can stand in them</summary>
          <ul className="cannot">
            {there.placeholders.map(({ name, says }) => (
              <li key={name}>
                <code>{`{${name}}`}</code> {says}
              </li>
            ))}
          </ul>
        </details>
        {there.tree.length > 0 && (
          <details className="older">
            <summary>Categories there</summary>
            <p className="section-note">
              Where patterns of each craft stand in this shop’s own categories. Empty: new ones by the words of the craft, and what stands
              there already stays where it is.
            </p>
            {crafts.map(craft => (
              <Select
                key={craft}
                label={craft.charAt(0).toUpperCase() + craft.slice(1)}
                data={there.tree.map(({ id, path }) => ({ value: id, label: path }))}
                value={shelves[craft] ?? null}
                onChange={id =>
                  setShelves(before => {
                    const { [craft]: _, ...rest } = before
                    return id === null ? rest : { ...rest, [craft]: id }
                  })
                }
                searchable
                clearable
                limit={50}
                nothingFoundMessage="No category there is called so"
              />
            ))}
          </details>
        )}
        <Switch
          label="Make the prices here by a rule"
          checked={typed.isOn}
          onChange={event => set({ isOn: event.currentTarget.checked })}
        />
        {typed.isOn && (
          <>
            <div className="form-pair">
              <TextInput
                label="From the price in"
                value={typed.from}
                maxLength={3}
                onChange={event => set({ from: event.currentTarget.value.toUpperCase() })}
              />
              {typed.from !== currency && <TextInput label={`1 ${typed.from} is … ${currency}`} {...field('rate')} />}
            </div>
            <div className="form-pair">
              <TextInput label="Raise by percent" description="A minus lowers" {...field('percent')} />
              <TextInput label={`Then add, in ${currency}`} description="A minus takes away" {...field('add')} />
            </div>
            <div className="form-pair">
              <NativeSelect
                label="Round to"
                value={typed.rounding}
                onChange={event => set({ rounding: event.currentTarget.value as Rule['rounding'] })}
                data={[
                  { value: 'none', label: 'Not at all' },
                  { value: 'whole', label: 'Whole amounts' },
                  { value: 'half', label: '.00 or .50' },
                  { value: 'ninety-nine', label: '.99' },
                ]}
              />
              <TextInput
                label={`Never below, in ${currency}`}
                description={there.limits.least === null ? undefined : `The shop itself takes ${decimalOf(there.limits.least)} and more`}
                {...field('floor')}
              />
            </div>
          </>
        )}
        <Refusal error={keep.error} />
        <div className="form-foot">
          <span className="dim">No shop changes until you publish.</span>
          <Button type="submit" loading={keep.isPending} disabled={wrong !== null}>
            Keep
          </Button>
        </div>
      </form>
      {preview.error ? <Failed what="what would change" error={preview.error} onRetry={() => void preview.refetch()} /> : null}
      {preview.data && !preview.error && (
        <div className="proof" aria-live="polite">
          <h3>{preview.data.sentence}</h3>
          <ul className="cards">
            {preview.data.items.slice(0, 20).map(item => (
              <li className="card" key={item.patternId}>
                <h4>{item.title}</h4>
                {item.refused !== null ? <p className="refusal">{item.refused}</p> : <Changes changes={item.changes} />}
                <Losses losses={item.losses} />
              </li>
            ))}
          </ul>
          {preview.data.items.length > 20 && <p className="section-note">and {preview.data.items.length - 20} more</p>}
        </div>
      )}
    </Section>
  )
}
