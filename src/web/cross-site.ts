/** No page of another site may make a signed-in browser change anything here. */
import { createMiddleware } from 'hono/factory'
import { bearerOf } from './bearer.ts'
import { problem } from './problem.ts'
import type { WebEnv } from './request.ts'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])
/** Told apart by their own signature or one-time word; no cookie counts there. */
const exempt = /^\/(hooks|connect)\/[^/]+$|^\/library\/[^/]+\/mails\/[^/]+$/
/** Where keys count, and only there: a token sent elsewhere excuses nothing. */
const keyPath = /^\/api\/v1\//
const apiPath = /^\/api\//
const uploadPath = /^\/api\/v1\/shops\/[^/]+\/(uploads\/[^/]+|batches\/file|connections\/[^/]+\/sales-file)$/

/** @param publicUrl the address under which a proxy offers us, which may hand on another Host. */
export const refuseOtherSites = (publicUrl: string | undefined) =>
  createMiddleware<WebEnv>(async (c, next) => {
    if (safe.has(c.req.method) || exempt.test(c.req.path)) return next()
    // A browser sends no bearer token by itself, and with one no cookie counts (bearer.ts).
    const hasKey = keyPath.test(c.req.path) && bearerOf(c.req.raw.headers) !== null
    if (!hasKey && !isOwnSite(c.req.raw.headers, publicUrl))
      return problem(c, 403, 'other-site', 'This request came from another site, so nothing was done. Open Selvage itself and do it there.')
    const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
    const wanted = uploadPath.test(c.req.path) && c.req.method === 'PUT' ? 'application/octet-stream' : 'application/json'
    if (apiPath.test(c.req.path) && type !== wanted) return problem(c, 415, 'content-type', `Send this as ${wanted}.`)
    return next()
  })

function isOwnSite(headers: Headers, publicUrl: string | undefined): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin') return false
  const origin = headers.get('origin')
  if (origin === null) return site === 'same-origin'
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return true
  // A page elsewhere cannot choose the Origin that a browser sends, nor send it with our Host.
  return URL.canParse(origin) && origin !== 'null' && new URL(origin).host === headers.get('host')?.toLowerCase()
}
