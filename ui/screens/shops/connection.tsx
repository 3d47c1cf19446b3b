import { Button, Tabs } from '@mantine/core'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import type { AnswerOf } from '../../api.ts'
import { useAct, useApi } from '../../data.ts'
import { countWords } from '../../format.ts'
import { notify } from '../../notify.tsx'
import { Icon } from '../../parts/icons.tsx'
import { ReadOnlyShops } from '../../parts/let-write.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { Loading, PageHead } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { connectionWords } from '../../words.ts'

export type ConnectionFull = AnswerOf<'GET /shops/{shop}/connections/{connection}'>

const Overview = lazy(() => import('./overview.tsx').then(part => ({ default: part.Overview })))
const Found = lazy(() => import('./found.tsx').then(part => ({ default: part.Found })))
const SalesByTable = lazy(() => import('../sales/sales-by-table.tsx').then(part => ({ default: part.SalesByTable })))
const Listings = lazy(() => import('./listings.tsx').then(part => ({ default: part.Listings })))
const Writing = lazy(() => import('./writing.tsx').then(part => ({ default: part.Writing })))
const Buyers = lazy(() => import('./buyers.tsx').then(part => ({ default: part.Buyers })))
const Details = lazy(() => import('./details.tsx').then(part => ({ default: part.Details })))

const parts = {
  overview: Overview,
  found: Found,
  listings: Listings,
  writing: Writing,
  sales: SalesByTable,
  buyers: Buyers,
  details: Details,
} as const
const whileReadingMs = 2_000

export function Connection() {
  const shop = useShop()
  const { connection: id } = useParams({ from: '/s/$shop/shops/$connection' })
  const connection = useApi(
    'GET /shops/{shop}/connections/{connection}',
    { params: { shop: shop.id, connection: id } },
    { refetchInterval: answer => (answer && ['waiting', 'reading'].includes(answer.history.state) ? whileReadingMs : false) },
  )
  const { data } = connection
  return (
    <>
      <PageHead
        title={data?.label ?? 'Shop'}
        above={
          <TextLink to="/s/$shop/shops" params={{ shop: shop.slug }}>
            Shops
          </TextLink>
        }
        below={
          data && (
            <p className="facts-line">
              <State is={connectionWords[data.state]} />
              <span>{data.spokeLabel}</span>
              <span>{data.currency}</span>
              <a href={data.url} target="_blank" rel="noreferrer">
                {data.url.replace(/^https?:\/\//, '')}
              </a>
              {data.publishes === 'by-hand' ? (
                <span>kept by hand</span>
              ) : (
                <span>
                  looked <When at={data.lastPollAt} />
                </span>
              )}
            </p>
          )
        }
        actions={data && data.publishes !== 'by-hand' && <LookNow connection={data} />}
      />
      <Shown what="this shop" from={connection}>
        {answer => <Parts connection={answer} />}
      </Shown>
    </>
  )
}

function LookNow({ connection }: { connection: ConnectionFull }) {
  const shop = useShop()
  const look = useAct('POST /shops/{shop}/connections/{connection}/look', () =>
    notify({ message: `Sales and listings of ${connection.label} are being read.` }),
  )
  return (
    <Button
      variant="default"
      leftSection={<Icon name="eye" />}
      onClick={() => look.mutate({ params: { shop: shop.id, connection: connection.id } })}
      loading={look.isPending}
    >
      Look now
    </Button>
  )
}

function Parts({ connection }: { connection: ConnectionFull }) {
  const { tab = 'overview' } = useSearch({ from: '/s/$shop/shops/$connection' })
  const navigate = useNavigate({ from: '/s/$shop/shops/$connection' })
  const labels = {
    overview: 'Overview',
    found: connection.listings.found > 0 ? `Found there (${connection.listings.found})` : 'Found there',
    listings: `Listings (${connection.listings.ours})`,
    writing: 'Texts and prices',
    sales: 'Sales by table',
    buyers: 'Past buyers',
    details: 'Details',
  } as const
  const left = new Set([...(connection.publishes === 'by-hand' ? ['found'] : []), ...(connection.sales === 'read' ? ['sales'] : [])])
  const shown = Object.entries(labels).filter(([value]) => !left.has(value))
  return (
    <>
      {connection.reason && (
        <p className="note" data-tone={connection.state === 'reconnect' ? 'bad' : 'wait'}>
          <Icon name="hand" /> {connection.reason}
        </p>
      )}
      {connection.state === 'live' && (
        <ReadOnlyShops
          connections={[connection]}
          waits={`${connection.listings.waiting > 0 ? countWords(connection.listings.waiting, 'listing waits', 'listings wait') : 'What you publish there waits'} until you let it write.`}
        />
      )}
      <Tabs
        value={tab}
        onChange={value => void navigate({ search: { tab: value as typeof tab }, replace: true })}
        keepMounted={false}
        className="tabs"
      >
        <Tabs.List aria-label={`Parts of ${connection.label}`}>
          {shown.map(([value, label]) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {Object.entries(parts)
          .filter(([value]) => shown.some(([one]) => one === value))
          .map(([value, Part]) => (
            <Tabs.Panel key={value} value={value}>
              <Suspense fallback={<Loading what={labels[value as typeof tab]} />}>
                <Part connection={connection} />
              </Suspense>
            </Tabs.Panel>
          ))}
      </Tabs>
    </>
  )
}
