import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import type { AnswerOf } from '../../api.ts'
import { useAct, useApi } from '../../data.ts'
import { countWords, moneyWords } from '../../format.ts'
import { ChoosePattern } from '../../parts/choose-pattern.tsx'
import { Shown } from '../../parts/more.tsx'
import { Refusal, Section } from '../../parts/page.tsx'
import { Table } from '../../parts/table.tsx'
import { useShop } from '../../shop.tsx'
import type { SalesFile, SalesImport } from './sales-by-table.tsx'
import { SayColumns } from './say-columns.tsx'

export type SalesMap = SalesFile['map']
type Report = AnswerOf<'POST /shops/{shop}/sales-files/{salesFile}/report'>

const encodings: Record<SalesFile['encoding'], string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows letters',
}
const separators: Record<SalesFile['separator'], string> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' }

/** A table knows no time zone: its days are those that stand in it. */
const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })

/** Some ten thousand rows. */
const largeBytes = 1_000_000

const isSaid = ({ columns }: SalesMap): boolean =>
  columns.date !== undefined && columns.gross !== undefined && (columns.product ?? columns.sku) !== undefined

/** Before anything is taken: what its columns mean, the first rows as sales, what is new, and which product is which pattern. */
export function BroughtTable({ file, onTaken, onAway }: { file: SalesFile; onTaken: (taken: SalesImport) => void; onAway: () => void }) {
  const shop = useShop()
  const [map, setMap] = useState(file.map)
  const [said] = useDebouncedValue(map, 300)
  const params = { shop: shop.id, salesFile: file.id }
  const report = useApi(
    'POST /shops/{shop}/sales-files/{salesFile}/report',
    { params, body: { map: said } },
    { enabled: isSaid(said), keepPrevious: true, isHeavy: true },
  )
  return (
    <>
      <Section
        title={file.fileName}
        note={`${countWords(file.header.length, 'column')}, separated by ${separators[file.separator]}, in ${encodings[file.encoding]}.${
          file.preset === null ? ' What each means is a proposal: look it over.' : ` Its columns are those of “${file.preset}”.`
        }`}
        actions={
          <Button variant="default" onClick={onAway}>
            Throw it away
          </Button>
        }
      >
        <SayColumns header={file.header} map={map} onChange={setMap} asked={report.data?.questions ?? []} />
      </Section>
      {isSaid(said) ? (
        <>
          {report.isFetching && (
            <p className="dim" role="status">
              Its rows are being read{file.sizeBytes > largeBytes ? '; a table of this size takes some seconds' : ''} …
            </p>
          )}
          <Shown what="what this table would bring" from={report}>
            {answer => (
              <Brings
                key={file.id}
                file={file}
                map={said}
                report={answer}
                onTaken={onTaken}
                onRefused={() => void report.refetch()}
                isOld={map !== said || report.isFetching}
              />
            )}
          </Shown>
        </>
      ) : (
        <p className="note" data-tone="wait">
          Say which columns hold the date, the product and what was paid. Then the first rows are shown here as sales.
        </p>
      )}
    </>
  )
}

interface BringsProps {
  file: SalesFile
  map: SalesMap
  report: Report
  onTaken: (taken: SalesImport) => void
  /** What it would bring may have changed meanwhile. */
  onRefused: () => void
  isOld: boolean
}

function Brings({ file, map, report, onTaken, onRefused, isOld }: BringsProps) {
  const shop = useShop()
  const [chosen, setChosen] = useState<Record<string, string | null>>({})
  const [preset, setPreset] = useState(file.preset ?? '')
  const take = useAct('POST /shops/{shop}/sales-files/{salesFile}/take', onTaken)
  const choiceOf = (product: Report['products'][number]) => chosen[product.key] ?? product.suggestion?.patternId ?? null
  const asked = report.products.filter(({ patternId }) => patternId === null)
  const press = () =>
    take.mutate(
      {
        params: { shop: shop.id, salesFile: file.id },
        body: {
          map,
          key: report.key,
          matches: asked.flatMap(product => {
            const patternId = chosen[product.key] === null ? null : choiceOf(product)
            return patternId === null ? [] : [{ product: product.key, patternId }]
          }),
          preset: preset.trim() === '' ? null : preset.trim(),
        },
      },
      { onError: onRefused },
    )
  return (
    <>
      <Section title="What it brings">
        <p className="plan-sentence" role="status">
          {report.sentence}
        </p>
        {report.sample.length > 0 && <Sample report={report} />}
        {report.faults.length > 0 && (
          <details className="older" open={report.faults.length <= 5}>
            <summary>Rows that need a look ({report.faults.length})</summary>
            <ul className="faults">
              {report.faults.map(fault => (
                <li key={`${fault.line} ${fault.reason}`}>
                  <strong>Line {fault.line}:</strong> {fault.reason}
                </li>
              ))}
            </ul>
          </details>
        )}
      </Section>
      {asked.length > 0 && (
        <Section
          title="Which pattern is it?"
          note="Asked once for each product; all its sales follow. What you leave open is asked under Orders."
        >
          <ul className="rows">
            {asked.map(product => (
              <li key={product.key} className="product-row">
                <span className="row-main">
                  <strong>{product.title}</strong>
                  <small>
                    {countWords(product.rows, 'sale')}
                    {product.sku !== null && ` · ${product.sku}`}
                    {product.suggestion !== null && chosen[product.key] === undefined && ` · ${product.suggestion.why.toLowerCase()}`}
                  </small>
                </span>
                <ChoosePattern
                  isQuiet
                  label={`Pattern of ${product.title}`}
                  value={chosen[product.key] === null ? null : choiceOf(product)}
                  onChange={patternId => setChosen(before => ({ ...before, [product.key]: patternId }))}
                  first={
                    product.suggestion === null
                      ? undefined
                      : { value: product.suggestion.patternId, label: product.suggestion.patternTitle }
                  }
                />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {report.questions.length === 0 && (
        <>
          <TextInput
            className="remember"
            label="Remember these columns as"
            description="Such a table is understood by itself next time. Empty: they are not kept."
            placeholder="Monthly sales"
            value={preset}
            maxLength={100}
            onChange={event => setPreset(event.currentTarget.value)}
          />
          <div className="press-bar">
            <div>
              <Refusal error={take.error} />
            </div>
            <Button size="md" disabled={report.fresh === 0 || isOld} loading={take.isPending} onClick={press}>
              Take {countWords(report.fresh, 'row')}
            </Button>
          </div>
        </>
      )}
    </>
  )
}

function Sample({ report }: { report: Report }) {
  return (
    <Table
      label="The first rows as sales"
      rows={report.sample}
      keyOf={row => String(row.line)}
      columns={[
        { key: 'product', label: 'Product', isHead: true, cell: row => row.product },
        { key: 'number', label: 'Order', cell: row => row.number ?? '–' },
        { key: 'at', label: 'Sold', cell: row => days.format(new Date(row.placedAt)) },
        { key: 'buyer', label: 'Buyer', cell: row => row.buyer ?? '–' },
        { key: 'quantity', label: 'Pieces', align: 'right', cell: row => row.quantity },
        {
          key: 'gross',
          label: 'Paid',
          align: 'right',
          cell: row => (row.refunded.minor === '0' ? moneyWords(row.gross) : `${moneyWords(row.gross)}, back ${moneyWords(row.refunded)}`),
        },
        { key: 'new', label: 'New', cell: row => (row.isNew ? 'new' : 'known') },
      ]}
    />
  )
}
