import { Button, Select, Switch, TagsInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { AnswerOf } from '../../api.ts'
import { useAct, useApi } from '../../data.ts'
import { decimalOf, moneyFrom, moneyWords, wrongMoney } from '../../format.ts'
import { Losses } from '../../parts/losses.tsx'
import { MoneyInput } from '../../parts/money-input.tsx'
import { Shown } from '../../parts/more.tsx'
import { Refusal, Section } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import { ChooseFacts, FactsThere } from './facts-there.tsx'
import type { PatternFull } from './pattern.tsx'

type AtShop = AnswerOf<'GET /shops/{shop}/patterns/{pattern}/storefronts'>['items'][number]

/** The pattern as each shop would show it, what that loses, and her own words where she wants others there. */
export function AtShops({ pattern }: { pattern: PatternFull }) {
  const shop = useShop()
  const at = useApi('GET /shops/{shop}/patterns/{pattern}/storefronts', { params: { shop: shop.id, pattern: pattern.id } })
  return (
    <Section
      title="As each shop would show it"
      note="One text for all, fitted to what each shop takes. Where you want other words, they are yours alone there."
    >
      <Shown what="the shops" from={at} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="section-note">No shop is connected yet.</p>
          ) : (
            <ul className="cards">
              {items.map(one => (
                <ShopCard key={one.connectionId} one={one} pattern={pattern} />
              ))}
            </ul>
          )
        }
      </Shown>
    </Section>
  )
}

function ShopCard({ one, pattern }: { one: AtShop; pattern: PatternFull }) {
  const [isOpen, setOpen] = useState(false)
  const { title, tags, price, description, shelf, properties } = one.own
  const isOwn = [title, tags, price, description, shelf].some(word => word !== null) || Object.keys(properties).length > 0
  return (
    <li className="card">
      <div className="listing-top">
        <h3>{one.shop}</h3>
        <span className="tag">{!one.own.isOffered ? 'Not offered there' : isOwn ? 'Your own words' : 'As the pattern'}</span>
      </div>
      {one.refused !== null && <p className="refusal">{one.refused}</p>}
      {one.shown !== null && (
        <p>
          <strong>{one.shown.title}</strong> · {moneyWords(one.shown.price)}
          {one.shown.tags.length > 0 && <span className="dim"> · {one.shown.tags.join(', ')}</span>}
        </p>
      )}
      {one.shown?.shelf != null && <p className="dim">Category there: {one.shown.shelf}</p>}
      <FactsThere fields={one.properties} />
      <Found one={one} pattern={pattern} />
      <Losses losses={one.losses} />
      <div className="listing-tools">
        <Button
          size="xs"
          variant="default"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          aria-label={`${isOpen ? 'Close' : 'Other words there…'} (${one.shop})`}
        >
          {isOpen ? 'Close' : 'Other words there…'}
        </Button>
      </div>
      {isOpen && <OwnWords one={one} pattern={pattern} onKept={() => setOpen(false)} />}
    </li>
  )
}

const fieldWords = { images: 'pictures', files: 'files' } as const
const foundWords = {
  same: (what: string) => `The ${what} there are the pattern’s own; a press leaves them as they are.`,
  other: (what: string) => `The ${what} that stand there stay as they are.`,
  replaced: (what: string) =>
    `With the next press the pattern’s ${what} take the place of those that stand there. Those are not kept here.`,
} as const

/** Pictures and files that were found there: whether they stay, and her word on it. */
function Found({ one, pattern }: { one: AtShop; pattern: PatternFull }) {
  const shop = useShop()
  const keep = useAct('PUT /shops/{shop}/listings/{listing}/found')
  const { listingId, found } = one
  if (listingId === null || found.length === 0) return null
  const has = { images: pattern.images.length > 0, files: pattern.versions.length > 0 }
  return (
    <ul className="found-there">
      {found.map(({ field, state }) => {
        const what = fieldWords[field]
        const isReplaced = state === 'replaced'
        return (
          <li key={field}>
            <span>{foundWords[state](what)}</span>{' '}
            {state !== 'same' && has[field] && (
              <Button
                size="xs"
                variant="default"
                loading={keep.isPending}
                aria-label={`${isReplaced ? `Leave the ${what} there` : `Put the pattern’s ${what} there`} (${one.shop})`}
                onClick={() => keep.mutate({ params: { shop: shop.id, listing: listingId }, body: { field, isReplaced: !isReplaced } })}
              >
                {isReplaced ? `Leave the ${what} there` : `Put the pattern’s ${what} there`}
              </Button>
            )}
          </li>
        )
      })}
    </ul>
  )
}

function OwnWords({ one, pattern, onKept }: { one: AtShop; pattern: PatternFull; onKept: () => void }) {
  const shop = useShop()
  const [title, setTitle] = useState(one.own.title ?? '')
  const [tags, setTags] = useState<string[]>(one.own.tags ?? [])
  const [price, setPrice] = useState(one.own.price === null ? '' : decimalOf(one.own.price))
  const [shelf, setShelf] = useState(one.own.shelf)
  const [properties, setProperties] = useState(one.own.properties)
  const [isOffered, setOffered] = useState(one.own.isOffered)
  const keep = useAct('PUT /shops/{shop}/patterns/{pattern}/storefronts/{connection}', onKept)
  const wrong = price.trim() === '' ? null : wrongMoney(price, one.currency)
  const { limits } = one
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    if (wrong !== null) return
    keep.mutate({
      params: { shop: shop.id, pattern: pattern.id, connection: one.connectionId },
      body: {
        title: title.trim() === '' ? null : title,
        tags: tags.length === 0 ? null : tags,
        price: price.trim() === '' ? null : moneyFrom(price, one.currency),
        shelf,
        properties,
        isOffered,
      },
    })
  }
  return (
    <form className="form proof" onSubmit={send} noValidate>
      <TextInput
        label="Title there"
        placeholder={pattern.title}
        description={
          limits.title === null
            ? 'Empty: as the pattern'
            : `Empty: as the pattern. At most ${limits.title} characters; ${[...title].length} written.`
        }
        value={title}
        onChange={event => setTitle(event.currentTarget.value)}
      />
      <TagsInput
        label="Tags there"
        description={limits.tags === null ? 'Empty: as the pattern' : `Empty: as the pattern. At most ${limits.tags}.`}
        value={tags}
        onChange={setTags}
        splitChars={[',']}
      />
      <MoneyInput
        label="Price there"
        description="Empty: as the pattern, or by the rule of this shop"
        currency={one.currency}
        value={price}
        onChange={setPrice}
        error={wrong}
      />
      {one.shelves.length > 0 && (
        <Select
          label="Category there"
          description="Empty: as this shop’s rule for the craft has it, or by its words"
          placeholder={one.shown?.shelf ?? undefined}
          data={one.shelves.map(({ id, path }) => ({ value: id, label: path }))}
          value={shelf}
          onChange={setShelf}
          searchable
          clearable
          limit={50}
          nothingFoundMessage="No category there is called so"
        />
      )}
      <ChooseFacts fields={one.properties} isThere={one.isThere} own={properties} onChange={setProperties} />
      <Switch label="Offered there" checked={isOffered} onChange={event => setOffered(event.currentTarget.checked)} />
      <Refusal error={keep.error} />
      <div className="form-foot">
        <span className="dim">No shop changes until you publish.</span>
        <Button type="submit" loading={keep.isPending}>
          Keep
        </Button>
      </div>
    </form>
  )
}
