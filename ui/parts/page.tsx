import { Alert, Button, Group, Skeleton, Title } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { announce } from '../announce.tsx'
import { Icon } from './icons.tsx'

/** Top of a screen. Takes the focus when the screen opens, so that keyboard and screen reader begin here. */
export function PageHead({ title, above, below, actions }: { title: string; above?: ReactNode; below?: ReactNode; actions?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  const isFirst = useRef(true)
  useEffect(() => {
    document.title = `${title} · Selvage`
    if (!isFirst.current) return
    isFirst.current = false
    announce(title)
    if (document.activeElement === document.body || document.activeElement?.closest('nav, main'))
      heading.current?.focus({ preventScroll: true })
  }, [title])
  return (
    <header className="page-head">
      <div className="page-head-words">
        {above && <div className="page-head-above">{above}</div>}
        <Title order={1} ref={heading} tabIndex={-1} className="page-title">
          {title}
        </Title>
        {below && <div className="page-head-below">{below}</div>}
      </div>
      {actions && (
        <Group gap="xs" className="page-head-actions">
          {actions}
        </Group>
      )}
    </header>
  )
}

/** Nothing here yet: says what will be here and how it comes about. */
export function Empty({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <svg className="empty-mark" viewBox="0 0 120 44" width="120" height="44" aria-hidden="true" focusable="false">
        <path
          d="M2 30c18 0 14-22 32-22s14 28 32 28 14-22 32-22 14 8 20 8"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeDasharray="7 6"
          strokeLinecap="round"
        />
      </svg>
      <Title order={2} className="empty-title">
        {title}
      </Title>
      <div className="empty-words">{children}</div>
      {action && <div className="empty-action">{action}</div>}
    </div>
  )
}

/** Something could not be read: says why in the hub's own sentence, and offers the way on. */
export function Failed({ what, error, onRetry }: { what: string; error: unknown; onRetry?: (() => void) | undefined }) {
  return (
    <Alert
      color="brick"
      variant="light"
      className="failed"
      role="alert"
      title={`${what.charAt(0).toUpperCase()}${what.slice(1)} could not be shown`}
      icon={<Icon name="cross" />}
    >
      <p>{sentenceOf(error)}</p>
      {onRetry && (
        <Button size="xs" variant="default" onClick={onRetry} leftSection={<Icon name="turn" />}>
          Try again
        </Button>
      )}
    </Alert>
  )
}

/** The refusal of something she did, beside what she pressed. */
export function Refusal({ error }: { error: unknown }) {
  if (!error) return null
  return (
    <p className="refusal" role="alert">
      <Icon name="hand" /> {sentenceOf(error)}
    </p>
  )
}

export const sentenceOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'Something went wrong. Try again; if it stays, look at the log.'

export function Loading({ what, rows = 4, height = 52 }: { what: string; rows?: number; height?: number }) {
  return (
    <div className="loading" role="status" aria-label={`Loading ${what}`}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <Skeleton key={row} height={height} radius="md" />
      ))}
    </div>
  )
}

export function Section({
  title,
  note,
  actions,
  children,
  id,
}: {
  title: string
  note?: ReactNode
  actions?: ReactNode
  children: ReactNode
  id?: string
}) {
  return (
    <section className="section" aria-label={title} id={id}>
      <div className="section-head">
        <div>
          <Title order={2}>{title}</Title>
          {note && <p className="section-note">{note}</p>}
        </div>
        {actions && <Group gap="xs">{actions}</Group>}
      </div>
      {children}
    </section>
  )
}
