import { Button } from '@mantine/core'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { Empty, Failed } from '../parts/page.tsx'

export function NotFound() {
  return (
    <main className="lost">
      <Empty
        title="There is no page here"
        action={
          <Button component="a" href="/">
            Go to Today
          </Button>
        }
      >
        <p>The address may be mistyped, or what it showed is gone.</p>
      </Empty>
    </main>
  )
}

export function Wrong({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  return (
    <main className="lost">
      <Failed
        what="This page"
        error={error}
        onRetry={() => {
          reset()
          void router.invalidate()
        }}
      />
    </main>
  )
}
