/** A buyer whose storefront keeps her address to itself: she claims what she bought by her order's number and the pattern's code. */
import assert from 'node:assert/strict'
import type { Meddling } from '#kit/lie.ts'
import { mails } from '../acts.ts'
import { openLibrary } from '../buyer.ts'
import { until } from '../hub-process.ts'
import type { Scene } from '../scene.ts'
import type { Book, Buyer } from './means.ts'

/** Of nobody's order. */
const noSuchNumber = '90909090'

/** What the story must notice: an answer that tells whether an order exists. */
export const tellsOrders: { readonly says: string; readonly meddling: Meddling } = {
  says: 'the claim page tells whether an order exists',
  meddling: async ({ method, path, body }, pass) => {
    const answer = await pass()
    if (method !== 'POST' || !path.endsWith('/claim') || !body.toString().includes(noSuchNumber)) return answer
    return { ...answer, body: Buffer.from(answer.body.toString().replace('If that is right', 'There is no such order. If that is right')) }
  },
}

/** Her designer's code, as it stands in the storefront's message to buyers. */
async function codeOf({ api }: Scene, { shop }: Book, pattern: string): Promise<string> {
  const params = { shop, pattern }
  const { code } = await api.call('GET /shops/{shop}/patterns/{pattern}/claims', { params })
  if (code !== null) return code
  const made = await api.call('POST /shops/{shop}/patterns/{pattern}/claim-codes', { params, body: { hasLeaked: false } })
  assert.ok(made.code !== null && made.note?.includes(made.code), 'there is a note with the code')
  return made.code
}

/** Writes into the claim page. @returns the answer whole. */
async function ask({ origin }: Scene, { slug }: Book, typed: { number: string; code: string; email: string }): Promise<string> {
  const answer = await fetch(`${origin}/library/${slug}/claim`, { method: 'POST', body: new URLSearchParams(typed), headers: { origin } })
  assert.equal(answer.status, 200, 'the claim page takes it')
  return answer.text()
}

/** Claims, and opens the library by the mail that comes of it. @param isTried whether a number of nobody's is tried first: its answer must be the same to the letter. */
export async function claimIn(scene: Scene, book: Book, buyer: Buyer, { isTried }: { readonly isTried: boolean }): Promise<void> {
  const { email, orderNumber, design } = buyer
  const code = await codeOf(scene, book, book.patterns.get(design.key)!)
  const tried = isTried ? await ask(scene, book, { number: noSuchNumber, code, email }) : null
  const asked = await ask(scene, book, { number: `Order ${orderNumber}`, code, email })
  if (tried !== null) assert.equal(tried, asked, 'the answer does not tell whether there is such an order')
  const mine = async () => (await mails(scene, book)).find(({ to, kind }) => to === email && kind === 'claim') ?? null
  const mail = await until(`the mail to ${email} is written`, mine, 20_000)
  const withLink = async () => {
    const { text } = await scene.api.call('GET /shops/{shop}/mails/{mail}', { params: { shop: book.shop, mail: mail.id } })
    return text.includes('/claim/open/') ? text : null
  }
  buyer.library = await openLibrary(await until(`the mail to ${email} carries a link`, withLink, 20_000))
}
