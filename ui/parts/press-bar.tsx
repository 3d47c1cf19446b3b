import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Refusal } from './page.tsx'

/** At the foot of a plan: the one press that does it, and why it was refused. */
export function PressBar({
  error,
  isOff,
  isBusy,
  onPress,
  children,
}: {
  error: unknown
  isOff: boolean
  isBusy: boolean
  onPress: () => void
  /** What the button says. */
  children: ReactNode
}) {
  return (
    <div className="press-bar">
      <div>
        <Refusal error={error} />
      </div>
      <Button size="md" disabled={isOff} loading={isBusy} onClick={onPress}>
        {children}
      </Button>
    </div>
  )
}
