import { Button, Checkbox, Group, Modal, Radio } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type AnswerOf, type BodyOf, call } from '../../api.ts'
import { useApi, usePages } from '../../data.ts'
import { countWords, decimalOf, moneyFrom, moneyWords, wrongMoney } from '../../format.ts'
import { hideNote, notify } from '../../notify.tsx'
import { Cover } from '../../parts/cover.tsx'
import { PlainLink } from '../../parts/link.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { Listed, Shown } from '../../parts/more.tsx'
import { Empty, Refusal } from '../../parts/page.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { State } from '../../parts/state.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useShop } from '../../shop.tsx'
import { inStoreWords } from '../../words.ts'
import type { StoreFull } from './store.tsx'

type Row = AnswerOf<'GET /shops/{shop}/store/patterns'>['items'][number]
type Change = Omit<BodyOf<'POST /shops/{shop}/store/patterns/preview'>, 'patternIds'>

/** What has a price and files is in the store by itself; here she takes out, puts back, or lets buyers choose what they pay. */
export function StorePatterns({ store }: { store: StoreFull }) {
  const shop = useShop()
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [isChanging, setChanging] = useState(false)
  const pages = usePages('GET /shops/{shop}/store/patterns', { params: { shop: shop.id }, query: search === '' ? {} : { search } })
  const toggle = (id: string) =>
    setChosen(before => {
      const after = new Set(before)
      if (!after.delete(id)) after.add(id)
      return after
    })
  return (
    <>
      <p className="section-note">
        A pattern is in the store as soon as it has files and a price in {store.currency}, unless you take it out.
      </p>
      <div className="tools">
        <SearchBox label="Search title, article number or tag" value={search} onChange={setSearch} />
      </div>
      <Listed
        what="your patterns"
        pages={pages}
        empty={
          <Empty title={search === '' ? 'No patterns yet' : `Nothing found for “${search}”`}>
            <p>{search === '' ? 'Write one by hand or bring in what you sell elsewhere; then it stands here.' : 'Try fewer letters.'}</p>
          </Empty>
        }
      >
        {items => (
          <>
            <Checkbox
              className="choose-all"
              label={`Choose all ${items.length} shown`}
              checked={items.every(item => chosen.has(item.id))}
              indeterminate={chosen.size > 0 && !items.every(item => chosen.has(item.id))}
              onChange={event => setChosen(event.currentTarget.checked ? new Set(items.map(item => item.id)) : new Set())}
            />
            <Table label="Patterns and the store" rows={items} keyOf={row => row.id} columns={columnsOf(shop.slug, chosen, toggle)} />
          </>
        )}
      </Listed>
      {chosen.size > 0 && (
        <section className="action-bar" aria-label="What to do with the chosen patterns">
          <strong>{countWords(chosen.size, 'pattern')} chosen</strong>
          <Group gap="xs">
            <Button variant="default" onClick={() => setChosen(new Set())}>
              Choose none
            </Button>
            <Button onClick={() => setChanging(true)}>Change in the store…</Button>
          </Group>
        </section>
      )}
      {isChanging && (
        <ChangeMany store={store} patternIds={[...chosen]} onClose={() => setChanging(false)} onDone={() => setChosen(new Set())} />
      )}
    </>
  )
}

const columnsOf = (slug: string, chosen: ReadonlySet<string>, toggle: (id: string) => void): Column<Row>[] => [
  {
    key: 'choose',
    label: 'Choose',
    isQuiet: true,
    cell: row => <Checkbox aria-label={`Choose ${row.title}`} checked={chosen.has(row.id)} onChange={() => toggle(row.id)} />,
  },
  {
    key: 'title',
    label: 'Pattern',
    isHead: true,
    cell: row => (
      <PlainLink className="with-cover" to="/s/$shop/patterns/$pattern" params={{ shop: slug, pattern: row.id }} search={{ tab: 'prices' }}>
        <Cover src={row.cover} title={row.title} />
        <span>
          <strong>{row.title}</strong>
          <small>{row.sku}</small>
        </span>
      </PlainLink>
    ),
  },
  {
    key: 'state',
    label: 'In the store',
    cell: row => (
      <>
        <State is={inStoreWords[row.isIn ? 'in' : row.choice === 'out' ? 'out' : 'not']} />
        {row.why && row.choice !== 'out' && <small className="reason-small">{row.why}</small>}
      </>
    ),
  },
  {
    key: 'price',
    label: 'Price',
    align: 'right',
    cell: row =>
      row.payWhat ? (
        <span>
          from {moneyWords(row.payWhat.least)}
          <small className="reason-small">buyers choose; suggested {moneyWords(row.payWhat.suggested)}</small>
        </span>
      ) : row.price ? (
        moneyWords(row.price)
      ) : (
        <span className="dim">none</span>
      ),
  },
]

