/** Claims as the seller sees them: the code of a pattern, what to give to buyers, and taking one back. */
import type { Tx } from '#database'
import { type ClaimCode, codeWords, makeCode } from '#hub/claim/claim-code.ts'
import { endClaim } from '#hub/claim/end-claim.ts'
import { type ClaimFacts, claimLink, claimNote, readClaims } from '#hub/claim/read-claims.ts'
import { readShop } from '#hub/shop/read-shop.ts'
import { count } from '#hub/words.ts'
import { isCannot } from '#kit'
import type { WebDeps } from '../../deps.ts'
import { handlersOf } from '../call.ts'
import type { AnswerOf } from '../contract.ts'
import { time } from './facts.ts'

type Claims = AnswerOf<'GET /shops/{shop}/patterns/{pattern}/claims'>

export const claimHandlers = handlersOf({
  'GET /shops/{shop}/patterns/{pattern}/claims': ({ deps, inShop }, { params }) => inShop(tx => claimsShape(tx, deps, params.pattern)),

  'POST /shops/{shop}/patterns/{pattern}/claim-codes': ({ deps, inShop }, { params, body }) =>
    inShop(async tx => {
      await makeCode(tx, params.pattern, { ...body, now: deps.now() })
      return claimsShape(tx, deps, params.pattern)
    }),

  'POST /shops/{shop}/orders/{order}/claims/{pattern}/end': async ({ deps, inShop }, { params }) => {
    await inShop(tx => endClaim(tx, { orderId: params.order, patternId: params.pattern, now: deps.now() }))
    return { done: true }
  },
})

/** Where buyers come to: the public address once it is reached; the demo's, on this machine. @returns null before. */
export function claimHome(
  { publicUrl, bound }: Pick<WebDeps, 'publicUrl' | 'bound'>,
  { isDemo }: { readonly isDemo: boolean },
): string | null {
  const { url } = publicUrl.state()
  if (url !== null) return publicUrl.isOffered() ? url : null
  const here = bound()
  return isDemo && here !== null ? `http://127.0.0.1:${here.port}` : null
}

/** The newest that works. */
export const currentCode = (codes: readonly ClaimCode[]): string | null => codes.find(({ leakedAt }) => leakedAt === null)?.code ?? null

async function claimsShape(tx: Tx, deps: WebDeps, patternId: string): Promise<Claims> {
  const facts = await readClaims(tx, patternId)
  const { id, slug, isDemo } = await readShop(tx)
  const home = claimHome(deps, { isDemo })
  const code = currentCode(facts.codes)
  const link = home === null || code === null ? null : claimLink(home, slug, code)
  const sheet = `/api/v1/shops/${id}/patterns/${patternId}/claim-sheet`
  return {
    isOffered: home !== null,
    sentence: sentenceOf(facts, { code, notOffered: home === null ? deps.publicUrl.state().sentence : null }),
    hides: facts.storefronts.filter(({ spoke }) => isCannot(deps.spokes.get(spoke)?.tellsBuyers)).map(({ label }) => label),
    waiting: facts.waiting,
    claimed: facts.claimed,
    code: code === null ? null : codeWords(code),
    link,
    note: link === null || code === null ? null : claimNote({ title: facts.title, link, code }),
    sheets: link === null ? null : { a4: `${sheet}?paper=a4`, letter: `${sheet}?paper=letter` },
    older: facts.codes
      .filter(one => one.code !== code)
      .map(one => ({ code: codeWords(one.code), madeAt: time(one.madeAt), leakedAt: time(one.leakedAt) })),
  }
}

function sentenceOf({ waiting, claimed }: ClaimFacts, { code, notOffered }: { code: string | null; notOffered: string | null }): string {
  if (notOffered !== null) return `Buyers cannot reach the page for it yet. ${notOffered}`
  if (code === null)
    return 'They can put this pattern into their library themselves, by the number of their order and a code. Make the code, and give it to them.'
  const left =
    waiting === 0
      ? 'None waits for its buyer.'
      : waiting === 1
        ? '1 purchase waits for its buyer.'
        : `${count(waiting, 'purchase')} wait for their buyers.`
  return `${claimed === 0 ? 'Nobody has claimed it yet.' : `${count(claimed, 'buyer has', 'buyers have')} claimed it.`} ${left}`
}
