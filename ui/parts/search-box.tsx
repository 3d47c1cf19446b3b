import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { Icon } from './icons.tsx'

/** Searches while she types, a third of a second after the last letter. */
export function SearchBox({ label, value, onChange }: { label: string; value: string; onChange: (words: string) => void }) {
  const [typed, setTyped] = useState(value)
  const later = useDebouncedCallback((words: string) => onChange(words.trim()), 300)
  useEffect(() => setTyped(before => (before.trim() === value ? before : value)), [value])
  return (
    <TextInput
      className="search"
      type="search"
      aria-label={label}
      placeholder={label}
      value={typed}
      onChange={event => {
        setTyped(event.currentTarget.value)
        later(event.currentTarget.value)
      }}
      leftSection={<Icon name="search" />}
      rightSection={
        typed === '' ? null : (
          <CloseButton
            size="sm"
            aria-label="Clear the search"
            onClick={() => {
              setTyped('')
              onChange('')
            }}
          />
        )
      }
    />
  )
}
