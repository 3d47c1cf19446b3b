import { randomBytes } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import type { WebEnv } from './request.ts'

const common = "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

/** Pages without any script: the buyers' library, the owner's link. */
export const plainPolicy = `default-src 'none'; style-src 'self'; img-src 'self'; ${common}`

/** The screens: our own script, and the styles that carry this answer's nonce. */
export const screenPolicy = (nonce: string) =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; ${common}`

/** On every answer, whatever answers; a route may set a wider content policy of its own before. */
export const securityHeaders = ({ isHttps }: { isHttps: boolean }) =>
  createMiddleware<WebEnv>(async (c, next) => {
    c.set('nonce', randomBytes(16).toString('base64url'))
    await next()
    const { headers } = c.res
    if (!headers.has('content-security-policy')) headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
    headers.set('x-content-type-options', 'nosniff')
    headers.set('referrer-policy', 'same-origin')
    headers.set('x-frame-options', 'DENY')
    headers.set('cross-origin-opener-policy', 'same-origin')
    if (!headers.has('cross-origin-resource-policy')) headers.set('cross-origin-resource-policy', 'same-origin')
    headers.set('permissions-policy', 'camera=(), geolocation=(), microphone=()')
    if (isHttps) headers.set('strict-transport-security', 'max-age=31536000')
  })
