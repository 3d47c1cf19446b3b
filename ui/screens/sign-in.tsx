import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { signIn } from '../api.ts'
import { useApi } from '../data.ts'
import { PageHead, Refusal } from '../parts/page.tsx'

export function SignIn() {
  const { to } = useSearch({ from: '/sign-in' })
  const me = useApi('GET /me', {})
  const client = useQueryClient()
  const router = useRouter()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const send = async (event: React.FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      await signIn(email.trim(), password)
      client.clear()
      // Only ever within the app: an address from outside must not choose where she lands.
      router.history.push(to?.startsWith('/s/') ? to : '/')
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  return (
    <main className="alone" id="main">
      <div className="alone-card">
        <span className="wordmark-dots" aria-hidden="true">
          <i />
          <i />
          <i />
          <i />
        </span>
        <PageHead title="Sign in to Selvage" />
        {me.data?.hasOwner === false ? (
          <div className="words">
            <p>
              This Selvage has no owner yet. When it was started it printed a link that makes you the owner; open that link once and choose
              a password.
            </p>
            <p>
              Is the line gone? Run <code>bin/selvage owner-link</code> on the machine where it runs, and it prints a new one.
            </p>
            <Button component="a" href="/" variant="default">
              Look again
            </Button>
          </div>
        ) : (
          <form className="form" onSubmit={event => void send(event)}>
            <TextInput
              label="Email"
              type="email"
              autoComplete="username"
              required
              value={email}
              onChange={event => setEmail(event.currentTarget.value)}
            />
            <PasswordInput
              label="Password"
              autoComplete="current-password"
              required
              value={password}
              onChange={event => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
            />
            <Refusal error={error} />
            <Button type="submit" loading={isBusy} fullWidth>
              Sign in
            </Button>
            <p className="section-note">
              Password lost? <code>bin/selvage owner-link</code> on the machine where Selvage runs lets you choose a new one.
            </p>
          </form>
        )}
      </div>
    </main>
  )
}
