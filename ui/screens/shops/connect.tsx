import { Button, PasswordInput, Textarea, TextInput } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, Problem } from '../../api.ts'
import { useAct, useApi } from '../../data.ts'
import { Icon } from '../../parts/icons.tsx'
import { PlainLink, TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { PageHead, Refusal, Section } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import { ProviderChoices } from './providers.tsx'

type Spoke = AnswerOf<'GET /spokes'>['items'][number]
/** Keys that she pastes, or the platform's own page. */
type Way = 'keys' | 'page'

/** From nothing to a shop in rehearsal: choose it, follow the steps beside the form, try the keys, connect. */
export function Connect() {
  const shop = useShop()
  const { spoke: chosen } = useSearch({ from: '/s/$shop/shops/connect' })
  const spokes = useApi('GET /spokes', {})
  const spoke = spokes.data?.items.find(one => one.id === chosen) ?? (spokes.data?.items.length === 1 ? spokes.data.items[0] : undefined)
  return (
    <>
      <PageHead
        title={spoke ? `Connect ${spoke.label}` : 'Connect a shop'}
        above={
          <TextLink to="/s/$shop/shops" params={{ shop: shop.slug }}>
            Shops
          </TextLink>
        }
        below={<p>Selvage only reads at first. Nothing in your shop changes, and no buyer hears of it, until you go live.</p>}
      />
      <Shown what="the storefronts" from={spokes}>
        {({ items }) =>
          spoke ? (
            <Guided key={spoke.id} spoke={spoke} hasOthers={items.length > 1} />
          ) : (
            <>
              <ul className="cards cards-two">
                {items.map(one => (
                  <li key={one.id} className="card spoke">
                    <h2>
                      <PlainLink className="card-link" to="/s/$shop/shops/connect" params={{ shop: shop.slug }} search={{ spoke: one.id }}>
                        {one.label}
                      </PlainLink>
                    </h2>
                    <p className="dim">
                      {one.publishes === 'by-hand'
                        ? 'By hand: no keys, and nothing is asked of it.'
                        : one.authorise.isOnlyWay
                          ? 'By its own consent page.'
                          : one.authorise.can
                            ? 'By its own consent page, or with keys.'
                            : 'With keys that you make there.'}{' '}
                      {one.cannotPublish !== null
                        ? 'Its sales come in; its listings are changed there by hand.'
                        : one.cannot.length === 0
                          ? 'Everything works there.'
                          : `${one.cannot.length} things it does not offer are named on the next page.`}
                    </p>
                  </li>
                ))}
              </ul>
              <ProviderChoices />
            </>
          )
        }
      </Shown>
    </>
  )
}

function Guided({ spoke, hasOthers }: { spoke: Spoke; hasOthers: boolean }) {
  const shop = useShop()
  const navigate = useNavigate()
  const [label, setLabel] = useState('')
  const [baseUrl, setBaseUrl] = useState('')
  const [settings, setSettings] = useState<Record<string, string>>({})
  const [tried, setTried] = useState<Way | null>(null)
  const check = useAct('POST /shops/{shop}/connections/check')
  const connect = useAct('POST /shops/{shop}/connections', answer =>
    navigate({ to: '/s/$shop/shops/$connection', params: { shop: shop.slug, connection: answer.id }, search: {} }),
  )
  const authorise = useAct('POST /shops/{shop}/connections/authorise', answer => location.assign(answer.url))
  const isAtHome = spoke.home !== null && baseUrl.trim() === ''
  /** What is still missing for a way in: the page asks for less than keys do, or for other fields. */
  const wrongBy = (way: Way): Record<string, string> => {
    const isNeeded = ({ name, isOptional }: Spoke['fields'][number]) =>
      way === 'page' ? spoke.authorise.needs.includes(name) : !isOptional
    const missing = spoke.fields.filter(field => isNeeded(field) && !(settings[field.name] ?? '').trim())
    return {
      ...(isAtHome || /^https?:\/\/[^\s]+$/i.test(baseUrl.trim()) ? {} : { baseUrl: 'Write the whole address, beginning with https://' }),
      ...Object.fromEntries(missing.map(({ name, label }) => [name, `${label} is missing.`])),
    }
  }
  const wrong = tried === null ? {} : wrongBy(tried)
  const isWhole = (way: Way) => Object.keys(wrongBy(way)).length === 0
  const refused = [connect.error, check.error, authorise.error].find(error => error instanceof Problem)
  const errorOf = (name: string) =>
    wrong[name] || (refused?.field === name || refused?.field === `settings.${name}` ? refused.message : undefined)
  const isRefusedField =
    refused?.field !== undefined &&
    ['baseUrl', ...spoke.fields.flatMap(field => [field.name, `settings.${field.name}`])].includes(refused.field)
  const kept = Object.fromEntries(Object.entries(settings).flatMap(([key, value]) => (value.trim() ? [[key, value.trim()]] : [])))
  const body = { spoke: spoke.id, baseUrl: baseUrl.trim(), settings: kept }
  const set = (name: string, value: string) => {
    check.reset()
    connect.reset()
    setSettings(before => ({ ...before, [name]: value }))
  }
  const tryKeys = () => {
    setTried('keys')
    if (isWhole('keys')) check.mutate({ params: { shop: shop.id }, body })
  }
  const ask = () => {
    setTried('page')
    if (isWhole('page')) authorise.mutate({ params: { shop: shop.id }, body: { ...body, label: label.trim() || spoke.label } })
  }
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    if (spoke.authorise.isOnlyWay) return ask()
    if (check.data === undefined) return tryKeys()
    if (isWhole('keys'))
      connect.mutate({ params: { shop: shop.id }, body: { ...body, label: label.trim() || check.data.name || spoke.label } })
  }
  const isByHand = spoke.publishes === 'by-hand'
  const address = (
    <TextInput
      label={isByHand ? 'Your page there' : spoke.home === null ? 'Address of your shop' : 'Another address'}
      description={spoke.home === null ? undefined : `For a test server; else leave it empty for ${spoke.home}.`}
      placeholder={spoke.home ?? 'https://your-shop.example'}
      type="url"
      required={spoke.home === null}
      value={baseUrl}
      onChange={event => {
        check.reset()
        connect.reset()
        setBaseUrl(event.currentTarget.value)
      }}
      error={errorOf('baseUrl')}
    />
  )
  return (
    <div className="guided">
      <Section
        title="In your shop"
        note={
          hasOthers ? (
            <TextLink to="/s/$shop/shops/connect" params={{ shop: shop.slug }} search={{}}>
              Choose another storefront
            </TextLink>
          ) : undefined
        }
      >
        <ol className="guide">
          {spoke.steps.map(step => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        {spoke.cannot.length > 0 && !isByHand && (
          <details className="older">
            <summary>
              What {spoke.label} does not offer ({spoke.cannot.length})
            </summary>
            <ul className="cannot">
              {spoke.cannot.map(one => (
                <li key={one.ability}>{one.why}</li>
              ))}
            </ul>
          </details>
        )}
        <p className="section-note">
          <a href={spoke.docs} target="_blank" rel="noreferrer">
            {spoke.label}’s own documentation
          </a>
        </p>
      </Section>
      <Section title="Here">
        <form className="form card" onSubmit={send} noValidate>
          {spoke.home === null && address}
          {spoke.authorise.callbackUrl !== null && spoke.authorise.needs.length > 0 && (
            <TextInput
              label="Callback address"
              description={`${spoke.label} asks for it: copy it there letter by letter.`}
              readOnly
              value={spoke.authorise.callbackUrl}
              onFocus={event => event.currentTarget.select()}
            />
          )}
          {spoke.authorise.can && !spoke.authorise.isOnlyWay && spoke.authorise.callbackUrl !== null && (
            <div className="authorise">
              <Button variant="default" loading={authorise.isPending} onClick={ask}>
                Ask {spoke.label} for access
              </Button>
              <span className="dim">or paste keys:</span>
            </div>
          )}
          {spoke.authorise.why && !isByHand && <p className="section-note">{spoke.authorise.why}</p>}
          {spoke.fields.map(field => {
            const props = {
              label: field.label,
              description: field.help || undefined,
              required: !field.isOptional,
              placeholder: field.placeholder ?? undefined,
              value: settings[field.name] ?? '',
              error: errorOf(field.name),
              autoComplete: 'off',
              spellCheck: false,
            }
            return field.isSecret ? (
              <PasswordInput
                key={field.name}
                {...props}
                autoComplete="new-password"
                onChange={event => set(field.name, event.currentTarget.value)}
                visibilityToggleButtonProps={{ 'aria-label': `Show ${field.label}` }}
              />
            ) : field.placeholder?.includes('\n') ? (
              <Textarea key={field.name} {...props} autosize onChange={event => set(field.name, event.currentTarget.value)} />
            ) : (
              <TextInput key={field.name} {...props} onChange={event => set(field.name, event.currentTarget.value)} />
            )
          })}
          <TextInput
            label="Name here"
            description="How you call this shop; its own name when left empty."
            value={label}
            onChange={event => setLabel(event.currentTarget.value)}
            placeholder={check.data?.name}
          />
          {spoke.home !== null && (
            <details className="older">
              <summary>More</summary>
              {address}
            </details>
          )}
          {!isRefusedField && <Refusal error={refused ?? connect.error ?? check.error} />}
          {check.data && <Checked answer={check.data} cannotPublish={spoke.cannotPublish} isByHand={isByHand} />}
          <div className="form-foot">
            <span />
            <div className="form-foot-buttons">
              {spoke.authorise.isOnlyWay ? (
                <Button type="submit" loading={authorise.isPending} disabled={spoke.authorise.callbackUrl === null}>
                  Ask {spoke.label} for access
                </Button>
              ) : (
                <Button variant={check.data ? 'default' : 'filled'} onClick={tryKeys} loading={check.isPending}>
                  {check.data ? 'Try again' : isByHand ? 'Look it over' : 'Try the keys'}
                </Button>
              )}
              {check.data && (
                <Button type="submit" loading={connect.isPending}>
                  Connect, in rehearsal
                </Button>
              )}
            </div>
          </div>
        </form>
      </Section>
    </div>
  )
}

function Checked({
  answer,
  cannotPublish,
  isByHand,
}: {
  answer: AnswerOf<'POST /shops/{shop}/connections/check'>
  cannotPublish: string | null
  isByHand: boolean
}) {
  if (isByHand)
    return (
      <p className="note" data-tone="good" role="status">
        <Icon name="check" /> <strong>{answer.name}</strong> at {answer.url}, selling in {answer.currency}. The page was not opened: nothing
        is ever asked of it.
      </p>
    )
  const rights = answer.canWrite
    ? 'These keys may read and write.'
    : (cannotPublish ??
      (answer.canWrite === null
        ? 'It does not say whether these keys may write.'
        : 'These keys may only read, which is all that is needed now. You are asked for more when you first publish there.'))
  return (
    <div className="note" data-tone="good" role="status">
      <p>
        <Icon name="check" /> <strong>{answer.name}</strong> answers at {answer.url}, selling in {answer.currency}. {rights}
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
