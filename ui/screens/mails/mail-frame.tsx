import { useEffect, useRef, useState } from 'react'

const smallest = 280
const largest = 4_000

/**
 * A mail in a frame in which no script runs. The page's content policy also forbids inline styles there, so the mail's own are set through the
 * style objects, which it allows; links open in a window of their own.
 */
export function MailFrame({ html, title }: { html: string; title: string }) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [height, setHeight] = useState(smallest)
  const show = () => {
    const page = frame.current?.contentDocument
    const view = frame.current?.contentWindow as (Window & typeof globalThis) | null | undefined
    if (!page || !view) return
    // A parsed page is under our content policy too, so inline styles are put aside before parsing.
    const css: string[] = []
    const bare = html
      .replaceAll(/<style[^>]*>([\s\S]*?)<\/style>/gi, (_, rules: string) => {
        css.push(rules)
        return ''
      })
      .replaceAll(/(<[^>]*?\s)style=/gi, '$1data-style=')
    const mail = new DOMParser().parseFromString(bare, 'text/html')
    for (const unwanted of mail.querySelectorAll('script, iframe, object, embed, form, base, meta, link')) unwanted.remove()
    const sheets = css.map(rules => {
      const sheet = new view.CSSStyleSheet()
      sheet.replaceSync(rules)
      return sheet
    })
    const base = new view.CSSStyleSheet()
    base.replaceSync('body { margin: 20px; font: 16px/1.5 system-ui, sans-serif; color: #222; background: #fff; overflow-wrap: anywhere }')
    page.adoptedStyleSheets = [base, ...sheets]
    const styled = [...mail.body.querySelectorAll<HTMLElement>('[data-style]')].map(node => {
      const style = node.getAttribute('data-style') ?? ''
      node.removeAttribute('data-style')
      return { node, style }
    })
    for (const link of mail.body.querySelectorAll('a')) {
      link.target = '_blank'
      link.rel = 'noopener noreferrer'
    }
    page.body.replaceChildren(...[...mail.body.childNodes].map(node => page.adoptNode(node)))
    for (const { node, style } of styled) node.style.cssText = style
    setHeight(Math.min(largest, Math.max(smallest, page.documentElement.scrollHeight)))
  }
  useEffect(show, [html])
  return (
    <iframe
      ref={frame}
      className="mail-frame"
      title={`Mail: ${title}`}
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      onLoad={show}
      height={height}
    />
  )
}
