import { Button, Progress } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { announce } from '../../announce.tsx'
import { useAct, useApi } from '../../data.ts'
import { clockWords, countWords } from '../../format.ts'
import { Icon } from '../../parts/icons.tsx'
import { ReadOnlyShops } from '../../parts/let-write.tsx'
import { ButtonLink, TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { PageHead } from '../../parts/page.tsx'
import { ListingProof } from '../../parts/proof.tsx'
import { State } from '../../parts/state.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { causes, listingWords } from '../../words.ts'
import type { Publication } from './press-list.tsx'

const isUnderway = (press: Publication): boolean =>
  press.listings.some(listing => listing.state === 'waiting' || listing.state === 'working')
/** Live changes come by themselves; this is for the moments in which they cannot. */
const whileUnderwayMs = 3_000
const openProofsUpTo = 4

/** One press: its rows turn to Updated while one looks, each with what was read back. */
export function Press() {
  const shop = useShop()
  const { publication } = useParams({ from: '/s/$shop/presses/$publication' })
  const press = useApi(
    'GET /shops/{shop}/publications/{publication}',
    { params: { shop: shop.id, publication } },
    { refetchInterval: answer => (answer && isUnderway(answer) ? whileUnderwayMs : false) },
  )
  const { data } = press
  return (
    <>
      <PageHead
        title={data?.says ?? 'Publishing'}
        above={
          <TextLink to="/s/$shop/presses" params={{ shop: shop.slug }}>
            Published
          </TextLink>
        }
        below={
          data && (
            <p>
              {causes[data.cause]} <When at={data.at} />
              {data.version && ` · version ${data.version}`}
            </p>
          )
        }
        actions={
          data?.canUndo && (
            <ButtonLink
              to="/s/$shop/presses/$publication/undo"
              params={{ shop: shop.slug, publication: data.id }}
              variant="default"
              leftSection={<Icon name="undo" />}
            >
              Undo…
            </ButtonLink>
          )
        }
      />
      <Shown what="this press" from={press}>
        {answer => <Whole press={answer} />}
      </Shown>
    </>
  )
}

function Whole({ press }: { press: Publication }) {
  const shop = useShop()
  useSaid(press)
  const connections = useApi('GET /shops/{shop}/connections', { params: { shop: shop.id } })
  const waitingAt = new Set(press.listings.flatMap(listing => (listing.state === 'waiting' ? [listing.shop] : [])))
  const done = press.listings.filter(listing => listing.state === 'updated').length
  const stuck = press.listings.filter(listing => ['failed', 'needs-you', 'gone'].includes(listing.state)).length
  const waiting = press.listings.filter(listing => listing.state === 'by-hand').length
  const total = press.listings.length
  const isGoing = isUnderway(press)
  return (
    <>
      {press.undoneBy && (
        <p className="note">
          <Icon name="undo" /> This was taken back.{' '}
          <TextLink to="/s/$shop/presses/$publication" params={{ shop: shop.slug, publication: press.undoneBy }}>
            See how
          </TextLink>
        </p>
      )}
      <div className="press-progress">
        <Progress
          value={total === 0 ? 100 : (done / total) * 100}
          color={stuck > 0 ? 'ochre' : 'moss'}
          animated={isGoing}
          aria-label={`${done} of ${total} listings updated`}
        />
        <p>
          <strong>
            {done} of {countWords(total, 'listing')} updated
          </strong>
          {isGoing && shop.heldAt !== null && ' · held; it goes on when you let go'}
          {isGoing && shop.heldAt === null && ' · this page may be closed, it goes on'}
          {waiting > 0 && ` · ${countWords(waiting, 'waits', 'wait')} for your hands`}
          {stuck > 0 && ` · ${countWords(stuck, 'needs', 'need')} you`}
        </p>
      </div>
      <ReadOnlyShops
        connections={connections.data?.items.filter(({ label }) => waitingAt.has(label)) ?? []}
        waits="Let it write, and what you published goes on by itself; you come back here."
      />
      <ul className="cards">
        {press.listings.map(listing => (
          <PressedListing key={listing.listingId} listing={listing} isOpenAtEnd={total <= openProofsUpTo} />
        ))}
      </ul>
    </>
  )
}

function PressedListing({ listing, isOpenAtEnd }: { listing: Publication['listings'][number]; isOpenAtEnd: boolean }) {
  const shop = useShop()
  const [isOpen, setOpen] = useState<boolean | null>(null)
  const retry = useAct('POST /shops/{shop}/listings/{listing}/retry')
  const isShown = isOpen ?? (isOpenAtEnd && listing.state === 'updated')
  return (
    <li className="card pressed" data-state={listing.state}>
      <div className="listing-top">
        <h2 className="pressed-title">
          {listing.patternTitle} <span className="dim">at {listing.shop}</span>
        </h2>
        <State
          is={listingWords[listing.state]}
          more={listing.state === 'updated' && listing.provenAt ? clockWords(listing.provenAt) : undefined}
        />
      </div>
      {listing.reason && <p className="reason">{listing.reason}</p>}
      <div className="listing-tools">
        {['failed', 'needs-you', 'gone'].includes(listing.state) && (
          <Button
            size="xs"
            onClick={() => retry.mutate({ params: { shop: shop.id, listing: listing.listingId } })}
            loading={retry.isPending}
            aria-label={`Try again: ${listing.patternTitle} at ${listing.shop}`}
          >
            Try again
          </Button>
        )}
        {listing.state === 'by-hand' && (
          <ButtonLink size="xs" to="/s/$shop/by-hand" params={{ shop: shop.slug }} search={{}}>
            To do by hand
          </ButtonLink>
        )}
        <Button
          size="xs"
          variant="default"
          onClick={() => setOpen(!isShown)}
          aria-expanded={isShown}
          aria-label={`${isShown ? 'Hide' : 'Show'} the proof of ${listing.patternTitle} at ${listing.shop}`}
        >
          {isShown ? 'Hide the proof' : 'Show the proof'}
        </Button>
      </div>
      {isShown && <ListingProof listingId={listing.listingId} />}
    </li>
  )
}

/** Says each row that changes its state. */
function useSaid(press: Publication): void {
  const before = useRef(new Map<string, string>())
  useEffect(() => {
    const turned = press.listings.filter(
      listing => before.current.has(listing.listingId) && before.current.get(listing.listingId) !== listing.state,
    )
    before.current = new Map(press.listings.map(listing => [listing.listingId, listing.state]))
    const [first] = turned
    if (first === undefined) return
    announce(
      turned.length === 1
        ? `${first.patternTitle} at ${first.shop}: ${listingWords[first.state].word}`
        : `${turned.length} listings changed; ${press.listings.filter(listing => listing.state === 'updated').length} of ${press.listings.length} updated`,
    )
  }, [press])
}
