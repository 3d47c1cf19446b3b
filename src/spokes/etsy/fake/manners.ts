/** The pages that stand in front of Etsy on a bad day. */
import type { FakeReply } from '#kit/fake-server.ts'
import type { Json } from '#kit/shop.ts'

const html = { 'content-type': 'text/html; charset=UTF-8' }

/** @returns null for a switch that does not refuse by itself. */
export function refusalFor(name: string, value: Json): FakeReply | null {
  if (name === 'html')
    return {
      status: typeof value === 'number' ? value : 503,
      headers: html,
      body: '<!DOCTYPE html><html><head><title>Etsy</title></head><body><h1>Uh oh! Sorry, the page you were looking for was not found.</h1></body></html>',
    }
  if (name === 'failures')
    return {
      status: typeof value === 'number' ? value : 500,
      headers: { 'content-type': 'application/json' },
      body: '{"error":"Server Error"}',
    }
  return null
}
