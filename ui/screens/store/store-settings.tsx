import { Button, NativeSelect, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useAct } from '../../data.ts'
import { notify } from '../../notify.tsx'
import { ButtonLink } from '../../parts/link.tsx'
import { Refusal, Section } from '../../parts/page.tsx'
import { RichText } from '../../parts/rich-text.tsx'
import { useShop } from '../../shop.tsx'
import type { StoreFull } from './store.tsx'

const currencies = ['EUR', 'USD', 'GBP', 'CAD', 'AUD', 'CHF', 'DKK', 'NOK', 'SEK', 'NZD', 'JPY', 'PLN', 'CZK']

export function StoreSettings({ store }: { store: StoreFull }) {
  return (
    <>
      <Open store={store} />
      <Words store={store} />
      <Paying store={store} />
    </>
  )
}

function Open({ store }: { store: StoreFull }) {
  const shop = useShop()
  const save = useAct('PATCH /shops/{shop}/store', answer =>
    notify({ message: answer.isOpen ? 'The store is open.' : 'The store is closed; what was bought stays in the libraries.' }),
  )
  return (
    <Section title="Open or closed">
      <div className="card words">
        <Switch
          label={store.isOpen ? 'Open' : 'Closed'}
          description="Closed, it says so to whoever comes; a payment that is under way still counts."
          checked={store.isOpen}
          disabled={save.isPending}
          onChange={event => save.mutate({ params: { shop: shop.id }, body: { isOpen: event.currentTarget.checked } })}
        />
        {store.url && (
          <p className="dim">
            Its address: <code className="address">{store.url}</code>
          </p>
        )}
        <Refusal error={save.error} />
      </div>
    </Section>
  )
}

function Words({ store }: { store: StoreFull }) {
  const shop = useShop()
  const [name, setName] = useState(store.name)
  const [about, setAbout] = useState(store.about)
  const [languages, setLanguages] = useState(store.languages.join(', '))
  const [currency, setCurrency] = useState(store.currency)
  const save = useAct('PATCH /shops/{shop}/store', answer => {
    setAbout(answer.about)
    setLanguages(answer.languages.join(', '))
    notify({ message: 'Kept.' })
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    const named = languages.split(/[\s,;]+/).filter(Boolean)
    save.mutate({ params: { shop: shop.id }, body: { name: name.trim(), about, languages: named, currency } })
  }
  return (
    <Section title="What it says">
      <form className="form card" onSubmit={send} aria-label="What the store says">
        <TextInput label="Name" maxLength={100} required value={name} onChange={event => setName(event.currentTarget.value)} />
        <RichText label="About you and your patterns" value={about} onChange={setAbout} />
        <TextInput
          label="Languages you answer in"
          description="Short, with commas between: en, de"
          value={languages}
          onChange={event => setLanguages(event.currentTarget.value)}
        />
        <NativeSelect
          label="Currency"
          description="Patterns need a price in it to be in the store."
          value={currency}
          onChange={event => setCurrency(event.currentTarget.value)}
          data={[...new Set([store.currency, shop.currency, ...currencies])]}
        />
        <Refusal error={save.error} />
        <div className="form-foot">
          <span />
          <Button type="submit" loading={save.isPending} disabled={name.trim() === '' || languages.trim() === ''}>
            Keep
          </Button>
        </div>
      </form>
    </Section>
  )
}

function Paying({ store }: { store: StoreFull }) {
  const shop = useShop()
  const save = useAct('PATCH /shops/{shop}/store')
  return (
    <Section title="Paying" note="Buyers pay on the provider’s own page; no card number ever comes here.">
      <div className="card words">
        {store.providers.length === 0 ? (
          <>
            <p>No payment provider is live yet. What costs nothing can be had without one.</p>
            <div className="listing-tools">
              <ButtonLink to="/s/$shop/shops/connect" params={{ shop: shop.slug }} search={{}} variant="default">
                Connect one
              </ButtonLink>
            </div>
          </>
        ) : (
          <p>Buyers can pay with {store.providers.map(({ label }) => label).join(' or ')}.</p>
        )}
        <Switch
          label="While a payment is disputed, its files wait"
          description="Off: the buyer keeps them until the bank has decided. A dispute that is lost takes them away, as a refund does."
          checked={store.restsInDispute}
          disabled={save.isPending}
          onChange={event => save.mutate({ params: { shop: shop.id }, body: { restsInDispute: event.currentTarget.checked } })}
        />
        <Refusal error={save.error} />
      </div>
    </Section>
  )
}
