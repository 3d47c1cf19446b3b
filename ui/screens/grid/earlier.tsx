import { useApi } from '../../data.ts'
import { countWords } from '../../format.ts'
import { PlainLink } from '../../parts/link.tsx'
import { Section } from '../../parts/page.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'

/** Changes of many patterns that were kept, each with the way back. */
export function Earlier() {
  const shop = useShop()
  const { data } = useApi('GET /shops/{shop}/batches', { params: { shop: shop.id } })
  if (data === undefined || data.items.length === 0) return null
  return (
    <Section title="Kept before" note="Each can be taken back.">
      <ul className="rows card rows-card">
        {data.items.map(one => (
          <li key={one.id}>
            <PlainLink className="row" to="/s/$shop/batches/$batch" params={{ shop: shop.slug, batch: one.id }}>
              <span className="row-main">
                <strong>
                  {countWords(one.changes, 'cell')} of {countWords(one.patterns, 'pattern')}
                </strong>
                <small>
                  {one.fileName ?? 'In the table'} · <When at={one.at} />
                  {one.state === 'undone' && ' · taken back'}
                </small>
              </span>
            </PlainLink>
          </li>
        ))}
      </ul>
    </Section>
  )
}
