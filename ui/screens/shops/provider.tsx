import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { AnswerOf } from '../../api.ts'
import { useAct, useApi } from '../../data.ts'
import { notify } from '../../notify.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Icon } from '../../parts/icons.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { Empty, PageHead, Refusal, Section } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { providerWords } from '../../words.ts'

type Connected = AnswerOf<'GET /shops/{shop}/providers'>['items'][number]

/** One payment provider: whether buyers are sent there, how it is, and its keys. */
export function Provider() {
  const shop = useShop()
  const { provider: id } = useParams({ from: '/s/$shop/payments/$provider' })
  const providers = useApi('GET /shops/{shop}/providers', { params: { shop: shop.id } })
  const provider = providers.data?.items.find(one => one.id === id)
  return (
    <>
      <PageHead
        title={provider?.label ?? 'Payment provider'}
        above={
          <TextLink to="/s/$shop/shops" params={{ shop: shop.slug }}>
            Shops
          </TextLink>
        }
        below={
          provider && (
            <p className="facts-line">
              <State is={providerWords[provider.state]} />
              <span>{provider.providerLabel}</span>
              {provider.isSandbox && <span className="tag">Sandbox: no money moves</span>}
              <span>
                looked <When at={provider.lastLookAt} />
              </span>
            </p>
          )
        }
      />
      <Shown what="this payment provider" from={providers}>
        {() =>
          provider ? (
            <Whole provider={provider} />
          ) : (
            <Empty title="It is not connected any more">
              <p>Its orders and buyers are still here. Connect it again under Shops.</p>
            </Empty>
          )
        }
      </Shown>
    </>
  )
}

function Whole({ provider }: { provider: Connected }) {
  return (
    <>
      {provider.reason && (
        <p className="note" data-tone={provider.state === 'reconnect' ? 'bad' : 'wait'}>
          <Icon name="hand" /> {provider.reason}
        </p>
      )}
      <div className="two">
        <div>
          <Taking provider={provider} />
          <Section title="How it is">
            <div className="card words">
              <p>{provider.messages}</p>
              {provider.warnings.length > 0 && (
                <ul>
                  {provider.warnings.map(warning => (
                    <li key={warning}>{warning}</li>
                  ))}
                </ul>
              )}
              <p className="dim">Account {provider.account}</p>
            </div>
          </Section>
        </div>
        <div>
          <NewKeys provider={provider} />
          <Remove provider={provider} />
        </div>
      </div>
    </>
  )
}

const says = {
  rehearsal: 'No buyer is sent here yet. Payments that were started are still read.',
  live: 'Buyers of your store can pay here.',
  paused: 'No buyer is sent here, and payments are not read until you go on.',
  reconnect: 'It waits for new keys. What was paid meanwhile is read once it has them.',
} as const

function Taking({ provider }: { provider: Connected }) {
  const shop = useShop()
  const [isAsked, setAsked] = useState(false)
  const params = { shop: shop.id, provider: provider.id }
  const move = useAct('POST /shops/{shop}/providers/{provider}/state')
  const look = useAct('POST /shops/{shop}/providers/{provider}/look', () => notify({ message: 'Payments are being read.' }))
  const isReading = provider.state === 'live' || provider.state === 'rehearsal'
  return (
    <Section title="Taking payments">
      <div className="card words">
        <p>{says[provider.state]}</p>
        <Refusal error={move.error ?? look.error} />
        <div className="listing-tools">
          {provider.state === 'rehearsal' && <Button onClick={() => setAsked(true)}>Let buyers pay here…</Button>}
          {provider.state === 'live' && (
            <Button variant="default" loading={move.isPending} onClick={() => move.mutate({ params, body: { to: 'rehearsal' } })}>
              Send no more buyers here
            </Button>
          )}
          {provider.state === 'paused' && (
            <Button loading={move.isPending} onClick={() => move.mutate({ params, body: { to: 'rehearsal' } })}>
              Read payments again
            </Button>
          )}
          {isReading && (
            <Button variant="default" leftSection={<Icon name="eye" />} loading={look.isPending} onClick={() => look.mutate({ params })}>
              Look now
            </Button>
          )}
        </div>
      </div>
      <Confirm
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={`Let buyers pay with ${provider.label}?`}
        press="Let buyers pay here"
        onPress={() => move.mutateAsync({ params, body: { to: 'live' } })}
      >
        <p>From now on your store offers it, and what is paid there is handed over at once.</p>
        {provider.isSandbox && (
          <p>
            <strong>It is a sandbox: whoever pays there pays nothing, and still gets the pattern.</strong> Keep your store closed, or take
            it back when you have tried everything.
          </p>
        )}
        <p>It can be taken back at any time. Payments under way are still read then.</p>
      </Confirm>
    </Section>
  )
}

