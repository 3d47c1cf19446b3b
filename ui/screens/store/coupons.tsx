import { Button, Modal, NumberInput, SegmentedControl, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { AnswerOf } from '../../api.ts'
import { useAct, useApi } from '../../data.ts'
import { countWords, dayWords, decimalOf, moneyFrom, moneyWords, wrongMoney } from '../../format.ts'
import { notify } from '../../notify.tsx'
import { Icon } from '../../parts/icons.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { Shown } from '../../parts/more.tsx'
import { Empty, Refusal, Section } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { useShop } from '../../shop.tsx'
import { couponWords } from '../../words.ts'
import { ChoosePatterns } from './choose-patterns.tsx'
import type { StoreFull } from './store.tsx'
import { useTitles } from './use-titles.ts'

type Coupon = AnswerOf<'POST /shops/{shop}/store/coupons'>

export function Coupons({ store }: { store: StoreFull }) {
  const shop = useShop()
  const coupons = useApi('GET /shops/{shop}/store/coupons', { params: { shop: shop.id } })
  const [open, setOpen] = useState<Coupon | 'new' | null>(null)
  return (
    <Section
      title="Coupons"
      note="Buyers write the code in the cart. Whoever has begun to pay keeps the price that was shown."
      actions={
        <Button leftSection={<Icon name="plus" />} onClick={() => setOpen('new')}>
          New coupon
        </Button>
      }
    >
      <Shown what="the coupons" from={coupons}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No coupon yet">
              <p>A code for your newsletter, for testers, or for a week in spring: so much off, for as long and as often as you say.</p>
            </Empty>
          ) : (
            <ul className="rows card rows-card">
              {items.map(coupon => (
                <li key={coupon.id} className="row">
                  <span className="row-main">
                    <strong>
                      <code>{coupon.code}</code>
                    </strong>
                    <small>{termsOf(coupon)}</small>
                    {coupon.why && <small className="reason-small">{coupon.why}</small>}
                  </span>
                  <State is={couponWords[coupon.why === null ? 'on' : 'off']} />
                  <Button size="xs" variant="default" aria-label={`Change ${coupon.code}`} onClick={() => setOpen(coupon)}>
                    Change…
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      {open !== null && <CouponForm store={store} coupon={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </Section>
  )
}

function termsOf({ off, offPercent, patternIds, from, to, mostUses, uses }: Coupon): string {
  return [
    off ? `${moneyWords(off)} off` : `${offPercent} % off`,
    patternIds.length === 0 ? 'everything' : countWords(patternIds.length, 'pattern'),
    ...(from ? [`from ${dayWords(from)}`] : []),
    ...(to ? [`to ${dayWords(to)}`] : []),
    `used ${mostUses === null ? countWords(uses, 'time') : `${uses} of ${mostUses} times`}`,
  ].join(', ')
}

const localTime = (time: string | null): string => {
  if (time === null) return ''
  const date = new Date(time)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
const utc = (local: string): string | null => (local === '' ? null : new Date(local).toISOString())

function CouponForm({ store, coupon, onClose }: { store: StoreFull; coupon: Coupon | null; onClose: () => void }) {
  const shop = useShop()
  const { currency } = store
  const [code, setCode] = useState(coupon?.code ?? '')
  const [way, setWay] = useState<'percent' | 'amount'>(coupon?.off ? 'amount' : 'percent')
  const [percent, setPercent] = useState<number | string>(coupon?.offPercent ?? 10)
  const [off, setOff] = useState(coupon?.off ? decimalOf(coupon.off) : '')
  const [floor, setFloor] = useState(coupon?.floor ? decimalOf(coupon.floor) : '')
  const [from, setFrom] = useState(localTime(coupon?.from ?? null))
  const [to, setTo] = useState(localTime(coupon?.to ?? null))
  const [most, setMost] = useState<number | string>(coupon?.mostUses ?? '')
  const [ids, setIds] = useState<readonly string[]>(coupon?.patternIds ?? [])
  const [isOn, setOn] = useState(coupon?.isOn ?? true)
  const titles = useTitles([])
  const done = () => {
    notify({ message: 'Kept.' })
    onClose()
  }
  const make = useAct('POST /shops/{shop}/store/coupons', done)
  const change = useAct('PATCH /shops/{shop}/store/coupons/{coupon}', done)
  const amount = moneyFrom(off, currency)
  const wrongTo = from !== '' && to !== '' && to <= from ? 'It ends before it begins.' : null
  const wrongFloor = floor === '' ? null : wrongMoney(floor, currency)
  const isWhole = code.trim().length >= 3 && (way === 'amount' ? amount !== null : typeof percent === 'number') && !wrongTo && !wrongFloor
  const send = (event: FormEvent) => {
    event.preventDefault()
    const body = {
      ...{ code: code.trim(), patternIds: [...ids], from: utc(from), to: utc(to), isOn },
      off: way === 'amount' ? amount : null,
      offPercent: way === 'percent' && typeof percent === 'number' ? percent : null,
      floor: floor === '' ? null : moneyFrom(floor, currency),
      mostUses: typeof most === 'number' ? most : null,
    }
    if (coupon === null) make.mutate({ params: { shop: shop.id }, body })
    else change.mutate({ params: { shop: shop.id, coupon: coupon.id }, body: { ...body, editNo: coupon.editNo } })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={coupon === null ? 'New coupon' : `Change ${coupon.code}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className="form" onSubmit={send} aria-label="Coupon">
        <TextInput
          label="Code"
          description="Letters, digits and hyphens; small letters count as large ones"
          maxLength={40}
          value={code}
          onChange={event => setCode(event.currentTarget.value)}
          data-autofocus
        />
        <SegmentedControl
          aria-label="What is taken off"
          value={way}
          onChange={value => setWay(value as typeof way)}
          data={[
            { value: 'percent', label: 'Per cent off' },
            { value: 'amount', label: 'An amount off' },
          ]}
        />
        {way === 'percent' ? (
          <NumberInput label="Per cent off" min={1} max={100} allowDecimal={false} suffix=" %" value={percent} onChange={setPercent} />
        ) : (
          <MoneyInput
            label="Amount off, once for the whole cart"
            currency={currency}
            value={off}
            onChange={setOff}
            error={off === '' ? null : wrongMoney(off, currency)}
          />
        )}
        <MoneyInput
          label="Nothing costs less than"
          description="Left empty, a pattern may become free by it"
          currency={currency}
          value={floor}
          onChange={setFloor}
          error={wrongFloor}
        />
        <div className="promotion-wish">
          <TextInput type="datetime-local" label="From" value={from} onChange={event => setFrom(event.currentTarget.value)} />
          <TextInput type="datetime-local" label="To" value={to} onChange={event => setTo(event.currentTarget.value)} error={wrongTo} />
          <NumberInput
            label="Most uses"
            description="Left empty: as often as you like"
            min={1}
            max={1_000_000}
            allowDecimal={false}
            value={most}
            onChange={setMost}
          />
        </div>
        <ChoosePatterns
          label="Patterns"
          note="None chosen: it holds for everything, bundles too."
          value={ids}
          titles={titles}
          onChange={setIds}
        />
        <Switch label="It works" checked={isOn} onChange={event => setOn(event.currentTarget.checked)} />
        <Refusal error={make.error ?? change.error} />
        <div className="form-foot">
          <span />
          <Button type="submit" disabled={!isWhole} loading={make.isPending || change.isPending}>
            Keep the coupon
          </Button>
        </div>
      </form>
    </Modal>
  )
}
