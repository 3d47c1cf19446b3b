import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { localTime, morning } from './times.ts'

export interface Span {
  readonly from: string
  readonly to: string
}

/** A week from tomorrow morning, until she says otherwise. */
export const useSpan = () => useState<Span>(() => ({ from: localTime(morning(1)), to: localTime(morning(8)) }))

const isTurned = ({ from, to }: Span): boolean => from !== '' && to !== '' && new Date(to) <= new Date(from)

/** @returns null while a time is missing, or it ends before it begins. */
export const timesOf = (span: Span) =>
  span.from === '' || span.to === '' || isTurned(span)
    ? null
    : { startsAt: new Date(span.from).toISOString(), endsAt: new Date(span.to).toISOString() }

/** @param longest how late it may end, in words. */
export function FromTo({ span, onChange, longest }: { span: Span; onChange: (span: Span) => void; longest: string }) {
  return (
    <>
      <TextInput
        type="datetime-local"
        label="From"
        description={`In your time, ${Intl.DateTimeFormat().resolvedOptions().timeZone}`}
        value={span.from}
        onChange={event => onChange({ ...span, from: event.currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label="To"
        description={longest}
        value={span.to}
        onChange={event => onChange({ ...span, to: event.currentTarget.value })}
        error={isTurned(span) ? 'It ends before it begins' : null}
      />
    </>
  )
}
