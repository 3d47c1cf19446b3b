/** Short notes in the corner. Their code comes with the first note, not with the first screen. */
import type { NotificationData } from '@mantine/notifications'
import { lazy, Suspense, useEffect, useState } from 'react'

let isWanted = false
let want: () => void = () => {}

const Box = lazy(() => import('@mantine/notifications').then(part => ({ default: part.Notifications })))

export function notify(note: NotificationData): void {
  isWanted = true
  want()
  void import('@mantine/notifications').then(({ notifications }) => notifications.show(note))
}

export const hideNote = (id: string): void => void import('@mantine/notifications').then(({ notifications }) => notifications.hide(id))

/** Where they cover no button: those of a screen stand at the lower right, on a phone along the foot. */
const isPhone = (): boolean => matchMedia('(max-width: 48em)').matches

export function Notes() {
  const [isHere, setHere] = useState(isWanted)
  useEffect(() => {
    want = () => setHere(true)
    return () => {
      want = () => {}
    }
  }, [])
  return isHere ? (
    <Suspense>
      <Box position={isPhone() ? 'top-center' : 'bottom-left'} limit={3} />
    </Suspense>
  ) : null
}
