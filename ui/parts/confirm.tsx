import { Button, Group, Modal } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Refusal } from './page.tsx'

/** Asks before something that reaches further than it looks. The focus starts on the way back. */
export function Confirm({
  opened,
  onClose,
  title,
  children,
  press,
  onPress,
  isDanger = false,
}: {
  opened: boolean
  onClose: () => void
  title: string
  children: ReactNode
  press: string
  onPress: () => Promise<unknown>
  isDanger?: boolean
}) {
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const go = async () => {
    setBusy(true)
    setError(null)
    try {
      await onPress()
      onClose()
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className="words">{children}</div>
      <Refusal error={error} />
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          Not now
        </Button>
        <Button {...(isDanger ? { color: 'brick.7' } : {})} onClick={() => void go()} loading={isBusy}>
          {press}
        </Button>
      </Group>
    </Modal>
  )
}
