import { Button } from '@mantine/core'
import { useRef, useState } from 'react'
import { announce } from '../announce.tsx'
import { Icon } from './icons.tsx'

const shownMs = 2_000

/** Text to paste elsewhere, and a button that copies it; where the browser lets no page copy, it is marked so that a key does. */
export function Copy({ label, text }: { label: string; text: string }) {
  const [isCopied, setCopied] = useState(false)
  const box = useRef<HTMLPreElement>(null)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
      announce(`${label} copied`)
      setTimeout(() => setCopied(false), shownMs)
    } catch {
      if (box.current) getSelection()?.selectAllChildren(box.current)
      announce(`${label} is marked: copy it with Control and C`)
    }
  }
  return (
    <div className="copy">
      <pre ref={box} className="copy-text">
        {text}
      </pre>
      <Button
        size="xs"
        variant="default"
        onClick={() => void copy()}
        leftSection={isCopied ? <Icon name="check" /> : <Icon name="file" />}
        aria-label={`${isCopied ? 'Copied' : 'Copy'}: ${label}`}
      >
        {isCopied ? 'Copied' : 'Copy'}
      </Button>
    </div>
  )
}
