import type { AnswerOf } from '../../api.ts'
import { useApi } from '../../data.ts'
import { Shown } from '../../parts/more.tsx'
import { Section } from '../../parts/page.tsx'
import { Table } from '../../parts/table.tsx'
import { useShop } from '../../shop.tsx'
import type { PatternFull } from './pattern.tsx'

type Holders = AnswerOf<'GET /shops/{shop}/patterns/{pattern}/holders'>

/** How many owners have which version, counted by the files that they were really given. */
export function WhoHolds({ pattern }: { pattern: PatternFull }) {
  const shop = useShop()
  const holders = useApi('GET /shops/{shop}/patterns/{pattern}/holders', { params: { shop: shop.id, pattern: pattern.id } })
  return (
    <Section title="Who has which version" note={holders.data && `${sentenceOf(holders.data)} ${howCounted(holders.data)}`}>
      <Shown what="who has which version" from={holders}>
        {answer => (answer.owners === 0 ? null : <Counts holders={answer} />)}
      </Shown>
    </Section>
  )
}

function sentenceOf({ owners, versions: [newest] }: Holders): string {
  if (owners === 0) return 'Nobody owns it yet. Once it is sold, you see here how many have the newest version.'
  const have = newest?.owners ?? 0
  if (owners === 1)
    return have === 1 ? 'Its one owner has the newest version.' : 'Its one owner does not have the newest version yet, as far as is known.'
  const [all, some] = [owners.toLocaleString(), have.toLocaleString()]
  return have === owners
    ? `All ${all} owners have the newest version.`
    : `${some} of ${all} owners ${have === 1 ? 'has' : 'have'} the newest version.`
}

const howCounted = ({ owners, unknown }: Holders): string =>
  owners === 0
    ? ''
    : `Counted is the newest version of which a file was really given: from the library here, with a sale at a shop that was proven to hold it, or put into a library elsewhere.${unknown > 0 ? ' Where it is not known, nothing was fetched here, and what the shop gave cannot be told.' : ''}`

function Counts({ holders: { versions, unknown } }: { holders: Holders }) {
  const rows = versions.map(({ versionId, number, owners }, at) => ({
    key: versionId,
    name: `Version ${number}`,
    isNewest: at === 0,
    owners,
  }))
  if (unknown > 0) rows.push({ key: 'unknown', name: 'Not known', isNewest: false, owners: unknown })
  return (
    <Table
      label="Owners by the version that they have"
      rows={rows}
      keyOf={row => row.key}
      columns={[
        {
          key: 'version',
          label: 'Version',
          isHead: true,
          cell: row => (
            <>
              {row.name} {row.isNewest && <span className="tag tag-good">Newest</span>}
            </>
          ),
        },
        { key: 'owners', label: 'Owners', align: 'right', cell: row => row.owners.toLocaleString() },
      ]}
    />
  )
}
