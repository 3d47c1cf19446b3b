import { Button, PasswordInput, SegmentedControl, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type AnswerOf, changePassword } from '../api.ts'
import { useAct, useApi } from '../data.ts'
import { notify } from '../notify.tsx'
import { Confirm } from '../parts/confirm.tsx'
import { ButtonLink } from '../parts/link.tsx'
import { Shown } from '../parts/more.tsx'
import { PageHead, Refusal, Section } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { useShop } from '../shop.tsx'
import { fields } from '../words.ts'
import { KeysSection } from './keys.tsx'
import { LibrarySection } from './library-section.tsx'
import { RefundSection } from './refund-section.tsx'
import { SourceSection } from './source-section.tsx'

type ShopSettings = AnswerOf<'GET /shops/{shop}/settings'>

export function Settings() {
  const shop = useShop()
  const settings = useApi('GET /shops/{shop}/settings', { params: { shop: shop.id } })
  return (
    <>
      <PageHead title="Settings" />
      <Shown what="the settings" from={settings}>
        {answer => (
          <>
            <Name settings={answer} />
            <Rules settings={answer} />
          </>
        )}
      </Shown>
      <LibrarySection />
      <RefundSection />
      <SourceSection />
      <KeysSection />
      <SignInSettings />
      <Reach />
      {shop.isDemo && <RemoveDemo />}
    </>
  )
}

function Name({ settings }: { settings: ShopSettings }) {
  const shop = useShop()
  const [name, setName] = useState(settings.name)
  const save = useAct('PATCH /shops/{shop}/settings', () => notify({ message: 'Kept.' }))
  return (
    <Section title="Name">
      <form
        className="form card"
        onSubmit={event => {
          event.preventDefault()
          if (name.trim()) save.mutate({ params: { shop: shop.id }, body: { name: name.trim() } })
        }}
      >
        <TextInput
          label="Name of the shop"
          description="It stands in the mails that buyers get, and in their library."
          value={name}
          onChange={event => setName(event.currentTarget.value)}
          error={!name.trim() && 'Give it a name.'}
        />
        <Refusal error={save.error} />
        <div className="form-foot">
          <span />
          <Button type="submit" disabled={!name.trim() || name.trim() === settings.name} loading={save.isPending}>
            Keep
          </Button>
        </div>
      </form>
    </Section>
  )
}

/** What happens when somebody changes a field in a shop's own pages. */
function Rules({ settings }: { settings: ShopSettings }) {
  const shop = useShop()
  const save = useAct('PATCH /shops/{shop}/settings')
  const rules = save.isPending ? { ...settings.fieldRules, ...save.variables.body.fieldRules } : settings.fieldRules
  const names = [...new Set([...Object.keys(fields), ...Object.keys(settings.fieldRules)])]
  return (
    <Section
      id="rules"
      title="When something is changed by hand in a shop"
      note="“Put right” makes the shop match what stands here, by itself. “Ask me” leaves it there and shows it under Changed by hand."
    >
      <ul className="rows card rows-card rules">
        {names.map(name => (
          <li key={name} className="row">
            <span className="row-main">
              <strong>{fields[name as keyof typeof fields] ?? name}</strong>
            </span>
            <SegmentedControl
              size="xs"
              aria-label={`When ${fields[name as keyof typeof fields] ?? name} is changed by hand`}
              value={rules[name] ?? 'hub'}
              onChange={value =>
                save.mutate({ params: { shop: shop.id }, body: { fieldRules: { ...settings.fieldRules, [name]: value as 'hub' | 'ask' } } })
              }
              data={[
                { value: 'hub', label: 'Put right' },
                { value: 'ask', label: 'Ask me' },
              ]}
            />
          </li>
        ))}
      </ul>
      <Refusal error={save.error} />
    </Section>
  )
}

function SignInSettings() {
  const me = useApi('GET /me', {})
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const send = async (event: React.FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      await changePassword(current, next)
      setCurrent('')
      setNext('')
      notify({ message: 'The new password holds; other devices are signed out.' })
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  const user = me.data?.user ?? null
  return (
    <Section title="Sign-in" note={user ? `You are ${user.name}, ${user.email}.` : undefined}>
      {user === null ? (
        <div className="card words">
          <p>
            Nobody is signed in: the demo is open without a password, on this machine alone. A shop of your own belongs to you, by email and
            password.
          </p>
          <div className="listing-tools">
            <ButtonLink to="/sign-in" variant="default">
              {me.data?.hasOwner ? 'Sign in' : 'How to become the owner'}
            </ButtonLink>
          </div>
        </div>
      ) : (
        <form className="form card" onSubmit={event => void send(event)}>
          <PasswordInput
            label="Password now"
            autoComplete="current-password"
            required
            value={current}
            onChange={event => setCurrent(event.currentTarget.value)}
          />
          <PasswordInput
            label="New password"
            description="At least 10 letters or signs"
            autoComplete="new-password"
            required
            minLength={10}
            value={next}
            onChange={event => setNext(event.currentTarget.value)}
          />
          <Refusal error={error} />
          <div className="form-foot">
            <span />
            <Button type="submit" loading={isBusy} disabled={current === '' || next.length < 10}>
              Change the password
            </Button>
          </div>
        </form>
      )}
    </Section>
  )
}

/** Whether buyers and storefronts can reach this Selvage. */
function Reach() {
  const me = useApi('GET /me', {})
  if (me.data === undefined) return null
  const { publicUrl } = me.data
  return (
    <Section title="Public address">
      <div className="card words">
        <p>{publicUrl.sentence}</p>
        {publicUrl.url && (
          <p className="dim">
            <code>{publicUrl.url}</code> · checked <When at={publicUrl.checkedAt} none="not yet" />
          </p>
        )}
      </div>
    </Section>
  )
}

function RemoveDemo() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const me = useApi('GET /me', {})
  const [isAsking, setAsking] = useState(false)
  const hasOwn = me.data?.shops.some(shop => !shop.isDemo) ?? false
  const remove = useAct('POST /demo/remove', async () => {
    await client.refetchQueries({ queryKey: ['GET /me'] })
    await navigate({ to: '/' })
  })
  return (
    <Section title="The demo">
      <div className="card words">
        <p>
          {hasOwn
            ? 'You have a shop of your own. The demo can go: its patterns, orders and pretend storefront are removed from this machine.'
            : 'This shop is a demo. Once you have started a shop of your own, the demo can be removed here.'}
        </p>
        <div className="listing-tools">
          {hasOwn ? (
            <Button variant="default" onClick={() => setAsking(true)}>
              Remove the demo…
            </Button>
          ) : (
            <ButtonLink to="/start" variant="default">
              Start your own shop
            </ButtonLink>
          )}
        </div>
      </div>
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title="Remove the demo?"
        press="Remove the demo"
        isDanger
        onPress={() => remove.mutateAsync({})}
      >
        <p>Your own shops are not touched. bin/selvage demo reset builds it anew if you miss it.</p>
      </Confirm>
    </Section>
  )
}
