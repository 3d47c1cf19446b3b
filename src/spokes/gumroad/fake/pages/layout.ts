/** The look of the pretend Gumroad's own pages: plain HTML, no script, good on a phone, light and dark. */
import type { FakeReply } from '#kit/fake-server.ts'
import type { Shop } from '../shop.ts'

export const escapeHtml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;')

const style = `
:root{color-scheme:light dark;--ink:#111;--soft:#555;--paper:#f4f4f0;--card:#fff;--line:#111;--accent:#ff90e8;--on-accent:#111;--link:#8a1c72}
@media(prefers-color-scheme:dark){:root{--ink:#f4f4f0;--soft:#bbb;--paper:#1b1b1a;--card:#262625;--line:#777;--accent:#ff90e8;--on-accent:#111;--link:#ff90e8}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif}a{color:var(--link)}
header,main,footer{max-width:62rem;margin:0 auto;padding:1rem 1.25rem}header{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:baseline;border-bottom:1px solid var(--line)}
header .name{font-weight:800;font-size:1.3rem;text-decoration:none;color:var(--ink);margin-right:auto}nav{display:flex;gap:1.25rem;flex-wrap:wrap}main{min-height:60vh}
h1{font-size:1.9rem;line-height:1.2;margin:.5rem 0 1rem}h2{font-size:1.2rem;margin:2rem 0 .75rem}.note{background:var(--accent);color:var(--on-accent);text-align:center;padding:.4rem 1rem;font-size:14px}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(14rem,100%),1fr));gap:1.25rem;list-style:none;padding:0}.card{border:1px solid var(--line);border-radius:4px;overflow:hidden;background:var(--card)}
.card div{padding:.8rem 1rem}.cover{display:block;width:100%;aspect-ratio:4/3;object-fit:cover;background:var(--accent)}.soft{color:var(--soft)}.small{font-size:14px}
button{font:15px/1.2 system-ui,sans-serif;background:var(--accent);color:var(--on-accent);border:1px solid var(--line);border-radius:4px;padding:.65rem 1.2rem;cursor:pointer}
button.quiet{background:transparent;color:var(--ink)}:focus-visible{outline:3px solid var(--link);outline-offset:2px}.actions{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1.25rem}
label{display:block;font-size:14px;color:var(--soft);margin:1rem 0 .3rem}input,textarea{font:inherit;width:100%;padding:.55rem .7rem;border:1px solid var(--line);border-radius:4px;background:var(--card);color:var(--ink)}
textarea{min-height:9rem}form.narrow{max-width:42rem}.wrap{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:15px}th{text-align:left;color:var(--soft);font-size:13px}th,td{padding:.55rem .75rem .55rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td form{display:inline}td button{padding:.3rem .7rem;font-size:14px;margin:0 .3rem .3rem 0}.done{border:1px solid var(--line);background:var(--card);padding:.7rem 1rem}code{overflow-wrap:anywhere}footer{color:var(--soft);font-size:14px}`

export function page(shop: Shop, title: string, content: string, status = 200): FakeReply {
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)} – pretend Gumroad</title><style>${style}</style></head>
<body><div class="note">A pretend Gumroad, running on this computer alone. No money moves and no mail is sent.</div>
<header><a class="name" href="/">${escapeHtml(shop.state.settings.name)}</a><nav aria-label="Gumroad"><a href="/products">Products</a><a href="/customers">Sales</a><a href="/settings/advanced">Settings</a></nav></header>
<main>${content}</main><footer>Buy here as a customer would, or change a product by hand under Products.</footer></body></html>`
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8', 'cache-control': 'no-store' }, body }
}

export const redirect = (to: string, status = 303): FakeReply => ({ status, headers: { location: to }, body: '' })

export const button = (action: string, label: string, fields: Readonly<Record<string, string>>): string =>
  `<form method="post" action="${action}">${Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
    .join('')}<button class="quiet">${label}</button></form>`

export const table = (heads: readonly string[], rows: readonly string[]): string =>
  `<div class="wrap"><table><thead><tr>${heads.map(head => `<th scope="col">${head}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
