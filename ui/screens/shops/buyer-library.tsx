import { useApi } from '../../data.ts'
import { countWords } from '../../format.ts'
import { Icon } from '../../parts/icons.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Section } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import type { ConnectionFull } from './connection.tsx'

/** What buyers bought elsewhere, in the libraries that they have at this platform; nothing where it has none. */
export function BuyerLibrary({ connection }: { connection: ConnectionFull }) {
  const shop = useShop()
  const { data } = useApi('GET /shops/{shop}/connections/{connection}/buyer-library', {
    params: { shop: shop.id, connection: connection.id },
  })
  if (!data?.can) return null
  const { isOn, sentence, steps, address, buyers, written, waiting, todo, refused } = data
  return (
    <Section title={`Buyers’ own ${connection.spokeLabel} libraries`} note={sentence}>
      {todo !== null && (
        <p className="note" data-tone="wait">
          <Icon name="hand" /> {todo}
        </p>
      )}
      <div className="card">
        <dl className="facts">
          <div>
            <dt>Switched</dt>
            <dd>{isOn ? 'on' : 'off'}</dd>
          </div>
          <div>
            <dt>Agreed</dt>
            <dd>{buyers === 0 ? 'nobody yet' : countWords(buyers, 'buyer')}</dd>
          </div>
          <div>
            <dt>Written</dt>
            <dd>{written === 0 ? 'nothing yet' : countWords(written, 'pattern')}</dd>
          </div>
          <div>
            <dt>Waiting</dt>
            <dd>{waiting === 0 ? 'nothing' : countWords(waiting, 'pattern')}</dd>
          </div>
        </dl>
        {refused.length > 0 && (
          <ul className="rows">
            {refused.map(one => (
              <li key={`${one.patternId} ${one.reason}`} className="row">
                <span className="row-main">
                  <TextLink to="/s/$shop/patterns/$pattern" params={{ shop: shop.slug, pattern: one.patternId }}>
                    {one.title}
                  </TextLink>
                  <small>
                    {one.reason} {countWords(one.buyers, 'buyer waits', 'buyers wait')} for it.
                  </small>
                </span>
              </li>
            ))}
          </ul>
        )}
        <details className="older" open={!isOn && buyers > 0}>
          <summary>How it is switched on</summary>
          <ol>
            {steps.map(step => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          {address !== null && (
            <p>
              Redirect URL: <code>{address}</code>
            </p>
          )}
        </details>
      </div>
    </Section>
  )
}
