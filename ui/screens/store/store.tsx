import { Tabs } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import type { AnswerOf } from '../../api.ts'
import { useApi } from '../../data.ts'
import { Icon } from '../../parts/icons.tsx'
import { Shown } from '../../parts/more.tsx'
import { Loading, PageHead } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'

export type StoreFull = AnswerOf<'GET /shops/{shop}/store'>

const parts = {
  settings: lazy(() => import('./store-settings.tsx').then(part => ({ default: part.StoreSettings }))),
  patterns: lazy(() => import('./store-patterns.tsx').then(part => ({ default: part.StorePatterns }))),
  bundles: lazy(() => import('./bundles.tsx').then(part => ({ default: part.Bundles }))),
  coupons: lazy(() => import('./coupons.tsx').then(part => ({ default: part.Coupons }))),
  bought: lazy(() => import('./bought.tsx').then(part => ({ default: part.Bought }))),
} as const

/** The shop's own store: what it says, what is in it, and what was bought there. */
export function Store() {
  const shop = useShop()
  const store = useApi('GET /shops/{shop}/store', { params: { shop: shop.id } })
  const { tab = 'settings' } = useSearch({ from: '/s/$shop/store' })
  const navigate = useNavigate({ from: '/s/$shop/store' })
  return (
    <>
      <PageHead
        title="Store"
        below={<p>Your own, on your own address: no listing fees, and the buyers are yours.</p>}
        actions={
          store.data?.url && (
            <a className="store-link" href={store.data.url} target="_blank" rel="noreferrer">
              Look at it as a buyer <Icon name="out" />
            </a>
          )
        }
      />
      <Shown what="the store" from={store}>
        {answer => (
          <>
            <p className="note" data-tone={answer.canSell ? 'good' : 'wait'}>
              <Icon name={answer.canSell ? 'check' : 'hand'} /> {answer.sentence}
            </p>
            <Tabs
              value={tab}
              onChange={value => void navigate({ search: { tab: value as typeof tab }, replace: true })}
              keepMounted={false}
              className="tabs"
            >
              <Tabs.List aria-label="Parts of the store">
                {Object.entries(labelsOf(answer)).map(([value, label]) => (
                  <Tabs.Tab key={value} value={value}>
                    {label}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              {Object.entries(parts).map(([value, Part]) => (
                <Tabs.Panel key={value} value={value}>
                  <Suspense fallback={<Loading what={labelsOf(answer)[value as typeof tab]} />}>
                    <Part store={answer} />
                  </Suspense>
                </Tabs.Panel>
              ))}
            </Tabs>
          </>
        )}
      </Shown>
    </>
  )
}

const labelsOf = ({ patterns, toLookAt }: StoreFull) =>
  ({
    settings: 'Settings',
    patterns: `What is in it (${patterns})`,
    bundles: 'Bundles',
    coupons: 'Coupons',
    bought: toLookAt > 0 ? `Bought (${toLookAt} to look at)` : 'Bought',
  }) as const
