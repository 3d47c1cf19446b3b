import { Button, Modal, NumberInput, SegmentedControl, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { AnswerOf } from '../../api.ts'
import { useAct, useApi } from '../../data.ts'
import { countWords, decimalOf, moneyFrom, moneyWords, wrongMoney } from '../../format.ts'
import { notify } from '../../notify.tsx'
import { Icon } from '../../parts/icons.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { Shown } from '../../parts/more.tsx'
import { Empty, Refusal, Section } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { useShop } from '../../shop.tsx'
import { inStoreWords } from '../../words.ts'
import { ChoosePatterns } from './choose-patterns.tsx'
import type { StoreFull } from './store.tsx'
import { useTitles } from './use-titles.ts'

type Bundle = AnswerOf<'POST /shops/{shop}/store/bundles'>

export function Bundles({ store }: { store: StoreFull }) {
  const shop = useShop()
  const bundles = useApi('GET /shops/{shop}/store/bundles', { params: { shop: shop.id } })
  const [open, setOpen] = useState<Bundle | 'new' | null>(null)
  return (
    <Section
      title="Bundles"
      note="Several patterns at one price, or so much less than one by one. A bundle never costs more than its patterns do."
      actions={
        <Button leftSection={<Icon name="plus" />} onClick={() => setOpen('new')}>
          New bundle
        </Button>
      }
    >
      <Shown what="the bundles" from={bundles}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No bundle yet">
              <p>Put two patterns or more together that belong together: a set, a season, all sizes of one idea.</p>
            </Empty>
          ) : (
            <ul className="rows card rows-card">
              {items.map(bundle => (
                <li key={bundle.id} className="row">
                  <span className="row-main">
                    <strong>{bundle.title}</strong>
                    <small>
                      {countWords(bundle.patterns.length, 'pattern')},{' '}
                      {bundle.price ? moneyWords(bundle.price) : `${bundle.offPercent} % less than one by one`}
                    </small>
                    {bundle.why && bundle.isOn && <small className="reason-small">{bundle.why}</small>}
                  </span>
                  <State is={inStoreWords[bundle.why === null ? 'in' : bundle.isOn ? 'not' : 'out']} />
                  <Button size="xs" variant="default" aria-label={`Change ${bundle.title}`} onClick={() => setOpen(bundle)}>
                    Change…
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      {open !== null && <BundleForm store={store} bundle={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Section>
  )
}

function BundleForm({ store, bundle, onClose }: { store: StoreFull; bundle: Bundle | null; onClose: () => void }) {
  const shop = useShop()
  const { currency } = store
  const [title, setTitle] = useState(bundle?.title ?? '')
  const [summary, setSummary] = useState(bundle?.summary ?? '')
  const [ids, setIds] = useState<readonly string[]>(bundle?.patterns.map(({ id }) => id) ?? [])
  const [way, setWay] = useState<'percent' | 'price'>(bundle?.price ? 'price' : 'percent')
  const [percent, setPercent] = useState<number | string>(bundle?.offPercent ?? 15)
  const [price, setPrice] = useState(bundle?.price ? decimalOf(bundle.price) : '')
  const [isOn, setOn] = useState(bundle?.isOn ?? true)
  const titles = useTitles(bundle?.patterns ?? [])
  const done = () => {
    notify({ message: 'Kept.' })
    onClose()
  }
  const make = useAct('POST /shops/{shop}/store/bundles', done)
  const change = useAct('PATCH /shops/{shop}/store/bundles/{bundle}', done)
  const amount = moneyFrom(price, currency)
  const isWhole = title.trim() !== '' && ids.length >= 2 && (way === 'price' ? amount !== null : typeof percent === 'number')
  const send = (event: FormEvent) => {
    event.preventDefault()
    const body = {
      ...{ title: title.trim(), summary: summary.trim(), patternIds: [...ids], isOn },
      price: way === 'price' ? amount : null,
      offPercent: way === 'percent' && typeof percent === 'number' ? percent : null,
    }
    if (bundle === null) make.mutate({ params: { shop: shop.id }, body })
    else change.mutate({ params: { shop: shop.id, bundle: bundle.id }, body: { ...body, editNo: bundle.editNo } })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={bundle === null ? 'New bundle' : `Change “${bundle.title}”`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className="form" onSubmit={send} aria-label="Bundle">
        <TextInput label="Title" maxLength={200} value={title} onChange={event => setTitle(event.currentTarget.value)} data-autofocus />
        <TextInput label="In a sentence" maxLength={500} value={summary} onChange={event => setSummary(event.currentTarget.value)} />
        <ChoosePatterns
          label="Patterns"
          note="Two or more. All of them must be in the store, else the bundle waits."
          value={ids}
          titles={titles}
          onChange={setIds}
        />
        <SegmentedControl
          aria-label="How it is priced"
          value={way}
          onChange={value => setWay(value as typeof way)}
          data={[
            { value: 'percent', label: 'Per cent less' },
            { value: 'price', label: 'One price' },
          ]}
        />
        {way === 'percent' ? (
          <NumberInput
            label="Per cent less than one by one"
            min={1}
            max={100}
            allowDecimal={false}
            suffix=" %"
            value={percent}
            onChange={setPercent}
          />
        ) : (
          <MoneyInput
            label="Price for all of them"
            currency={currency}
            value={price}
            onChange={setPrice}
            error={price === '' ? null : wrongMoney(price, currency)}
          />
        )}
        <Switch label="In the store" checked={isOn} onChange={event => setOn(event.currentTarget.checked)} />
        <Refusal error={make.error ?? change.error} />
        <div className="form-foot">
          <span />
          <Button type="submit" disabled={!isWhole} loading={make.isPending || change.isPending}>
            Keep the bundle
          </Button>
        </div>
      </form>
    </Modal>
  )
}
