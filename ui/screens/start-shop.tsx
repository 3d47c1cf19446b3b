import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useAct, useApi } from '../data.ts'
import { ButtonLink } from '../parts/link.tsx'
import { PageHead, Refusal } from '../parts/page.tsx'

const currencies = ['EUR', 'USD', 'GBP', 'CAD', 'AUD', 'CHF', 'DKK', 'NOK', 'SEK', 'NZD', 'JPY', 'PLN', 'CZK']

/** Her own shop, beside the demo. */
export function StartShop() {
  const me = useApi('GET /me', {})
  const client = useQueryClient()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [currency, setCurrency] = useState('EUR')
  const [isTried, setTried] = useState(false)
  const start = useAct('POST /shops', async shop => {
    await client.refetchQueries({ queryKey: ['GET /me'] })
    await navigate({ to: '/s/$shop', params: { shop: shop.slug } })
  })
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (name.trim()) start.mutate({ body: { name: name.trim(), currency } })
  }
  const isOwnerless = me.data?.user === null
  return (
    <main className="alone" id="main">
      <div className="alone-card">
        <PageHead
          title="Start your own shop"
          below={
            <p>
              {me.data?.shops.some(({ isDemo }) => isDemo)
                ? 'It stands beside the demo and shares nothing with it: own patterns, own buyers, own books.'
                : 'With its own patterns, its own buyers and its own books.'}
            </p>
          }
        />
        {isOwnerless ? (
          <div className="words">
            <p>
              {me.data?.hasOwner
                ? 'Sign in first: a shop belongs to somebody.'
                : 'First become the owner. Selvage printed a link for that when it was started; open it once and choose a password. bin/selvage owner-link prints a new one.'}
            </p>
            <div className="empty-action">
              {me.data?.hasOwner && <ButtonLink to="/sign-in">Sign in</ButtonLink>}
              <Button component="a" href="/" variant="default">
                Back to the demo
              </Button>
            </div>
          </div>
        ) : (
          <form className="form" onSubmit={send} noValidate>
            <TextInput
              label="Name"
              description="As your buyers know it; it stands in the mails they get."
              required
              value={name}
              onChange={event => setName(event.currentTarget.value)}
              error={isTried && !name.trim() && 'Give your shop a name.'}
            />
            <NativeSelect
              label="Currency of your books"
              description="Shops may sell in others; this is the one you think in."
              value={currency}
              onChange={event => setCurrency(event.currentTarget.value)}
              data={currencies}
            />
            <Refusal error={start.error} />
            <div className="empty-action">
              <Button type="submit" loading={start.isPending}>
                Start the shop
              </Button>
              <Button component="a" href="/" variant="default">
                Not now
              </Button>
            </div>
          </form>
        )}
      </div>
    </main>
  )
}
