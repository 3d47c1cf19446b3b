import { Button } from '@mantine/core'
import { useState } from 'react'
import type { AnswerOf } from '../../api.ts'
import { useAct, usePages } from '../../data.ts'
import { countWords, exactTimeWords } from '../../format.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { ButtonLink, PlainLink } from '../../parts/link.tsx'
import { Listed } from '../../parts/more.tsx'
import { Empty, PageHead } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { useNow } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { launchWords, stageWords } from '../../words.ts'
import { untilWords } from './until-words.ts'

type Launch = AnswerOf<'GET /shops/{shop}/launches'>['items'][number]

/** Each launch, how long until it, and how far each listing is. */
export function Launches() {
  const shop = useShop()
  const pages = usePages('GET /shops/{shop}/launches', { params: { shop: shop.id }, query: {} })
  const choose = (
    <ButtonLink to="/s/$shop/patterns" params={{ shop: shop.slug }} search={{}}>
      Choose patterns
    </ButtonLink>
  )
  return (
    <>
      <PageHead
        title="Launches"
        below={<p>One moment for all: made ready at every shop beforehand, hidden, and on sale everywhere when it comes.</p>}
        actions={pages.items !== undefined && pages.items.length > 0 ? choose : undefined}
      />
      <Listed
        what="your launches"
        pages={pages}
        empty={
          <Empty title="No launch is planned" action={choose}>
            <p>
              Choose new patterns and the moment. Selvage puts everything in place beforehand, hidden, proves that it is there, and shows it
              at all shops within seconds of each other – also when you are asleep.
            </p>
          </Empty>
        }
      >
        {items => (
          <ul className="cards">
            {items.map(launch => (
              <LaunchCard key={launch.id} launch={launch} />
            ))}
          </ul>
        )}
      </Listed>
    </>
  )
}

function LaunchCard({ launch }: { launch: Launch }) {
  const shop = useShop()
  const now = useNow(1_000)
  const [isAsking, setAsking] = useState(false)
  const cancel = useAct('POST /shops/{shop}/launches/{launch}/cancel')
  const isAhead = launch.state === 'planned' && Date.parse(launch.at) > now
  const patterns = Map.groupBy(launch.listings, ({ patternId }) => patternId)
  return (
    <li className="card launch">
      <div className="launch-head">
        <div>
          <h2>{launch.name}</h2>
          <p>
            <time dateTime={launch.at}>{exactTimeWords(launch.at)}</time>
            {isAhead && <strong> · {untilWords(launch.at, now)}</strong>}
          </p>
        </div>
        <State is={launchWords[launch.state]} />
      </div>
      <ul className="launch-patterns">
        {[...patterns].map(([pattern, listings]) => (
          <li key={pattern}>
            <PlainLink to="/s/$shop/patterns/$pattern" params={{ shop: shop.slug, pattern }} search={{}}>
              {listings[0]?.patternTitle}
            </PlainLink>
            <ul className="shop-states">
              {listings.map(one => (
                <li key={one.listingId}>
                  <State is={stageWords[one.stage]} more={one.shop} />
                  {one.reason !== null && <p className="refusal">{one.reason}</p>}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {launch.state === 'planned' && (
        <div className="launch-tools">
          <Button variant="default" size="xs" onClick={() => setAsking(true)}>
            Cancel this launch
          </Button>
        </div>
      )}
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Cancel “${launch.name}”?`}
        press="Cancel the launch"
        onPress={() => cancel.mutateAsync({ params: { shop: shop.id, launch: launch.id } })}
        isDanger
      >
        <p>
          {countWords(launch.listings.length, 'listing')} will not go on sale by themselves. What was made ready stays at the shops, hidden;
          publish it, or plan another launch, whenever you like.
        </p>
      </Confirm>
    </li>
  )
}
