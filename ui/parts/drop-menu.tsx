import { type ReactNode, useEffect, useId, useRef, useState } from 'react'

/** A button that opens a small panel of links and buttons. Escape and a press elsewhere close it, and the focus goes back. */
export function DropMenu({
  label,
  button,
  className,
  align = 'start',
  children,
}: {
  /** Needed when the button shows no words. */
  label?: string
  button: ReactNode
  className: string
  align?: 'start' | 'end'
  children: ReactNode
}) {
  const [isOpen, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const opener = useRef<HTMLButtonElement>(null)
  const panelId = useId()
  useEffect(() => {
    if (!isOpen) return
    const items = () => [...(box.current?.querySelectorAll<HTMLElement>('.drop-panel a, .drop-panel button') ?? [])]
    items()[0]?.focus()
    const onPress = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false)
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        setOpen(false)
        opener.current?.focus()
      }
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
      event.preventDefault()
      const all = items()
      const at = all.indexOf(document.activeElement as HTMLElement)
      all[(at + (event.key === 'ArrowDown' ? 1 : -1) + all.length) % all.length]?.focus()
    }
    document.addEventListener('pointerdown', onPress)
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('pointerdown', onPress)
      document.removeEventListener('keydown', onKey)
    }
  }, [isOpen])
  return (
    <div className="drop-menu" ref={box}>
      <button
        ref={opener}
        type="button"
        className={className}
        aria-label={label}
        aria-expanded={isOpen}
        aria-controls={isOpen ? panelId : undefined}
        onClick={() => setOpen(before => !before)}
      >
        {button}
      </button>
      {isOpen && (
        // biome-ignore lint/a11y/useKeyWithClickEvents: only closes behind the press of a child, which has its own keys
        // biome-ignore lint/a11y/noStaticElementInteractions: see above
        <div
          className="drop-panel"
          id={panelId}
          data-align={align}
          onClick={event => {
            if ((event.target as HTMLElement).closest('a, button')) setOpen(false)
          }}
        >
          {children}
        </div>
      )}
    </div>
  )
}
