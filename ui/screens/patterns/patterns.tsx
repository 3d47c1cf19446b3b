import { Button, Checkbox, Group, SegmentedControl } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { AnswerOf } from '../../api.ts'
import { usePages } from '../../data.ts'
import { countWords, moneyWords } from '../../format.ts'
import { Cover } from '../../parts/cover.tsx'
import { Icon } from '../../parts/icons.tsx'
import { ButtonLink, PlainLink } from '../../parts/link.tsx'
import { Listed } from '../../parts/more.tsx'
import { Empty, PageHead } from '../../parts/page.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { State } from '../../parts/state.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { crafts, listingWords } from '../../words.ts'
import { searchOf } from '../push/target.ts'
import { BulkPrice } from './bulk-price.tsx'

export type PatternRow = AnswerOf<'GET /shops/{shop}/patterns'>['items'][number]

export function Patterns() {
  const shop = useShop()
  const search = useSearch({ from: '/s/$shop/patterns' })
  const navigate = useNavigate({ from: '/s/$shop/patterns' })
  const [chosen, setChosen] = useState<ReadonlyMap<string, PatternRow>>(new Map())
  const [isPricing, setPricing] = useState(false)
  const pages = usePages('GET /shops/{shop}/patterns', {
    params: { shop: shop.id },
    query: { ...(search.search ? { search: search.search } : {}), archived: search.archived === 'true' ? 'true' : 'false' },
  })
  const toggle = (row: PatternRow) =>
    setChosen(before => {
      const after = new Map(before)
      if (!after.delete(row.id)) after.set(row.id, row)
      return after
    })
  const preview = () =>
    void navigate({ to: '/s/$shop/preview', params: { shop: shop.slug }, search: searchOf({ patternIds: [...chosen.keys()] }) })
  const planAt = (to: '/s/$shop/launches/new' | '/s/$shop/promotions/new') => () =>
    void navigate({ to, params: { shop: shop.slug }, search: searchOf({ patternIds: [...chosen.keys()] }) })
  const offSale = (how: 'retire' | 'unpublish') =>
    void navigate({
      to: '/s/$shop/off-sale',
      params: { shop: shop.slug },
      search: { ...searchOf({ patternIds: [...chosen.keys()] }), how },
    })
  return (
    <>
      <PageHead
        title="Patterns"
        below={<p>Each is kept once, here. What the shops show follows from it when you press Publish.</p>}
        actions={
          <>
            <ButtonLink variant="default" to="/s/$shop/patterns/grid" params={{ shop: shop.slug }}>
              As a table
            </ButtonLink>
            <ButtonLink to="/s/$shop/patterns/new" params={{ shop: shop.slug }} leftSection={<Icon name="plus" />}>
              New pattern
            </ButtonLink>
          </>
        }
      />
      <div className="tools">
        <SearchBox
          label="Search title, article number or tag"
          value={search.search ?? ''}
          onChange={words =>
            void navigate({ search: before => ({ ...before, search: words || undefined }) as typeof before, replace: true })
          }
        />
        <SegmentedControl
          aria-label="Which patterns"
          value={search.archived ?? 'false'}
          onChange={value =>
            void navigate({ search: before => ({ ...before, archived: value === 'true' ? 'true' : undefined }) as typeof before })
          }
          data={[
            { value: 'false', label: 'In use' },
            { value: 'true', label: 'Put away' },
          ]}
        />
      </div>
      <Listed what="your patterns" pages={pages} empty={<NoPatterns search={search.search} isAway={search.archived === 'true'} />}>
        {items => (
          <>
            <SelectAll items={items} chosen={chosen} onChange={setChosen} />
            <Table label="Patterns" rows={items} keyOf={row => row.id} columns={columnsOf(shop.slug, chosen, toggle)} />
          </>
        )}
      </Listed>
      {chosen.size > 0 && (
        <section className="action-bar" aria-label="What to do with the chosen patterns">
          <strong>{countWords(chosen.size, 'pattern')} chosen</strong>
          <Group gap="xs">
            <Button variant="default" onClick={() => setChosen(new Map())}>
              Choose none
            </Button>
            <Button variant="default" onClick={() => setPricing(true)}>
              Change prices…
            </Button>
            <Button variant="default" onClick={planAt('/s/$shop/launches/new')}>
              Launch together…
            </Button>
            <Button variant="default" onClick={planAt('/s/$shop/promotions/new')}>
              Promotion…
            </Button>
            <Button variant="default" onClick={() => offSale('unpublish')}>
              Take off sale…
            </Button>
            <Button variant="default" onClick={() => offSale('retire')}>
              Put away…
            </Button>
            <Button onClick={preview}>Preview and publish…</Button>
          </Group>
        </section>
      )}
      <BulkPrice opened={isPricing} onClose={() => setPricing(false)} rows={[...chosen.values()]} onSaved={preview} />
    </>
  )
}

