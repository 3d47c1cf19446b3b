import { Input } from '@mantine/core'
import { useEffect, useId, useRef } from 'react'
import { cleanHtml } from './clean-html.ts'

const tools = [
  { label: 'Bold', word: 'B', command: 'bold' },
  { label: 'Italic', word: 'I', command: 'italic' },
  { label: 'Heading', word: 'Heading', command: 'formatBlock', value: 'h2' },
  { label: 'Text', word: 'Text', command: 'formatBlock', value: 'p' },
  { label: '• List', word: '• List', command: 'insertUnorderedList' },
  { label: '1. List', word: '1. List', command: 'insertOrderedList' },
] as const

/** Text with the few formats that every storefront keeps. What is pasted is cut down to them. */
export function RichText({
  label,
  value,
  onChange,
  error,
}: {
  label: string
  value: string
  onChange: (html: string) => void
  error?: string | undefined
}) {
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const last = useRef<string | null>(null)
  useEffect(() => {
    if (box.current === null || last.current === value) return
    box.current.replaceChildren(cleanHtml(value).nodes)
    last.current = value
  }, [value])
  const changed = () => {
    if (box.current === null) return
    last.current = cleanHtml(box.current.innerHTML).html
    onChange(last.current)
  }
  const run = (command: string, argument?: string) => {
    box.current?.focus()
    // Deprecated by name, and still the one way in every browser to edit with undo kept.
    document.execCommand(command, false, argument)
    changed()
  }
  return (
    <Input.Wrapper label={label} labelProps={{ id, htmlFor: undefined }} labelElement="div" error={error}>
      <div className="rich" data-error={error !== undefined}>
        <div className="rich-tools" role="toolbar" aria-label={`Formats of ${label}`}>
          {tools.map(tool => (
            <button
              key={tool.label}
              type="button"
              aria-label={tool.label}
              title={tool.label}
              data-command={tool.command}
              onMouseDown={event => event.preventDefault()}
              onClick={() => run(tool.command, 'value' in tool ? tool.value : undefined)}
            >
              {tool.word}
            </button>
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: a textarea cannot hold formats */}
        <div
          ref={box}
          className="rich-box prose"
          role="textbox"
          tabIndex={0}
          aria-multiline="true"
          aria-labelledby={id}
          contentEditable
          suppressContentEditableWarning
          onInput={changed}
          onPaste={event => {
            const html = event.clipboardData.getData('text/html')
            if (html === '') return
            event.preventDefault()
            document.execCommand('insertHTML', false, cleanHtml(html).html)
            changed()
          }}
        />
      </div>
    </Input.Wrapper>
  )
}
