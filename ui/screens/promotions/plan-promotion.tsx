import { NumberInput, TextInput } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { AnswerOf } from '../../api.ts'
import { useAct, useApi } from '../../data.ts'
import { countWords, moneyWords } from '../../format.ts'
import { ButtonLink, TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { Empty, PageHead } from '../../parts/page.tsx'
import { PressBar } from '../../parts/press-bar.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useShop } from '../../shop.tsx'
import { searchOf, type Target, targetOf } from '../push/target.ts'
import { FromTo, timesOf, useSpan } from './from-to.tsx'

type Row = AnswerOf<'POST /shops/{shop}/promotions/preview'>['listings'][number]

/** A per cent and its times; every price is shown before anything is planned. */
export function PlanPromotion() {
  const shop = useShop()
  const target = targetOf(useSearch({ from: '/s/$shop/promotions/new' }))
  return (
    <>
      <PageHead
        title="Plan a promotion"
        above={
          <TextLink to="/s/$shop/promotions" params={{ shop: shop.slug }}>
            Promotions
          </TextLink>
        }
        below={<p>Nothing changes before you press, and no price before it begins.</p>}
        actions={
          <ButtonLink to="/s/$shop/promotions/coupon" params={{ shop: shop.slug }} search={target === null ? {} : searchOf(target)}>
            A coupon instead
          </ButtonLink>
        }
      />
      {target === null ? (
        <Empty
          title="No pattern is chosen"
          action={
            <ButtonLink to="/s/$shop/patterns" params={{ shop: shop.slug }} search={{}}>
              Choose patterns
            </ButtonLink>
          }
        >
          <p>Choose in the list of patterns what shall cost less, and come here from there.</p>
        </Empty>
      ) : (
        <Wish target={target} />
      )}
    </>
  )
}

function Wish({ target }: { target: Target }) {
  const [name, setName] = useState('')
  const [percent, setPercent] = useState<number | string>(20)
  const [span, setSpan] = useSpan()
  const times = timesOf(span)
  const isNamed = name.trim() !== ''
  return (
    <>
      <div className="promotion-wish">
        <TextInput
          label="Name"
          placeholder="Spring sale"
          maxLength={100}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
        />
        <NumberInput label="Per cent off" min={1} max={95} allowDecimal={false} suffix=" %" value={percent} onChange={setPercent} />
        <FromTo span={span} onChange={setSpan} longest="At most 100 days later" />
      </div>
      {isNamed && typeof percent === 'number' && percent >= 1 && percent <= 95 && times !== null ? (
        <Planned target={target} wish={{ name: name.trim(), percent, ...times }} />
      ) : (
        <p className="section-note">Give it a name, a per cent and its times; then you see every price.</p>
      )}
    </>
  )
}

function Planned({ target, wish }: { target: Target; wish: { name: string; percent: number; startsAt: string; endsAt: string } }) {
  const shop = useShop()
  const navigate = useNavigate()
  const body = { ...target, ...wish }
  const preview = useApi('POST /shops/{shop}/promotions/preview', { params: { shop: shop.id }, body }, { keepPrevious: true })
  const plan = useAct('POST /shops/{shop}/promotions', () => navigate({ to: '/s/$shop/promotions', params: { shop: shop.slug } }))
  return (
    <Shown what="the prices" from={preview}>
      {({ key, sentence, listings }) => {
        const fit = listings.filter(({ refused }) => refused === null).length
        return (
          <>
            <p className="plan-sentence">{sentence}</p>
            <Table label="Prices now and then" rows={listings} keyOf={row => row.listingId} columns={columns} />
            <PressBar
              error={plan.error}
              isOff={fit === 0}
              isBusy={plan.isPending}
              onPress={() => plan.mutate({ params: { shop: shop.id }, body: { ...body, key } })}
            >
              Plan for {countWords(fit, 'listing')}
            </PressBar>
          </>
        )
      }}
    </Shown>
  )
}

const columns: Column<Row>[] = [
  { key: 'pattern', label: 'Pattern', isHead: true, cell: row => row.patternTitle },
  { key: 'shop', label: 'Shop', cell: row => row.shop },
  { key: 'now', label: 'Now', align: 'right', cell: row => (row.price ? moneyWords(row.price) : <span className="dim">none</span>) },
  {
    key: 'then',
    label: 'Then',
    align: 'right',
    cell: row => (row.sale ? <strong>{moneyWords(row.sale)}</strong> : <span className="dim">as now</span>),
  },
  { key: 'how', label: 'How', cell: row => (row.refused === null ? row.how : <span className="refusal">{row.refused}</span>) },
]
