import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, Problem } from '../../api.ts'
import { useAct, useApi } from '../../data.ts'
import { Icon } from '../../parts/icons.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { Empty, PageHead, Refusal, Section } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'

type Known = AnswerOf<'GET /payment-providers'>['items'][number]

/** From nothing to a payment provider that waits for the press that lets buyers pay there. */
export function ConnectProvider() {
  const shop = useShop()
  const { provider: chosen } = useSearch({ from: '/s/$shop/payments/connect' })
  const known = useApi('GET /payment-providers', {})
  const provider = known.data?.items.find(one => one.id === chosen) ?? known.data?.items[0]
  return (
    <>
      <PageHead
        title={provider ? `Connect ${provider.label}` : 'Connect a payment provider'}
        above={
          <TextLink to="/s/$shop/shops/connect" params={{ shop: shop.slug }} search={{}}>
            Connect
          </TextLink>
        }
        below={<p>No buyer is sent there until you say so. Cards are typed on the provider’s own page; nothing of them ever comes here.</p>}
      />
      <Shown what="the payment providers" from={known}>
        {() =>
          provider ? (
            <Guided key={provider.id} provider={provider} />
          ) : (
            <Empty title="No payment provider is known here">
              <p>This version of Selvage can talk to none. Update it, then look again.</p>
            </Empty>
          )
        }
      </Shown>
    </>
  )
}

function Guided({ provider }: { provider: Known }) {
  const shop = useShop()
  const navigate = useNavigate()
  const [label, setLabel] = useState('')
  const [baseUrl, setBaseUrl] = useState('')
  const [settings, setSettings] = useState<Record<string, string>>({})
  const [isTried, setTried] = useState(false)
  const check = useAct('POST /shops/{shop}/providers/check')
  const connect = useAct('POST /shops/{shop}/providers', answer =>
    navigate({ to: '/s/$shop/payments/$provider', params: { shop: shop.slug, provider: answer.id } }),
  )
  const missing = provider.fields.filter(field => !field.isOptional && !(settings[field.name] ?? '').trim())
  const refused = [connect.error, check.error].find(error => error instanceof Problem)
  const errorOf = (name: string) =>
    (isTried && missing.some(field => field.name === name) && 'This is missing.') ||
    (refused?.field === `settings.${name}` || refused?.field === name ? refused.message : undefined)
  const isRefusedField = provider.fields.some(field => refused?.field === `settings.${field.name}`) || refused?.field === 'baseUrl'
  const kept = Object.fromEntries(Object.entries(settings).flatMap(([key, value]) => (value.trim() ? [[key, value.trim()]] : [])))
  const body = { provider: provider.id, baseUrl: baseUrl.trim(), settings: kept }
  const changed = (change: () => void) => {
    check.reset()
    connect.reset()
    change()
  }
  const tryKeys = () => {
    setTried(true)
    if (missing.length === 0) check.mutate({ params: { shop: shop.id }, body })
  }
  return (
    <div className="guided">
      <Section title={`At ${provider.label}`}>
        <ol className="guide">
          {provider.steps.map(step => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <p className="section-note">
          <a href={provider.docs} target="_blank" rel="noreferrer">
            {provider.label}’s own documentation
          </a>
        </p>
      </Section>
      <Section title="Here">
        <form
          className="form card"
          noValidate
          onSubmit={event => {
            event.preventDefault()
            if (check.data === undefined) tryKeys()
            else connect.mutate({ params: { shop: shop.id }, body: { ...body, label: label.trim() } })
          }}
        >
          {provider.fields.map(field => {
            const Input = field.isSecret ? PasswordInput : TextInput
            return (
              <Input
                key={field.name}
                label={field.label}
                description={field.help || undefined}
                required={!field.isOptional}
                placeholder={field.placeholder ?? undefined}
                autoComplete={field.isSecret ? 'new-password' : 'off'}
                spellCheck={false}
                value={settings[field.name] ?? ''}
                error={errorOf(field.name)}
                onChange={event => {
                  const { value } = event.currentTarget
                  changed(() => setSettings(before => ({ ...before, [field.name]: value })))
                }}
                {...(field.isSecret ? { visibilityToggleButtonProps: { 'aria-label': `Show ${field.label}` } } : {})}
              />
            )
          })}
          <TextInput
            label="Name at the till"
            description={`Buyers read it when they choose how to pay; “${provider.label}” when left empty.`}
            value={label}
            onChange={event => setLabel(event.currentTarget.value)}
          />
          <details className="older">
            <summary>More</summary>
            <TextInput
              label="Another address"
              description={`For a sandbox with an address of its own, or a test server; else leave it empty for ${provider.home}.`}
              placeholder={provider.home}
              type="url"
              value={baseUrl}
              error={errorOf('baseUrl')}
              onChange={event => {
                const { value } = event.currentTarget
                changed(() => setBaseUrl(value))
              }}
            />
          </details>
          {!isRefusedField && <Refusal error={refused ?? connect.error ?? check.error} />}
          {check.data && <Checked answer={check.data} />}
          <div className="form-foot">
            <span />
            <div className="form-foot-buttons">
              <Button variant={check.data ? 'default' : 'filled'} onClick={tryKeys} loading={check.isPending}>
                {check.data ? 'Try again' : 'Try the keys'}
              </Button>
              {check.data && (
                <Button type="submit" loading={connect.isPending}>
                  Connect
                </Button>
              )}
            </div>
          </div>
        </form>
      </Section>
    </div>
  )
}

function Checked({ answer }: { answer: AnswerOf<'POST /shops/{shop}/providers/check'> }) {
  return (
    <div className="note" data-tone="good" role="status">
      <p>
        <Icon name="check" /> <strong>{answer.name}</strong> takes these keys
        {answer.isSandbox ? '. It is a sandbox: no money moves there.' : '.'}
      </p>
      {answer.warnings.length > 0 && (
        <ul>
          {answer.warnings.map(warning => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
