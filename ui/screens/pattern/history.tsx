import { usePages } from '../../data.ts'
import { Listed } from '../../parts/more.tsx'
import { Empty, Section } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import { PressList } from '../push/press-list.tsx'
import type { PatternFull } from './pattern.tsx'

/** Every press for this pattern, newest first, each of which can be taken back. */
export function History({ pattern }: { pattern: PatternFull }) {
  const shop = useShop()
  const pages = usePages('GET /shops/{shop}/publications', { params: { shop: shop.id }, query: { pattern: pattern.id } })
  return (
    <Section title="Published" note="What was sent, where it arrived, and the way back.">
      <Listed
        what="what was published"
        pages={pages}
        empty={
          <Empty title="Never published">
            <p>Each press of Publish is kept here with its proof, and can be taken back.</p>
          </Empty>
        }
      >
        {items => <PressList items={items} />}
      </Listed>
    </Section>
  )
}
