import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useAct } from '../../data.ts'
import { notify } from '../../notify.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Icon } from '../../parts/icons.tsx'
import { Refusal, Section } from '../../parts/page.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { FindOther } from './find-other.tsx'
import type { PersonFull } from './person.tsx'
import { countryName, type Purpose, proofWords, purposeNames, sourceNames } from './words.ts'

type Address = PersonFull['addresses'][number]

/** Every address, how it is known to be hers, and taking one out. */
export function Addresses({ person }: { person: PersonFull }) {
  const shop = useShop()
  const navigate = useNavigate()
  const [out, setOut] = useState<Address | null>(null)
  const [isAsking, setAsking] = useState(false)
  const split = useAct('POST /shops/{shop}/people/{person}/split', () => notify({ message: 'Taken out. It can be undone below.' }))
  return (
    <Section
      title="Addresses"
      note="A buyer sees in her library what she bought with an address only after she has proven it, whatever is joined here."
    >
      <ul className="cards">
        {person.addresses.map(address => (
          <li key={address.id} className="card">
            <h3>{address.email ?? 'The address is not kept'}</h3>
            <p className="dim">
              {[address.name, address.country && countryName(address.country)].filter(Boolean).join(', ') || 'No name was told'}
            </p>
            <ul className="plain-list">
              {address.proofs.map(proof => (
                <li key={`${proof.how} ${proof.at}`}>
                  <Icon name={proof.how === 'told' ? 'dot' : 'check'} size={13} /> {proofWords(proof)}, <When at={proof.at} />
                </li>
              ))}
              {address.proofs.length === 0 && <li className="dim">Nobody has told or proven it.</li>}
            </ul>
            {person.addresses.length > 1 && (
              <Button
                size="xs"
                variant="default"
                onClick={() => {
                  setOut(address)
                  setAsking(true)
                }}
                aria-label={`It is somebody else… (${address.email ?? 'address'})`}
              >
                It is somebody else…
              </Button>
            )}
          </li>
        ))}
      </ul>
      <FindOther
        onFound={other =>
          void navigate({ to: '/s/$shop/people/$person/merge/$other', params: { shop: shop.slug, person: person.id, other } })
        }
        not={person.id}
      />
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Take ${out?.email ?? 'this address'} out?`}
        press="Take it out"
        onPress={() => split.mutateAsync({ params: { shop: shop.id, person: person.id }, body: { addressId: out?.id ?? '' } })}
      >
        <p>It stands alone then, with its own orders, notes and words about being written to. The other addresses stay one person.</p>
        {out?.proofs.some(({ how }) => how === 'joined') && (
          <p>Her library goes on showing what was bought with all that she has proven to be hers.</p>
        )}
        <p>It can be undone.</p>
      </Confirm>
    </Section>
  )
}

/** What may be written to her, every word that says so, and noting a new one. */
export function Consent({ person }: { person: PersonFull }) {
  const [isWriting, setWriting] = useState(false)
  return (
    <Section
      title="May be written to"
      note="The mail of an order itself always goes. A no of one address holds for all of them."
      actions={
        !isWriting && (
          <Button size="xs" variant="default" onClick={() => setWriting(true)}>
            Note what she said…
          </Button>
        )
      }
    >
      <dl className="facts card may-list">
        {(Object.keys(purposeNames) as Purpose[]).map(purpose => (
          <div key={purpose}>
            <dt>{purposeNames[purpose]}</dt>
            <dd>{mayWords(person.addresses, purpose)}</dd>
          </div>
        ))}
      </dl>
      {isWriting && <NoteConsent person={person} onDone={() => setWriting(false)} />}
      {person.consent.length > 0 && (
        <details className="words-kept">
          <summary>Every word that was said ({person.consent.length})</summary>
          <ul className="plain-list">
            {person.consent.map(word => (
              <li key={`${word.addressId} ${word.purpose} ${word.at}`}>
                <strong>
                  {word.isGiven ? 'Yes' : 'No'}: {purposeNames[word.purpose]}
                </strong>
                <br />
                <small>
                  {sourceNames[word.source]}
                  {word.shop && ` (${word.shop})`}, <When at={word.at} />
                  {word.words && `: “${word.words}”`}
                </small>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  )
}

function mayWords(addresses: readonly Address[], purpose: Purpose): string {
  const open = addresses.filter(({ may }) => may[purpose])
  if (open.length === 0) return purpose === 'marketing' ? 'No: nobody agreed, or it was taken back' : 'No: she stopped these'
  if (open.length === addresses.length) return 'Yes'
  return `Yes, to ${open.map(({ email }) => email).join(', ')}`
}

function NoteConsent({ person, onDone }: { person: PersonFull; onDone: () => void }) {
  const shop = useShop()
  const [addressId, setAddress] = useState(person.addresses[0]?.id ?? '')
  const [purpose, setPurpose] = useState<Purpose>('marketing')
  const [isGiven, setGiven] = useState(true)
  const [words, setWords] = useState('')
  const [isTried, setTried] = useState(false)
  const note = useAct('POST /shops/{shop}/people/{person}/consent', () => {
    notify({ message: 'Noted. It is kept with today’s date.' })
    onDone()
  })
  return (
    <form
      className="form card"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        setTried(true)
        if (words.trim() !== '')
          note.mutate({ params: { shop: shop.id, person: person.id }, body: { addressId, purpose, isGiven, words: words.trim() } })
      }}
    >
      {person.addresses.length > 1 && (
        <NativeSelect
          label="For the address"
          value={addressId}
          onChange={event => setAddress(event.currentTarget.value)}
          data={person.addresses.map(({ id, email }) => ({ value: id, label: email ?? 'not kept' }))}
        />
      )}
      <NativeSelect
        label="About"
        value={purpose}
        onChange={event => setPurpose(event.currentTarget.value as Purpose)}
        data={(Object.keys(purposeNames) as Purpose[]).map(value => ({ value, label: purposeNames[value] }))}
      />
      <NativeSelect
        label="She said"
        value={isGiven ? 'yes' : 'no'}
        onChange={event => setGiven(event.currentTarget.value === 'yes')}
        data={[
          { value: 'yes', label: 'Yes, you may write to me' },
          { value: 'no', label: 'No, do not' },
        ]}
      />
      <TextInput
        label="How and where"
        description="Kept as the proof: signed the list at the fair in Graz, wrote it in a mail of 3 May."
        maxLength={500}
        value={words}
        onChange={event => setWords(event.currentTarget.value)}
        error={isTried && words.trim() === '' ? 'Say how she said it: without that it proves nothing.' : null}
      />
      <Refusal error={note.error} />
      <div className="form-foot">
        <Button variant="default" onClick={onDone}>
          Not now
        </Button>
        <Button type="submit" loading={note.isPending}>
          Keep it
        </Button>
      </div>
    </form>
  )
}
