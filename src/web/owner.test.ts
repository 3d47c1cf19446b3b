import assert from 'node:assert/strict'
import test from 'node:test'
import { testDatabase } from '#testing/database.ts'
import { testHub } from '#testing/web-hub.ts'
import { makeOwnerLink } from './accounts-owner-link.ts'
import { createApi } from './api/client.ts'

const database = await testDatabase()
const password = 'correct horse battery staple'

test('the one-time link makes the owner, once; her password lets her in again; a new link gives a new password', async t => {
  const hub = await testHub(t, database, { hasRealPasswords: true })
  const token = await makeOwnerLink(database, new Date())
  const link = `${hub.origin}/owner/${token}`
  const post = (url: string, fields: Record<string, string>, origin = hub.origin) =>
    fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers: { origin }, redirect: 'manual' })
  const cookieOf = (response: Response) =>
    response.headers
      .getSetCookie()
      .map(one => one.split(';')[0])
      .join('; ')

  const page = await fetch(link)
  assert.equal(page.status, 200)
  assert.match(await page.text(), /Make me the owner/)
  assert.equal((await fetch(`${hub.origin}/owner/${token}x`)).status, 404)
  assert.equal((await post(link, { name: 'Eve', email: 'eve@example.com', password }, 'https://evil.example')).status, 403)
  for (const [field, value, says] of [
    ['password', 'short', /at least 10 characters/],
    ['email', 'nobody', /e-mail address/],
    ['name', ' ', /your name/],
  ] as const) {
    const wrong = await post(link, { name: 'Ana', email: 'ana@example.com', password, [field]: value })
    assert.equal(wrong.status, 400)
    assert.match(await wrong.text(), says)
  }
  const before = await createApi(hub.origin, '').call('GET /me')
  assert.deepEqual([before.user, before.hasOwner], [null, false])

  const [made, again] = await Promise.all([
    post(link, { name: 'Ana', email: 'Ana@Example.com', password }),
    post(link, { name: 'Ana', email: 'Ana@Example.com', password }),
  ])
  assert.deepEqual([made.status, again.status].sort(), [303, 404], 'of two presses one makes the owner')
  const winner = made.status === 303 ? made : again
  const set = winner.headers.getSetCookie().find(one => one.includes('session_token')) ?? ''
  assert.match(set, /HttpOnly/i)
  assert.match(set, /SameSite=Lax/i)
  assert.doesNotMatch(set, /Secure/i)
  const api = createApi(hub.origin, cookieOf(winner))
  const me = await api.call('GET /me')
  assert.deepEqual([me.user?.email, me.hasOwner, me.shops], ['ana@example.com', true, []])
  const shop = await api.call('POST /shops', { body: { name: 'Ana’s patterns', currency: 'EUR' } })
  assert.deepEqual((await api.call('GET /me')).shops, [shop])

  const signIn = (given: string) =>
    fetch(`${hub.origin}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { origin: hub.origin, 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ana@example.com', password: given }),
    })
  assert.equal((await signIn('not the password')).status, 401)
  assert.equal((await signIn(password)).status, 200)

  const back = `${hub.origin}/owner/${await makeOwnerLink(database, new Date())}`
  assert.match(await (await fetch(back)).text(), /A new password/)
  const renewed = await post(back, { password: 'another long password' })
  assert.equal(renewed.status, 303)
  assert.equal((await createApi(hub.origin, cookieOf(winner)).call('GET /me')).user, null, 'who was signed in is signed out')
  assert.equal((await createApi(hub.origin, cookieOf(renewed)).call('GET /me')).user?.email, 'ana@example.com')
  assert.equal((await signIn(password)).status, 401)
})

test('nobody signs up, and sign-in is not a guessing game', async t => {
  const hub = await testHub(t, database, { hasRealPasswords: true })
  const post = (path: string, body: unknown) =>
    fetch(`${hub.origin}/api/auth/${path}`, {
      method: 'POST',
      headers: { origin: hub.origin, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  for (const path of ['sign-up/email', 'request-password-reset', 'update-user', 'delete-user', 'change-email', 'sign-in/social'])
    assert.equal((await post(path, { name: 'Eve', email: 'eve@example.com', password })).status, 404, path)
  const statuses = []
  for (let tries = 0; tries < 12; tries++) statuses.push((await post('sign-in/email', { email: 'eve@example.com', password })).status)
  assert.equal(statuses.at(-1), 429, statuses.join())
})

test('an old link is no good, and with https the cookie is for https alone', async t => {
  const old = await makeOwnerLink(database, new Date(Date.now() - 86_400_001))
  const hub = await testHub(t, database, { hasRealPasswords: true, env: { SELVAGE_PUBLIC_URL: 'https://patterns.example.com' } })
  assert.equal((await fetch(`${hub.origin}/owner/${old}`)).status, 404)
  const token = await makeOwnerLink(database, new Date())
  const made = await fetch(`${hub.origin}/owner/${token}`, {
    method: 'POST',
    body: new URLSearchParams({ password }),
    headers: { origin: 'https://patterns.example.com' },
    redirect: 'manual',
  })
  assert.match(made.headers.getSetCookie().join(), /Secure/)
  assert.match(made.headers.get('strict-transport-security') ?? '', /max-age/)
})
