/** The pages that stand in front of Ravelry on a bad day, and refusals without a word of when to come back. */
import type { FakeReply } from '#kit/fake-server.ts'
import type { Json } from '#kit/shop.ts'

const html = { 'content-type': 'text/html; charset=UTF-8' }
const json = { 'content-type': 'application/json; charset=utf-8' }

/** @returns null for a switch that does not refuse by itself. */
export function refusalFor(name: string, value: Json): FakeReply | null {
  const status = typeof value === 'number' ? value : null
  if (name === 'html') return { status: status ?? 503, headers: html, body: '<html><body><h1>Ravelry is taking a nap</h1></body></html>' }
  if (name === 'slow-answer') return { status: 504, headers: html, body: '<html><body><h1>504 Gateway Time-out</h1></body></html>' }
  if (name === 'too-many') return { status: 429, headers: json, body: '{"error":"Too Many Requests"}' }
  if (name === 'failures') return { status: status ?? 500, headers: json, body: '{"error":"Server Error"}' }
  return null
}
