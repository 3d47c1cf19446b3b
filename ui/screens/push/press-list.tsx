import type { AnswerOf } from '../../api.ts'
import { countWords } from '../../format.ts'
import { ButtonLink, PlainLink } from '../../parts/link.tsx'
import { State } from '../../parts/state.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { causes, listingWords } from '../../words.ts'

export type Publication = AnswerOf<'GET /shops/{shop}/publications/{publication}'>
type ListingState = Publication['listings'][number]['state']

/** The state that matters most decides how a whole press is named. */
export function worstOf(press: Publication): ListingState {
  const order: readonly ListingState[] = ['failed', 'needs-you', 'gone', 'by-hand', 'working', 'waiting', 'unplanned', 'updated']
  return order.find(state => press.listings.some(listing => listing.state === state)) ?? 'updated'
}

export function PressList({ items }: { items: readonly Publication[] }) {
  const shop = useShop()
  return (
    <ul className="rows card rows-card">
      {items.map(press => {
        const shops = [...new Set(press.listings.map(listing => listing.shop))]
        return (
          <li key={press.id} className="row-with-tool">
            <PlainLink className="row" to="/s/$shop/presses/$publication" params={{ shop: shop.slug, publication: press.id }}>
              <span className="row-main">
                <strong>{press.says}</strong>
                <small>
                  {causes[press.cause]} <When at={press.at} /> · {countWords(press.listings.length, 'listing')} in{' '}
                  {shops.join(', ') || 'no shop'}
                  {press.undoneBy && ' · taken back'}
                </small>
              </span>
              <State is={listingWords[worstOf(press)]} />
            </PlainLink>
            {press.canUndo && (
              <ButtonLink
                size="xs"
                variant="default"
                to="/s/$shop/presses/$publication/undo"
                params={{ shop: shop.slug, publication: press.id }}
                aria-label={`Undo: ${press.says}`}
              >
                Undo
              </ButtonLink>
            )}
          </li>
        )
      })}
    </ul>
  )
}
