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
    const mail = new DOMParser().parseFromString(html, 'text/html')
    for (const unwanted of mail.querySelectorAll('script, iframe, object, embed, form, base, meta, link')) unwanted.remove()
    const sheets = [...mail.querySelectorAll('style')].map(style => {
      style.remove()
      const sheet = new view.CSSStyleSheet()
      sheet.replaceSync(style.textContent ?? '')
      return sheet
    })
    const base = new view.CSSStyleSheet()
    base.replaceSync('body { margin: 20px; font: 16px/1.5 system-ui, sans-serif; color: #222; background: #fff; overflow-wrap: anywhere }')
    page.adoptedStyleSheets = [base, ...sheets]
    const styled = [...mail.body.querySelectorAll<HTMLElement>('[style]')].map(node => {
      const style = node.getAttribute('style') ?? ''
      node.removeAttribute('style')
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: shown again when the mail changes
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
