import { Button, Group, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../api.ts'
import { countWords, decimalOf, type Money, moneyFrom, moneyWords } from '../../format.ts'
import { hideNote, notify } from '../../notify.tsx'
import { Refusal } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import type { PatternRow } from './patterns.tsx'
import { type PriceChange, pricesAfter } from './price-change.ts'

type Way = PriceChange['way']

/** New prices for many patterns: first all of them are shown, then kept here; the shops follow by the preview that comes next. */
export function BulkPrice({
  opened,
  onClose,
  rows,
  onSaved,
}: {
  opened: boolean
  onClose: () => void
  rows: readonly PatternRow[]
  onSaved: () => void
}) {
  const shop = useShop()
  const client = useQueryClient()
  const [way, setWay] = useState<Way>('set')
  const [typed, setTyped] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const currency = rows.find(row => row.price)?.price?.currency ?? shop.currency
  const after = pricesAfter(rows, { way, typed, currency })
  const changing = after.filter(one => one.to !== null && one.from?.minor !== one.to.minor)
  const save = async () => {
    setBusy(true)
    setError(null)
    try {
      await setPrices(
        shop.id,
        changing.map(one => ({ id: one.row.id, price: one.to as Money })),
      )
      const before = changing.flatMap(one => (one.from ? [{ id: one.row.id, price: one.from }] : []))
      await client.invalidateQueries()
      const note = crypto.randomUUID()
      notify({
        id: note,
        title: `${countWords(changing.length, 'price')} kept here`,
        message: (
          <Button
            size="compact-xs"
            variant="default"
            onClick={async () => {
              await setPrices(shop.id, before)
              await client.invalidateQueries()
              hideNote(note)
            }}
          >
            Put the old prices back
          </Button>
        ),
        autoClose: 20_000,
      })
      onClose()
      onSaved()
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  const wrong = typed.trim() === '' ? null : wrongTyped(way, typed, currency)
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Change ${countWords(rows.length, 'price')}`}
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Group align="flex-start" grow>
        <NativeSelect
          label="How"
          value={way}
          onChange={event => setWay(event.currentTarget.value as Way)}
          data={[
            { value: 'set', label: 'The same price for all' },
            { value: 'add', label: 'Add an amount to each' },
            { value: 'percent', label: 'Raise each by percent' },
          ]}
        />
        <TextInput
          label={way === 'percent' ? 'Percent' : `Amount in ${currency}`}
          description={way === 'set' ? undefined : 'A minus lowers it'}
          inputMode="decimal"
          value={typed}
          onChange={event => setTyped(event.currentTarget.value)}
          error={wrong}
          data-autofocus
        />
      </Group>
      <table className="table price-preview" aria-label="Prices now and then">
        <thead>
          <tr>
            <th scope="col">Pattern</th>
            <th scope="col" data-align="right">
              Now
            </th>
            <th scope="col" data-align="right">
              Then
            </th>
          </tr>
        </thead>
        <tbody>
          {after.map(one => (
            <tr key={one.row.id}>
              <th scope="row">{one.row.title}</th>
              <td data-align="right">{one.from ? moneyWords(one.from) : 'none'}</td>
              <td data-align="right">
                {one.to === null || one.from?.minor === one.to.minor ? (
                  <span className="dim">as now</span>
                ) : (
                  <strong>{moneyWords(one.to)}</strong>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="section-note">Kept here first; no shop is touched. Next you see what each shop will show.</p>
      <Refusal error={error} />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button onClick={() => void save()} loading={isBusy} disabled={changing.length === 0}>
          Keep {countWords(changing.length, 'price')} and preview
        </Button>
      </Group>
    </Modal>
  )
}

function wrongTyped(way: Way, typed: string, currency: string): string | null {
  const bare = typed.trim().replace(/^[-+]/, '')
  if (way === 'percent') return /^\d{1,3}([.,]\d{1,2})?$/.test(bare) ? null : `“${typed}” is no percentage. Write for example 10 or -5.`
  if (way === 'set' && bare !== typed.trim().replace(/^\+/, '')) return 'A price cannot be below zero.'
  if (moneyFrom(bare, currency) !== null) return null
  return `“${typed}” is no amount in ${currency}. Write for example ${decimalOf({ minor: '1250', currency })}.`
}

/** One call for each different price: the hub sets one price on many patterns. */
async function setPrices(shopId: string, prices: readonly { id: string; price: Money }[]): Promise<void> {
  const groups = new Map<string, { price: Money; ids: string[] }>()
  for (const { id, price } of prices) {
    const key = `${price.minor} ${price.currency}`
    const group = groups.get(key) ?? { price, ids: [] }
    group.ids.push(id)
    groups.set(key, group)
  }
  for (const { price, ids } of groups.values())
    await call('POST /shops/{shop}/prices', { params: { shop: shopId }, body: { patternIds: ids, price } })
}
