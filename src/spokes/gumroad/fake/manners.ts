/** The pages that stand in front of Gumroad on a bad day. */
import type { FakeReply } from '#kit/fake-server.ts'
import type { Json } from '#kit/shop.ts'

/** @returns null for a switch that does not refuse by itself. */
export function refusalFor(name: string, value: Json): FakeReply | null {
  if (name !== 'html') return null
  return {
    status: typeof value === 'number' ? value : 503,
    headers: { 'content-type': 'text/html; charset=UTF-8' },
    body: '<!DOCTYPE html><html><head><title>Gumroad</title></head><body><h1>Something broke. We’re looking into what happened.</h1></body></html>',
  }
}
