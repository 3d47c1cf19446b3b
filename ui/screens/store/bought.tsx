import { Button, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { AnswerOf } from '../../api.ts'
import { useAct, usePages } from '../../data.ts'
import { moneyWords } from '../../format.ts'
import { notify } from '../../notify.tsx'
import { PlainLink } from '../../parts/link.tsx'
import { Listed } from '../../parts/more.tsx'
import { Empty, Refusal } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { checkoutWords, placeKinds, placeWords } from '../../words.ts'

type Checkout = AnswerOf<'GET /shops/{shop}/store/checkouts'>['items'][number]

/** What buyers began to pay, with the proofs of where they live and what of it needs her. */
export function Bought() {
  const shop = useShop()
  const [isNeeding, setNeeding] = useState(false)
  const pages = usePages('GET /shops/{shop}/store/checkouts', { params: { shop: shop.id }, query: isNeeding ? { needs: 'true' } : {} })
  const seen = useAct('POST /shops/{shop}/store/checkouts/{checkout}/seen', () => notify({ message: 'Marked as dealt with.' }))
  const dealWith = (id: string) => seen.mutate({ params: { shop: shop.id, checkout: id } })
  return (
    <>
      <div className="tools">
        <SegmentedControl
          aria-label="Which purchases"
          value={isNeeding ? 'needs' : 'all'}
          onChange={value => setNeeding(value === 'needs')}
          data={[
            { value: 'all', label: 'All' },
            { value: 'needs', label: 'To look at' },
          ]}
        />
      </div>
      <Refusal error={seen.error} />
      <Listed
        what="what was bought"
        pages={pages}
        empty={
          <Empty title={isNeeding ? 'Nothing to look at' : 'Nobody has begun to pay yet'}>
            <p>
              {isNeeding
                ? 'Every payment is what was asked for.'
                : 'Each purchase stands here from the moment at which its price was shown, with the proofs of where the buyer lives.'}
            </p>
          </Empty>
        }
      >
        {items => <Table label="Purchases, newest first" rows={items} keyOf={row => row.id} columns={columnsOf(shop.slug, dealWith)} />}
      </Listed>
    </>
  )
}

const columnsOf = (slug: string, dealWith: (id: string) => void): Column<Checkout>[] => [
  {
    key: 'number',
    label: 'Purchase',
    isHead: true,
    cell: row => {
      const words = (
        <>
          <strong>{row.number}</strong>
          <small>
            {row.items.join(', ')}
            {row.isGift && ' · a gift'}
          </small>
          <small className="address">{row.buyer ?? 'forgotten'}</small>
        </>
      )
      return row.orderId === null ? (
        <span className="plain-link">{words}</span>
      ) : (
        <PlainLink className="plain-link" to="/s/$shop/orders/$order" params={{ shop: slug, order: row.orderId }}>
          {words}
        </PlainLink>
      )
    },
  },
  {
    key: 'total',
    label: 'Price',
    align: 'right',
    cell: row => (
      <>
        {moneyWords(row.total)}
        {row.coupon && <small className="reason-small">with {row.coupon}</small>}
      </>
    ),
  },
  {
    key: 'state',
    label: 'State',
    cell: row => (
      <>
        <State is={checkoutWords[row.state]} />
        {row.problem && (
          <>
            <small className="reason-small">{row.problem}</small>
            <Button
              size="compact-xs"
              variant="default"
              mt={6}
              aria-label={`I have dealt with it: ${row.number}`}
              onClick={() => dealWith(row.id)}
            >
              I have dealt with it
            </Button>
          </>
        )}
      </>
    ),
  },
  {
    key: 'place',
    label: 'Where the buyer lives',
    cell: row => (
      <>
        {row.country ?? placeWords[row.place]}
        <small className="reason-small">{row.places.map(({ kind, country }) => `${placeKinds[kind]} ${country}`).join(', ')}</small>
      </>
    ),
  },
  { key: 'when', label: 'Begun', cell: row => <When at={row.startedAt} /> },
]
