import { Button, Checkbox, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { AnswerOf } from '../../api.ts'
import { useAct, usePages } from '../../data.ts'
import { countWords, moneyWords } from '../../format.ts'
import { notify } from '../../notify.tsx'
import { ChoosePattern } from '../../parts/choose-pattern.tsx'
import { Listed } from '../../parts/more.tsx'
import { Empty, Refusal, Section } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import type { ConnectionFull } from './connection.tsx'

type FoundListing = AnswerOf<'GET /shops/{shop}/connections/{connection}/found'>['items'][number]
type Choice = { how: 'match' | 'new' | 'leave'; patternId: string | null }

const firstChoice = (listing: FoundListing): Choice =>
  listing.suggestion ? { how: 'match', patternId: listing.suggestion.patternId } : { how: 'new', patternId: null }

/** Listings there that are no pattern here yet: each is matched, made into one, or left. None of them is touched. */
export function Found({ connection }: { connection: ConnectionFull }) {
  const shop = useShop()
  const params = { shop: shop.id, connection: connection.id }
  const pages = usePages('GET /shops/{shop}/connections/{connection}/found', { params })
  const [choices, setChoices] = useState<Record<string, Choice>>({})
  const adopt = useAct('POST /shops/{shop}/connections/{connection}/adopt', answer => {
    setChoices({})
    notify({
      title: `${countWords(answer.adopted, 'listing')} taken in`,
      message:
        answer.granted === 0 ? 'No past sale was waiting for them.' : `${countWords(answer.granted, 'past sale')} found their pattern.`,
    })
  })
  const choiceOf = (listing: FoundListing) => choices[listing.listingId] ?? firstChoice(listing)
  const listings = (pages.items ?? []).slice(0, 200)
  const ready = listings.filter(listing => {
    const { how, patternId } = choiceOf(listing)
    return how === 'new' || (how === 'match' && patternId !== null)
  })
  const counts = {
    match: ready.filter(listing => choiceOf(listing).how === 'match').length,
    fresh: ready.filter(listing => choiceOf(listing).how === 'new').length,
  }
  return (
    <Section title="Found there" note="Say which pattern each listing is. Nothing in the shop is touched by it, and nobody is told.">
      <Listed
        what="the listings found"
        pages={pages}
        empty={
          <Empty title="Every listing has its pattern">
            <p>
              {connection.history.state === 'read'
                ? 'A listing that you make there by hand shows up here, to be taken in.'
                : 'The shop is still being read; what is found appears here by itself.'}
            </p>
          </Empty>
        }
      >
        {items => (
          <>
            <Checkbox
              className="choose-all"
              label="Leave all of them for later"
              checked={items.every(item => choiceOf(item).how === 'leave')}
              onChange={event => {
                const isLeft = event.currentTarget.checked
                setChoices(
                  Object.fromEntries(items.map(item => [item.listingId, isLeft ? { how: 'leave', patternId: null } : firstChoice(item)])),
                )
              }}
            />
            <ul className="cards">
              {items.map(listing => (
                <FoundCard
                  key={listing.listingId}
                  listing={listing}
                  choice={choiceOf(listing)}
                  onChange={choice => setChoices(before => ({ ...before, [listing.listingId]: choice }))}
                />
              ))}
            </ul>
            <Refusal error={adopt.error} />
            <div className="press-bar">
              <p className="dim">
                {counts.match > 0 && `${counts.match} matched. `}
                {counts.fresh > 0 && `${countWords(counts.fresh, 'new pattern')}. `}
                {listings.length - ready.length > 0 && `${listings.length - ready.length} left for later.`}
              </p>
              <Button
                disabled={ready.length === 0}
                loading={adopt.isPending}
                onClick={() =>
                  adopt.mutate({
                    params,
                    body: {
                      listings: ready.map(listing => {
                        const { how, patternId } = choiceOf(listing)
                        return { listingId: listing.listingId, patternId: how === 'match' ? patternId : null }
                      }),
                    },
                  })
                }
              >
                Take in {countWords(ready.length, 'listing')}
              </Button>
            </div>
          </>
        )}
      </Listed>
    </Section>
  )
}

function FoundCard({ listing, choice, onChange }: { listing: FoundListing; choice: Choice; onChange: (choice: Choice) => void }) {
  const { suggestion } = listing
  return (
    <li className="card found">
      <div>
        <h3>
          {listing.url ? (
            <a href={listing.url} target="_blank" rel="noreferrer">
              {listing.title}
            </a>
          ) : (
            listing.title
          )}
        </h3>
        <p className="dim">
          {listing.sku || 'no article number'} · {moneyWords(listing.price)} · {listing.isPublished ? 'on sale' : 'hidden'} ·{' '}
          {countWords(listing.sold, 'copy sold', 'copies sold')}
        </p>
        {suggestion && choice.how === 'match' && choice.patternId === suggestion.patternId && (
          <p className="suggestion">
            Looks like <strong>{suggestion.patternTitle}</strong>: {suggestion.why}
          </p>
        )}
      </div>
      <div className="found-choice">
        <SegmentedControl
          size="xs"
          aria-label={`What ${listing.title} is`}
          value={choice.how}
          onChange={how => onChange({ how: how as Choice['how'], patternId: how === 'match' ? (suggestion?.patternId ?? null) : null })}
          data={[
            { value: 'match', label: 'A pattern here' },
            { value: 'new', label: 'A new pattern' },
            { value: 'leave', label: 'Later' },
          ]}
        />
        {choice.how === 'match' && (
          <ChoosePattern
            label={`Pattern of ${listing.title}`}
            isQuiet
            value={choice.patternId}
            onChange={patternId => onChange({ how: 'match', patternId })}
            first={suggestion ? { value: suggestion.patternId, label: suggestion.patternTitle } : undefined}
          />
        )}
      </div>
    </li>
  )
}
