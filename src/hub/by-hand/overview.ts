/** The page in a kit: what to do in order, and a button for each text. It works from the disk, without a network and without us. Pure. */
import { encodeText } from '../text.ts'
import type { KitText } from './make-kit.ts'

export interface OverviewInput {
  readonly title: string
  readonly label: string
  readonly page: string
  readonly checklist: readonly string[]
  readonly texts: readonly KitText[]
  readonly files: readonly string[]
  readonly pictures: readonly { readonly path: string; readonly alt: string }[]
}

const quoted = (text: string): string => encodeText(text).replaceAll('"', '&quot;')
const linkTo = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

const style = `
:root { color-scheme: light dark; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.5rem; } h2 { margin-top: 2rem; font-size: 1.15rem; }
section.text { margin: 1rem 0; } section.text h3 { display: inline; font-size: 1rem; }
textarea { box-sizing: border-box; width: 100%; margin-top: .4rem; padding: .6rem; font: inherit; }
button { margin-inline-start: .8rem; padding: .3rem .9rem; font: inherit; cursor: pointer; }
li { margin: .35rem 0; } img { max-width: 9rem; max-height: 9rem; vertical-align: middle; margin-inline-end: .6rem; }
`

/** From a file, a browser may let a page copy only what is marked on it. */
const script = `
for (const button of document.querySelectorAll('button[data-copies]')) {
  button.addEventListener('click', async () => {
    const area = document.getElementById(button.dataset.copies)
    area.focus(); area.select()
    let isDone = false
    try { await navigator.clipboard.writeText(area.value); isDone = true } catch { isDone = document.execCommand('copy') }
    document.getElementById('said').textContent = isDone ? button.dataset.name + ' copied' : 'Marked: copy it with Control and C'
  })
}
`

export function overviewPage({ title, label, page, checklist, texts, files, pictures }: OverviewInput): string {
  const list = (items: readonly string[]) => items.map(item => `<li>${item}</li>`).join('\n')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src 'self' file:">
<title>${encodeText(title)} – ${encodeText(label)}</title>
<style>${style}</style>
</head>
<body>
<h1>${encodeText(title)} at ${encodeText(label)}</h1>
<p><a href="${quoted(page)}" target="_blank" rel="noreferrer">Open the page there</a></p>
<p id="said" role="status"></p>
<h2>What to do</h2>
<ol>
${list(checklist.map(line => `<label><input type="checkbox"> ${encodeText(line)}</label>`))}
</ol>
<h2>Texts to paste</h2>
${texts
  .map(
    ({ label: name, text }, at) => `<section class="text">
<h3><label for="text-${at}">${encodeText(name)}</label></h3>
<button type="button" data-copies="text-${at}" data-name="${quoted(name)}">Copy ${encodeText(name)}</button>
<textarea id="text-${at}" readonly rows="${Math.min(14, text.split('\n').length + Math.floor(text.length / 80) + 1)}">
${encodeText(text)}</textarea>
</section>`,
  )
  .join('\n')}
<h2>Files</h2>
<ul>
${list(files.map(path => `<a href="${linkTo(path)}">${encodeText(path)}</a>`))}
</ul>
<h2>Pictures</h2>
<ol>
${list(pictures.map(({ path, alt }) => `<a href="${linkTo(path)}"><img src="${linkTo(path)}" alt=""></a> ${encodeText(path)}${alt === '' ? '' : ` – ${encodeText(alt)}`}`))}
</ol>
<script>${script}</script>
</body>
</html>
`
}
