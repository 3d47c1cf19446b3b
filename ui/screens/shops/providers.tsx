import { useApi } from '../../data.ts'
import { PlainLink } from '../../parts/link.tsx'
import { Section } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { providerWords } from '../../words.ts'

/** What the shop's own store is paid by; nothing where none is connected, since the storefronts stand above. */
export function Providers() {
  const shop = useShop()
  const { data } = useApi('GET /shops/{shop}/providers', { params: { shop: shop.id } })
  if (data === undefined || data.items.length === 0) return null
  return (
    <Section title="Payments" note="What your own store is paid by. Buyers pay on the provider’s own page.">
      <ul className="cards cards-two">
        {data.items.map(provider => (
          <li key={provider.id} className="card connection">
            <div className="listing-top">
              <h3>
                <PlainLink className="card-link" to="/s/$shop/payments/$provider" params={{ shop: shop.slug, provider: provider.id }}>
                  {provider.label}
                </PlainLink>
              </h3>
              <State is={providerWords[provider.state]} />
            </div>
            <p className="dim">
              {provider.providerLabel}
              {provider.isSandbox && ' · sandbox, no money moves'}
            </p>
            {provider.reason && <p className="reason">{provider.reason}</p>}
            <dl className="facts">
              <div>
                <dt>Payments looked at</dt>
                <dd>
                  <When at={provider.lastLookAt} />
                </dd>
              </div>
            </dl>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** The choice among them, in a group of its own below the storefronts. */
export function ProviderChoices() {
  const shop = useShop()
  const { data } = useApi('GET /payment-providers', {})
  if (data === undefined || data.items.length === 0) return null
  return (
    <Section title="Payments for your own store" note="Where buyers of your store pay. Cards are typed on the provider’s page alone.">
      <ul className="cards cards-two">
        {data.items.map(one => (
          <li key={one.id} className="card spoke">
            <h3>
              <PlainLink className="card-link" to="/s/$shop/payments/connect" params={{ shop: shop.slug }} search={{ provider: one.id }}>
                {one.label}
              </PlainLink>
            </h3>
            <p className="dim">With keys that you make there. A sandbox works too, to try everything first.</p>
          </li>
        ))}
      </ul>
    </Section>
  )
}
