import { Progress } from '@mantine/core'
import type { AnswerOf } from '../../api.ts'
import { countWords } from '../../format.ts'
import { TextLink } from '../../parts/link.tsx'
import { Section } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'

type Reading = AnswerOf<'GET /shops/{shop}/join'>['reading'][number]

/** Shops that are read for the first time, each with its counters; moves while one looks, and may be left. */
export function ReadingShops({ reading }: { reading: readonly Reading[] }) {
  const shop = useShop()
  if (reading.length === 0) return null
  return (
    <Section title="Being read" note="Nothing is changed there. This page may be closed; it goes on, also after a restart.">
      <ul className="cards">
        {reading.map(one => (
          <li className="card reading" key={one.connectionId}>
            <h3>
              <TextLink to="/s/$shop/shops/$connection" params={{ shop: shop.slug, connection: one.connectionId }} search={{}} inherit>
                {one.shop}
              </TextLink>
            </h3>
            {one.state === 'paused' && <p className="reason">It is paused, so nothing is read. Resume it under Shops.</p>}
            {one.state === 'reconnect' && <p className="reason">It needs its keys again. Renew them under Shops.</p>}
            <Counter what="Listings" unit={['listing', 'listings']} {...one.listings} />
            <Counter what="Old orders" unit={['old order', 'old orders']} {...one.history} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Counter({
  what,
  unit,
  state,
  read,
  total,
}: {
  what: string
  unit: readonly [string, string]
  state: 'waiting' | 'reading' | 'read' | 'failed'
  read: number
  total: number | null
}) {
  const share = total === null || total === 0 ? null : Math.min(100, (read / total) * 100)
  return (
    <div className="history">
      <Progress
        value={state === 'read' ? 100 : state === 'waiting' ? 0 : (share ?? 100)}
        animated={state === 'reading' && share === null}
        aria-label={`${what} read`}
        size="sm"
      />
      <p className="history-words">
        {state === 'waiting' && `${what} are read in a moment.`}
        {state === 'reading' && `${read.toLocaleString()}${total === null ? '' : ` of ${total.toLocaleString()}`} ${unit[1]} read`}
        {state === 'read' && `${countWords(read, unit[0], unit[1])} read`}
        {state === 'failed' && `${what}: stopped after ${read.toLocaleString()}. It goes on from there at the next look.`}
      </p>
    </div>
  )
}
