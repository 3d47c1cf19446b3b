import { Button } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../../data.ts'
import { countWords } from '../../format.ts'
import { notify } from '../../notify.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { WaitingHandSteps } from '../../parts/hand-steps.tsx'
import { Icon } from '../../parts/icons.tsx'
import { ButtonLink } from '../../parts/link.tsx'
import { Empty, Section } from '../../parts/page.tsx'
import { ListingProof } from '../../parts/proof.tsx'
import { State } from '../../parts/state.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { listingWords } from '../../words.ts'
import { AtShops } from './at-shops.tsx'
import { ListingHistory } from './listing-history.tsx'
import type { PatternFull } from './pattern.tsx'

type Listing = PatternFull['listings'][number]

/** Where this pattern is on sale, and the proof of what is there. */
export function InShops({ pattern }: { pattern: PatternFull }) {
  return (
    <>
      <WaitingHandSteps pattern={pattern.id} />
      <Listings pattern={pattern} />
    </>
  )
}

function Listings({ pattern }: { pattern: PatternFull }) {
  const shop = useShop()
  return (
    <>
      <Section title="Shops" note="What each shop shows of this pattern, read back from there.">
        {pattern.listings.length === 0 ? (
          <Empty
            title="In no shop yet"
            action={
              <ButtonLink to="/s/$shop/preview" params={{ shop: shop.slug }} search={{ patterns: pattern.id }}>
                Preview and publish
              </ButtonLink>
            }
          >
            <p>
              Publish it, and each connected shop gets a listing with texts, pictures, price and files. You see first what would be sent.
            </p>
          </Empty>
        ) : (
          <ul className="cards">
            {pattern.listings.map(listing => (
              <ListingCard key={listing.id} listing={listing} />
            ))}
          </ul>
        )}
      </Section>
      <AtShops pattern={pattern} />
    </>
  )
}

function ListingCard({ listing }: { listing: Listing }) {
  const shop = useShop()
  const [isOpen, setOpen] = useState(false)
  const [isHistory, setHistory] = useState(false)
  const params = { shop: shop.id, listing: listing.id }
  const isByHand = listing.publishes === 'by-hand'
  const check = useAct('POST /shops/{shop}/listings/{listing}/check', () => notify({ message: `Looking at ${listing.shop} now.` }))
  const retry = useAct('POST /shops/{shop}/listings/{listing}/retry')
  return (
    <li className="card listing-card">
      <div className="listing-top">
        <h3>{listing.shop}</h3>
        <State is={listingWords[listing.state]} />
      </div>
      {listing.reason && <p className="reason">{listing.reason}</p>}
      <p className="dim">
        {listing.provenAt ? (
          <>
            {isByHand
              ? listing.versionThere === null
                ? 'Put there by hand'
                : `Version ${listing.versionThere} put there by hand`
              : listing.versionThere === null
                ? 'Proven there'
                : `Version ${listing.versionThere} proven there`}{' '}
            <When at={listing.provenAt} />
          </>
        ) : isByHand ? (
          'Not put there yet'
        ) : (
          'Nothing proven there yet'
        )}
        {listing.observedAt && !isByHand && (
          <>
            {' '}
            · looked <When at={listing.observedAt} />
          </>
        )}
        {listing.handEdits > 0 && ` · ${listing.handEdits} changed by hand there`}
      </p>
      <div className="listing-tools">
        {(listing.state === 'failed' || listing.state === 'needs-you' || listing.state === 'gone') && (
          <Button size="xs" onClick={() => retry.mutate({ params })} loading={retry.isPending}>
            Try again
          </Button>
        )}
        {!isByHand && (
          <Button size="xs" variant="default" onClick={() => check.mutate({ params })} loading={check.isPending}>
            Look now
          </Button>
        )}
        <Button size="xs" variant="default" onClick={() => setOpen(before => !before)} aria-expanded={isOpen}>
          {isOpen ? 'Hide the proof' : 'Show the proof'}
        </Button>
        <Button size="xs" variant="default" onClick={() => setHistory(before => !before)} aria-expanded={isHistory}>
          {isHistory ? 'Hide the history' : 'History'}
        </Button>
        {listing.state === 'unplanned' && listing.url !== null && <Split listing={listing} />}
        {listing.handEdits > 0 && (
          <ButtonLink size="xs" variant="default" to="/s/$shop/changed" params={{ shop: shop.slug }} search={{}}>
            Changed by hand
          </ButtonLink>
        )}
        {listing.url && (
          <Button
            size="xs"
            variant="subtle"
            component="a"
            href={listing.url}
            target="_blank"
            rel="noreferrer"
            rightSection={<Icon name="out" />}
          >
            Open there
          </Button>
        )}
      </div>
      {isOpen && <ListingProof listingId={listing.id} />}
      {isHistory && <ListingHistory listingId={listing.id} />}
    </li>
  )
}

/** Takes a listing that was joined to this pattern out of it again. */
function Split({ listing }: { listing: Listing }) {
  const shop = useShop()
  const [isAsking, setAsking] = useState(false)
  const split = useAct('POST /shops/{shop}/listings/{listing}/split', ({ sold }) =>
    notify({
      title: 'Taken out',
      message: `It waits under Join listings.${sold > 0 ? ` ${countWords(sold, 'past sale stays', 'past sales stay')} with this pattern.` : ''}`,
    }),
  )
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setAsking(true)} aria-label={`It is another pattern… (${listing.shop})`}>
        It is another pattern…
      </Button>
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Take the listing at ${listing.shop} out of this pattern?`}
        press="Take it out"
        onPress={() => split.mutateAsync({ params: { shop: shop.id, listing: listing.id } })}
      >
        <p>It waits under Join listings, until you say which pattern it is. Nothing at the shop changes.</p>
        <p>Who bought it keeps what they have.</p>
      </Confirm>
    </>
  )
}
