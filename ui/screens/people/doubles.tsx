import { Button, Group } from '@mantine/core'
import type { AnswerOf } from '../../api.ts'
import { useAct, useApi } from '../../data.ts'
import { dayWords, moneyWords } from '../../format.ts'
import { notify } from '../../notify.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Refusal, Section } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'

type Double = AnswerOf<'GET /shops/{shop}/double-purchases'>['items'][number]

/** What waits for her word, on the list of people; nothing where nothing waits. */
export function OpenDoubles() {
  const shop = useShop()
  const open = useApi('GET /shops/{shop}/double-purchases', { params: { shop: shop.id } })
  const items = open.data?.items ?? []
  if (items.length === 0) return null
  return (
    <Section title="Bought twice" note="The same pattern, by the same person, on two shops. Nothing is given before you press.">
      <ul className="cards">
        {items.map(double => (
          <DoubleCard key={`${double.orderId} ${double.line}`} double={double} isNamed />
        ))}
      </ul>
    </Section>
  )
}

/** @param isNamed whether the person is told, where the page is not hers. */
export function DoubleCard({ double, isNamed = false }: { double: Double; isNamed?: boolean }) {
  const shop = useShop()
  const settle = useAct('POST /shops/{shop}/double-purchases/{order}/{line}', answer =>
    notify({
      message:
        answer.state === 'credited'
          ? answer.code
            ? `The code ${answer.code} takes ${moneyWords(answer.credit)} off in your store, once. It stands in the notes; send it to her.`
            : `Noted: ${moneyWords(answer.credit)} to her credit. Give it where she bought.`
          : answer.state === 'left'
            ? 'Let be.'
            : 'It waits for your word again.',
    }),
  )
  const say = (what: 'credit' | 'leave' | 'reopen') =>
    settle.mutate({ params: { shop: shop.id, order: double.orderId, line: double.line }, body: { what } })
  const about = `${double.pattern}${double.person ? `, ${double.person}` : ''}`
  return (
    <li className="card double">
      <h3>
        {isNamed ? (
          <TextLink to="/s/$shop/people/$person" params={{ shop: shop.slug, person: double.personId }} inherit>
            {double.person ?? 'Somebody'}
          </TextLink>
        ) : null}
        {isNamed ? ': ' : ''}
        {double.pattern}
      </h3>
      <p className="dim">
        {double.earlier.shop}, order {double.earlier.number}, {dayWords(double.earlier.at)}; then {double.later.shop}, order{' '}
        {double.later.number}, {dayWords(double.later.at)}.
      </p>
      {double.state === 'open' ? (
        <>
          <p>Proposed: {moneyWords(double.credit)} to her credit, what the second one cost.</p>
          <Group gap="xs">
            <Button
              size="xs"
              loading={settle.isPending}
              onClick={() => say('credit')}
              aria-label={`Credit ${moneyWords(double.credit)} (${about})`}
            >
              Credit {moneyWords(double.credit)}
            </Button>
            <Button size="xs" variant="default" onClick={() => say('leave')} aria-label={`Let it be (${about})`}>
              Let it be
            </Button>
          </Group>
        </>
      ) : (
        <Group gap="xs">
          <p>
            {double.state === 'left'
              ? 'You let it be.'
              : `Credited with ${moneyWords(double.credit)}${double.code ? `, by the code ${double.code}` : ', as a note'}.`}
          </p>
          {double.state === 'left' && (
            <Button size="xs" variant="default" onClick={() => say('reopen')}>
              Look at it again
            </Button>
          )}
        </Group>
      )}
      <Refusal error={settle.error} />
    </li>
  )
}