function SelectAll({
  items,
  chosen,
  onChange,
}: {
  items: readonly PatternRow[]
  chosen: ReadonlyMap<string, PatternRow>
  onChange: (chosen: ReadonlyMap<string, PatternRow>) => void
}) {
  const isAll = items.every(item => chosen.has(item.id))
  return (
    <Checkbox
      className="choose-all"
      label={`Choose all ${items.length} shown`}
      checked={isAll}
      indeterminate={!isAll && chosen.size > 0}
      onChange={() => onChange(isAll ? new Map() : new Map([...chosen, ...items.map(item => [item.id, item] as const)]))}
    />
  )
}

const columnsOf = (slug: string, chosen: ReadonlyMap<string, PatternRow>, toggle: (row: PatternRow) => void): Column<PatternRow>[] => [
  {
    key: 'choose',
    label: 'Choose',
    isQuiet: true,
    cell: row => <Checkbox aria-label={`Choose ${row.title}`} checked={chosen.has(row.id)} onChange={() => toggle(row)} />,
  },
  {
    key: 'title',
    label: 'Pattern',
    isHead: true,
    cell: row => (
      <PlainLink className="with-cover" to="/s/$shop/patterns/$pattern" params={{ shop: slug, pattern: row.id }} search={{}}>
        <Cover src={row.cover} title={row.title} />
        <span>
          <strong>{row.title}</strong>
          <small>
            {crafts[row.craft]} · {row.sku || 'no article number'}
          </small>
        </span>
      </PlainLink>
    ),
  },
  { key: 'version', label: 'Version', cell: row => row.version ?? <span className="dim">no files yet</span> },
  { key: 'price', label: 'Price', align: 'right', cell: row => (row.price ? moneyWords(row.price) : <span className="dim">none</span>) },
  {
    key: 'shops',
    label: 'Shops',
    cell: row =>
      row.shops.length === 0 ? (
        <span className="dim">in no shop yet</span>
      ) : (
        <ul className="shop-states">
          {row.shops.map(one => (
            <li key={one.connectionId}>
              <State is={listingWords[one.state]} more={row.shops.length > 1 ? one.shop : undefined} />
            </li>
          ))}
        </ul>
      ),
  },
  { key: 'sold', label: 'Sold', align: 'right', cell: row => row.sold.toLocaleString() },
  { key: 'updated', label: 'Changed', isWideOnly: true, cell: row => <When at={row.updatedAt} /> },
]

function NoPatterns({ search, isAway }: { search: string | undefined; isAway: boolean }) {
  const shop = useShop()
  if (search)
    return (
      <Empty title={`Nothing found for “${search}”`}>
        <p>Titles, article numbers and tags were searched. Try fewer letters.</p>
      </Empty>
    )
  if (isAway)
    return (
      <Empty title="Nothing is put away">
        <p>A pattern that you no longer sell can be put away from its own page. Its buyers keep their files.</p>
      </Empty>
    )
  return (
    <Empty
      title="Bring in what you sell"
      action={
        <>
          <ButtonLink to="/s/$shop/shops/connect" params={{ shop: shop.slug }} search={{}}>
            Connect a shop
          </ButtonLink>
          <ButtonLink to="/s/$shop/patterns/new" params={{ shop: shop.slug }} variant="default">
            Write one by hand
          </ButtonLink>
        </>
      }
    >
      <p>
        Connect a shop, and the listings found there become patterns here at a press, with their texts, pictures and prices. Or begin with
        one by hand.
      </p>
    </Empty>
  )
}
