import { usePages } from '../../data.ts'
import { Changes } from '../../parts/changes.tsx'
import { ButtonLink } from '../../parts/link.tsx'
import { Listed } from '../../parts/more.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { causes } from '../../words.ts'

/** Every point of a listing: what was wanted, by whom, when it was proven there, and the way back to it. */
export function ListingHistory({ listingId }: { listingId: string }) {
  const shop = useShop()
  const pages = usePages('GET /shops/{shop}/listings/{listing}/history', { params: { shop: shop.id, listing: listingId } })
  return (
    <Listed what="the history" pages={pages} empty={<p className="dim">Nothing was ever sent there.</p>}>
      {points => (
        <ol className="proof">
          {points.map(point => (
            <li key={point.no}>
              <div className="listing-top">
                <h4>
                  {causes[point.cause]} <When at={point.at} /> · {point.by}
                  {point.isNow && ' · now'}
                </h4>
                {!point.isNow && (
                  <ButtonLink
                    size="xs"
                    variant="default"
                    to="/s/$shop/listings/$listing/back/$no"
                    params={{ shop: shop.slug, listing: listingId, no: String(point.no) }}
                    aria-label={`Back to this… (point ${point.no})`}
                  >
                    Back to this…
                  </ButtonLink>
                )}
              </div>
              <p className="dim">
                {point.provenAt === null ? (
                  'Never read back as wanted'
                ) : (
                  <>
                    Read back there <When at={point.provenAt} />
                  </>
                )}
                {point.steps.length > 0 && ` · ${point.steps.map(step => step.says).join(' · ')}`}
              </p>
              {point.changes.length > 0 && (
                <details className="older">
                  <summary>What changed ({point.changes.length})</summary>
                  <Changes changes={point.changes} from="Before" to="From then on" />
                </details>
              )}
            </li>
          ))}
        </ol>
      )}
    </Listed>
  )
}
