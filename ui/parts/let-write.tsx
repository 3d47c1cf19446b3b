import { Button } from '@mantine/core'
import type { AnswerOf } from '../api.ts'
import { useAct, useApi } from '../data.ts'
import { useShop } from '../shop.tsx'
import { Icon } from './icons.tsx'
import { ButtonLink } from './link.tsx'
import { Refusal } from './page.tsx'

type Connection = Pick<AnswerOf<'GET /shops/{shop}/connections'>['items'][number], 'id' | 'label' | 'publishes' | 'mayWrite'>

/** Whether what is published there waits, since it may only be read. */
export const isReadOnly = ({ publishes, mayWrite }: Connection): boolean => publishes === 'by-request' && !mayWrite

/** Where she is, so that she comes back to it. */
const here = (): string => `${location.pathname}${location.search}`

/** Says of shops that may only be read what waits, each with the way to let it write; she comes back to where she is. */
export function ReadOnlyShops({ connections, waits }: { connections: readonly Connection[]; waits: string }) {
  const shops = connections.filter(isReadOnly)
  if (shops.length === 0) return null
  return (
    <ul className="note read-only" data-tone="wait" aria-label="Shops that may only be read">
      {shops.map(one => (
        <li key={one.id}>
          <p>
            <Icon name="eye" /> <strong>{one.label}</strong> lets Selvage read only so far. {waits}
          </p>
          <LetWrite connection={one} />
        </li>
      ))}
    </ul>
  )
}

/** To the shop's own page, which asks her; or to where it is told how keys of hers come to do more. */
export function LetWrite({ connection: { id, label }, back = here() }: { connection: Pick<Connection, 'id' | 'label'>; back?: string }) {
  const shop = useShop()
  const params = { shop: shop.id, connection: id }
  const access = useApi('GET /shops/{shop}/connections/{connection}/access', { params })
  const ask = useAct('POST /shops/{shop}/connections/{connection}/access', answer => location.assign(answer.url))
  if (access.data?.consent.can)
    return (
      <>
        <Button size="xs" loading={ask.isPending} onClick={() => ask.mutate({ params, body: { access: 'write', back } })}>
          Let it write at {label}…
        </Button>
        <Refusal error={ask.error} />
      </>
    )
  return (
    <ButtonLink size="xs" to="/s/$shop/shops/$connection/access" params={{ shop: shop.slug, connection: id }} search={{ back }}>
      Let it write at {label}…
    </ButtonLink>
  )
}
