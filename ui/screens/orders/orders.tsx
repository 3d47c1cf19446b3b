import { Button, NativeSelect, Switch } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { AnswerOf } from '../../api.ts'
import { useAct, useApi, usePages } from '../../data.ts'
import { countWords, moneyWords } from '../../format.ts'
import { notify } from '../../notify.tsx'
import { Icon } from '../../parts/icons.tsx'
import { ButtonLink, PlainLink } from '../../parts/link.tsx'
import { Listed } from '../../parts/more.tsx'
import { Empty, PageHead, Refusal, Section } from '../../parts/page.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { State } from '../../parts/state.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { orderWords } from '../../words.ts'

type OrderRow = AnswerOf<'GET /shops/{shop}/orders'>['items'][number]

export function Orders() {
  const shop = useShop()
  const search = useSearch({ from: '/s/$shop/orders' })
  const navigate = useNavigate({ from: '/s/$shop/orders' })
  const pages = usePages('GET /shops/{shop}/orders', { params: { shop: shop.id }, query: search })
  const change = (part: { search?: string | undefined; state?: string | undefined; unmatched?: 'true' | undefined }) =>
    void navigate({ search: before => ({ ...before, ...part }) as typeof before, replace: true })
  const isFiltered = Boolean(search.search || search.state || search.unmatched)
  return (
    <>
      <PageHead title="Orders" below={<p>Every sale of every shop, once. New ones come by themselves.</p>} />
      <UnreadableItems />
      <div className="tools">
        <SearchBox
          label="Search number, buyer or pattern"
          value={search.search ?? ''}
          onChange={words => change({ search: words || undefined })}
        />
        <NativeSelect
          aria-label="State"
          value={search.state ?? ''}
          onChange={event => change({ state: event.currentTarget.value || undefined })}
          data={[{ value: '', label: 'Any state' }, ...Object.entries(orderWords).map(([value, one]) => ({ value, label: one.word }))]}
        />
        <Switch
          label="Only with unknown listings"
          checked={search.unmatched === 'true'}
          onChange={event => change({ unmatched: event.currentTarget.checked ? 'true' : undefined })}
        />
      </div>
      <Listed
        what="your orders"
        pages={pages}
        empty={
          isFiltered ? (
            <Empty
              title="No order like that"
              action={
                <Button variant="default" onClick={() => void navigate({ search: {} })}>
                  Show all orders
                </Button>
              }
            >
              <p>Orders are searched by number, buyer’s name or address, and pattern.</p>
            </Empty>
          ) : (
            <Empty
              title="No order yet"
              action={
                <ButtonLink to="/s/$shop/shops" params={{ shop: shop.slug }} variant="default">
                  Look at your shops
                </ButtonLink>
              }
            >
              <p>
                As soon as a shop is connected, its sales appear here: the old ones quietly, the new ones within a minute, each with its
                files on the way to the buyer.
              </p>
            </Empty>
          )
        }
      >
        {items => <Table label="Orders, newest first" rows={items} keyOf={row => row.id} columns={columnsOf(shop.slug)} />}
      </Listed>
    </>
  )
}

const columnsOf = (slug: string): Column<OrderRow>[] => [
  {
    key: 'number',
    label: 'Order',
    isHead: true,
    cell: row => (
      <PlainLink className="plain-link" to="/s/$shop/orders/$order" params={{ shop: slug, order: row.id }}>
        <strong>{row.number}</strong>
        <small>{row.shop}</small>
      </PlainLink>
    ),
  },
  {
    key: 'patterns',
    label: 'Patterns',
    cell: row => (
      <>
        {row.patterns.join(', ') || <span className="dim">none known</span>}
        {row.unmatched > 0 && (
          <span className="flag">
            <Icon name="hand" size={13} /> {countWords(row.unmatched, 'unknown listing')}
          </span>
        )}
      </>
    ),
  },
  { key: 'buyer', label: 'Buyer', cell: row => row.buyer ?? <span className="dim">no name</span> },
  {
    key: 'state',
    label: 'State',
    cell: row => (
      <>
        <State is={orderWords[row.state]} /> {row.isHistory && <span className="tag">History</span>}
      </>
    ),
  },
  {
    key: 'total',
    label: 'Total',
    align: 'right',
    cell: row => (
      <>
        {moneyWords(row.total)}
        {row.refunded.minor !== '0' && <small className="dim"> −{moneyWords(row.refunded)}</small>}
      </>
    ),
  },
  { key: 'placed', label: 'Placed', cell: row => <When at={row.placedAt} /> },
]

/** What came in and could not be read: kept whole, shown, and read again at a press. */
function UnreadableItems() {
  const shop = useShop()
  const unreadable = useApi('GET /shops/{shop}/unreadable', { params: { shop: shop.id } })
  const replay = useAct('POST /shops/{shop}/deliveries/{delivery}/replay', () => notify({ message: 'Being read again.' }))
  const items = unreadable.data?.items ?? []
  if (items.length === 0) return null
  return (
    <Section
      title={`${countWords(items.length, 'message')} could not be read`}
      note="They are kept as they came, so nothing is lost; the others went on."
    >
      <ul className="rows card rows-card">
        {items.map(item => (
          <li key={item.id} className="row-with-tool">
            <div className="row">
              <span className="row-main">
                <strong>
                  {item.shop}
                  {item.remoteId && `, number ${item.remoteId} there`}
                </strong>
                <small>
                  {item.reason} · <When at={item.receivedAt} />
                </small>
              </span>
            </div>
            <Button
              size="xs"
              variant="default"
              onClick={() => replay.mutate({ params: { shop: shop.id, delivery: item.id } })}
              loading={replay.isPending && replay.variables?.params.delivery === item.id}
              aria-label={`Read again: ${item.shop} ${item.remoteId ?? ''}`}
            >
              Read again
            </Button>
          </li>
        ))}
      </ul>
      <Refusal error={replay.error} />
    </Section>
  )
}
