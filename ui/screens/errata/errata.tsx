import { Button } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useAct, useApi, usePages } from '../../data.ts'
import { Icon } from '../../parts/icons.tsx'
import { ButtonLink, PlainLink, TextLink } from '../../parts/link.tsx'
import { Listed } from '../../parts/more.tsx'
import { Empty, PageHead, Refusal } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { aboutWords, type Erratum, type Severity, severityWords, stateWords } from './words.ts'

/** Corrections, of one pattern or of all. */
export function Errata() {
  const shop = useShop()
  const { pattern } = useSearch({ from: '/s/$shop/corrections' })
  const pages = usePages('GET /shops/{shop}/errata', { params: { shop: shop.id }, query: { pattern } })
  return (
    <>
      <PageHead
        title="Corrections"
        below={
          <p>When something in a pattern is wrong: whoever bought it anywhere learns of it, once, by the way that is allowed there.</p>
        }
        actions={pattern === undefined && <ChoosePattern />}
      />
      {pattern !== undefined && <Begin pattern={pattern} />}
      <Listed
        what="your corrections"
        pages={pages}
        empty={
          <Empty title="No correction yet" action={pattern === undefined && <ChoosePattern />}>
            <p>
              {pattern === undefined
                ? 'Open a pattern and choose “Correction” among its files. You see who is told, and how, before anything is sent.'
                : 'Say above how bad it is. You see who is told, and how, before anything is sent.'}
            </p>
          </Empty>
        }
      >
        {items => (
          <ul className="cards">
            {items.map(erratum => (
              <ErratumCard key={erratum.id} erratum={erratum} />
            ))}
          </ul>
        )}
      </Listed>
    </>
  )
}

function ChoosePattern() {
  const shop = useShop()
  return (
    <ButtonLink to="/s/$shop/patterns" params={{ shop: shop.slug }} search={{}}>
      Choose the pattern
    </ButtonLink>
  )
}

function ErratumCard({ erratum }: { erratum: Erratum }) {
  const shop = useShop()
  const { id, patternTitle, severity, state, leftAt, createdAt } = erratum
  return (
    <li className="card launch">
      <div className="launch-head">
        <div>
          <h2>
            <PlainLink to="/s/$shop/corrections/$erratum" params={{ shop: shop.slug, erratum: id }}>
              {patternTitle}: {severityWords[severity].label}
            </PlainLink>
          </h2>
          <p>{aboutWords(erratum)}</p>
          <p className="section-note">
            {leftAt === null ? 'Written ' : 'Went out '}
            <When at={leftAt ?? createdAt} />
          </p>
        </div>
        <State is={stateWords[state]} />
      </div>
    </li>
  )
}

/** How bad it is comes first: the rest follows from it. */
function Begin({ pattern: id }: { pattern: string }) {
  const shop = useShop()
  const navigate = useNavigate()
  const pattern = useApi('GET /shops/{shop}/patterns/{pattern}', { params: { shop: shop.id, pattern: id } })
  const [chosen, setChosen] = useState<Severity | null>(null)
  const begin = useAct('POST /shops/{shop}/patterns/{pattern}/errata', answer =>
    navigate({ to: '/s/$shop/corrections/$erratum', params: { shop: shop.slug, erratum: answer.id } }),
  )
  const newest = pattern.data?.versions[0]
  // A correction is mostly written just after its version; a first version puts nothing right.
  const versionId = newest !== undefined && newest.kind !== 'first' ? newest.id : null
  return (
    <section className="section" aria-label="Write a correction">
      <p>
        <TextLink to="/s/$shop/patterns/$pattern" params={{ shop: shop.slug, pattern: id }} search={{ tab: 'files' }}>
          {pattern.data?.title ?? 'The pattern'}
        </TextLink>
        : how bad is it?
      </p>
      <div className="severities">
        {(Object.keys(severityWords) as Severity[]).map(severity => (
          <Button
            key={severity}
            variant="default"
            className="severity"
            leftSection={<Icon name={severity === 'stop' ? 'hand' : 'pencil'} />}
            loading={begin.isPending && chosen === severity}
            disabled={pattern.data === undefined}
            onClick={() => {
              setChosen(severity)
              begin.mutate({ params: { shop: shop.id, pattern: id }, body: { severity, versionId } })
            }}
          >
            <span>
              <strong>{severityWords[severity].label}</strong>
              <span>{severityWords[severity].says}</span>
            </span>
          </Button>
        ))}
      </div>
      <Refusal error={begin.error} />
    </section>
  )
}
