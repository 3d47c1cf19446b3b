import type { AnswerOf } from '../../api.ts'
import { useApi } from '../../data.ts'
import { countWords } from '../../format.ts'
import { ButtonLink } from '../../parts/link.tsx'
import { Section } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'

const whileReadingMs = 2_000

/** How the reading, what was recognised and what differs stand, over all shops; moves while shops are read. */
export function useJoin() {
  const shop = useShop()
  return useApi(
    'GET /shops/{shop}/join',
    { params: { shop: shop.id } },
    { refetchInterval: answer => (answer !== undefined && answer.reading.length > 0 ? whileReadingMs : false) },
  )
}

/** From what her shops hold to what is to be known before anything is changed: each with its count. */
export function WhatWeFound() {
  const join = useJoin()
  const { data } = join
  if (data === undefined || (foundIn(data) === 0 && data.findings === 0)) return null
  return (
    <Section title="What we found" note="In all your shops together. Nothing there is touched.">
      <NextSteps join={data} />
    </Section>
  )
}

type Join = AnswerOf<'GET /shops/{shop}/join'>

export const foundIn = ({ counts }: Join): number => counts.sure.listings + counts.doubtful.listings + counts.alone.listings

export function NextSteps({ join }: { join: Join }) {
  const shop = useShop()
  const { counts, findings } = join
  const found = foundIn(join)
  const recognised = counts.sure.proposals + counts.doubtful.proposals
  return (
    <div className="next-steps">
      {found > 0 && (
        <p>
          {countWords(found, 'listing')} found
          {recognised > 0 && `, ${countWords(recognised, 'pattern', 'patterns')} recognised in them`}
          {counts.alone.listings > 0 && `, ${counts.alone.listings.toLocaleString()} on their own`}.{' '}
          <ButtonLink size="xs" to="/s/$shop/join" params={{ shop: shop.slug }} search={{}}>
            Join {countWords(found, 'listing')}
          </ButtonLink>
        </p>
      )}
      {findings > 0 && (
        <p>
          {countWords(findings, 'thing', 'things')} to know before anything is changed: prices, files and texts that differ.{' '}
          <ButtonLink size="xs" variant={found > 0 ? 'default' : 'filled'} to="/s/$shop/findings" params={{ shop: shop.slug }} search={{}}>
            Look at {countWords(findings, 'finding')}
          </ButtonLink>
        </p>
      )}
    </div>
  )
}
