import { NumberInput, SegmentedControl, TextInput } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { AnswerOf, BodyOf } from '../../api.ts'
import { useAct, useApi } from '../../data.ts'
import { countWords, moneyFrom, wrongMoney } from '../../format.ts'
import { Copy } from '../../parts/copy.tsx'
import { TextLink } from '../../parts/link.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { Shown } from '../../parts/more.tsx'
import { PageHead } from '../../parts/page.tsx'
import { PressBar } from '../../parts/press-bar.tsx'
import { State } from '../../parts/state.tsx'
import { useShop } from '../../shop.tsx'
import { couponWays } from '../../words.ts'
import { targetOf } from '../push/target.ts'
import { ChoosePatterns } from '../store/choose-patterns.tsx'
import { useTitles } from '../store/use-titles.ts'
import { FromTo, timesOf, useSpan } from './from-to.tsx'

type Wish = BodyOf<'POST /shops/{shop}/promotions/coupon/preview'>
type Place = AnswerOf<'POST /shops/{shop}/promotions/coupon/preview'>['places'][number]

/** A code and its terms; what it will be at each storefront is shown before anything is planned. */
export function PlanCoupon() {
  const shop = useShop()
  const target = targetOf(useSearch({ from: '/s/$shop/promotions/coupon' }))
  return (
    <>
      <PageHead
        title="Plan a coupon"
        above={
          <TextLink to="/s/$shop/promotions" params={{ shop: shop.slug }}>
            Promotions
          </TextLink>
        }
        below={<p>One code for every shop that can. Nothing is made anywhere before you press.</p>}
      />
      <CouponWish chosen={target?.patternIds ?? []} />
    </>
  )
}

/** Currencies in which her shops sell, the shop's own first. */
function useCurrencies(): readonly string[] {
  const shop = useShop()
  const { data } = useApi('GET /shops/{shop}/connections', { params: { shop: shop.id } })
  return [...new Set([shop.currency, ...(data?.items ?? []).map(({ currency }) => currency)])]
}

function CouponWish({ chosen }: { chosen: readonly string[] }) {
  const currencies = useCurrencies()
  const [name, setName] = useState('')
  const [code, setCode] = useState('')
  const [way, setWay] = useState<'percent' | 'amount'>('percent')
  const [percent, setPercent] = useState<number | string>(10)
  const [amounts, setAmounts] = useState<Readonly<Record<string, string>>>({})
  const [span, setSpan] = useSpan()
  const [most, setMost] = useState<number | string>('')
  const [ids, setIds] = useState(chosen)
  const titles = useTitles([])
  const typed = currencies.filter(currency => (amounts[currency] ?? '') !== '')
  const off = typed.flatMap(currency => moneyFrom(amounts[currency]!, currency) ?? [])
  const times = timesOf(span)
  const isWayWhole = way === 'percent' ? typeof percent === 'number' : off.length > 0 && off.length === typed.length
  const isWhole = name.trim() !== '' && code.trim().length >= 3 && isWayWhole
  return (
    <>
      <div className="promotion-wish">
        <TextInput
          label="Name"
          description="For you alone"
          placeholder="For the newsletter"
          maxLength={100}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Code"
          description="Letters, digits and hyphens"
          placeholder="SPRING-10"
          maxLength={40}
          value={code}
          onChange={event => setCode(event.currentTarget.value)}
        />
        <SegmentedControl
          className="coupon-way"
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
          <div className="coupon-amounts">
            {currencies.map(currency => (
              <MoneyInput
                key={currency}
                label={`Amount off where ${currency} is paid`}
                currency={currency}
                value={amounts[currency] ?? ''}
                onChange={value => setAmounts({ ...amounts, [currency]: value })}
                error={(amounts[currency] ?? '') === '' ? null : wrongMoney(amounts[currency]!, currency)}
              />
            ))}
          </div>
        )}
        <FromTo span={span} onChange={setSpan} longest="At most a year later" />
        <NumberInput
          label="Most uses"
          description="At each shop; left empty: as often as buyers like"
          min={1}
          max={1_000_000}
          allowDecimal={false}
          value={most}
          onChange={setMost}
        />
      </div>
      <ChoosePatterns
        label="Patterns"
        note={ids.length === 0 ? 'None chosen: it holds for everything that is sold at each shop.' : 'It holds for these alone.'}
        value={ids}
        titles={titles}
        onChange={setIds}
      />
      {isWhole && times !== null ? (
        <Planned
          wish={{
            ...{ name: name.trim(), code: code.trim(), patternIds: [...ids], isInOwnStore: true },
            percent: way === 'percent' && typeof percent === 'number' ? percent : null,
            off: way === 'amount' ? off : [],
            ...times,
            mostUses: typeof most === 'number' ? most : null,
          }}
        />
      ) : (
        <p className="section-note">Give it a name, a code, what it takes off and its times; then you see what it will be at each shop.</p>
      )}
    </>
  )
}

function Planned({ wish }: { wish: Wish }) {
  const shop = useShop()
  const navigate = useNavigate()
  const preview = useApi('POST /shops/{shop}/promotions/coupon/preview', { params: { shop: shop.id }, body: wish }, { keepPrevious: true })
  const plan = useAct('POST /shops/{shop}/promotions/coupon', () => navigate({ to: '/s/$shop/promotions', params: { shop: shop.slug } }))
  return (
    <Shown what="what it will be" from={preview}>
      {({ key, sentence, places }) => {
        const fit = places.filter(({ way }) => way === 'made' || way === 'by-hand').length
        return (
          <>
            <p className="plan-sentence">{sentence}</p>
            <ul className="rows card rows-card" aria-label="What it will be at each shop">
              {places.map(place => (
                <PlaceRow key={place.connectionId ?? 'own'} place={place} />
              ))}
            </ul>
            <PressBar
              error={plan.error}
              isOff={fit === 0}
              isBusy={plan.isPending}
              onPress={() => plan.mutate({ params: { shop: shop.id }, body: { ...wish, key } })}
            >
              Plan for {countWords(fit, 'shop')}
            </PressBar>
          </>
        )
      }}
    </Shown>
  )
}

function PlaceRow({ place: { shop, way, says, notes, text } }: { place: Place }) {
  return (
    <li className="row coupon-place">
      <span className="row-main">
        <strong>{shop}</strong>
        <small className={way === 'refused' ? 'refusal' : undefined}>{says}</small>
        {notes.map(note => (
          <small key={note}>{note}</small>
        ))}
        {text !== null && (
          <details>
            <summary>The text to paste</summary>
            <Copy label="The coupon" text={text} />
          </details>
        )}
      </span>
      <State is={couponWays[way]} />
    </li>
  )
}