function NewKeys({ provider }: { provider: Connected }) {
  const shop = useShop()
  const known = useApi('GET /payment-providers', {})
  const [settings, setSettings] = useState<Record<string, string>>({})
  const renew = useAct('PATCH /shops/{shop}/providers/{provider}', () => {
    setSettings({})
    notify({ message: `${provider.label} has new keys.` })
  })
  return (
    <Section title="New keys" note="Old ones are never shown.">
      <Shown what="the form" from={known} rows={2}>
        {({ items }) => {
          const fields = items.find(one => one.id === provider.provider)?.fields ?? []
          const isWhole = fields.every(field => field.isOptional || (settings[field.name] ?? '').trim() !== '')
          return (
            <form
              className="form card"
              noValidate
              onSubmit={event => {
                event.preventDefault()
                if (isWhole) renew.mutate({ params: { shop: shop.id, provider: provider.id }, body: { settings } })
              }}
            >
              {fields.map(field => {
                const Input = field.isSecret ? PasswordInput : TextInput
                return (
                  <Input
                    key={field.name}
                    label={field.label}
                    description={field.help || undefined}
                    required={!field.isOptional}
                    autoComplete={field.isSecret ? 'new-password' : 'off'}
                    spellCheck={false}
                    value={settings[field.name] ?? ''}
                    onChange={event => {
                      const { value } = event.currentTarget
                      setSettings(before => ({ ...before, [field.name]: value }))
                    }}
                    {...(field.isSecret ? { visibilityToggleButtonProps: { 'aria-label': `Show ${field.label}` } } : {})}
                  />
                )
              })}
              <Refusal error={renew.error} />
              <div className="form-foot">
                <span />
                <Button type="submit" disabled={!isWhole} loading={renew.isPending}>
                  Try and keep
                </Button>
              </div>
            </form>
          )
        }}
      </Shown>
    </Section>
  )
}

function Remove({ provider }: { provider: Connected }) {
  const shop = useShop()
  const navigate = useNavigate()
  const [isAsked, setAsked] = useState(false)
  const remove = useAct('POST /shops/{shop}/providers/{provider}/remove', () => {
    notify({ message: `${provider.label} is not connected any more.` })
    void navigate({ to: '/s/$shop/shops', params: { shop: shop.slug } })
  })
  return (
    <Section title="Disconnect">
      <div className="card words">
        <p>Its keys are wiped. Orders, buyers and what they bought stay; money can then be given back at {provider.providerLabel} only.</p>
        <div className="listing-tools">
          <Button variant="default" onClick={() => setAsked(true)}>
            Disconnect…
          </Button>
        </div>
      </div>
      <Confirm
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={`Disconnect ${provider.label}?`}
        press="Disconnect"
        isDanger
        onPress={() => remove.mutateAsync({ params: { shop: shop.id, provider: provider.id } })}
      >
        <p>Buyers can no longer pay here, and what is paid from now on for a page that is open is not heard of.</p>
      </Confirm>
    </Section>
  )
}
