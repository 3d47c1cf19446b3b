import { moneyWords } from '../../format.ts'
import { TextLink } from '../../parts/link.tsx'
import { Empty, Section } from '../../parts/page.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import type { PatternFull } from './pattern.tsx'

export function Sales({ pattern }: { pattern: PatternFull }) {
  const shop = useShop()
  const { sales } = pattern
  if (sales.sold === 0)
    return (
      <Empty title="Not sold yet">
        <p>Each sale is counted here, wherever it happened, once. What was sold before you connected a shop is counted too.</p>
      </Empty>
    )
  return (
    <Section
      title="Sales"
      note="Every shop together."
      actions={
        <TextLink to="/s/$shop/orders" params={{ shop: shop.slug }} search={{ search: pattern.title }}>
          Its orders
        </TextLink>
      }
    >
      <dl className="figures figures-wide card">
        <div>
          <dt>Sold</dt>
          <dd>{sales.sold.toLocaleString()}</dd>
        </div>
        <div>
          <dt>Have it now</dt>
          <dd>{sales.owners.toLocaleString()}</dd>
        </div>
        <div>
          <dt>Refunded</dt>
          <dd>{sales.refunded.toLocaleString()}</dd>
        </div>
        <div>
          <dt>Income</dt>
          <dd>{sales.income.length === 0 ? '–' : sales.income.map(moneyWords).join(' + ')}</dd>
        </div>
        <div>
          <dt>Last sold</dt>
          <dd className="figure-small">
            <When at={sales.lastAt} none="never" />
          </dd>
        </div>
      </dl>
    </Section>
  )
}
