import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useAct, useApi } from '../../data.ts'
import { countWords } from '../../format.ts'
import { notify } from '../../notify.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Section } from '../../parts/page.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { nameOf, type PersonFull } from './person.tsx'

/** Erasure, with what it reaches before the press. */
export function Forget({ person }: { person: PersonFull }) {
  const shop = useShop()
  const navigate = useNavigate()
  const [isAsking, setAsking] = useState(false)
  const params = { shop: shop.id, person: person.id }
  const preview = useApi('GET /shops/{shop}/people/{person}/forget', { params }, { enabled: isAsking })
  const forget = useAct('POST /shops/{shop}/people/{person}/forget', () => {
    notify({ message: 'This person is forgotten.' })
    void navigate({ to: '/s/$shop/people', params: { shop: shop.slug }, search: {} })
  })
  const seen = preview.data
  return (
    <Section title="Forget this person" note="When she wishes it. It reaches everything that is kept here, and cannot be undone.">
      {person.wishedAt !== null && (
        <p className="forget-asked">
          She asked for it in her library, <When at={person.wishedAt} />. It must be done within a month.
        </p>
      )}
      <Button variant="default" color="brick.7" onClick={() => setAsking(true)}>
        Forget {nameOf(person)}…
      </Button>
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Forget ${nameOf(person)} for ever?`}
        press="Forget this person"
        isDanger
        onPress={() => forget.mutateAsync({ params, body: { addresses: seen?.addresses ?? person.addresses.length } })}
      >
        {seen === undefined ? (
          <p role="status">Looking at what it reaches…</p>
        ) : (
          <>
            <p>
              Gone are {countWords(seen.addresses, 'address', 'addresses')}, the name, {countWords(seen.notes, 'note')}, what{' '}
              {countWords(seen.mails, 'mail')} said, messages and tables that name her, and the way into her library with{' '}
              {countWords(seen.patterns, 'pattern')}.
            </p>
            <p>
              {countWords(seen.orders, 'order')} {seen.orders === 1 ? 'stays' : 'stay'} in your books without her name. That she once said
              yes or no to mails stays as a date, of nobody.
            </p>
            <p>At the shops where she bought she is known as before: ask for it there too.</p>
          </>
        )}
      </Confirm>
    </Section>
  )
}
