import { useState } from 'react'
import { type AnswerOf, send } from '../../api.ts'
import { useAct, usePages } from '../../data.ts'
import { countWords } from '../../format.ts'
import { notify } from '../../notify.tsx'
import { Listed } from '../../parts/more.tsx'
import { Empty, Refusal, Section } from '../../parts/page.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { DropArea } from '../../uploads/drop-area.tsx'
import type { ConnectionFull } from '../shops/connection.tsx'
import { BroughtTable } from './brought-table.tsx'
import { ImportProgress, isUnderWay } from './import-progress.tsx'
import { UndoImport } from './undo-import.tsx'

export type SalesFile = AnswerOf<'GET /shops/{shop}/sales-files/{salesFile}'>
export type SalesImport = AnswerOf<'POST /shops/{shop}/sales-files/{salesFile}/take'>

/** Live changes come by themselves; this is for the moments in which they cannot. */
const whileUnderWayMs = 3_000

/** Sales that come as a table: bring it, say once what its columns mean, look, take it, and take it back. */
export function SalesByTable({ connection }: { connection: ConnectionFull }) {
  const shop = useShop()
  const [file, setFile] = useState<SalesFile | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const bring = async ([chosen]: File[]) => {
    if (chosen === undefined) return
    setBusy(true)
    setError(null)
    try {
      const path = `/api/v1/shops/${shop.id}/connections/${connection.id}/sales-file?name=${encodeURIComponent(chosen.name)}`
      const response = await send(path, { method: 'PUT', body: chosen, headers: { 'content-type': 'application/octet-stream' } })
      setFile((await response.json()) as SalesFile)
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  const forget = useAct('POST /shops/{shop}/sales-files/{salesFile}/forget')
  if (file !== null)
    return (
      <BroughtTable
        file={file}
        onTaken={({ fileName, allRows }) => {
          setFile(null)
          notify({
            title: `${fileName} comes in`,
            message: `${countWords(allRows, 'row')} to go through. They stand under Orders as they come.`,
          })
        }}
        onAway={() => {
          forget.mutate({ params: { shop: shop.id, salesFile: file.id } })
          setFile(null)
        }}
      />
    )
  return (
    <>
      <Section
        title="Bring a table"
        note={`Save your sales at ${connection.spokeLabel} as CSV. Bring as many as you like, also overlapping ones: a sale counts once. Nothing is taken before you have seen what would be.`}
      >
        <DropArea
          label={isBusy ? 'It is being read …' : 'Choose a table of sales'}
          hint="CSV, up to 20 MB and 50,000 rows"
          accept=".csv,.tsv,.txt,text/csv"
          isMany={false}
          onFiles={files => void bring(files)}
        />
        <Refusal error={error} />
      </Section>
      <Imports connection={connection} />
    </>
  )
}

const stateWords: Record<SalesImport['state'], string> = {
  taking: 'coming in, pressed',
  taken: 'taken',
  stopped: 'stopped, pressed',
  undoing: 'going out, pressed',
  undone: 'taken back',
}

const Counts = ({ item }: { item: SalesImport }) => (
  <p className="dim">
    {countWords(item.rows, 'new row')} in {countWords(item.orders, 'order')}
    {item.known > 0 && `, ${countWords(item.known, 'row')} known before`}
    {item.unread > 0 && `, ${countWords(item.unread, 'row')} not read`}
  </p>
)

function Imports({ connection }: { connection: ConnectionFull }) {
  const shop = useShop()
  const params = { shop: shop.id, connection: connection.id }
  const pages = usePages('GET /shops/{shop}/connections/{connection}/sales-imports', { params }, items =>
    items.some(isUnderWay) ? whileUnderWayMs : false,
  )
  return (
    <Section title="Tables you have brought">
      <Listed
        what="the tables"
        pages={pages}
        empty={
          <Empty title="None yet">
            <p>
              The first one may hold years: what was sold before this shop went live stays silent, and its buyers can sign in to their
              library.
            </p>
          </Empty>
        }
      >
        {items => (
          <ul className="cards">
            {items.map(one => (
              <li key={one.id} className="card">
                <div className="listing-top">
                  <h3>{one.fileName}</h3>
                  <span className="dim">
                    {stateWords[one.state]} <When at={one.undoneAt ?? one.takenAt} />
                  </span>
                </div>
                <ImportProgress item={one} />
                {one.state === 'stopped' && <p className="reason">{one.reason}</p>}
                {one.state !== 'taking' && <Counts item={one} />}
                {one.undoneAt === null && (
                  <UndoImport
                    connectionId={connection.id}
                    item={one}
                    onDone={() => notify({ message: `${one.fileName} is being taken back.` })}
                  />
                )}
              </li>
            ))}
          </ul>
        )}
      </Listed>
    </Section>
  )
}
