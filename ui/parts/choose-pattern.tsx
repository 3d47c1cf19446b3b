import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useApi } from '../data.ts'
import { useShop } from '../shop.tsx'

/** One of her patterns, found by typing. */
export function ChoosePattern({
  label,
  value,
  onChange,
  isQuiet = false,
  first,
}: {
  label: string
  value: string | null
  onChange: (patternId: string | null) => void
  isQuiet?: boolean
  /** A suggestion that is listed first. */
  first?: { value: string; label: string } | undefined
}) {
  const shop = useShop()
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed, 250)
  const chosen = useState<Map<string, string>>(() => new Map())[0]
  const found = useApi(
    'GET /shops/{shop}/patterns',
    { params: { shop: shop.id }, query: { limit: 30, ...(search.trim() === '' ? {} : { search: search.trim() }) } },
    { keepPrevious: true },
  )
  const options = (found.data?.items ?? []).map(row => ({ value: row.id, label: row.sku ? `${row.title} (${row.sku})` : row.title }))
  for (const option of first ? [first, ...options] : options) chosen.set(option.value, option.label)
  const kept =
    value !== null && !options.some(option => option.value === value) ? [{ value, label: chosen.get(value) ?? 'Chosen pattern' }] : []
  return (
    <Select
      {...(isQuiet ? { 'aria-label': label } : { label })}
      placeholder="Type a title"
      searchable
      clearable
      value={value}
      onChange={onChange}
      data={[...kept, ...options]}
      // The hub has searched already, in more than the title.
      filter={({ options: all }) => all}
      onSearchChange={words => setTyped([...chosen.values()].includes(words) ? '' : words)}
      nothingFoundMessage={found.isFetching ? 'Looking…' : 'No pattern like that'}
      clearButtonProps={{ 'aria-label': 'Choose none' }}
    />
  )
}
