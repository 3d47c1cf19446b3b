import { useLocation } from '@tanstack/react-router'
import { useApi } from '../data.ts'
import { Icon, type IconName } from '../parts/icons.tsx'
import { PlainLink } from '../parts/link.tsx'
import type { Me, Shop } from '../shop.tsx'

const places = [
  { to: '/s/$shop', label: 'Today', icon: 'today', isExact: true },
  { to: '/s/$shop/patterns', label: 'Patterns', icon: 'pattern' },
  { to: '/s/$shop/presses', label: 'Published', icon: 'turn' },
  { to: '/s/$shop/launches', label: 'Launches', icon: 'clock' },
  { to: '/s/$shop/promotions', label: 'Promotions', icon: 'percent' },
  { to: '/s/$shop/changed', label: 'Changed by hand', icon: 'pencil' },
  { to: '/s/$shop/by-hand', label: 'To do by hand', icon: 'hand' },
  { to: '/s/$shop/corrections', label: 'Corrections', icon: 'eye' },
  { to: '/s/$shop/orders', label: 'Orders', icon: 'bag' },
  { to: '/s/$shop/people', label: 'People', icon: 'person' },
  { to: '/s/$shop/shops', label: 'Shops', icon: 'shop', also: 'payments' },
  { to: '/s/$shop/store', label: 'Store', icon: 'tag' },
  { to: '/s/$shop/join', label: 'Join listings', icon: 'join', also: 'findings' },
  { to: '/s/$shop/mails', label: 'Mail log', icon: 'mail' },
  { to: '/s/$shop/settings', label: 'Settings', icon: 'settings' },
] as const satisfies readonly { to: string; label: string; icon: IconName; isExact?: boolean; also?: string }[]

/** As the place that one is at. */
const lit = { className: 'active', 'aria-current': 'page', 'data-status': 'active' } as const

/** In two words here; the whole sentence stands under Settings. */
const reach: Record<Me['publicUrl']['state'], string> = {
  none: 'On this machine only',
  unchecked: 'Public address: not checked yet',
  reached: 'Public address: reached',
  unreachable: 'Public address: not reached',
}

export function Nav({ shop, me }: { shop: Shop; me: Me }) {
  const edits = useApi('GET /shops/{shop}/hand-edits', { params: { shop: shop.id }, query: { settled: 'false', limit: 100 } })
  const steps = useApi('GET /shops/{shop}/hand-steps', { params: { shop: shop.id }, query: { state: 'open', limit: 100 } })
  const counts: Record<string, number> = {
    'Changed by hand': edits.data?.items.filter(edit => edit.rule === 'ask').length ?? 0,
    'To do by hand': steps.data?.items.length ?? 0,
  }
  const { pathname } = useLocation()
  const isIn = (folder: string) => pathname.startsWith(`/s/${shop.slug}/${folder}/`) || pathname === `/s/${shop.slug}/${folder}`
  return (
    <>
      <nav aria-label="Screens">
        <ul className="nav">
          {places.map(place => (
            <li key={place.to}>
              <PlainLink
                to={place.to}
                params={{ shop: shop.slug }}
                search={{}}
                className="nav-link"
                activeOptions={{ exact: 'isExact' in place, includeSearch: false }}
                inactiveProps={'also' in place && isIn(place.also) ? lit : {}}
              >
                <Icon name={place.icon} size={17} />
                <span>{place.label}</span>
                {(counts[place.label] ?? 0) > 0 && (
                  <span className="nav-count">
                    {counts[place.label]}
                    <span className="hidden">{place.to === '/s/$shop/by-hand' ? ' to do' : ' to decide'}</span>
                  </span>
                )}
              </PlainLink>
            </li>
          ))}
        </ul>
      </nav>
      <p className="nav-foot">
        {reach[me.publicUrl.state]}
        <span>Selvage {me.version}</span>
      </p>
    </>
  )
}
