import { AppShell, Burger, Group } from '@mantine/core'
import { Outlet, useLocation, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Problem } from '../api.ts'
import { useApi } from '../data.ts'
import { useLive } from '../live.ts'
import { PlainLink } from '../parts/link.tsx'
import { Failed, Loading } from '../parts/page.tsx'
import { type Me, type Shop, ShopContext } from '../shop.tsx'
import { Account } from './account.tsx'
import { HeldBanner, Hold } from './hold.tsx'
import { NotFound } from './lost.tsx'
import { Nav } from './nav.tsx'
import { SchemeToggle } from './scheme-toggle.tsx'
import { ShopSwitcher } from './shop-switcher.tsx'

/** Everything around a shop's screens; asks who is here and which shops are open. */
export function Frame() {
  const { shop: slug } = useParams({ from: '/s/$shop' })
  const me = useApi('GET /me', {})
  const navigate = useNavigate()
  const location = useLocation()
  const isOut = me.data !== undefined && me.data.user === null && me.data.shops.length === 0
  const isRefused = me.error instanceof Problem && me.error.status === 401
  useEffect(() => {
    // The address is the sign-in's before its screen is here; without this it would send itself on to itself, without end.
    if ((isOut || isRefused) && location.pathname.startsWith('/s/'))
      void navigate({ to: '/sign-in', search: { to: location.href }, replace: true })
  }, [isOut, isRefused, navigate, location.href, location.pathname])
  if (me.error && me.data === undefined && !isRefused)
    return (
      <main className="lost">
        <Failed what="Your shops" error={me.error} onRetry={() => void me.refetch()} />
      </main>
    )
  if (me.data === undefined || isOut)
    return (
      <main className="lost">
        <Loading what="your shops" rows={3} />
      </main>
    )
  const shop = me.data.shops.find(one => one.slug === slug || one.id === slug)
  if (shop === undefined) return <NotFound />
  return <ShopFrame key={shop.id} me={me.data} shop={shop} />
}

function ShopFrame({ me, shop }: { me: Me; shop: Shop }) {
  const [isOpen, setOpen] = useState(false)
  const location = useLocation()
  useLive(shop.id)
  useEffect(() => localStorage.setItem('selvage.shop', shop.slug), [shop.slug])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu of a phone closes when the page changes
  useEffect(() => setOpen(false), [location.pathname])
  return (
    <ShopContext value={shop}>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <AppShell
        header={{ height: 58 }}
        navbar={{ width: 248, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
        padding={0}
        withBorder={false}
      >
        <AppShell.Header className="frame-header">
          <Group h="100%" px="md" gap="sm" wrap="nowrap" justify="space-between">
            <Group gap="xs" wrap="nowrap" className="frame-left">
              <Burger
                opened={isOpen}
                onClick={() => setOpen(before => !before)}
                hiddenFrom="sm"
                size="sm"
                aria-label={isOpen ? 'Close the menu' : 'Open the menu'}
                aria-expanded={isOpen}
                aria-controls="frame-nav"
              />
              <PlainLink to="/s/$shop" params={{ shop: shop.slug }} className="wordmark" aria-label="Selvage, Today">
                <span className="wordmark-dots" aria-hidden="true">
                  <i />
                  <i />
                  <i />
                  <i />
                </span>
                <span className="wordmark-word">Selvage</span>
              </PlainLink>
              <ShopSwitcher shops={me.shops} shop={shop} />
            </Group>
            <Group gap={6} wrap="nowrap">
              <Hold shop={shop} />
              <SchemeToggle />
              <Account me={me} />
            </Group>
          </Group>
        </AppShell.Header>
        <AppShell.Navbar className="frame-nav" id="frame-nav">
          <Nav shop={shop} me={me} />
        </AppShell.Navbar>
        <AppShell.Main id="main" className="frame-main" tabIndex={-1}>
          {shop.heldAt !== null && <HeldBanner shop={shop} />}
          <div className="frame-page">
            <Outlet />
          </div>
        </AppShell.Main>
      </AppShell>
    </ShopContext>
  )
}
