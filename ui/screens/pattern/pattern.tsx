import { Button, Tabs } from '@mantine/core'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import type { AnswerOf } from '../../api.ts'
import { useAct, useApi } from '../../data.ts'
import { countWords, moneyWords } from '../../format.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Cover } from '../../parts/cover.tsx'
import { Icon } from '../../parts/icons.tsx'
import { ButtonLink, TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { Loading, PageHead } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import { crafts } from '../../words.ts'

export type PatternFull = AnswerOf<'GET /shops/{shop}/patterns/{pattern}'>

const Facts = lazy(() => import('./facts.tsx').then(part => ({ default: part.Facts })))
const Pictures = lazy(() => import('./pictures.tsx').then(part => ({ default: part.Pictures })))
const Files = lazy(() => import('./files.tsx').then(part => ({ default: part.Files })))
const Prices = lazy(() => import('./prices.tsx').then(part => ({ default: part.Prices })))
const InShops = lazy(() => import('./in-shops.tsx').then(part => ({ default: part.InShops })))
const Sales = lazy(() => import('./sales.tsx').then(part => ({ default: part.Sales })))
const History = lazy(() => import('./history.tsx').then(part => ({ default: part.History })))

const tabs = [
  { value: 'facts', label: 'Facts', Part: Facts },
  { value: 'pictures', label: 'Pictures', Part: Pictures },
  { value: 'files', label: 'Files and versions', Part: Files },
  { value: 'prices', label: 'Prices', Part: Prices },
  { value: 'shops', label: 'Shops', Part: InShops },
  { value: 'sales', label: 'Sales', Part: Sales },
  { value: 'history', label: 'Published', Part: History },
] as const

export function Pattern() {
  const shop = useShop()
  const { pattern: id } = useParams({ from: '/s/$shop/patterns/$pattern' })
  const pattern = useApi('GET /shops/{shop}/patterns/{pattern}', { params: { shop: shop.id, pattern: id } })
  return pattern.data === undefined ? (
    <>
      <PageHead title="Pattern" above={<BackToPatterns />} />
      <Shown what="this pattern" from={pattern}>
        {() => null}
      </Shown>
    </>
  ) : (
    <Whole key={pattern.data.id} pattern={pattern.data} />
  )
}

function BackToPatterns() {
  const shop = useShop()
  return (
    <TextLink to="/s/$shop/patterns" params={{ shop: shop.slug }} search={{}}>
      Patterns
    </TextLink>
  )
}

function Whole({ pattern }: { pattern: PatternFull }) {
  const shop = useShop()
  const { tab = pattern.versions.length === 0 ? 'files' : 'facts' } = useSearch({ from: '/s/$shop/patterns/$pattern' })
  const navigate = useNavigate({ from: '/s/$shop/patterns/$pattern' })
  const newest = pattern.versions[0]
  const price = pattern.prices[0]?.amount
  return (
    <>
      <div className="pattern-top">
        <Cover src={pattern.images[0]?.href ?? null} title={pattern.title} size={92} />
        <PageHead
          title={pattern.title}
          above={<BackToPatterns />}
          below={
            <p className="facts-line">
              <span>{crafts[pattern.craft]}</span>
              <span>{pattern.sku || 'no article number'}</span>
              <span>{newest ? `Version ${newest.number}` : 'no files yet'}</span>
              <span>{price ? moneyWords(price) : 'no price yet'}</span>
              <span>{countWords(pattern.sales.sold, 'copy sold', 'copies sold')}</span>
              {pattern.isArchived && <span className="tag">Put away</span>}
            </p>
          }
          actions={
            <>
              <Duplicate pattern={pattern} />
              <PutAway pattern={pattern} />
              <ButtonLink
                to="/s/$shop/preview"
                params={{ shop: shop.slug }}
                search={{ patterns: pattern.id }}
                variant={pattern.unsent ? 'filled' : 'default'}
              >
                Preview and publish
              </ButtonLink>
            </>
          }
        />
      </div>
      {pattern.unsent && (
        <p className="note" data-tone="wait">
          <Icon name="clock" /> Something here is not at every shop yet. Nothing is sent until you press Publish.
        </p>
      )}
      <Tabs
        value={tab}
        onChange={value => void navigate({ search: { tab: value as typeof tab }, replace: true })}
        keepMounted={false}
        className="tabs"
      >
        <Tabs.List aria-label={`Parts of ${pattern.title}`}>
          {tabs.map(one => (
            <Tabs.Tab key={one.value} value={one.value}>
              {one.label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ value, label, Part }) => (
          <Tabs.Panel key={value} value={value}>
            <Suspense fallback={<Loading what={label} />}>
              <Part pattern={pattern} />
            </Suspense>
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  )
}

function Duplicate({ pattern }: { pattern: PatternFull }) {
  const shop = useShop()
  const navigate = useNavigate()
  const copy = useAct('POST /shops/{shop}/patterns/{pattern}/duplicate', answer =>
    navigate({ to: '/s/$shop/patterns/$pattern', params: { shop: shop.slug, pattern: answer.id }, search: { tab: 'facts' } }),
  )
  return (
    <Button variant="default" loading={copy.isPending} onClick={() => copy.mutate({ params: { shop: shop.id, pattern: pattern.id } })}>
      Duplicate
    </Button>
  )
}

function PutAway({ pattern }: { pattern: PatternFull }) {
  const shop = useShop()
  const [isAsking, setAsking] = useState(false)
  const change = useAct('PATCH /shops/{shop}/patterns/{pattern}')
  const press = () =>
    change.mutateAsync({
      params: { shop: shop.id, pattern: pattern.id },
      body: { editNo: pattern.editNo, isArchived: !pattern.isArchived },
    })
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {pattern.isArchived ? 'Take out again' : 'Put away'}
      </Button>
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={pattern.isArchived ? `Take out ${pattern.title} again?` : `Put away ${pattern.title}?`}
        press={pattern.isArchived ? 'Take out again' : 'Put away'}
        onPress={press}
      >
        {pattern.isArchived ? (
          <p>It stands among your patterns again. No shop changes until you publish.</p>
        ) : (
          <>
            <p>It leaves the list of patterns in use. Everybody who bought it keeps their files.</p>
            <p>In your shops it stays as it is until the next publish; the preview shows what that would hide.</p>
          </>
        )}
      </Confirm>
    </>
  )
}
