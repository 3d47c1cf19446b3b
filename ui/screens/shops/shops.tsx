import { useApi } from '../../data.ts'
import { countWords } from '../../format.ts'
import { Icon } from '../../parts/icons.tsx'
import { isReadOnly } from '../../parts/let-write.tsx'
import { ButtonLink, PlainLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { Empty, PageHead } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { connectionWords } from '../../words.ts'
import { HistoryCount } from './history-count.tsx'
import { Providers } from './providers.tsx'
import { WhatWeFound } from './what-we-found.tsx'

/** Every connected shop with its health. */
export function Shops() {
  const shop = useShop()
  const connections = useApi('GET /shops/{shop}/connections', { params: { shop: shop.id } })
  return (
    <>
      <PageHead
        title="Shops"
        below={<p>Where you sell. Each starts in rehearsal: everything is read, nothing is written.</p>}
        actions={
          <ButtonLink to="/s/$shop/shops/connect" params={{ shop: shop.slug }} search={{}} leftSection={<Icon name="plus" />}>
            Connect a shop
          </ButtonLink>
        }
      />
      <Shown what="your shops" from={connections} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              title="No shop connected yet"
              action={
                <ButtonLink to="/s/$shop/shops/connect" params={{ shop: shop.slug }} search={{}}>
                  Connect a shop
                </ButtonLink>
              }
            >
              <p>
                It takes about five minutes: make keys in your shop, paste them here, and watch your listings and sales come in. Nothing
                there is touched.
              </p>
            </Empty>
          ) : (
            <ul className="cards cards-two">
              {items.map(connection => (
                <li key={connection.id} className="card connection">
                  <div className="listing-top">
                    <h2>
                      <PlainLink
                        className="card-link"
                        to="/s/$shop/shops/$connection"
                        params={{ shop: shop.slug, connection: connection.id }}
                        search={{}}
                      >
                        {connection.label}
                      </PlainLink>
                    </h2>
                    <State is={connectionWords[connection.state]} />
                  </div>
                  <p className="dim">
                    {connection.spokeLabel} · {connection.url.replace(/^https?:\/\//, '')}
                  </p>
                  {isReadOnly(connection) && (
                    <p className="dim">
                      <Icon name="eye" /> Selvage may only read there
                      {connection.state === 'live' ? '; what you publish waits.' : ', which is all it needs now.'}
                    </p>
                  )}
                  {connection.reason && <p className="reason">{connection.reason}</p>}
                  {connection.publishes !== 'by-hand' && <HistoryCount history={connection.history} />}
                  <dl className="facts">
                    <div>
                      <dt>Listings</dt>
                      <dd>
                        {connection.listings.ours} yours
                        {connection.listings.found > 0 && `, ${countWords(connection.listings.found, 'more found', 'more found')}`}
                      </dd>
                    </div>
                    <div>
                      <dt>Waiting</dt>
                      <dd>{connection.listings.waiting === 0 ? 'nothing' : countWords(connection.listings.waiting, 'listing')}</dd>
                    </div>
                    <div>
                      <dt>Needs you</dt>
                      <dd>{connection.listings.needYou === 0 ? 'nothing' : countWords(connection.listings.needYou, 'listing')}</dd>
                    </div>
                    {connection.publishes === 'by-hand' ? (
                      <div>
                        <dt>Waits for your hands</dt>
                        <dd>{connection.listings.byHand === 0 ? 'nothing' : countWords(connection.listings.byHand, 'listing')}</dd>
                      </div>
                    ) : (
                      <>
                        <div>
                          <dt>Sales looked at</dt>
                          <dd>
                            <When at={connection.lastPollAt} />
                          </dd>
                        </div>
                        <div>
                          <dt>Listings looked at</dt>
                          <dd>
                            <When at={connection.lastSweepAt} />
                          </dd>
                        </div>
                      </>
                    )}
                  </dl>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      <WhatWeFound />
      <Providers />
    </>
  )
}
