import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { signOut } from '../api.ts'
import { DropMenu } from '../parts/drop-menu.tsx'
import { Icon } from '../parts/icons.tsx'
import { PlainLink } from '../parts/link.tsx'
import type { Me } from '../shop.tsx'

export function Account({ me }: { me: Me }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const leave = async () => {
    await signOut()
    client.clear()
    await navigate({ to: '/sign-in' })
  }
  return (
    <DropMenu className="round" label="You and your sign-in" align="end" button={<Icon name="person" size={18} />}>
      {me.user === null ? (
        <>
          <p className="drop-words">Nobody is signed in; the demo is open on this machine alone.</p>
          <PlainLink to="/sign-in" className="drop-item">
            <Icon name="key" />
            <span>Sign in</span>
          </PlainLink>
        </>
      ) : (
        <>
          <p className="drop-words">
            {me.user.name}
            <br />
            {me.user.email}
          </p>
          <button type="button" className="drop-item" onClick={() => void leave()}>
            <Icon name="out" />
            <span>Sign out</span>
          </button>
        </>
      )}
    </DropMenu>
  )
}
