/** What the pages of the pretend Squarespace look like. Plain HTML, no script. */
import type { FakeReply } from '#kit/fake-server.ts'
import type { Shop } from './shop.ts'

export const escapeHtml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#039;')

const style = `:root{color-scheme:light dark}body{margin:0 auto;max-width:56rem;padding:1rem;font:16px/1.6 system-ui,sans-serif}
a,button{color:inherit}button{font:inherit;padding:.5rem 1.1rem;border-radius:0;border:1px solid;background:transparent;cursor:pointer}
label{display:block;margin:.8rem 0 .2rem}input{font:inherit;padding:.4rem .6rem;width:100%;max-width:24rem;box-sizing:border-box}
.note{border:1px solid;padding:.4rem .8rem;font-size:14px}li{margin:.6rem 0}td,th{text-align:left;padding:.3rem .8rem .3rem 0}:focus-visible{outline:3px solid;outline-offset:2px}`

export function page({ state }: Shop, title: string, content: string, status = 200): FakeReply {
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><p class="note">A pretend Squarespace, running on this computer alone. No money moves and no mail is sent.</p>
<nav aria-label="Site"><a href="/">${escapeHtml(state.settings.title)}</a> · <a href="/config/commerce">The seller’s screens</a></nav><main><h1>${escapeHtml(title)}</h1>${content}</main></body></html>`
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8', 'cache-control': 'no-store' }, body }
}

export const redirect = (to: string): FakeReply => ({ status: 303, headers: { location: to }, body: '' })
