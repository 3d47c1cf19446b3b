import { Button, SegmentedControl } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { announce } from '../../announce.tsx'
import type { AnswerOf } from '../../api.ts'
import { useAct, useApi, usePages } from '../../data.ts'
import { countWords } from '../../format.ts'
import { hideNote, notify } from '../../notify.tsx'
import { Changes } from '../../parts/changes.tsx'
import { Icon } from '../../parts/icons.tsx'
import { ButtonLink, TextLink } from '../../parts/link.tsx'
import { Listed } from '../../parts/more.tsx'
import { Empty, PageHead, Refusal } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import { fields, findingWords } from '../../words.ts'

type Finding = AnswerOf<'GET /shops/{shop}/findings'>['items'][number]
type Kind = Finding['kind']

/** What is to be known of joined listings before anything is changed there. Nothing was sent; a press would change what is shown. */
export function Findings() {
  const shop = useShop()
  const { kind, hidden } = useSearch({ from: '/s/$shop/findings' })
  const navigate = useNavigate({ from: '/s/$shop/findings' })
  const query = { ...(kind === undefined ? {} : { kind }), ...(hidden === undefined ? {} : { hidden }) }
  const pages = usePages('GET /shops/{shop}/findings', { params: { shop: shop.id }, query })
  const whole = useApi('GET /shops/{shop}/findings', { params: { shop: shop.id }, query: { limit: 1 } })
  const counts = whole.data?.counts ?? []
  const total = counts.reduce((sum, { count }) => sum + count, 0)
  return (
    <>
      <PageHead
        title="Before anything is changed"
        above={
          <TextLink to="/s/$shop/join" params={{ shop: shop.slug }} search={{}}>
            Join listings
          </TextLink>
        }
        below={<p>Where your shops differ from your patterns. Nothing was sent, and nothing is until you publish a pattern.</p>}
      />
      <div className="tools">
        <SegmentedControl
          aria-label="Which findings"
          value={hidden === 'true' ? 'hidden' : 'open'}
          onChange={value => void navigate({ search: value === 'hidden' ? { hidden: 'true' } : {} })}
          data={[
            { value: 'open', label: `Open (${total})` },
            { value: 'hidden', label: `Hidden (${whole.data?.hidden ?? 0})` },
          ]}
        />
        {hidden === undefined && counts.length > 1 && (
          <SegmentedControl
            aria-label="Of which kind"
            className="kinds"
            value={kind ?? 'all'}
            onChange={value => void navigate({ search: value === 'all' ? {} : { kind: value as Kind } })}
            data={[
              { value: 'all', label: 'All' },
              ...counts.map(one => ({ value: one.kind, label: `${findingWords[one.kind]} (${one.count})` })),
            ]}
          />
        )}
      </div>
      <Listed what="the findings" pages={pages} empty={<None isHidden={hidden === 'true'} />}>
        {items => (
          <div className="cards">
            {[...Map.groupBy(items, one => one.patternId)].map(([pattern, some]) => (
              <PatternFindings key={pattern} findings={some} />
            ))}
          </div>
        )}
      </Listed>
    </>
  )
}

function None({ isHidden }: { isHidden: boolean }) {
  return isHidden ? (
    <Empty title="Nothing is hidden">
      <p>What you let be is kept here, and can be shown again.</p>
    </Empty>
  ) : (
    <Empty title="Nothing differs">
      <p>
        Once listings are joined to patterns, this page tells what differs between shops before anything is changed: prices, files that are
        missing or old, words that would be lost.
      </p>
    </Empty>
  )
}

function PatternFindings({ findings }: { findings: readonly Finding[] }) {
  const shop = useShop()
  const [first] = findings
  if (first === undefined) return null
  return (
    <section className="card edits" aria-label={first.patternTitle}>
      <div className="listing-top">
        <h2 className="pressed-title">
          <TextLink to="/s/$shop/patterns/$pattern" params={{ shop: shop.slug, pattern: first.patternId }} search={{}} inherit>
            {first.patternTitle}
          </TextLink>{' '}
          <span className="dim">{countWords(findings.length, 'thing', 'things')} to know</span>
        </h2>
        <ButtonLink size="xs" variant="default" to="/s/$shop/preview" params={{ shop: shop.slug }} search={{ patterns: first.patternId }}>
          Look at what a press would send
        </ButtonLink>
      </div>
      {findings.map(finding => (
        <FindingRow key={`${finding.listingId} ${finding.key}`} finding={finding} />
      ))}
    </section>
  )
}

function FindingRow({ finding }: { finding: Finding }) {
  const shop = useShop()
  const hide = useAct('POST /shops/{shop}/findings/hide')
  const set = (isHidden: boolean) =>
    hide.mutateAsync({ params: { shop: shop.id }, body: { listingId: finding.listingId, key: finding.key, isHidden } })
  const letBe = async () => {
    await set(true)
    const id = `hidden:${finding.listingId}:${finding.key}`
    announce('Hidden.')
    notify({
      id,
      title: 'Hidden',
      message: (
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => {
            hideNote(id)
            void set(false).catch(() => null)
          }}
        >
          Show it again
        </Button>
      ),
    })
  }
  const { kind, says, from, to, url, isHidden, field } = finding
  return (
    <div className="edit finding">
      <p>
        <strong>{findingWords[kind]}</strong> {says}
      </p>
      {(from !== null || to !== null) && (
        <details>
          <summary className="finding-more">What a press would change</summary>
          <Changes changes={[{ field, label: fields[field as keyof typeof fields] ?? field, from, to }]} />
        </details>
      )}
      <div className="edit-foot">
        <span className="dim">{from === null && to === null ? 'A press changes nothing of this.' : `at ${finding.shop}`}</span>
        <span className="listing-tools">
          {url && (
            <Button size="xs" variant="subtle" component="a" href={url} target="_blank" rel="noreferrer" rightSection={<Icon name="out" />}>
              Open there
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            loading={hide.isPending}
            onClick={() => void (isHidden ? set(false) : letBe()).catch(() => null)}
            aria-label={`${isHidden ? 'Show again' : 'Let it be'}: ${findingWords[kind]} at ${finding.shop}, ${finding.patternTitle}`}
          >
            {isHidden ? 'Show again' : 'Let it be'}
          </Button>
        </span>
      </div>
      <Refusal error={hide.error} />
    </div>
  )
}
