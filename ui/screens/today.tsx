import { Button } from '@mantine/core'
import type { AnswerOf } from '../api.ts'
import { useAct, useApi } from '../data.ts'
import { countWords, moneyWords } from '../format.ts'
import { notify } from '../notify.tsx'
import { DayBars } from '../parts/bars.tsx'
import { Icon } from '../parts/icons.tsx'
import { ButtonLink, HrefButton, PlainLink, TextLink } from '../parts/link.tsx'
import { Shown } from '../parts/more.tsx'
import { Empty, PageHead, Refusal, Section } from '../parts/page.tsx'
import { State } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { hrefIn, useShop } from '../shop.tsx'
import { connectionWords, orderWords } from '../words.ts'

type TodayAnswer = AnswerOf<'GET /shops/{shop}/today'>

/** What is true now, what needs her, and the proof of both. */
export function Today() {
  const shop = useShop()
  const today = useApi('GET /shops/{shop}/today', { params: { shop: shop.id } })
  return (
    <>
      <PageHead title="Today" below={today.data && <p className="today-line">{today.data.line}</p>} />
      <Shown what="Today" from={today} rows={5}>
        {answer => (answer.shops.length === 0 ? shop.isDemo ? <DemoComing /> : <Beginning /> : <Whole answer={answer} />)}
      </Shown>
    </>
  )
}

/** The demo is made at the first start, over the same API; it fills while one looks. */
function DemoComing() {
  return (
    <Empty title="The demo is being made" action={<State is={{ word: 'Under way', tone: 'calm', shape: 'turn' }} />}>
      <p>
        Real patterns are drafted, listed in a pretend shop on this machine, and sold to invented buyers. It takes a minute or two; this
        page fills by itself.
      </p>
    </Empty>
  )
}

function Beginning() {
  const shop = useShop()
  return (
    <Empty
      title="Connect your first shop"
      action={
        <>
          <ButtonLink to="/s/$shop/shops/connect" params={{ shop: shop.slug }}>
            Connect a shop
          </ButtonLink>
          <ButtonLink to="/s/$shop/patterns/new" params={{ shop: shop.slug }} variant="default">
            Start with a pattern
          </ButtonLink>
        </>
      }
    >
      <p>
        Selvage reads your listings and sales there, and writes nothing until you say so. From then on this page tells you in one line
        whether everything is right, and at most three things that need you.
      </p>
    </Empty>
  )
}

/** She says that she has acted; it leaves the list. */
function WishDone({ wish }: { wish: NonNullable<TodayAnswer['todos'][number]['wish']> }) {
  const shop = useShop()
  const done = useAct('POST /shops/{shop}/deliveries/{delivery}/done', () => notify({ message: 'Marked as done.' }))
  return (
    <div>
      <Button
        variant="default"
        fullWidth
        onClick={() => done.mutate({ params: { shop: shop.id, delivery: wish.delivery } })}
        loading={done.isPending}
      >
        Mark as done
      </Button>
      <Refusal error={done.error} />
    </div>
  )
}

function Whole({ answer }: { answer: TodayAnswer }) {
  const shop = useShop()
  return (
    <div className="today">
      <div className="today-main">
        {answer.todos.length > 0 ? (
          <Section title="Needs you">
            <ul className="todos">
              {answer.todos.map(todo => (
                <li className="todo" key={todo.key}>
                  <div>
                    <h3>{todo.title}</h3>
                    <p>{todo.detail}</p>
                    {todo.wish && (
                      <details>
                        <summary>{todo.wish.isOfLibrary ? 'Whose library' : 'What was sent'}</summary>
                        <pre>{todo.wish.message}</pre>
                      </details>
                    )}
                  </div>
                  <div className="todo-acts">
                    {todo.wish?.isOfLibrary !== false && <HrefButton href={hrefIn(shop.slug, todo.href)}>{todo.action}</HrefButton>}
                    {todo.wish && <WishDone wish={todo.wish} />}
                  </div>
                </li>
              ))}
            </ul>
            {answer.moreTodos > 0 && (
              <p className="section-note">{countWords(answer.moreTodos, 'more thing', 'more things')} after these.</p>
            )}
          </Section>
        ) : (
          <div className="quiet">
            <span className="quiet-mark">
              <Icon name="check" size={22} />
            </span>
            <div>
              <h2>Nothing needs you</h2>
              <p>Below is what was checked, and when.</p>
            </div>
          </div>
        )}
        <Section title="Checked">
          <ul className="checks">
            {answer.checks.map(check => (
              <li key={check.words} data-true={check.isTrue}>
                <Icon name={check.isTrue ? 'check' : 'hand'} />
                <span>
                  {!check.isTrue && <span className="hidden">Not so: </span>}
                  {check.words}
                </span>
                <span className="checks-when">
                  <When at={check.at} none={check.isTrue ? '' : 'not checked yet'} />
                </span>
              </li>
            ))}
          </ul>
        </Section>
        <Section
          title="Latest orders"
          actions={
            <TextLink to="/s/$shop/orders" params={{ shop: shop.slug }} search={{}}>
              All orders
            </TextLink>
          }
        >
          {answer.recent.length === 0 ? (
            <p className="section-note">No order yet. The first one appears here by itself within a minute of the sale.</p>
          ) : (
            <ul className="rows">
              {answer.recent.map(order => (
                <li key={order.id}>
                  <PlainLink className="row" to="/s/$shop/orders/$order" params={{ shop: shop.slug, order: order.id }}>
                    <span className="row-main">
                      <strong>{order.patterns.join(', ') || `Order ${order.number}`}</strong>
                      <small>
                        {order.buyer ?? 'A buyer'} · {order.shop} · <When at={order.placedAt} />
                      </small>
                    </span>
                    <State is={orderWords[order.state]} />
                    <span className="amount">{moneyWords(order.total)}</span>
                  </PlainLink>
                </li>
              ))}
            </ul>
          )}
        </Section>
      </div>
      <div className="today-side">
        <Section title="Sales">
          <dl className="figures">
            <div>
              <dt>Today</dt>
              <dd>{answer.sales.today.toLocaleString()}</dd>
            </div>
            <div>
              <dt>7 days</dt>
              <dd>{answer.sales.week.toLocaleString()}</dd>
            </div>
            <div>
              <dt>30 days</dt>
              <dd>{answer.sales.month.toLocaleString()}</dd>
            </div>
          </dl>
          <DayBars days={answer.days} />
          <p className="section-note">
            {answer.sales.incomeMonth.length === 0
              ? 'No income in 30 days.'
              : `Income in 30 days: ${answer.sales.incomeMonth.map(moneyWords).join(' and ')}`}
          </p>
        </Section>
        <Section title="Shops">
          <ul className="rows">
            {answer.shops.map(connection => (
              <li key={connection.id}>
                <PlainLink
                  className="row"
                  to="/s/$shop/shops/$connection"
                  params={{ shop: shop.slug, connection: connection.id }}
                  search={{}}
                >
                  <span className="row-main">
                    <strong>{connection.label}</strong>
                    <small>
                      {countWords(connection.listings.ours, 'listing')} · looked <When at={connection.lastPollAt} />
                    </small>
                  </span>
                  <State is={connectionWords[connection.state]} />
                </PlainLink>
              </li>
            ))}
          </ul>
        </Section>
      </div>
    </div>
  )
}
