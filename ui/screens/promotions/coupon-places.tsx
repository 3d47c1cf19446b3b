import { Button } from '@mantine/core'
import type { AnswerOf } from '../../api.ts'
import { useAct } from '../../data.ts'
import { Copy } from '../../parts/copy.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Refusal } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { couponStages } from '../../words.ts'

type Coupon = NonNullable<AnswerOf<'GET /shops/{shop}/promotions'>['items'][number]['coupon']>
type Place = Coupon['places'][number]

/** A coupon at each storefront: how far it is, when it was last read there, and what she may decide. */
export function CouponPlaces({ places, isOver }: { places: readonly Place[]; isOver: boolean }) {
  return (
    <ul className="launch-patterns">
      {places.map(place => (
        <PlaceOf key={place.id ?? 'own'} place={place} isOver={isOver} />
      ))}
    </ul>
  )
}

function PlaceOf({ place, isOver }: { place: Place; isOver: boolean }) {
  const shop = useShop()
  const settle = useAct('POST /shops/{shop}/promotions/coupons/{coupon}')
  const { id, stage, reason, seenAt, text, patternTitle } = place
  const isHers = stage === 'differs' || stage === 'gone'
  const press = (choice: 'put-right' | 'leave') => id !== null && settle.mutate({ params: { shop: shop.id, coupon: id }, body: { choice } })
  return (
    <li>
      <span>
        {place.shop}
        {patternTitle !== null && <span className="dim"> · {patternTitle}</span>}
      </span>
      <div className="shop-states">
        <State is={couponStages[stage]} />
        {seenAt !== null && (
          <small className="dim">
            Read there <When at={seenAt} />
          </small>
        )}
        {reason !== null && <p className="refusal">{reason}</p>}
        {stage === 'by-hand' && (
          <TextLink to="/s/$shop/by-hand" params={{ shop: shop.slug }} search={{}}>
            Tick it off under To do by hand
          </TextLink>
        )}
        {stage === 'by-hand' && text !== null && (
          <details>
            <summary>The text to paste</summary>
            <Copy label="The coupon" text={text} />
          </details>
        )}
        {!isOver && (isHers || stage === 'refused') && (
          <div className="coupon-choices">
            <Button size="xs" variant="default" loading={settle.isPending} onClick={() => press('put-right')}>
              {stage === 'refused' ? 'Try again' : stage === 'gone' ? 'Make it again' : 'Put it right'}
            </Button>
            {isHers && (
              <Button size="xs" variant="subtle" onClick={() => press('leave')}>
                Leave it as it is there
              </Button>
            )}
          </div>
        )}
        <Refusal error={settle.error} />
      </div>
    </li>
  )
}
