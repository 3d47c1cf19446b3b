import type { CSSProperties } from 'react'

/** A pattern's picture, or its first letter on cloth while it has none. Decorative: the title stands beside it. */
export function Cover({ src, title, size = 44 }: { src: string | null; title: string; size?: number | 'fill' }) {
  // A variable, so that a narrow screen may set another width in its own rules.
  const box = (size === 'fill' ? {} : { '--cover-width': `${size}px` }) as CSSProperties
  return src === null ? (
    <span className="cover cover-none" style={box} aria-hidden="true">
      {title.slice(0, 1).toUpperCase()}
    </span>
  ) : (
    <img className="cover" style={box} src={src} alt="" loading="lazy" decoding="async" />
  )
}
