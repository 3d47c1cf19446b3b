/** A pattern's picture, or its first letter on cloth while it has none. Decorative: the title stands beside it. */
export function Cover({ src, title, size = 44 }: { src: string | null; title: string; size?: number | 'fill' }) {
  const box = size === 'fill' ? {} : { width: size, height: Math.round(size * 1.25) }
  return src === null ? (
    <span className="cover cover-none" style={box} aria-hidden="true">
      {title.slice(0, 1).toUpperCase()}
    </span>
  ) : (
    <img className="cover" style={box} src={src} alt="" loading="lazy" decoding="async" />
  )
}
