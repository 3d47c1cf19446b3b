import { VisuallyHidden } from '@mantine/core'
import { useEffect, useState } from 'react'

let tell: (words: string) => void = () => {}

/** Says something to a screen reader that a sighted reader sees change. */
export const announce = (words: string): void => tell(words)

/** The one live region of the page. The same words twice are said twice: a space makes them differ. */
export function Announcer() {
  const [words, setWords] = useState('')
  useEffect(() => {
    tell = next => setWords(before => (before === next ? `${next}\u00a0` : next))
    return () => {
      tell = () => {}
    }
  }, [])
  return (
    <VisuallyHidden role="status" aria-live="polite" id="announcer">
      {words}
    </VisuallyHidden>
  )
}
