import '../../look/people.css'
import { Button, NativeSelect } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import type { AnswerOf } from '../../api.ts'
import { useAct, useApi } from '../../data.ts'
import { countWords, dayWords, moneyWords } from '../../format.ts'
import { notify } from '../../notify.tsx'
import { ButtonLink, PlainLink, TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { PageHead, Refusal, Section } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { mailKinds, mailWords, orderWords, type Word } from '../../words.ts'
import { Addresses, Consent } from './addresses.tsx'
import { DoubleCard } from './doubles.tsx'
import { Forget } from './forget.tsx'
import { Notes } from './notes.tsx'
import { languageChoices } from './words.ts'

export type PersonFull = AnswerOf<'GET /shops/{shop}/people/{person}'>

export const nameOf = ({ name, addresses }: PersonFull): string =>
  name ?? addresses.find(({ email }) => email !== null)?.email ?? 'Somebody without a name'

export function Person() {
  const shop = useShop()
  const { person: id } = useParams({ from: '/s/$shop/people/$person' })
  const person = useApi('GET /shops/{shop}/people/{person}', { params: { shop: shop.id, person: id } })
  const { data } = person
  return (
    <>
      <PageHead
        title={data ? nameOf(data) : 'Person'}
        above={
          <TextLink to="/s/$shop/people" params={{ shop: shop.slug }} search={{}}>
            People
          </TextLink>
        }
        below={
          data && (
            <p className="facts-line">
              <span>{countWords(data.orders.length, 'order')}</span>
              <span>{countWords(data.patterns.filter(({ isOpen }) => isOpen).length, 'pattern')}</span>
              <span>{countWords(data.addresses.length, 'address', 'addresses')}</span>
            </p>
          )
        }
        actions={
          data && (
            <Button
              component="a"
              variant="default"
              href={`/api/v1/shops/${shop.id}/people/${data.id}`}
              download={`person-${data.id.slice(-8)}.json`}
            >
              All of it as JSON
            </Button>
          )
        }
      />
      <Shown what="this person" from={person}>
        {answer => <Whole person={answer} />}
      </Shown>
    </>
  )
}

function Whole({ person }: { person: PersonFull }) {
  return (
    <div className="two">
      <div>
        {person.doubles.length > 0 && (
          <Section title="Bought twice" note="On two shops, and paid at both.">
            <ul className="cards">
              {person.doubles.map(double => (
                <DoubleCard key={`${double.orderId} ${double.line}`} double={double} />
              ))}
            </ul>
          </Section>
        )}
        <Patterns person={person} />
        <Orders person={person} />
        <Notes person={person} />
        <Mails person={person} />
      </div>
      <div>
        <Addresses person={person} />
        <Likely person={person} />
        <Consent person={person} />
        <Language person={person} />
        <Acts person={person} />
        <Forget person={person} />
      </div>
    </div>
  )
}

function Patterns({ person }: { person: PersonFull }) {
  const shop = useShop()
  return (
    <Section title="Has these patterns" note="And the newest version of which we know that it was given to her.">
      {person.patterns.length === 0 ? (
        <p className="section-note">None: nothing of what she bought is known here as a pattern yet.</p>
      ) : (
        <ul className="rows card rows-card">
          {person.patterns.map(({ patternId, title, isOpen, has }) => (
            <li key={patternId} className="row">
              <span className="row-main">
                <strong>
                  <TextLink to="/s/$shop/patterns/$pattern" params={{ shop: shop.slug, pattern: patternId }} search={{}} inherit>
                    {title}
                  </TextLink>
                </strong>
                <small>
                  {has === null
                    ? 'which version she has is not known'
                    : `version ${has.number}, ${has.isNewest ? 'the newest' : 'not the newest'}, since ${dayWords(has.since)}, from ${has.shop ?? 'her library here'}`}
                </small>
              </span>
              {!isOpen && <span className="tag">Taken back</span>}
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

function Orders({ person }: { person: PersonFull }) {
  const shop = useShop()
  return (
    <Section title="Orders, from every shop">
      {person.orders.length === 0 ? (
        <p className="section-note">No order yet; she was given something.</p>
      ) : (
        <ul className="rows card rows-card">
          {person.orders.map(order => (
            <li key={order.id}>
              <PlainLink className="row" to="/s/$shop/orders/$order" params={{ shop: shop.slug, order: order.id }}>
                <span className="row-main">
                  <strong>
                    {order.number} · {moneyWords(order.total)}
                    {order.refunded.minor !== '0' && ` − ${moneyWords(order.refunded)} given back`}
                  </strong>
                  <small>
                    {order.shop} · {order.patterns.join(', ') || 'no pattern known'} · <When at={order.placedAt} />
                    {order.isHistory && ' · history'}
                    {order.isClaimed && ' · claimed by its number'}
                    {order.isInDispute && ' · in dispute, so its files wait'}
                  </small>
                </span>
                <State is={orderWords[order.state]} />
              </PlainLink>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

function Mails({ person }: { person: PersonFull }) {
  const shop = useShop()
  return (
    <Section title="Mails to her">
      {person.mails.length === 0 ? (
        <p className="section-note">None was written from here.</p>
      ) : (
        <ul className="rows card rows-card">
          {person.mails.map(mail => (
            <li key={mail.id}>
              <PlainLink className="row" to="/s/$shop/mails/$mail" params={{ shop: shop.slug, mail: mail.id }}>
                <span className="row-main">
                  <strong>{mail.subject}</strong>
                  <small>
                    {mailKinds[mail.kind]} · <When at={mail.at} />
                  </small>
                </span>
                <State is={stateOf(mail.state)} />
              </PlainLink>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

const stateOf = (state: string): Word =>
  state in mailWords ? mailWords[state as keyof typeof mailWords] : { word: state, tone: 'plain', shape: 'dot' }

/** Only told: whether it is one person is hers to say. */
function Likely({ person }: { person: PersonFull }) {
  const shop = useShop()
  if (person.likely.length === 0) return null
  return (
    <Section title="May be the same person" note="Look at it first; nothing is joined before you press, and it can be undone.">
      <ul className="rows card rows-card">
        {person.likely.map(one => (
          <li key={one.id} className="row">
            <span className="row-main">
              <strong>{one.name ?? one.email ?? 'No name'}</strong>
              <small>
                {one.email} · {one.why === 'address' ? 'almost the same address' : 'the same name in the same country'}
              </small>
            </span>
            <ButtonLink
              size="xs"
              variant="default"
              to="/s/$shop/people/$person/merge/$other"
              params={{ shop: shop.slug, person: person.id, other: one.id }}
              aria-label={`Compare with ${one.name ?? one.email ?? 'this person'}`}
            >
              Compare…
            </ButtonLink>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Language({ person }: { person: PersonFull }) {
  const shop = useShop()
  const change = useAct('PATCH /shops/{shop}/people/{person}', () => notify({ message: 'Kept.' }))
  return (
    <Section title="Reads">
      <NativeSelect
        aria-label="The language she reads"
        value={person.language ?? ''}
        onChange={event =>
          change.mutate({
            params: { shop: shop.id, person: person.id },
            body: { language: (event.currentTarget.value || null) as PersonFull['language'] },
          })
        }
        data={[{ value: '', label: 'Not known' }, ...languageChoices]}
      />
      <Refusal error={change.error} />
    </Section>
  )
}

function Acts({ person }: { person: PersonFull }) {
  const shop = useShop()
  const undo = useAct('POST /shops/{shop}/people-acts/{act}/undo', () => notify({ message: 'Undone. Each address is as it was.' }))
  if (person.acts.length === 0) return null
  return (
    <Section title="Joined and taken apart">
      <ul className="rows card rows-card">
        {person.acts.map(act => (
          <li key={act.id} className="row">
            <span className="row-main">
              <strong>{actWords(act)}</strong>
              <small>
                {act.about.join(', ')} · <When at={act.at} />
                {act.undoneAt !== null && ' · undone'}
              </small>
            </span>
            {act.undoneAt === null && (
              <Button
                size="xs"
                variant="default"
                loading={undo.isPending}
                aria-label={`Undo: ${actWords(act)}, ${act.about.join(', ')}`}
                onClick={() => undo.mutate({ params: { shop: shop.id, act: act.id } })}
              >
                Undo
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Refusal error={undo.error} />
    </Section>
  )
}

const actWords = ({ kind, isHers }: PersonFull['acts'][number]): string =>
  isHers ? 'She proved that both are hers' : kind === 'merge' ? 'Made one person' : 'Taken apart'
