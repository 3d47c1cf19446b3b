import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useAct, usePages } from '../../data.ts'
import { TextLink } from '../../parts/link.tsx'
import { Listed } from '../../parts/more.tsx'
import { Empty, Section } from '../../parts/page.tsx'
import { State } from '../../parts/state.tsx'
import { Table } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { listingWords } from '../../words.ts'
import type { ConnectionFull } from './connection.tsx'

export function Listings({ connection }: { connection: ConnectionFull }) {
  const shop = useShop()
  const [state, setState] = useState<keyof typeof listingWords | ''>('')
  const retry = useAct('POST /shops/{shop}/listings/{listing}/retry')
  const pages = usePages('GET /shops/{shop}/listings', {
    params: { shop: shop.id },
    query: { connection: connection.id, ...(state === '' ? {} : { state }) },
  })
  return (
    <Section
      title="Listings"
      actions={
        <NativeSelect
          aria-label="State"
          value={state}
          onChange={event => setState(event.currentTarget.value as typeof state)}
          data={[{ value: '', label: 'Any state' }, ...Object.entries(listingWords).map(([value, one]) => ({ value, label: one.word }))]}
        />
      }
    >
      <Listed
        what="the listings"
        pages={pages}
        empty={
          <Empty title={state === '' ? 'None of your patterns is listed there' : 'None in this state'}>
            <p>{state === '' ? 'Publish a pattern, or take in what was found there.' : 'Choose another state above.'}</p>
          </Empty>
        }
      >
        {items => (
          <Table
            label={`Listings at ${connection.label}`}
            rows={items}
            keyOf={row => row.id}
            columns={[
              {
                key: 'pattern',
                label: 'Pattern',
                isHead: true,
                cell: row =>
                  row.patternId ? (
                    <TextLink
                      to="/s/$shop/patterns/$pattern"
                      params={{ shop: shop.slug, pattern: row.patternId }}
                      search={{ tab: 'shops' }}
                      inherit
                    >
                      {row.patternTitle}
                    </TextLink>
                  ) : (
                    (row.patternTitle ?? 'no pattern')
                  ),
              },
              {
                key: 'state',
                label: 'State',
                cell: row => (
                  <>
                    <State is={listingWords[row.state]} />
                    {row.reason && <small className="reason-small">{row.reason}</small>}
                  </>
                ),
              },
              { key: 'version', label: 'Version there', cell: row => row.versionThere ?? '–' },
              { key: 'proven', label: 'Proven', cell: row => <When at={row.provenAt} /> },
              {
                key: 'do',
                label: 'Do',
                isQuiet: true,
                cell: row =>
                  ['failed', 'needs-you', 'gone'].includes(row.state) ? (
                    <Button
                      size="xs"
                      variant="default"
                      onClick={() => retry.mutate({ params: { shop: shop.id, listing: row.id } })}
                      aria-label={`Try again: ${row.patternTitle ?? row.remoteId ?? ''}`}
                    >
                      Try again
                    </Button>
                  ) : row.url ? (
                    <a href={row.url} target="_blank" rel="noreferrer" aria-label={`Open there: ${row.patternTitle ?? 'the listing'}`}>
                      Open there
                    </a>
                  ) : null,
              },
            ]}
          />
        )}
      </Listed>
    </Section>
  )
}
