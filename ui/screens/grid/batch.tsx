import '../../look/sheet.css'
import { Button } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { AnswerOf } from '../../api.ts'
import { useAct, useApi } from '../../data.ts'
import { countWords } from '../../format.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Icon } from '../../parts/icons.tsx'
import { ButtonLink, TextLink } from '../../parts/link.tsx'
import { Shown } from '../../parts/more.tsx'
import { Empty, PageHead, Refusal, Section } from '../../parts/page.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { searchOf } from '../push/target.ts'

type Batch = AnswerOf<'GET /shops/{shop}/batches/{batch}'>
type Change = Batch['changes'][number]
type Fault = Batch['faults'][number]

/** What a table or a spreadsheet would change, before it does; applied whole, taken back whole, then published with one press. */
export function BatchScreen() {
  const shop = useShop()
  const { batch: id } = useParams({ from: '/s/$shop/batches/$batch' })
  const batch = useApi('GET /shops/{shop}/batches/{batch}', { params: { shop: shop.id, batch: id } })
  return (
    <>
      <PageHead
        title={batch.data === undefined ? 'Changes' : titles[batch.data.state]}
        above={
          <TextLink to="/s/$shop/patterns/grid" params={{ shop: shop.slug }}>
            Patterns as a table
          </TextLink>
        }
        below={batch.data && <p>{wordsOf(batch.data)}</p>}
      />
      <Shown what="the changes" from={batch}>
        {answer => <Whole batch={answer} />}
      </Shown>
    </>
  )
}

const titles = { shown: 'Look at the changes', applied: 'Changes kept', undone: 'Changes taken back' } as const

const wordsOf = ({ state, fileName, rows }: Batch): string =>
  state === 'shown'
    ? `${fileName === null ? 'The table' : `“${fileName}”`}: ${countWords(rows, 'row')} came in. Nothing is changed yet.`
    : state === 'applied'
      ? 'They are kept here. No shop shows them until you publish.'
      : 'Here all is as it was before.'

function Whole({ batch }: { batch: Batch }) {
  const shop = useShop()
  const params = { shop: shop.id, batch: batch.id }
  const [isAsking, setAsking] = useState(false)
  const [taken, setTaken] = useState<string | null>(null)
  const apply = useAct('POST /shops/{shop}/batches/{batch}/apply')
  const undo = useAct('POST /shops/{shop}/batches/{batch}/undo', answer => setTaken(answer.sentence))
  const patterns = countWords(batch.patternIds.length, 'pattern')
  // A long list is kept in this window, once.
  const target = useMemo(() => searchOf({ patternIds: batch.patternIds }), [batch.patternIds])
  return (
    <>
      {taken && (
        <p className="note" data-tone="good" role="status">
          <Icon name="undo" /> {taken}
        </p>
      )}
      {batch.appliedAt && batch.state === 'applied' && (
        <p className="note" data-tone="good" role="status">
          <Icon name="check" /> {countWords(batch.changeCount, 'cell')} of {patterns} kept <When at={batch.appliedAt} />.
        </p>
      )}
      {batch.faultCount > 0 && (
        <Section title={`${countWords(batch.faultCount, 'cell is', 'cells are')} left out`} note="What is wrong with each, and what to do.">
          <Faults faults={batch.faults} />
          <Rest shown={batch.faults.length} all={batch.faultCount} />
        </Section>
      )}
      {batch.warnings.length > 0 && (
        <Section title="A shop will refuse this" note="It is kept here all the same; the preview names the shop again.">
          <Faults faults={batch.warnings} />
        </Section>
      )}
      {batch.changeCount === 0 ? (
        <Empty title="Nothing is different">
          <p>{batch.faultCount > 0 ? 'What could be read stands here already.' : 'Every cell stands here already as it came in.'}</p>
        </Empty>
      ) : (
        <Section title={`${countWords(batch.changeCount, 'cell')} of ${patterns} ${batch.state === 'shown' ? 'would change' : 'changed'}`}>
          <Table label="Changes" rows={batch.changes} keyOf={one => `${one.patternId} ${one.column}`} columns={changeColumns} />
          <Rest shown={batch.changes.length} all={batch.changeCount} />
        </Section>
      )}
      <div className="press-bar">
        <Refusal error={apply.error ?? undo.error} />
        <div className="form-foot-buttons">
          {batch.state !== 'applied' && (
            <ButtonLink variant="default" to="/s/$shop/patterns/grid" params={{ shop: shop.slug }}>
              {batch.state === 'shown' ? 'Not now' : 'To the table'}
            </ButtonLink>
          )}
          {batch.state === 'shown' && (
            <Button disabled={batch.changeCount === 0} loading={apply.isPending} onClick={() => apply.mutate({ params })}>
              Keep {countWords(batch.changeCount, 'change')}
            </Button>
          )}
          {batch.state === 'applied' && (
            <>
              <Button variant="default" leftSection={<Icon name="undo" />} onClick={() => setAsking(true)}>
                Take all of it back…
              </Button>
              <ButtonLink to="/s/$shop/preview" params={{ shop: shop.slug }} search={target}>
                Preview and publish {patterns}
              </ButtonLink>
            </>
          )}
        </div>
      </div>
      <Confirm
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={`Take ${countWords(batch.changeCount, 'change')} back?`}
        press="Take them back"
        onPress={() => undo.mutateAsync({ params })}
      >
        <p>Each cell gets back what stood there before. A cell that was changed since stays, and is named.</p>
        <p>What was published meanwhile stays at the shops until you publish again.</p>
      </Confirm>
    </>
  )
}

const empty = (text: string) => (text === '' ? <span className="dim">nothing</span> : text)

const changeColumns: Column<Change>[] = [
  { key: 'row', label: 'Row', align: 'right', cell: one => one.row },
  { key: 'title', label: 'Pattern', isHead: true, cell: one => one.title },
  { key: 'field', label: 'Column', cell: one => one.label },
  { key: 'from', label: 'Now', cell: one => empty(one.from) },
  { key: 'to', label: 'Then', cell: one => <strong>{empty(one.to)}</strong> },
]

function Faults({ faults }: { faults: readonly Fault[] }) {
  return (
    <ul className="note faults" data-tone="bad">
      {faults.map(fault => (
        <li key={`${fault.row} ${fault.column} ${fault.says}`}>
          <strong>
            Row {fault.row}
            {fault.label !== null && `, ${fault.label}`}
          </strong>
          : {fault.says}
        </li>
      ))}
    </ul>
  )
}

function Rest({ shown, all }: { shown: number; all: number }) {
  return all > shown ? <p className="section-note">and {(all - shown).toLocaleString()} more</p> : null
}
