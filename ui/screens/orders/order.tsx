import { useParams } from '@tanstack/react-router'
import type { AnswerOf } from '../../api.ts'
import { useApi } from '../../data.ts'
import { countWords, dayWords, moneyWords, timeWords } from '../../format.ts'
import { PlainLink, TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { PageHead, Section } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { Table } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { accessWords, accountWords, mailWords, orderWords, postingCauseWords, type Word } from '../../words.ts'
import { OrderClaims } from './claims.tsx'
import { GiveBack } from './give-back.tsx'
import { MatchLine } from './match-line.tsx'

export type OrderFull = AnswerOf<'GET /shops/{shop}/orders/{order}'>

export function Order() {
  const shop = useShop()
  const { order: id } = useParams({ from: '/s/$shop/orders/$order' })
  const order = useApi('GET /shops/{shop}/orders/{order}', { params: { shop: shop.id, order: id } })
  const { data } = order
  return (
    <>
      <PageHead
        title={data ? `Order ${data.number}` : 'Order'}
        above={
          <TextLink to="/s/$shop/orders" params={{ shop: shop.slug }} search={{}}>
            Orders
          </TextLink>
        }
        below={
          data && (
            <p className="facts-line">
              <State is={orderWords[data.state]} />
              <span>{data.shop}</span>
              <span>{timeWords(data.placedAt)}</span>
              {data.isHistory && <span className="tag">History: placed before this shop went live, so nothing was sent</span>}
            </p>
          )
        }
      />
      <Shown what="this order" from={order}>
        {answer => <Whole order={answer} />}
      </Shown>
    </>
  )
}

function Whole({ order }: { order: OrderFull }) {
  const shop = useShop()
  return (
    <div className="two">
      <div>
        <Section title="What was bought">
          <ul className="cards">
            {order.lines.map(line => (
              <li key={line.line} className="card line">
                <div className="listing-top">
                  <h3>
                    {line.patternId && line.patternTitle ? (
                      <TextLink to="/s/$shop/patterns/$pattern" params={{ shop: shop.slug, pattern: line.patternId }} search={{}} inherit>
                        {line.patternTitle}
                      </TextLink>
                    ) : (
                      line.title
                    )}
                  </h3>
                  <span className="amount">{moneyWords(line.total)}</span>
                </div>
                <p className="dim">
                  {line.quantity > 1 && `${line.quantity} × · `}
                  {line.patternTitle && line.patternTitle !== line.title && `sold as “${line.title}” · `}
                  {line.sku ?? 'no article number'}
                </p>
                <State is={accessWords[line.access]} />
                {line.patternId !== null && line.access !== 'waiting' && <Holds line={line} isHistory={order.isHistory} />}
                {line.patternId === null && <MatchLine order={order} line={line} />}
              </li>
            ))}
          </ul>
        </Section>
        {order.refunds.length > 0 && (
          <Section title="Refunds">
            <ul className="rows card rows-card">
              {order.refunds.map(refund => (
                <li key={`${refund.at} ${refund.amount.minor}`} className="row">
                  <span className="row-main">
                    <strong>{moneyWords(refund.amount)}</strong>
                    <small>
                      {refund.reason ?? 'no reason given'} · <When at={refund.at} />
                    </small>
                  </span>
                </li>
              ))}
            </ul>
          </Section>
        )}
        <Section title="In the books" note="Every cent in two places; nothing is ever changed, only turned back.">
          {order.postings.length === 0 ? (
            <p className="section-note">Nothing is booked yet: the order is not paid.</p>
          ) : (
            <Table
              label="Entries in the books"
              rows={order.postings.map((posting, index) => ({ ...posting, key: `${index}` }))}
              keyOf={posting => posting.key}
              columns={[
                { key: 'cause', label: 'For', isHead: true, cell: posting => postingCauseWords(posting.cause) },
                { key: 'from', label: 'From', cell: posting => accountWords(posting.from) },
                { key: 'to', label: 'To', cell: posting => accountWords(posting.to) },
                { key: 'amount', label: 'Amount', align: 'right', cell: posting => moneyWords(posting.amount) },
                { key: 'at', label: 'When', isWideOnly: true, cell: posting => <When at={posting.at} /> },
              ]}
            />
          )}
        </Section>
      </div>
      <div>
        <Section title="Buyer">
          <dl className="facts card">
            <div>
              <dt>Name</dt>
              <dd>
                {order.personId === null ? (
                  (order.buyer ?? 'not given')
                ) : (
                  <TextLink to="/s/$shop/people/$person" params={{ shop: shop.slug, person: order.personId }} inherit>
                    {order.buyer ?? 'Her page'}
                  </TextLink>
                )}
              </dd>
            </div>
            <div>
              <dt>Email</dt>
              <dd>{order.email ?? 'not given'}</dd>
            </div>
            <div>
              <dt>Paid</dt>
              <dd>{moneyWords(order.total)}</dd>
            </div>
            {order.refunded.minor !== '0' && (
              <div>
                <dt>Refunded</dt>
                <dd>{moneyWords(order.refunded)}</dd>
              </div>
            )}
          </dl>
        </Section>
        <OrderClaims order={order} />
        {order.canGiveBack && <GiveBack key={order.canGiveBack.minor} order={order} left={order.canGiveBack} />}
        <Section title="Mails">
          {order.mails.length === 0 ? (
            <p className="section-note">{order.isHistory ? 'None: history stays quiet.' : 'None yet.'}</p>
          ) : (
            <ul className="rows card rows-card">
              {order.mails.map(mail => (
                <li key={mail.id}>
                  <PlainLink className="row" to="/s/$shop/mails/$mail" params={{ shop: shop.slug, mail: mail.id }}>
                    <span className="row-main">
                      <strong>{mail.subject}</strong>
                      <small>
                        <When at={mail.at} />
                      </small>
                    </span>
                    <State is={wordOf(mail.state)} />
                  </PlainLink>
                </li>
              ))}
            </ul>
          )}
        </Section>
      </div>
    </div>
  )
}

/** Which version the buyer has: what was really given, whether or not the access is still open. */
function Holds({ line: { has }, isHistory }: { line: OrderFull['lines'][number]; isHistory: boolean }) {
  if (has === null)
    return (
      <p className="dim">
        Which version the buyer has is not known: nothing was fetched from the library here
        {isHistory ? ', and it was bought before this shop went live.' : ', and what the shop gave is not known.'}
      </p>
    )
  const { number, isNewest, since, how, shop, files, ofFiles } = has
  const version = files < ofFiles ? `${files} of ${countWords(ofFiles, 'file')} of version ${number}` : `version ${number}`
  return (
    <p className="dim">
      Has {version}, {isNewest ? 'the newest' : 'not the newest'}, since {dayWords(since)}, {wayWords[how](shop)}.
    </p>
  )
}

const wayWords: Record<NonNullable<OrderFull['lines'][number]['has']>['how'], (shop: string | null) => string> = {
  fetched: () => 'from the library here',
  'sold-with': shop => `with the purchase at ${shop ?? 'the shop'}`,
  'sent-there': shop => `put into the buyer’s own library at ${shop ?? 'the shop'}`,
}

const wordOf = (state: string): Word =>
  state in mailWords ? mailWords[state as keyof typeof mailWords] : { word: state, tone: 'plain', shape: 'dot' }
