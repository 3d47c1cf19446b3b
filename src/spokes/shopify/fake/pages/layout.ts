/** The look of the pretend shop's own pages: plain HTML, no script. */
import type { FakeReply } from '#kit/fake-server.ts'
import type { Shop } from '../shop.ts'

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const style = `
:root{color-scheme:light dark;--ink:#1f2933;--soft:#64707d;--paper:#f6f8f7;--card:#fff;--line:#d9e0dd;--accent:#0b6b5d;--on:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e8edea;--soft:#a3afa9;--paper:#151a18;--card:#1e2522;--line:#34403a;--accent:#7fd1bf;--on:#10201b}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,sans-serif}
.note{background:var(--line);text-align:center;font-size:14px;padding:.4rem 1rem}header,main{max-width:60rem;margin:0 auto;padding:1rem}
header{display:flex;gap:1.5rem;align-items:baseline;flex-wrap:wrap;border-bottom:1px solid var(--line)}header .name{font-size:1.3rem;margin-right:auto}
a{color:var(--accent)}h1{font-weight:600;line-height:1.2}.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(14rem,1fr));gap:1.25rem;list-style:none;padding:0}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1rem}.card img,.big{width:100%;height:auto;border-radius:6px}
label{display:block;margin:.8rem 0 .2rem;color:var(--soft);font-size:14px}input,textarea{font:inherit;width:100%;max-width:34rem;padding:.55rem;border:1px solid var(--line);border-radius:6px;background:var(--card);color:var(--ink)}
button{font:inherit;background:var(--accent);color:var(--on);border:0;border-radius:6px;padding:.6rem 1.1rem;margin:1rem .5rem 0 0;cursor:pointer}:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.wrap{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line)}th{color:var(--soft);font-size:13px}del{color:var(--soft)}`

export function page(shop: Shop, title: string, content: string, status = 200): FakeReply {
  const name = escapeHtml(shop.state.settings.shopName)
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)} – ${name}</title><style>${style}</style></head>
<body><div class="note">A pretend shop, running on this computer alone. No money moves and no mail is sent.</div>
<header><a class="name" href="/">${name}</a><nav><a href="/">Patterns</a> · <a href="/admin">Seller’s pages</a></nav></header><main>${content}</main></body></html>`
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, body }
}

export const redirect = (to: string, status = 303): FakeReply => ({ status, headers: { location: to }, body: '' })
