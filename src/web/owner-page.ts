/** Where the one-time link leads: a form that makes the owner, or gives her a new password. */
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { passwordLength, type User } from './accounts.ts'
import { isOwnerLinkGood, spendOwnerLink } from './accounts-owner-link.ts'
import type { WebDeps } from './deps.ts'
import { page } from './page.ts'
import { readForm } from './read-limited.ts'
import type { WebEnv } from './request.ts'

const Password = z
  .string()
  .min(passwordLength.min, `The password should have at least ${passwordLength.min} characters; a few words in a row are good.`)
  .max(passwordLength.max, `The password should have at most ${passwordLength.max} characters.`)
const NewOwner = z.object({
  name: z.string().trim().min(1, 'Please write your name.').max(100, 'The name should have at most 100 characters.'),
  email: z.email('Please write your e-mail address, for example ana@example.com.').max(200, 'The e-mail address is too long.'),
  password: Password,
})
const NewPassword = z.object({ password: Password })

export function ownerPage({ database, accounts, now }: Pick<WebDeps, 'database' | 'accounts' | 'now'>): Hono<WebEnv> {
  return new Hono<WebEnv>()
    .get('/owner/:token', async c => {
      if (!(await isOwnerLinkGood(database, c.req.param('token'), now()))) return spent(c)
      return form(c, await accounts.owner())
    })
    .post('/owner/:token', async c => {
      const token = c.req.param('token')
      const given = await readForm(c.req.raw)
      if (given === null || !(await isOwnerLinkGood(database, token, now()))) return spent(c)
      const owner = await accounts.owner()
      const wanted = (owner === null ? NewOwner : NewPassword).safeParse(given)
      if (!wanted.success) return form(c, owner, given, wanted.error.issues[0]?.message ?? 'Please look at the form again.')
      if (!(await spendOwnerLink(database, token, now()))) return spent(c)
      const email = await settle(accounts, owner, wanted.data)
      for (const cookie of await accounts.signIn(email, wanted.data.password)) c.header('set-cookie', cookie, { append: true })
      return c.redirect('/', 303)
    })
}

async function settle(
  accounts: WebDeps['accounts'],
  owner: User | null,
  wanted: z.output<typeof NewOwner> | z.output<typeof NewPassword>,
): Promise<string> {
  if (owner !== null) {
    await accounts.renewPassword(owner.id, wanted.password)
    return owner.email
  }
  const { email } = await accounts.create(wanted as z.output<typeof NewOwner>)
  return email
}

const spent = (c: Context<WebEnv>) =>
  page(c, {
    title: 'This link is used up',
    status: 404,
    body: html`<h1>This link is used up</h1>
<p>It works once, and for a day. On the machine that runs Selvage, <code>bin/selvage owner-link</code> prints a new one.</p>
<p><a href="/">To the sign-in</a></p>`,
  })

function form(c: Context<WebEnv>, owner: User | null, given: Record<string, string> = {}, wrong?: string): Promise<Response> {
  const title = owner === null ? 'Welcome to Selvage' : 'A new password'
  return page(c, {
    title,
    status: wrong === undefined ? 200 : 400,
    body: html`<h1>${title}</h1>
<p>${
      owner === null
        ? 'This makes you the owner: the one who signs in here, starts shops and connects storefronts.'
        : `For ${owner.name} (${owner.email}). Everybody who is signed in is signed out.`
    }</p>
${wrong === undefined ? '' : html`<p class="wrong" role="alert">${wrong}</p>`}
<form method="post">
${
  owner === null
    ? html`<label>Your name <input name="name" autocomplete="name" required maxlength="100" value="${given.name ?? ''}"></label>
<label>E-mail <input name="email" type="email" autocomplete="username" required maxlength="200" value="${given.email ?? ''}"></label>`
    : html`<input type="hidden" name="username" autocomplete="username" value="${owner.email}">`
}
<label>Password, at least ${passwordLength.min} characters
<input name="password" type="password" autocomplete="new-password" required minlength="${passwordLength.min}" maxlength="${passwordLength.max}"></label>
<button>${owner === null ? 'Make me the owner' : 'Set the password'}</button>
</form>`,
  })
}
