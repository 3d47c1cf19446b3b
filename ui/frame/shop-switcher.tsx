import { DropMenu } from '../parts/drop-menu.tsx'
import { Icon } from '../parts/icons.tsx'
import { PlainLink } from '../parts/link.tsx'
import type { Shop } from '../shop.tsx'

/** Her shops, the demo beside them, and the way to one of her own. */
export function ShopSwitcher({ shops, shop }: { shops: readonly Shop[]; shop: Shop }) {
  return (
    <DropMenu
      className="switcher"
      button={
        <>
          <span className="hidden">Change the shop: </span>
          <span className="switcher-name">{shop.name}</span>
          {shop.isDemo && <span className="tag">Demo</span>}
          <Icon name="down" size={14} />
        </>
      }
    >
      <ul>
        {shops.map(one => (
          <li key={one.id}>
            <PlainLink
              to="/s/$shop"
              params={{ shop: one.slug }}
              className="drop-item"
              aria-current={one.id === shop.id ? 'true' : undefined}
            >
              <Icon name={one.id === shop.id ? 'check' : 'shop'} />
              <span>{one.name}</span>
              {one.isDemo && <span className="tag">Demo</span>}
            </PlainLink>
          </li>
        ))}
        <li className="drop-apart">
          <PlainLink to="/start" className="drop-item">
            <Icon name="plus" />
            <span>{shops.some(one => !one.isDemo) ? 'Start another shop' : 'Start your own shop'}</span>
          </PlainLink>
        </li>
      </ul>
    </DropMenu>
  )
}
