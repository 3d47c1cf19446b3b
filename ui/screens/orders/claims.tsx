import { Button } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../../data.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Section } from '../../parts/page.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import type { OrderFull } from './order.tsx'

type Claim = OrderFull['claims'][number]

/** Who put what of this order into a library by its number and a code, as its shop told no address. */
export function OrderClaims({ order }: { order: OrderFull }) {
  const [ended, setEnded] = useState<Claim | null>(null)
  const [isAsking, setAsking] = useState(false)
  const shop = useShop()
  const end = useAct('POST /shops/{shop}/orders/{order}/claims/{pattern}/end')
  if (order.claims.length === 0) return null
  const ask = (claim: Claim) => {
    setEnded(claim)
    setAsking(true)
  }
  return (
    <Section title="Claimed" note="By the order’s number and the pattern’s code; the address was proven by a mail.">
      <ul className="cards">
        {order.claims.map(claim => (
          <li key={claim.patternId} className="card claims">
            <span className="row-main">
              <strong>{claim.email}</strong>
              <small>
                {claim.title} · <When at={claim.at} />
              </small>
            </span>
            <Button size="xs" variant="default" onClick={() => ask(claim)} aria-label={`It was somebody else… (${claim.title})`}>
              It was somebody else…
            </Button>
          </li>
        ))}
      </ul>
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Take ${ended?.title ?? 'it'} out of that library?`}
        press="Take it out"
        onPress={() => end.mutateAsync({ params: { shop: shop.id, order: order.id, pattern: ended?.patternId ?? '' } })}
      >
        <p>{ended?.email} no longer finds it there. Whoever bought it can claim it anew, with the same number and code.</p>
      </Confirm>
    </Section>
  )
}
