import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAct, useApi } from '../../data.ts'
import { notify } from '../../notify.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { Refusal, Section } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import type { ConnectionFull } from './connection.tsx'

/** New keys for a shop whose old ones no longer open it. */
export function RenewKeys({ connection }: { connection: ConnectionFull }) {
  const shop = useShop()
  const spokes = useApi('GET /spokes', {})
  const [settings, setSettings] = useState<Record<string, string>>({})
  const renew = useAct('PATCH /shops/{shop}/connections/{connection}', () => {
    setSettings({})
    notify({ message: `${connection.label} has new keys.` })
  })
  const ask = useAct('POST /shops/{shop}/connections/{connection}/access', answer => location.assign(answer.url))
  return (
    <Section title="New keys" note="Old ones are never shown.">
      <Shown what="the form" from={spokes} rows={2}>
        {({ items }) => {
          const spoke = items.find(one => one.id === connection.spoke)
          if (spoke?.authorise.isOnlyWay)
            return (
              <div className="listing-tools">
                <Button
                  loading={ask.isPending}
                  onClick={() =>
                    ask.mutate({
                      params: { shop: shop.id, connection: connection.id },
                      body: { access: 'same', back: `/s/${shop.slug}/shops/${connection.id}` },
                    })
                  }
                >
                  Ask {spoke.label} for access again
                </Button>
                <TextLink to="/s/$shop/shops/connect" params={{ shop: shop.slug }} search={{ spoke: spoke.id }}>
                  With other keys of your app
                </TextLink>
                <Refusal error={ask.error} />
              </div>
            )
          const fields = spoke?.fields ?? []
          const isWhole = fields.every(field => field.isOptional || (settings[field.name] ?? '').trim() !== '')
          return (
            <form
              className="form card"
              noValidate
              onSubmit={event => {
                event.preventDefault()
                const filled = Object.fromEntries(Object.entries(settings).filter(([, value]) => value.trim() !== ''))
                if (isWhole) renew.mutate({ params: { shop: shop.id, connection: connection.id }, body: { settings: filled } })
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
                    value={settings[field.name] ?? ''}
                    onChange={event => {
                      const { value } = event.currentTarget
                      setSettings(before => ({ ...before, [field.name]: value }))
                    }}
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
