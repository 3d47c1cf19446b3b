import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useApi } from '../../data.ts'
import { useShop } from '../../shop.tsx'

/** Another of her people, found by typing; what would change is shown before anything does. */
export function FindOther({ onFound, not }: { onFound: (personId: string) => void; not: string }) {
  const shop = useShop()
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), 250)
  const found = useApi(
    'GET /shops/{shop}/people',
    { params: { shop: shop.id }, query: { limit: 20, search } },
    { keepPrevious: true, enabled: search.length >= 2 },
  )
  const people = search.length < 2 ? [] : (found.data?.items ?? []).filter(({ id }) => id !== not)
  return (
    <Select
      className="find-other"
      label="She has another address"
      placeholder="Type a name, an address or an order number"
      searchable
      value={null}
      onChange={id => id !== null && onFound(id)}
      onSearchChange={setTyped}
      data={people.map(({ id, name, addresses }) => ({ value: id, label: [name, addresses[0]].filter(Boolean).join(', ') || 'No name' }))}
      // The hub has searched already.
      filter={({ options }) => options}
      nothingFoundMessage={search.length < 2 ? 'Type two letters or more' : found.isFetching ? 'Looking…' : 'Nobody like that'}
    />
  )
}
