import { Button, Group, Progress } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState } from 'react'
import { type AnswerOf, call, send } from '../../api.ts'
import { useAct } from '../../data.ts'
import { countWords } from '../../format.ts'
import { Icon } from '../../parts/icons.tsx'
import { ButtonLink, TextLink } from '../../parts/link.tsx'
import { Empty, Failed, PageHead, Refusal } from '../../parts/page.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { useShop } from '../../shop.tsx'
import { Earlier } from './earlier.tsx'
import { Sheet } from './sheet.tsx'
import type { CellText } from './sheet-state.ts'

type Page = AnswerOf<'GET /shops/{shop}/grid'>
type Row = Page['items'][number]
type Edits = ReadonlyMap<string, string>

const keyOf = (row: Row, column: string): string => `${row.patternId} ${column}`
const pageSize = 100

/** All patterns as a table to write in. What is written stays here until its changes were looked at and applied. */
export function Grid() {
  const shop = useShop()
  const [got, setGot] = useState({ rows: 0, total: 0 })
  const grid = useQuery({
    queryKey: ['grid', shop.id],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const items: Row[] = []
      let page: Page
      let cursor: string | null = null
      do {
        page = await call(
          'GET /shops/{shop}/grid',
          { params: { shop: shop.id }, query: { limit: pageSize, ...(cursor === null ? {} : { cursor }) } },
          signal,
        )
        items.push(...page.items)
        setGot({ rows: items.length, total: page.total })
        cursor = page.next
        // An empty page is the end, whatever it says.
      } while (cursor !== null && page.items.length > 0)
      return { columns: page.columns, items }
    },
  })
  return (
    <>
      <PageHead
        title="Patterns as a table"
        above={
          <TextLink to="/s/$shop/patterns" params={{ shop: shop.slug }} search={{}}>
            Patterns
          </TextLink>
        }
        below={<p>Write in it as in a spreadsheet, or bring one in. You see every change before it is kept; no shop is touched.</p>}
        actions={<Files />}
      />
      {grid.error && <Failed what="the table" error={grid.error} onRetry={() => void grid.refetch()} />}
      {grid.isPending && !grid.error && (
        <div className="loading" role="status">
          <Progress value={got.total === 0 ? 5 : (got.rows / got.total) * 100} animated aria-label="Patterns read" />
          <p className="dim">{got.total === 0 ? 'Reading the patterns …' : `${got.rows} of ${countWords(got.total, 'pattern')} read`}</p>
        </div>
      )}
      {grid.data && (grid.data.items.length === 0 ? <NoPatterns /> : <Written columns={grid.data.columns} items={grid.data.items} />)}
      <Earlier />
    </>
  )
}

function NoPatterns() {
  const shop = useShop()
  return (
    <Empty
      title="No patterns yet"
      action={
        <ButtonLink to="/s/$shop/patterns/new" params={{ shop: shop.slug }}>
          New pattern
        </ButtonLink>
      }
    >
      <p>Each pattern is a row here: its title, article number, prices, tags, and the shops that offer it.</p>
    </Empty>
  )
}

