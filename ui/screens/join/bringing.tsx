import { Progress } from '@mantine/core'
import type { AnswerOf } from '../../api.ts'
import { countWords } from '../../format.ts'
import { TextLink } from '../../parts/link.tsx'
import { useShop } from '../../shop.tsx'

type Pictures = AnswerOf<'GET /shops/{shop}/join'>['pictures']

/** How far the pictures and files of joined listings are on their way here, and what could not be had. */
export function BringingPictures({ pictures }: { pictures: Pictures }) {
  const { patterns, done, withPictures, troubled, troubledCount } = pictures
  if (patterns === 0) return null
  const isUnderWay = done < patterns
  return (
    <section className="card bringing" aria-label="Pictures and files of joined listings">
      <h3>
        {withPictures} of {countWords(patterns, 'pattern has its', 'patterns have their')} pictures
      </h3>
      {isUnderWay && (
        <>
          <Progress value={(done / patterns) * 100} aria-label="Patterns whose pictures came" size="sm" />
          <p className="dim">
            They come from the shops where they stand, with the files where a shop hands them over. This page may be closed; it goes on.
          </p>
        </>
      )}
      {troubledCount > 0 && <Troubled troubled={troubled} count={troubledCount} />}
    </section>
  )
}

function Troubled({ troubled, count }: { troubled: Pictures['troubled']; count: number }) {
  const shop = useShop()
  return (
    <details>
      <summary>
        {countWords(count, 'pattern')} {count === 1 ? 'lacks' : 'lack'} something that could not be had. It stays at the shops as it is.
      </summary>
      <ul className="troubled">
        {troubled.map(one => (
          <li key={one.patternId}>
            <TextLink
              to="/s/$shop/patterns/$pattern"
              params={{ shop: shop.slug, pattern: one.patternId }}
              search={{ tab: 'pictures' }}
              inherit
            >
              {one.title}
            </TextLink>
            <ul>
              {one.troubles.map(says => (
                <li key={says}>{says}</li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {count > troubled.length && <p className="dim">And {countWords(count - troubled.length, 'more')}.</p>}
    </details>
  )
}
