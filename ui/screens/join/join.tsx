import { SegmentedControl } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useApi, usePages } from '../../data.ts'
import { countWords } from '../../format.ts'
import { ButtonLink, TextLink } from '../../parts/link.tsx'
import { Listed, Shown } from '../../parts/more.tsx'
import { Empty, PageHead, Section } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import { AcceptAll } from './accept-all.tsx'
import { Accepted } from './accepted.tsx'
import { BringingPictures } from './bringing.tsx'
import { ProposalCard } from './proposal-card.tsx'
import { ReadingShops } from './reading.tsx'

const kinds = ['sure', 'doubtful', 'alone'] as const
export type Kind = (typeof kinds)[number]
const kindWords: Record<Kind, string> = { sure: 'Sure', doubtful: 'Have a look', alone: 'Stand alone' }
const notes: Record<Kind, string> = {
  sure: 'The same pattern at several shops, beyond reasonable doubt. Accept all of them at once, or open one and put it right.',
  doubtful: 'Probably the same pattern, with a reason to look. Each is accepted by itself.',
  alone: 'Listings that go with nothing else. Each becomes a pattern of its own, or put it to one that you know.',
}

/** The same pattern at several shops, proposed as one record: how far the reading is, what is recognised, and what she says to it. */
export function Join() {
  const shop = useShop()
  const join = useApi('GET /shops/{shop}/join', { params: { shop: shop.id } })
  return (
    <>
      <PageHead
        title="Join listings"
        below={
          <p>
            The same pattern at several shops becomes one here. No listing is touched, nobody is written to, and all of it can be taken
            back.
          </p>
        }
      />
      <Shown what="what is proposed" from={join}>
        {answer => (
          <>
            <ReadingShops reading={answer.reading} />
            <Accepted accepted={answer.accepted} />
            <BringingPictures pictures={answer.pictures} />
            {answer.findings > 0 && (
              <div className="note" data-tone="wait">
                <p>
                  {countWords(answer.findings, 'thing', 'things')} to know about the joined listings before anything is changed:{' '}
                  <TextLink to="/s/$shop/findings" params={{ shop: shop.slug }} search={{}} inherit>
                    prices, files, texts that differ
                  </TextLink>
                  .
                </p>
              </div>
            )}
            <Proposals counts={answer.counts} isReading={answer.reading.some(({ listings }) => listings.state !== 'read')} />
          </>
        )}
      </Shown>
    </>
  )
}

type Counts = Readonly<Record<Kind, { readonly proposals: number; readonly listings: number }>>

function Proposals({ counts, isReading }: { counts: Counts; isReading: boolean }) {
  const shop = useShop()
  const { kind: wanted } = useSearch({ from: '/s/$shop/join' })
  const navigate = useNavigate({ from: '/s/$shop/join' })
  const kind = wanted ?? kinds.find(one => counts[one].proposals > 0) ?? 'sure'
  const pages = usePages('GET /shops/{shop}/join/proposals', { params: { shop: shop.id }, query: { kind } })
  const total = kinds.reduce((sum, one) => sum + counts[one].proposals, 0)
  if (total === 0)
    return (
      <Empty
        title={isReading ? 'Your listings are being read' : 'Every listing has its pattern'}
        action={
          isReading ? undefined : (
            <ButtonLink to="/s/$shop/shops/connect" params={{ shop: shop.slug }} search={{}}>
              Connect a shop
            </ButtonLink>
          )
        }
      >
        <p>
          {isReading
            ? 'Once they are here, those that are the same pattern are shown together, with the reasons.'
            : 'When a shop is connected, or a listing is made there by hand, it shows up here with the pattern that it probably is.'}
        </p>
      </Empty>
    )
  return (
    <Section title="Proposed" note={notes[kind]} actions={<AcceptAll kind={kind} count={counts[kind].proposals} />}>
      <div className="tools">
        <SegmentedControl
          aria-label="Which proposals"
          value={kind}
          onChange={value => void navigate({ search: { kind: value as Kind } })}
          data={kinds.map(value => ({ value, label: `${kindWords[value]} (${counts[value].proposals})` }))}
        />
      </div>
      <Listed
        what="the proposals"
        pages={pages}
        empty={
          <Empty title={kind === 'doubtful' ? 'Nothing is in doubt' : 'Nothing of this kind is left'}>
            <p>Choose one of the others above.</p>
          </Empty>
        }
      >
        {items => (
          <ul className="cards">
            {items.map(proposal => (
              <ProposalCard key={proposal.id} proposal={proposal} others={items} />
            ))}
          </ul>
        )}
      </Listed>
    </Section>
  )
}