function Written({ columns, items }: { columns: Page['columns']; items: readonly Row[] }) {
  const shop = useShop()
  const navigate = useNavigate()
  const [history, setHistory] = useState<readonly Edits[]>([new Map()])
  const [sought, setSought] = useState('')
  const edits = history.at(-1)!
  const rows = useMemo(() => {
    const words = sought.toLowerCase()
    return words === ''
      ? items
      : items.filter(({ cells }) => ['title', 'sku', 'tags'].some(key => cells[key]?.toLowerCase().includes(words)))
  }, [items, sought])
  const show = useAct('POST /shops/{shop}/batches', batch =>
    navigate({ to: '/s/$shop/batches/$batch', params: { shop: shop.slug, batch: batch.id } }),
  )
  useWarning(edits.size > 0)
  const write = (cells: readonly CellText[]) => {
    if (cells.length === 0) return
    const next = new Map(edits)
    for (const { row, column, text } of cells) {
      const [of, key] = [rows[row]!, columns[column]!.key]
      if (of.cells[key] === text) next.delete(keyOf(of, key))
      else next.set(keyOf(of, key), text)
    }
    setHistory([...history.slice(-50), next])
  }
  const look = () => {
    const changed = items.flatMap((row, index) => {
      const cells = columns.flatMap(({ key }) => {
        const text = edits.get(keyOf(row, key))
        return text === undefined ? [] : [[key, text] as const]
      })
      return cells.length === 0 ? [] : [{ row: index + 1, patternId: row.patternId, cells: Object.fromEntries(cells) }]
    })
    show.mutate({ params: { shop: shop.id }, body: { rows: changed } })
  }
  return (
    <>
      <div className="tools">
        <SearchBox label="Show only rows with" value={sought} onChange={setSought} />
        <span className="dim">{countWords(rows.length, 'row')}</span>
      </div>
      {rows.length === 0 ? (
        <Empty title={`No row with “${sought}”`}>
          <p>Titles, article numbers and tags were looked through. Try fewer letters.</p>
        </Empty>
      ) : (
        <Sheet
          key={sought}
          label="Patterns"
          columns={columns}
          rowCount={rows.length}
          textOf={(row, column) => edits.get(keyOf(rows[row]!, columns[column]!.key)) ?? rows[row]!.cells[columns[column]!.key] ?? ''}
          wasOf={(row, column) =>
            edits.has(keyOf(rows[row]!, columns[column]!.key)) ? (rows[row]!.cells[columns[column]!.key] ?? '') : null
          }
          onWrite={write}
          onUndo={() => setHistory(history.length > 1 ? history.slice(0, -1) : history)}
        />
      )}
      <details className="older">
        <summary>Keys</summary>
        <p className="section-note">
          Arrows move, with Shift they reach. Typing or Enter writes, Escape takes back, Delete empties, Space turns yes and no. Ctrl+C and
          Ctrl+V go to and from a spreadsheet, Ctrl+Z takes the last writing back.
        </p>
      </details>
      {edits.size > 0 && (
        <section className="action-bar" aria-label="What to do with what was written">
          <strong>{countWords(edits.size, 'cell')} written</strong>
          <Refusal error={show.error} />
          <Group gap="xs">
            <Button variant="default" onClick={() => setHistory([new Map()])}>
              Drop all of it
            </Button>
            <Button onClick={look} loading={show.isPending}>
              Look at the changes…
            </Button>
          </Group>
        </section>
      )}
    </>
  )
}

/** A closed window would lose what was written. */
function useWarning(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [isOn])
}

/** Out and in as a file. */
function Files() {
  const shop = useShop()
  const navigate = useNavigate()
  const input = useRef<HTMLInputElement>(null)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const day = new Date().toISOString().slice(0, 10)
  const href = (kind: string) => `/api/v1/shops/${shop.id}/grid/${shop.slug}-patterns-${day}.${kind}`
  const bringIn = async (file: File) => {
    setBusy(true)
    setError(null)
    try {
      const response = await send(`/api/v1/shops/${shop.id}/batches/file?name=${encodeURIComponent(file.name.slice(0, 200))}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
        body: file,
      })
      const batch = (await response.json()) as AnswerOf<'GET /shops/{shop}/batches/{batch}'>
      await navigate({ to: '/s/$shop/batches/$batch', params: { shop: shop.slug, batch: batch.id } })
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        className="hidden"
        tabIndex={-1}
        aria-label="Spreadsheet to bring in"
        accept=".csv,.xlsx,.tsv,.txt"
        onChange={event => {
          const [file] = event.currentTarget.files ?? []
          event.currentTarget.value = ''
          if (file) void bringIn(file)
        }}
      />
      <Button component="a" variant="default" href={href('csv')} download leftSection={<Icon name="out" />}>
        CSV
      </Button>
      <Button component="a" variant="default" href={href('xlsx')} download leftSection={<Icon name="out" />}>
        XLSX
      </Button>
      <Button onClick={() => input.current?.click()} loading={isBusy}>
        Bring a file in…
      </Button>
      <Refusal error={error} />
    </>
  )
}
