import { Button } from '@mantine/core'
import { useState } from 'react'
import { announce } from '../announce.tsx'
import { useAct } from '../data.ts'
import { Confirm } from '../parts/confirm.tsx'
import { Icon } from '../parts/icons.tsx'
import { When } from '../parts/when.tsx'
import type { Shop } from '../shop.tsx'

/** The one switch that stops all that leaves this shop. */
export function Hold({ shop }: { shop: Shop }) {
  const [isAsking, setAsking] = useState(false)
  const isHeld = shop.heldAt !== null
  return (
    <>
      <Button
        size="xs"
        variant={isHeld ? 'filled' : 'default'}
        {...(isHeld ? { color: 'ochre.6' } : {})}
        className="hold"
        leftSection={<Icon name={isHeld ? 'play' : 'pause'} />}
        onClick={() => setAsking(true)}
        aria-label={isHeld ? 'Let go' : 'Hold everything'}
      >
        <span className="hold-words">{isHeld ? 'Let go' : 'Hold everything'}</span>
      </Button>
      <AskHold shop={shop} opened={isAsking} onClose={() => setAsking(false)} />
    </>
  )
}

export function HeldBanner({ shop }: { shop: Shop }) {
  const [isAsking, setAsking] = useState(false)
  return (
    <section className="held" aria-label="Everything is held">
      <Icon name="pause" />
      <p>
        <strong>Everything is held</strong> since <When at={shop.heldAt} />. Nothing is sent to a storefront or to a buyer. Sales are still
        read.
      </p>
      <Button size="xs" variant="default" onClick={() => setAsking(true)}>
        Let go
      </Button>
      <AskHold shop={shop} opened={isAsking} onClose={() => setAsking(false)} />
    </section>
  )
}

function AskHold({ shop, opened, onClose }: { shop: Shop; opened: boolean; onClose: () => void }) {
  const isHeld = shop.heldAt !== null
  const hold = useAct('POST /shops/{shop}/hold', answer => announce(answer.heldAt === null ? 'Selvage works again' : 'Everything is held'))
  const press = () => hold.mutateAsync({ params: { shop: shop.id }, body: { isHeld: !isHeld } })
  return isHeld ? (
    <Confirm opened={opened} onClose={onClose} title="Let go?" press="Let go" onPress={press}>
      <p>What was waiting goes on: listings that were pressed are updated, and mails that wait are sent.</p>
    </Confirm>
  ) : (
    <Confirm opened={opened} onClose={onClose} title={`Hold everything in ${shop.name}?`} press="Hold everything" onPress={press}>
      <p>Within five seconds nothing leaves this shop any more: no change to a storefront, no mail.</p>
      <p>Sales are still read, so none is missed. What waits goes on when you let go.</p>
    </Confirm>
  )
}
