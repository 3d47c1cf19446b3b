import { usePages } from '../../data.ts'
import { ButtonLink } from '../../parts/link.tsx'
import { Listed } from '../../parts/more.tsx'
import { Empty, PageHead } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import { PressList } from './press-list.tsx'

export function Presses() {
  const shop = useShop()
  const pages = usePages('GET /shops/{shop}/publications', { params: { shop: shop.id } })
  return (
    <>
      <PageHead title="Published" below={<p>Every press, where it arrived, and the way back.</p>} />
      <Listed
        what="what was published"
        pages={pages}
        empty={
          <Empty
            title="Nothing published yet"
            action={
              <ButtonLink to="/s/$shop/patterns" params={{ shop: shop.slug }} search={{}}>
                Choose patterns
              </ButtonLink>
            }
          >
            <p>Choose patterns, look at the preview, press once. Each press is kept here with its proof.</p>
          </Empty>
        }
      >
        {items => <PressList items={items} />}
      </Listed>
    </>
  )
}
