import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Problem } from '../../api.ts'
import { useAct } from '../../data.ts'
import { moneyFrom, wrongMoney } from '../../format.ts'
import { ButtonLink, TextLink } from '../../parts/link.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { PageHead, Refusal } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import { crafts } from '../../words.ts'

/** The three things without which it is no pattern; everything else is written on its page. */
export function NewPattern() {
  const shop = useShop()
  const navigate = useNavigate()
  const [title, setTitle] = useState('')
  const [craft, setCraft] = useState<keyof typeof crafts>('sewing')
  const [sku, setSku] = useState('')
  const [price, setPrice] = useState('')
  const [isTried, setTried] = useState(false)
  const start = useAct('POST /shops/{shop}/patterns', pattern =>
    navigate({ to: '/s/$shop/patterns/$pattern', params: { shop: shop.slug, pattern: pattern.id }, search: { tab: 'files' } }),
  )
  const priceError = price.trim() === '' ? null : wrongMoney(price, shop.currency)
  const titleError = title.trim() === '' ? 'Give it the name that buyers see.' : null
  const refusedField = start.error instanceof Problem ? start.error.field : undefined
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (titleError || priceError) return
    const money = moneyFrom(price, shop.currency)
    start.mutate({
      params: { shop: shop.id },
      body: { title: title.trim(), craft, ...(sku.trim() ? { sku: sku.trim() } : {}), ...(money ? { price: money } : {}) },
    })
  }
  return (
    <>
      <PageHead
        title="New pattern"
        above={
          <TextLink to="/s/$shop/patterns" params={{ shop: shop.slug }} search={{}}>
            Patterns
          </TextLink>
        }
        below={<p>Texts, sizes, pictures and files come next, on its own page. No shop sees any of it until you publish.</p>}
      />
      <form className="form card" onSubmit={send} noValidate>
        <TextInput
          label="Title"
          required
          value={title}
          onChange={event => setTitle(event.currentTarget.value)}
          error={(isTried && titleError) || (refusedField === 'title' && start.error?.message)}
        />
        <NativeSelect
          label="Craft"
          value={craft}
          onChange={event => setCraft(event.currentTarget.value as keyof typeof crafts)}
          data={Object.entries(crafts).map(([value, label]) => ({ value, label }))}
        />
        <TextInput
          label="Article number"
          description="Yours, the same in every shop. It is how listings of the same pattern find each other."
          value={sku}
          onChange={event => setSku(event.currentTarget.value)}
          error={refusedField === 'sku' && start.error?.message}
        />
        <MoneyInput label="Price" currency={shop.currency} value={price} onChange={setPrice} error={isTried && priceError} />
        {refusedField === undefined && <Refusal error={start.error} />}
        <Group justify="flex-end">
          <ButtonLink to="/s/$shop/patterns" params={{ shop: shop.slug }} search={{}} variant="default">
            Not now
          </ButtonLink>
          <Button type="submit" loading={start.isPending}>
            Start the pattern
          </Button>
        </Group>
      </form>
    </>
  )
}
