import { Button, Progress } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../../data.ts'
import { countWords } from '../../format.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { WaitingHandSteps } from '../../parts/hand-steps.tsx'
import { Icon } from '../../parts/icons.tsx'
import { isReadOnly } from '../../parts/let-write.tsx'
import { ButtonLink, TextLink } from '../../parts/link.tsx'
import { Section } from '../../parts/page.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { BuyerLibrary } from './buyer-library.tsx'
import type { ConnectionFull } from './connection.tsx'
import { GoLive } from './go-live.tsx'
import { HistoryCount } from './history-count.tsx'
import { RenewKeys } from './renew-keys.tsx'
import { foundIn, NextSteps, useJoin } from './what-we-found.tsx'

export function Overview({ connection }: { connection: ConnectionFull }) {
  return (
    <>
      <WaitingHandSteps connection={connection.id} />
      {connection.state === 'reconnect' && <RenewKeys connection={connection} />}
      {connection.cannotPublish !== null && (
        <Section title="Its sales, not its listings">
          <p className="note">
            <Icon name="hand" /> {connection.cannotPublish}
          </p>
          {connection.cannot.length > 1 && (
            <ul className="cannot">
              {connection.cannot
                .filter(({ why }) => why !== connection.cannotPublish)
                .map(one => (
                  <li key={one.ability}>{one.why}</li>
                ))}
            </ul>
          )}
        </Section>
      )}
      {connection.state !== 'rehearsal' ? (
        <Working connection={connection} />
      ) : connection.publishes === 'by-hand' ? (
        <RehearsalByHand connection={connection} />
      ) : (
        <Rehearsal connection={connection} />
      )}
      <BuyerLibrary connection={connection} />
      {connection.facts.warnings.length > 0 && (
        <Section title="Noticed there">
          <ul className="note" data-tone="wait">
            {connection.facts.warnings.map(warning => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}

/** The way from keys to live, as three steps that tick themselves off. */
function Rehearsal({ connection }: { connection: ConnectionFull }) {
  const shop = useShop()
  const isRead = connection.history.state === 'read'
  const { found } = connection.listings
  const join = useJoin().data
  const reading = join?.reading.filter(one => one.connectionId === connection.id && one.listings.state !== 'read') ?? []
  return (
    <Section
      title="Rehearsal"
      note="Everything is read, nothing is written there, and nothing is sent to anybody. It may stay like this as long as you like."
    >
      <ol className="path">
        <li className="card" data-done={isRead}>
          <h3>{isRead && <Icon name="check" />} Old orders are read</h3>
          <p className="dim">
            Buyers and what they own become known here, so that they can sign in to their library. None of them hears of it.
          </p>
          <HistoryCount history={connection.history} isAlways />
        </li>
        <li className="card" data-done={isRead && found === 0}>
          <h3>{isRead && found === 0 && <Icon name="check" />} Listings find their patterns</h3>
          <p className="dim">
            {found === 0
              ? `${countWords(connection.listings.ours, 'listing')} there belong to patterns here.`
              : `${countWords(found, 'listing')} there ${found === 1 ? 'is' : 'are'} no pattern here yet. Match them or make patterns of them; the listings are not touched.`}
          </p>
          {reading.map(({ listings }) => (
            <ListingsRead key="listings" {...listings} />
          ))}
          {join !== undefined && (foundIn(join) > 0 || join.findings > 0) && <NextSteps join={join} />}
          {found > 0 && (
            <ButtonLink
              variant="subtle"
              to="/s/$shop/shops/$connection"
              params={{ shop: shop.slug, connection: connection.id }}
              search={{ tab: 'found' }}
            >
              Look through {countWords(found, 'listing')}
            </ButtonLink>
          )}
        </li>
        <li className="card">
          <h3>Go live</h3>
          <p className="dim">
            From then on new sales bring their buyers the files
            {connection.cannotPublish === null
              ? `, and your presses reach this shop.${isReadOnly(connection) ? ' It may be read only so far: you are asked for more when you first publish there.' : ''}`
              : '. Nothing there is ever changed from here.'}
          </p>
          <GoLive connection={connection} />
        </li>
      </ol>
    </Section>
  )
}

/** How many of its listings have been read; moves while one looks. */
function ListingsRead({ read, total }: { read: number; total: number | null }) {
  const share = total === null || total === 0 ? null : Math.min(100, (read / total) * 100)
  return (
    <div className="history">
      <Progress value={share ?? 100} animated={share === null} aria-label="Listings read" size="sm" />
      <p className="history-words">
        {read.toLocaleString()}
        {total !== null && ` of ${total.toLocaleString()}`} listings read. This page may be closed; it goes on.
      </p>
    </div>
  )
}

/** Where nothing can be read: what she may bring before, and what going live means. */
function RehearsalByHand({ connection }: { connection: ConnectionFull }) {
  const shop = useShop()
  return (
    <Section
      title="Rehearsal"
      note="Nothing waits for your hands yet, and nobody is written to. It may stay like this as long as you like."
    >
      <ol className="path">
        <li className="card">
          <h3>Bring your old sales</h3>
          <p className="dim">
            Save them as a table in your shop there and bring it here: buyers and what they own become known, and none of them hears of it.
          </p>
          <ButtonLink
            variant="default"
            to="/s/$shop/shops/$connection"
            params={{ shop: shop.slug, connection: connection.id }}
            search={{ tab: 'sales' }}
          >
            Bring a table
          </ButtonLink>
        </li>
        <li className="card">
          <h3>Go live</h3>
          <p className="dim">
            From then on what you publish waits for your hands with a kit, and new sales that you bring reach their buyers.
          </p>
          <GoLive connection={connection} />
        </li>
      </ol>
    </Section>
  )
}

function Working({ connection }: { connection: ConnectionFull }) {
  const shop = useShop()
  const [asking, setAsking] = useState<'rehearsal' | 'paused' | null>(null)
  const change = useAct('POST /shops/{shop}/connections/{connection}/state')
  const to = (state: 'live' | 'rehearsal' | 'paused') =>
    change.mutateAsync({ params: { shop: shop.id, connection: connection.id }, body: { to: state } })
  const { listings } = connection
  return (
    <Section title={connection.state === 'live' ? 'Live' : connection.state === 'paused' ? 'Paused' : 'Waiting for its keys'}>
      <div className="card">
        <dl className="facts">
          <div>
            <dt>Live since</dt>
            <dd>
              <When at={connection.liveFrom} />
            </dd>
          </div>
          {connection.publishes !== 'by-hand' && (
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
          <div>
            <dt>Listings</dt>
            <dd>
              {listings.ours} yours
              {listings.found > 0 && (
                <>
                  ,{' '}
                  <TextLink
                    to="/s/$shop/shops/$connection"
                    params={{ shop: shop.slug, connection: connection.id }}
                    search={{ tab: 'found' }}
                    inherit
                  >
                    {listings.found} more found
                  </TextLink>
                </>
              )}
            </dd>
          </div>
          <div>
            <dt>Waiting</dt>
            <dd>{listings.waiting === 0 ? 'nothing' : countWords(listings.waiting, 'listing')}</dd>
          </div>
          {connection.publishes === 'by-hand' && (
            <div>
              <dt>Waits for your hands</dt>
              <dd>{listings.byHand === 0 ? 'nothing' : countWords(listings.byHand, 'listing')}</dd>
            </div>
          )}
          <div>
            <dt>Needs you</dt>
            <dd>{listings.needYou === 0 ? 'nothing' : countWords(listings.needYou, 'listing')}</dd>
          </div>
        </dl>
        {connection.publishes !== 'by-hand' && <HistoryCount history={connection.history} isAlways />}
        <div className="listing-tools">
          {connection.state === 'live' && (
            <>
              <Button variant="default" onClick={() => setAsking('rehearsal')} leftSection={<Icon name="undo" />}>
                Take going live back
              </Button>
              <Button variant="default" onClick={() => setAsking('paused')} leftSection={<Icon name="pause" />}>
                Pause
              </Button>
            </>
          )}
          {connection.state === 'paused' && (
            <Button onClick={() => void to('live')} loading={change.isPending} leftSection={<Icon name="play" />}>
              Go on
            </Button>
          )}
        </div>
      </div>
      <Confirm
        opened={asking === 'rehearsal'}
        onClose={() => setAsking(null)}
        title={`Take ${connection.label} back to rehearsal?`}
        press="Back to rehearsal"
        onPress={() => to('rehearsal')}
      >
        <p>Nothing is written there and nothing is sent any more; sales are still read. What was written before stays as it is.</p>
        <p>Mails that have left cannot be called back.</p>
      </Confirm>
      <Confirm
        opened={asking === 'paused'}
        onClose={() => setAsking(null)}
        title={`Pause ${connection.label}?`}
        press="Pause"
        onPress={() => to('paused')}
      >
        <p>Nothing is read and nothing is written there until you go on. Then everything in between is caught up.</p>
      </Confirm>
    </Section>
  )
}
