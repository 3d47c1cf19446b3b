import { Button } from '@mantine/core'
import { announce } from '../../announce.tsx'
import { useAct, useApi } from '../../data.ts'
import { countWords } from '../../format.ts'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import type { PatternFull } from './pattern.tsx'

/** What came with this pattern from the shops where it was found, and what could not be had. Nothing for a pattern that was made here. */
export function Brought({ pattern, what }: { pattern: PatternFull; what: 'pictures' | 'files' }) {
  const shop = useShop()
  const params = { shop: shop.id, pattern: pattern.id }
  const { data } = useApi('GET /shops/{shop}/patterns/{pattern}/brought', { params })
  const again = useAct('POST /shops/{shop}/patterns/{pattern}/brought/again', () => announce('They are asked for again.'))
  const brought = data?.brought ?? null
  if (brought === null) return null
  const { state, againAt } = brought
  const about = what === 'pictures' ? 'images' : 'files'
  // What a version of hers has taken the place of is no trouble any more.
  const isSettled = what === 'files' && pattern.versions.length > 0
  const troubles = isSettled ? [] : brought.troubles.filter(one => one.about === about).map(({ says }) => says)
  const [count, from] = what === 'pictures' ? [brought.pictures, brought.picturesFrom] : [brought.files, brought.filesFrom]
  const isComing = state === 'waiting' && againAt === null
  if (count === 0 && troubles.length === 0 && !isComing) return null
  return (
    <div className="note brought" data-tone={troubles.length > 0 ? 'wait' : undefined}>
      {isComing && <p>Pictures, and files where a shop hands them over, are on their way here.</p>}
      {count > 0 && (
        <p>
          {countWords(count, what === 'pictures' ? 'picture' : 'file', what)} came from {from ?? 'a shop'} when its listing was joined.
        </p>
      )}
      {troubles.length > 0 && (
        <>
          <p>Not all could be had; what stands at your shops stays there:</p>
          <ul>
            {troubles.map(says => (
              <li key={says}>{says}</li>
            ))}
          </ul>
          <p>
            {againAt !== null && (
              <>
                It is asked for again <When at={againAt} />.{' '}
              </>
            )}
            <Button size="xs" variant="default" loading={again.isPending} onClick={() => again.mutate({ params })}>
              Ask for them now
            </Button>
          </p>
        </>
      )}
    </div>
  )
}
