import { Button } from '@mantine/core'
import { useState } from 'react'
import type { AnswerOf } from '../../api.ts'
import { useApi, usePages } from '../../data.ts'
import { countWords, timeWords } from '../../format.ts'
import { Icon } from '../../parts/icons.tsx'
import { ButtonLink } from '../../parts/link.tsx'
import { Listed, Shown } from '../../parts/more.tsx'
import { Empty, Section } from '../../parts/page.tsx'
import { Table } from '../../parts/table.tsx'
import { useShop } from '../../shop.tsx'
import type { Erratum } from './words.ts'

type ReceiptShape = AnswerOf<'GET /shops/{shop}/errata/{erratum}/receipt'>
type Line = ReceiptShape['lines'][number]

/** Who holds the corrected version, who was told, who could not be reached and what to do. */
export function Receipt({ erratum }: { erratum: Erratum }) {
  const shop = useShop()
  const params = { shop: shop.id, erratum: erratum.id }
  const receipt = useApi(
    'GET /shops/{shop}/errata/{erratum}/receipt',
    { params },
    { refetchInterval: answer => (answer !== undefined && answer.counts['under-way'] > 0 ? 2_000 : false) },
  )
  const [bucket, setBucket] = useState<Line['bucket'] | null>(null)
  return (
    <Section
      title="Receipt"
      actions={
        <Button
          variant="default"
          size="xs"
          component="a"
          href={`/api/v1/shops/${shop.id}/errata/${erratum.id}/receipt.csv`}
          download
          leftSection={<Icon name="file" />}
        >
          Save as a table (CSV)
        </Button>
      }
    >
      <Shown what="the receipt" from={receipt}>
        {answer => (
          <>
            <p className="plan-sentence" role="status">
              {answer.sentence}
            </p>
            {answer.owners > 0 && <Progress receipt={answer} />}
            {answer.lines.length > 0 && (
              <Table
                label="Owners by where they stand"
                rows={answer.lines}
                keyOf={line => `${line.bucket} ${line.why}`}
                columns={[
                  { key: 'owners', label: 'Owners', isHead: true, align: 'right', cell: line => countWords(line.owners, 'owner') },
                  { key: 'says', label: 'They', cell: line => line.says },
                  { key: 'why', label: 'Why', cell: line => line.whySays },
                  { key: 'todo', label: 'What to do', cell: line => line.toDo ?? 'Nothing' },
                  {
                    key: 'who',
                    label: 'Who',
                    cell: line => (
                      <Button size="xs" variant="subtle" aria-pressed={bucket === line.bucket} onClick={() => setBucket(line.bucket)}>
                        Show them
                      </Button>
                    ),
                  },
                ]}
              />
            )}
            {answer.counts['waits-for-you'] > 0 && (
              <ButtonLink to="/s/$shop/by-hand" params={{ shop: shop.slug }} search={{ state: 'open' }} variant="default">
                To do by hand
              </ButtonLink>
            )}
            {bucket !== null && (
              <Owners key={bucket} erratum={erratum} bucket={bucket} says={answer.lines.find(line => line.bucket === bucket)?.says ?? ''} />
            )}
          </>
        )}
      </Shown>
    </Section>
  )
}

function Progress({ receipt: { owners, counts } }: { receipt: ReceiptShape }) {
  const done = owners - counts['under-way']
  if (done === owners) return null
  return (
    <p className="errata-progress">
      <progress value={done} max={owners} aria-label="Owners whose mail has left, or who get none" /> {done.toLocaleString('en-US')} of{' '}
      {owners.toLocaleString('en-US')}
    </p>
  )
}

function Owners({ erratum, bucket, says }: { erratum: Erratum; bucket: Line['bucket']; says: string }) {
  const shop = useShop()
  const pages = usePages('GET /shops/{shop}/errata/{erratum}/owners', { params: { shop: shop.id, erratum: erratum.id }, query: { bucket } })
  return (
    <Section title={`Those who ${says}`}>
      <Listed
        what="these owners"
        pages={pages}
        empty={
          <Empty title="Nobody any more">
            <p>They stand elsewhere by now.</p>
          </Empty>
        }
      >
        {items => (
          <Table
            label={`Owners who ${says}`}
            rows={items}
            keyOf={owner => owner.ownerId}
            columns={[
              { key: 'who', label: 'Buyer', isHead: true, cell: owner => owner.name ?? owner.email ?? 'Not known' },
              { key: 'email', label: 'Address', cell: owner => owner.email ?? '–' },
              { key: 'order', label: 'Order', cell: owner => (owner.order === null ? '–' : `${owner.order} · ${owner.shop ?? ''}`) },
              { key: 'says', label: 'Why', cell: owner => owner.mailSays ?? owner.whySays },
              { key: 'at', label: 'Written to', cell: owner => (owner.toldAt === null ? '–' : timeWords(owner.toldAt)) },
            ]}
          />
        )}
      </Listed>
    </Section>
  )
}