const ways = {
  in: 'Put them in, as soon as they have a price and files',
  out: 'Take them out',
  choose: 'Let buyers choose what they pay',
  price: 'Sell them at their price',
} as const
type Way = keyof typeof ways

/** The change is shown for every pattern before it is made, and can be taken back. */
function ChangeMany({
  store,
  patternIds,
  onClose,
  onDone,
}: {
  store: StoreFull
  patternIds: readonly string[]
  onClose: () => void
  onDone: () => void
}) {
  const shop = useShop()
  const client = useQueryClient()
  const { currency } = store
  const [way, setWay] = useState<Way>('out')
  const [least, setLeast] = useState(decimalOf({ minor: '300', currency }))
  const [suggested, setSuggested] = useState(decimalOf({ minor: '600', currency }))
  const [error, setError] = useState<unknown>(null)
  const [isBusy, setBusy] = useState(false)
  const change = changeOf(way, { least: moneyFrom(least, currency), suggested: moneyFrom(suggested, currency) })
  const body = { ...change, patternIds: [...patternIds] }
  const preview = useApi(
    'POST /shops/{shop}/store/patterns/preview',
    { params: { shop: shop.id }, body },
    { enabled: change !== null, keepPrevious: true },
  )
  const press = async (key: string) => {
    setBusy(true)
    setError(null)
    try {
      const { changeId } = await call('POST /shops/{shop}/store/patterns', { params: { shop: shop.id }, body: { ...body, key } })
      await client.invalidateQueries()
      tellWithUndo(shop.id, changeId, () => client.invalidateQueries())
      onDone()
      onClose()
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={`Change ${countWords(patternIds.length, 'pattern')} in the store`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Radio.Group label="What should be so" value={way} onChange={value => setWay(value as Way)}>
        {Object.entries(ways).map(([value, label]) => (
          <Radio key={value} mt="xs" value={value} label={label} />
        ))}
      </Radio.Group>
      {way === 'choose' && (
        <Group grow align="flex-start" mt="md">
          <MoneyInput label="At least" currency={currency} value={least} onChange={setLeast} error={wrongMoney(least, currency)} />
          <MoneyInput
            label="Suggested"
            currency={currency}
            value={suggested}
            onChange={setSuggested}
            error={wrongMoney(suggested, currency)}
          />
        </Group>
      )}
      {change !== null && (
        <div className="change-preview">
          <Shown what="what would change" from={preview} rows={2}>
            {({ key, sentence, changes }) => (
              <>
                <p className="plan-sentence">{sentence}</p>
                {changes.length > 0 && <Table label="Now and then" rows={changes} keyOf={row => row.patternId} columns={changeColumns} />}
                <Refusal error={error} />
                <Group justify="flex-end" mt="md">
                  <Button variant="default" onClick={onClose}>
                    Not now
                  </Button>
                  <Button onClick={() => void press(key)} loading={isBusy} disabled={changes.length === 0}>
                    Change {countWords(changes.length, 'pattern')}
                  </Button>
                </Group>
              </>
            )}
          </Shown>
        </div>
      )}
    </Modal>
  )
}

type Changed = AnswerOf<'POST /shops/{shop}/store/patterns/preview'>['changes'][number]
const changeColumns: Column<Changed>[] = [
  { key: 'pattern', label: 'Pattern', isHead: true, cell: row => row.title },
  { key: 'now', label: 'Now', cell: row => row.from },
  { key: 'then', label: 'Then', cell: row => <strong>{row.to}</strong> },
]

type Amount = ReturnType<typeof moneyFrom>

/** @returns null while an amount is not written yet. */
function changeOf(way: Way, { least, suggested }: { least: Amount; suggested: Amount }): Change | null {
  if (way === 'in' || way === 'out') return { choice: way }
  if (way === 'price') return { payWhat: null }
  return least === null || suggested === null ? null : { payWhat: { least, suggested } }
}

function tellWithUndo(shopId: string, changeId: string, after: () => Promise<unknown>): void {
  const note = crypto.randomUUID()
  const undo = async () => {
    await call('POST /shops/{shop}/store/changes/{change}/undo', { params: { shop: shopId, change: changeId } })
    await after()
    hideNote(note)
  }
  notify({
    id: note,
    title: 'Changed in the store',
    message: (
      <Button size="compact-xs" variant="default" onClick={() => void undo()}>
        Take it back
      </Button>
    ),
    autoClose: 20_000,
  })
}
