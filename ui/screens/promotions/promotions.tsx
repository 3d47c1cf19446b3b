import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import type { AnswerOf } from '../../api.ts'
import { useAct, usePages } from '../../data.ts'
import { countWords, exactTimeWords, moneyWords } from '../../format.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { ButtonLink, PlainLink } from '../../parts/link.tsx'
import { Listed } from '../../parts/more.tsx'
import { Empty, PageHead } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { useNow } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { promotionStages, promotionWords } from '../../words.ts'
import { untilWords } from '../launches/until-words.ts'
import { CouponPlaces } from './coupon-places.tsx'

type Promotion = AnswerOf<'GET /shops/{shop}/promotions'>['items'][number]

/** Each promotion, whether it runs, and what each listing costs with it. */
export function Promotions() {
  const shop = useShop()
  const pages = usePages('GET /shops/{shop}/promotions', { params: { shop: shop.id }, query: {} })
  const choose = (
    <Group gap="xs">
      <ButtonLink to="/s/$shop/patterns" params={{ shop: shop.slug }} search={{}}>
        Choose patterns
      </ButtonLink>
      <ButtonLink to="/s/$shop/promotions/coupon" params={{ shop: shop.slug }} search={{}}>
        Plan a coupon
      </ButtonLink>
    </Group>
  )
  return (
    <>
      <PageHead
        title="Promotions"
        below={<p>A lower price or a coupon at every shop that can, for a time. It begins and ends by itself.</p>}
        actions={pages.items !== undefined && pages.items.length > 0 ? choose : undefined}
      />
      <Listed
        what="your promotions"
        pages={pages}
        empty={
          <Empty title="No promotion is planned" action={choose}>
            <p>
              Choose patterns, a per cent, and from when to when. Shops that keep sale prices are told at once; at the others Selvage lowers
              the price at the moment and puts it back afterwards. Or plan a coupon: one code for every shop that can.
            </p>
          </Empty>
        }
      >
        {items => (
          <ul className="cards">
            {items.map(promotion => (
              <PromotionCard key={promotion.id} promotion={promotion} />
            ))}
          </ul>
        )}
      </Listed>
    </>
  )
}

function PromotionCard({ promotion }: { promotion: Promotion }) {
  const shop = useShop()
  const now = useNow(10_000)
  const [isAsking, setAsking] = useState(false)
  const end = useAct('POST /shops/{shop}/promotions/{promotion}/end')
  const { name, coupon, startsAt, endsAt, state, endedEarly, listings } = promotion
  const patterns = Map.groupBy(listings, ({ patternId }) => patternId)
  return (
    <li className="card launch">
      <div className="launch-head">
        <div>
          <h2>
            {name} · {termsOf(promotion)}
          </h2>
          <p>
            <time dateTime={startsAt}>{exactTimeWords(startsAt)}</time> to <time dateTime={endsAt}>{exactTimeWords(endsAt)}</time>
            {state === 'planned' && <strong> · begins {untilWords(startsAt, now)}</strong>}
            {state === 'running' && <strong> · ends {untilWords(endsAt, now)}</strong>}
            {endedEarly && ' · ended by you'}
          </p>
        </div>
        <State is={promotionWords[state]} />
      </div>
      {coupon !== null && <CouponFor coupon={coupon} />}
      {coupon !== null && <CouponPlaces places={coupon.places} isOver={state === 'over'} />}
      {coupon === null && (
        <ul className="launch-patterns">
          {[...patterns].map(([pattern, there]) => (
            <li key={pattern}>
              <PlainLink to="/s/$shop/patterns/$pattern" params={{ shop: shop.slug, pattern }} search={{}}>
                {there[0]?.patternTitle}
              </PlainLink>
              <ul className="shop-states">
                {there.map(one => (
                  <li key={one.listingId}>
                    <State
                      is={promotionStages[one.stage]}
                      more={`${one.shop} · ${moneyWords(one.sale)} instead of ${moneyWords(one.price)}`}
                    />
                    {one.reason !== null && <p className="refusal">{one.reason}</p>}
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
      {state !== 'over' && (
        <div className="launch-tools">
          <Button variant="default" size="xs" onClick={() => setAsking(true)}>
            {state === 'planned' ? 'Cancel this promotion' : 'End it now'}
          </Button>
        </div>
      )}
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={state === 'planned' ? `Cancel “${name}”?` : `End “${name}” now?`}
        press={state === 'planned' ? 'Cancel it' : 'End it now'}
        onPress={() => end.mutateAsync({ params: { shop: shop.id, promotion: promotion.id } })}
      >
        {coupon === null ? (
          <p>Every price goes back to what it was, at each shop. A price that you set yourself meanwhile stays.</p>
        ) : (
          <p>
            Nobody can use the code from then on: Selvage ends it at each shop, and where you made it by hand it becomes a thing to do. Who
            has bought with it keeps that price.
          </p>
        )}
      </Confirm>
    </li>
  )
}

function termsOf({ percent, coupon }: Promotion): string {
  const off = percent === null ? (coupon?.off ?? []).map(moneyWords).join(' or ') : `${percent} %`
  return `${off} off`
}

function CouponFor({ coupon: { code, mostUses, patterns } }: { coupon: NonNullable<Promotion['coupon']> }) {
  return (
    <p>
      Code <code>{code}</code> for {patterns.length === 0 ? 'everything' : patterns.map(({ title }) => title).join(', ')}
      {mostUses !== null && `, at most ${countWords(mostUses, 'time')} at each shop`}
    </p>
  )
}
