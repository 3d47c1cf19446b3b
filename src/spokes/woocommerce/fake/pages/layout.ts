/** The look of the pretend shop's own pages: plain HTML, no script, good on a phone, light and dark. */
import type { FakeReply } from '#kit/fake-server.ts'
import type { Shop } from '../shop.ts'
import { escapeHtml } from '../text.ts'

const style = `
:root{color-scheme:light dark;--ink:#2b2622;--soft:#6f655c;--paper:#fbf7f1;--card:#fff;--line:#e6dccf;--accent:#8a3f2b;--on-accent:#fff;--tint:#f3e8dc;--good:#2f6b4a}
@media(prefers-color-scheme:dark){:root{--ink:#f1e9e0;--soft:#b5a99c;--paper:#1d1a17;--card:#272320;--line:#3d3630;--accent:#e29a7f;--on-accent:#1d1a17;--tint:#322b26;--good:#8fcaa6}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.6 Georgia,'Iowan Old Style','Times New Roman',serif}
a{color:var(--accent)}
header,main,footer{max-width:62rem;margin:0 auto;padding:0 1.25rem}
header{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:baseline;padding-top:1.5rem;padding-bottom:1rem;border-bottom:1px solid var(--line)}
header .name{font-size:1.5rem;letter-spacing:.01em;text-decoration:none;color:var(--ink);margin-right:auto}
nav{display:flex;gap:1.25rem}nav a{text-decoration:none}nav a:hover{text-decoration:underline}
.note{background:var(--tint);color:var(--soft);font:14px/1.5 system-ui,sans-serif;text-align:center;padding:.4rem 1rem}
main{padding-top:1.75rem;padding-bottom:3rem;min-height:60vh}
h1{font-size:1.9rem;font-weight:400;line-height:1.2;margin:.2rem 0 1rem}h2{font-size:1.25rem;font-weight:400;margin:2rem 0 .75rem}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(15rem,100%),1fr));gap:1.5rem;list-style:none;margin:0;padding:0}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;overflow:hidden;display:flex;flex-direction:column}
.card .body{padding:1rem 1.1rem 1.2rem;display:flex;flex-direction:column;gap:.5rem;flex:1}
.card h2{margin:0;font-size:1.15rem}.card h2 a{color:inherit;text-decoration:none}.card h2 a:hover{text-decoration:underline}
.cover{display:block;aspect-ratio:4/3;width:100%;object-fit:cover;background:var(--tint)}
.nocover{aspect-ratio:4/3;background:repeating-linear-gradient(45deg,var(--tint) 0 10px,var(--card) 10px 20px)}
.row{display:flex;justify-content:space-between;align-items:center;gap:1rem;margin-top:auto;padding-top:.5rem}
.price{font-size:1.15rem}.price del{color:var(--soft);font-size:.95rem;margin-right:.4rem}
.button,button{font:15px/1.2 system-ui,sans-serif;background:var(--accent);color:var(--on-accent);border:1px solid var(--accent);border-radius:8px;padding:.7rem 1.15rem;text-decoration:none;cursor:pointer;display:inline-block}
.button.quiet,button.quiet{background:transparent;color:var(--accent)}
.button:hover,button:hover{filter:brightness(1.08)}:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.two{display:grid;gap:2rem}@media(min-width:48rem){.two{grid-template-columns:1fr 1fr}}
.two img{width:100%;height:auto;border-radius:10px;border:1px solid var(--line)}
label{display:block;font:14px/1.4 system-ui,sans-serif;color:var(--soft);margin:1rem 0 .3rem}
input,textarea,select{font:16px/1.4 system-ui,sans-serif;width:100%;padding:.6rem .7rem;border:1px solid var(--line);border-radius:8px;background:var(--card);color:var(--ink)}
textarea{min-height:9rem}fieldset{border:1px solid var(--line);border-radius:10px;margin:1.5rem 0;padding:.5rem 1.1rem 1.1rem}legend{padding:0 .4rem;color:var(--soft)}
form .actions{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1.5rem}
.wrap{overflow-x:auto}table{border-collapse:collapse;width:100%;font:15px/1.5 system-ui,sans-serif}
th{text-align:left;font-weight:600;color:var(--soft);font-size:13px}th,td{padding:.6rem .75rem .6rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td form{display:inline}td .price{font-size:inherit}td.acts{white-space:nowrap}form.narrow{max-width:42rem}td button{padding:.35rem .7rem;font-size:14px;margin:0 .35rem .35rem 0}
.state{font:13px/1.3 system-ui,sans-serif;padding:.15rem .55rem;border-radius:999px;background:var(--tint);white-space:nowrap}.soft{color:var(--soft)}.small{font:14px/1.5 system-ui,sans-serif}
ul.plain{list-style:none;padding:0;margin:0}ul.plain li{padding:.7rem 0;border-bottom:1px solid var(--line);display:flex;justify-content:space-between;align-items:center;gap:1rem;flex-wrap:wrap}
.done{border-left:4px solid var(--good);background:var(--tint);padding:.8rem 1.1rem;border-radius:0 8px 8px 0}
@media(max-width:40rem){.stack thead{position:absolute;left:-999rem}.stack tr{display:block;border:1px solid var(--line);border-radius:10px;padding:.4rem .9rem;margin-bottom:1rem;background:var(--card)}.stack td{display:flex;justify-content:space-between;gap:1rem;border:0;padding:.3rem 0;text-align:right}.stack td::before{content:attr(data-label);color:var(--soft);font-size:13px;text-align:left}.stack td.acts{display:block;text-align:left;white-space:normal}.stack td.acts::before{content:none}}
footer{border-top:1px solid var(--line);padding-top:1rem;padding-bottom:2rem;color:var(--soft);font:14px/1.6 system-ui,sans-serif}`

export function page(shop: Shop, title: string, content: string, status = 200): FakeReply {
  const name = escapeHtml(shop.state.settings.storeName)
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)} – ${name}</title><style>${style}</style></head>
<body><div class="note">A pretend shop, running on this computer alone. No money moves and no mail is sent.</div>
<header><a class="name" href="/">${name}</a><nav aria-label="Shop"><a href="/">Patterns</a><a href="/wp-admin/">Seller’s pages</a></nav></header>
<main>${content}</main>
<footer>Buy here as a customer would, or change a listing by hand in the seller’s pages.</footer></body></html>`
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8', 'cache-control': 'no-store' }, body }
}

export const redirect = (to: string, status = 303, headers: Record<string, string> = {}): FakeReply => ({
  status,
  headers: { location: to, ...headers },
  body: '',
})

/** The store's own way to refuse a visitor. */
export function diePage(shop: Shop, status: number, message: string): FakeReply {
  const body = `<!DOCTYPE html>
<html lang="en-US"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><meta name="viewport" content="width=device-width"><title>WordPress &rsaquo; Error</title></head>
<body id="error-page"><div class="wp-die-message">${message} <a href="${shop.url}/" class="wc-forward">Go to shop</a></div></body></html>`
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=UTF-8',
      'x-robots-tag': 'noindex, nofollow',
      ...(status === 404 ? {} : { 'cache-control': 'no-cache' }),
    },
    body,
  }
}
