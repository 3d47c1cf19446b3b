import { useRef, useState } from 'react'
import { Icon } from '../parts/icons.tsx'

/** A place to drop files on, and a button that opens the file dialog; both are the same control for keyboard and reader. */
export function DropArea({
  label,
  hint,
  accept,
  onFiles,
  isMany = true,
}: {
  label: string
  hint: string
  accept: string
  onFiles: (files: File[]) => void
  isMany?: boolean
}) {
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const take = (list: FileList | null) => {
    if (list && list.length > 0) onFiles(isMany ? [...list] : [...list].slice(0, 1))
  }
  return (
    <>
      <button
        type="button"
        className="drop"
        data-over={isOver}
        onClick={() => input.current?.click()}
        onDragOver={event => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={event => {
          event.preventDefault()
          setOver(false)
          take(event.dataTransfer.files)
        }}
      >
        <Icon name="file" size={20} />
        <span>
          <strong>{label}</strong>
          <small>{hint}</small>
        </span>
      </button>
      <input
        ref={input}
        className="hidden"
        type="file"
        tabIndex={-1}
        aria-label={label}
        accept={accept}
        multiple={isMany}
        onChange={event => {
          take(event.currentTarget.files)
          event.currentTarget.value = ''
        }}
      />
    </>
  )
}
