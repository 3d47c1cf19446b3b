import type { AnswerOf } from '../../api.ts'
import { countWords, moneyWords } from '../../format.ts'
import { Changes } from '../../parts/changes.tsx'
import { Icon } from '../../parts/icons.tsx'
import { Losses } from '../../parts/losses.tsx'
import { Section } from '../../parts/page.tsx'

export type Preview = AnswerOf<'POST /shops/{shop}/preview'>

/** The plan in her words: what changes at each shop, by which steps, what it costs, who is told, what cannot be taken back. */
export function Plan({ preview }: { preview: Preview }) {
  const cannot = [
    ...new Set([...preview.cannotUndo, ...preview.listings.flatMap(listing => listing.steps.flatMap(step => step.cannotUndo ?? []))]),
  ]
  const shops = Map.groupBy(preview.listings, listing => listing.shop)
  return (
    <>
      <ul className="promises" aria-label="What this press does">
        <li>
          <Icon name="person" />
          {preview.peopleTold === 0 ? 'Nobody is told.' : `${countWords(preview.peopleTold, 'person is', 'people are')} told.`}
        </li>
        <li>
          <Icon name="bag" />
          {preview.cost.length === 0 ? 'It costs nothing.' : `It costs ${preview.cost.map(moneyWords).join(' and ')}.`}
        </li>
        <li data-tone={cannot.length === 0 ? undefined : 'wait'}>
          <Icon name="undo" />
          {cannot.length === 0 ? 'All of it can be taken back.' : 'Some of it cannot be taken back:'}
          {cannot.length > 0 && (
            <ul>
              {cannot.map(sentence => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          )}
        </li>
      </ul>
      {[...shops].map(([shop, listings]) => (
        <Section key={shop} title={shop} note={countWords(listings.length, 'listing')}>
          <ul className="cards">
            {listings.map(listing => (
              <PlannedListing key={listing.listingId} listing={listing} isOpen={preview.listings.length <= 8} />
            ))}
          </ul>
        </Section>
      ))}
    </>
  )
}

function PlannedListing({ listing, isOpen }: { listing: Preview['listings'][number]; isOpen: boolean }) {
  const isSame = listing.changes.length === 0 && listing.steps.length === 0
  return (
    <li className="card plan" data-refused={listing.refused !== null}>
      <details open={isOpen || listing.refused !== null}>
        <summary>
          <span className="plan-title">{listing.patternTitle}</span>
          <span className="dim">
            {listing.refused !== null
              ? 'cannot be sent'
              : listing.isNew
                ? 'a new listing'
                : isSame
                  ? 'is as it should be'
                  : countWords(listing.changes.length, 'change')}
          </span>
        </summary>
        {listing.refused !== null ? (
          <p className="refusal">
            <Icon name="hand" /> {listing.refused}
          </p>
        ) : (
          <>
            {listing.changes.length > 0 && <Changes changes={listing.changes} />}
            <Losses losses={listing.losses} />
            {listing.steps.length > 0 && (
              <>
                <h4>Steps</h4>
                <ol className="steps">
                  {listing.steps.map(step => (
                    <li key={step.says}>
                      <span>{step.says}</span>
                      {step.cost && <small>costs {moneyWords(step.cost)}</small>}
                      {step.cannotUndo && <small className="warn">{step.cannotUndo}</small>}
                    </li>
                  ))}
                </ol>
              </>
            )}
          </>
        )}
      </details>
    </li>
  )
}

/** @returns how many listings the press would touch. */
export const touched = (preview: Preview): number =>
  preview.listings.filter(listing => listing.refused === null && (listing.changes.length > 0 || listing.steps.length > 0)).length
