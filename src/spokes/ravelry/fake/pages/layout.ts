/** The look of the pretend Ravelry's own pages: plain HTML, no script, good on a phone, light and dark. */
import type { FakeReply } from '#kit/fake-server.ts'
import { escapeHtml } from '../facts.ts'
import type { Shop } from '../shop.ts'

const style = `
:root{color-scheme:light dark;--ink:#222;--soft:#595959;--paper:#fff;--card:#fff;--line:#e1e3df;--accent:#9b1c4c;--on-accent:#fff;--tint:#fdeef3}
@media(prefers-color-scheme:dark){:root{--ink:#f3f1ee;--soft:#b9b3ac;--paper:#191817;--card:#232120;--line:#3b3835;--accent:#f49ab8;--on-accent:#191817;--tint:#2f2328}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,sans-serif}a{color:var(--accent)}
header,main,footer{max-width:62rem;margin:0 auto;padding:1rem 1.25rem}header{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:baseline;border-bottom:1px solid var(--line)}
header .name{font:600 1.4rem Georgia,serif;text-decoration:none;color:var(--accent);margin-right:auto}nav{display:flex;gap:1.25rem;flex-wrap:wrap}main{min-height:60vh}
h1{font:400 1.8rem/1.2 Georgia,serif;margin:.5rem 0 1rem}h2{font:400 1.25rem Georgia,serif;margin:2rem 0 .75rem}.note{background:var(--tint);text-align:center;padding:.4rem 1rem;font-size:14px}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(14rem,100%),1fr));gap:1.25rem;list-style:none;padding:0}.card{border:1px solid var(--line);border-radius:12px;overflow:hidden;background:var(--card)}
.card div{padding:.8rem 1rem}.cover{display:block;width:100%;aspect-ratio:4/3;object-fit:cover;background:var(--tint)}.soft{color:var(--soft)}.small{font-size:14px}
button,.button{font:15px/1.2 system-ui,sans-serif;background:var(--accent);color:var(--on-accent);border:1px solid var(--accent);border-radius:999px;padding:.65rem 1.2rem;cursor:pointer;text-decoration:none}
button.quiet{background:transparent;color:var(--accent)}:focus-visible{outline:3px solid var(--accent);outline-offset:2px}.actions{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1.25rem}
label{display:block;font-size:14px;color:var(--soft);margin:1rem 0 .3rem}input,textarea,select{font:inherit;width:100%;padding:.55rem .7rem;border:1px solid var(--line);border-radius:8px;background:var(--card);color:var(--ink)}
textarea{min-height:9rem}form.narrow{max-width:42rem}.wrap{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:15px}th{text-align:left;color:var(--soft);font-size:13px}th,td{padding:.55rem .75rem .55rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td form{display:inline}td button{padding:.3rem .7rem;font-size:14px;margin:0 .3rem .3rem 0}.done{border-left:4px solid var(--accent);background:var(--tint);padding:.7rem 1rem}footer{color:var(--soft);font-size:14px}`

export function page(shop: Shop, title: string, content: string, status = 200): FakeReply {
  const name = escapeHtml(shop.state.settings.storeName)
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)} – pretend Ravelry</title><style>${style}</style></head>
<body><div class="note">A pretend Ravelry, running on this computer alone. No money moves and no mail is sent.</div>
<header><a class="name" href="/">Ravelry</a><nav aria-label="Ravelry"><a href="/stores/pretend-knits">${name}</a><a href="/pro/patterns">Your patterns</a><a href="/pro/sales">Sales</a><a href="/pro/developer">Apps</a></nav></header>
<main>${content}</main><footer>Buy here as a knitter would, or change a pattern by hand as its designer.</footer></body></html>`
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8', 'cache-control': 'no-store' }, body }
}

export const redirect = (to: string, status = 303): FakeReply => ({ status, headers: { location: to }, body: '' })

export const button = (action: string, label: string, fields: Readonly<Record<string, string>>): string =>
  `<form method="post" action="${action}">${Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
    .join('')}<button class="quiet">${label}</button></form>`
