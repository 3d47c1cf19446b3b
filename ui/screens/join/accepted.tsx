import { Button, Progress } from '@mantine/core'
import { useState } from 'react'
import { announce } from '../../announce.tsx'
import type { AnswerOf } from '../../api.ts'
import { useAct } from '../../data.ts'
import { countWords } from '../../format.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Icon } from '../../parts/icons.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'

type Acceptance = AnswerOf<'GET /shops/{shop}/join'>['accepted'][number]

/** What was accepted last, how far it is, and the way back. */
export function Accepted({ accepted }: { accepted: readonly Acceptance[] }) {
  if (accepted.length === 0) return null
  return (
    <ul className="cards accepted" aria-label="Accepted">
      {accepted.map(one => (
        <AcceptedRow key={one.id} acceptance={one} />
      ))}
    </ul>
  )
}

function AcceptedRow({ acceptance }: { acceptance: Acceptance }) {
  const shop = useShop()
  const [isAsking, setAsking] = useState(false)
  const undo = useAct('POST /shops/{shop}/join/acceptances/{acceptance}/undo', () => announce('It is being taken back.'))
  const { joined, listings, newPatterns, granted, isUnderWay, undoneAt, at } = acceptance
  const isUndone = undoneAt !== null
  return (
    <li className="card accepted-row">
      <div>
        <h3>
          {isUndone
            ? `${countWords(listings, 'listing')} ${isUnderWay ? 'are being' : 'were'} taken apart again`
            : isUnderWay
              ? `${joined} of ${countWords(listings, 'listing')} joined`
              : `${countWords(joined, 'listing')} joined`}
        </h3>
        <p className="dim">
          {!isUndone && newPatterns > 0 && `${countWords(newPatterns, 'new pattern')} · `}
          {!isUndone && granted > 0 && `${countWords(granted, 'past sale')} found their pattern · `}
          <When at={undoneAt ?? at} />
        </p>
        {isUnderWay && !isUndone && <Progress value={(joined / Math.max(1, listings)) * 100} aria-label="Listings joined" size="sm" />}
      </div>
      {!isUndone && (
        <Button variant="default" size="xs" leftSection={<Icon name="undo" />} onClick={() => setAsking(true)}>
          Take it back…
        </Button>
      )}
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title="Take these joins back?"
        press="Take them back"
        onPress={() => undo.mutateAsync({ params: { shop: shop.id, acceptance: acceptance.id } })}
      >
        <p>
          {countWords(listings, 'listing is', 'listings are')} found ones again, and patterns that were made of them go. Nothing at a shop
          changes.
        </p>
        <p>
          Pictures and files that came with them go as well; what you have changed since stays. Old orders wait for their pattern again. A
          buyer who has fetched a file, or was told of it, keeps it; what you have published since stays.
        </p>
      </Confirm>
    </li>
  )
}
