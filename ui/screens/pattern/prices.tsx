import { Button, NativeSelect, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../../data.ts'
import { decimalOf, moneyFrom, wrongMoney } from '../../format.ts'
import { Icon } from '../../parts/icons.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { Empty, Refusal, Section } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import type { PatternFull } from './pattern.tsx'

type Price = PatternFull['prices'][number]
type Row = { currency: string; amount: string; isOnSale: boolean; sale: string; from: string; to: string }

const localTime = (time: string | null): string => {
  if (time === null) return ''
  const date = new Date(time)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
const utc = (local: string): string | null => (local === '' ? null : new Date(local).toISOString())
const rowOf = (price: Price): Row => ({
  currency: price.currency,
  amount: decimalOf(price.amount),
  isOnSale: price.sale !== null,
  sale: price.sale ? decimalOf(price.sale.amount) : '',
  from: localTime(price.sale?.from ?? null),
  to: localTime(price.sale?.to ?? null),
})
const others = ['EUR', 'USD', 'GBP', 'CAD', 'AUD', 'CHF', 'DKK', 'NOK', 'SEK', 'NZD', 'JPY', 'PLN', 'CZK']

/** One price for each currency, and a sale price with its days. */
export function Prices({ pattern }: { pattern: PatternFull }) {
  const shop = useShop()
  const [rows, setRows] = useState(() => pattern.prices.map(rowOf))
  const [isTried, setTried] = useState(false)
  const save = useAct('PATCH /shops/{shop}/patterns/{pattern}', answer => {
    setRows(answer.prices.map(rowOf))
    setTried(false)
  })
  const isChanged = JSON.stringify(rows) !== JSON.stringify(pattern.prices.map(rowOf))
  const change = (index: number, part: Partial<Row>) =>
    setRows(before => before.map((row, at) => (at === index ? { ...row, ...part } : row)))
  const free = [shop.currency, ...others].filter(
    (currency, index, all) => all.indexOf(currency) === index && !rows.some(row => row.currency === currency),
  )
  const wrongSale = (row: Row): string | null => {
    if (!row.isOnSale) return null
    const wrong = wrongMoney(row.sale, row.currency)
    if (wrong) return wrong
    const amount = moneyFrom(row.amount, row.currency)
    const sale = moneyFrom(row.sale, row.currency)
    return amount && sale && BigInt(sale.minor) >= BigInt(amount.minor) ? 'A sale price is lower than the price.' : null
  }
  const wrongDays = (row: Row): string | null =>
    row.isOnSale && row.from && row.to && row.to <= row.from ? 'It ends before it begins.' : null
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (rows.some(row => wrongMoney(row.amount, row.currency) || wrongSale(row) || wrongDays(row))) return
    save.mutate({
      params: { shop: shop.id, pattern: pattern.id },
      body: {
        editNo: pattern.editNo,
        prices: rows.map(row => {
          const amount = moneyFrom(row.amount, row.currency) ?? { minor: '0', currency: row.currency }
          const sale = row.isOnSale ? moneyFrom(row.sale, row.currency) : null
          return { currency: row.currency, amount, sale: sale ? { amount: sale, from: utc(row.from), to: utc(row.to) } : null }
        }),
      },
    })
  }
  return (
    <Section title="Prices" note="One for each currency that your shops sell in.">
      <form className="form form-wide" onSubmit={send} noValidate>
        {rows.length === 0 && (
          <Empty title="No price yet">
            <p>A shop lists a pattern once it has a price in that shop’s currency.</p>
          </Empty>
        )}
        {rows.map((row, index) => (
          <fieldset className="card price-row" key={row.currency}>
            <legend>{row.currency}</legend>
            <MoneyInput
              label="Price"
              aria-label={`Price in ${row.currency}`}
              currency={row.currency}
              value={row.amount}
              onChange={amount => change(index, { amount })}
              error={isTried && wrongMoney(row.amount, row.currency)}
            />
            <Switch
              label="On sale"
              checked={row.isOnSale}
              onChange={event => change(index, { isOnSale: event.currentTarget.checked })}
              aria-label={`On sale in ${row.currency}`}
            />
            {row.isOnSale && (
              <>
                <MoneyInput
                  label="Sale price"
                  currency={row.currency}
                  value={row.sale}
                  onChange={sale => change(index, { sale })}
                  error={isTried && wrongSale(row)}
                />
                <TextInput
                  label="From"
                  description="Empty: at once"
                  type="datetime-local"
                  value={row.from}
                  onChange={event => change(index, { from: event.currentTarget.value })}
                />
                <TextInput
                  label="Until"
                  description="Empty: until you end it"
                  type="datetime-local"
                  value={row.to}
                  onChange={event => change(index, { to: event.currentTarget.value })}
                  error={isTried && wrongDays(row)}
                />
              </>
            )}
            <Button
              variant="subtle"
              color="brick"
              size="xs"
              leftSection={<Icon name="bin" />}
              onClick={() => setRows(before => before.toSpliced(index, 1))}
              aria-label={`Take out the price in ${row.currency}`}
            >
              Take out
            </Button>
          </fieldset>
        ))}
        {free.length > 0 && (
          <NativeSelect
            className="add-currency"
            label="Add a currency"
            value=""
            onChange={event => {
              const currency = event.currentTarget.value
              if (currency) setRows(before => [...before, { currency, amount: '', isOnSale: false, sale: '', from: '', to: '' }])
            }}
            data={[{ value: '', label: 'Choose…' }, ...free.map(currency => ({ value: currency, label: currency }))]}
          />
        )}
        <Refusal error={save.error} />
        <div className="form-foot">
          <span aria-live="polite">{isChanged ? 'Not kept yet.' : 'Everything is kept.'}</span>
          <div className="form-foot-buttons">
            <Button variant="default" disabled={!isChanged} onClick={() => setRows(pattern.prices.map(rowOf))}>
              Drop the changes
            </Button>
            <Button type="submit" disabled={!isChanged} loading={save.isPending}>
              Keep
            </Button>
          </div>
        </div>
      </form>
    </Section>
  )
}
