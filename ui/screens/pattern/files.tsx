import { Button } from '@mantine/core'
import { useState } from 'react'
import { countWords, shortHash, sizeWords } from '../../format.ts'
import { Icon } from '../../parts/icons.tsx'
import { ButtonLink } from '../../parts/link.tsx'
import { Empty, Section } from '../../parts/page.tsx'
import { Table } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import { fileRoles, versionKinds } from '../../words.ts'
import { AddVersion } from './add-version.tsx'
import { Brought } from './brought.tsx'
import { ForHiddenBuyers } from './claims.tsx'
import { WhoHolds } from './holders.tsx'
import type { PatternFull } from './pattern.tsx'
import { readDraft } from './version-draft.ts'

type Version = PatternFull['versions'][number]

/** Every version with its files; none is ever changed afterwards. */
export function Files({ pattern }: { pattern: PatternFull }) {
  const shop = useShop()
  const [isAdding, setAdding] = useState(() => readDraft(pattern.id) !== null || pattern.versions.length === 0)
  const [newest, ...older] = pattern.versions
  return (
    <>
      <Brought pattern={pattern} what="files" />
      {isAdding ? (
        <AddVersion pattern={pattern} onDone={() => setAdding(false)} canCancel={pattern.versions.length > 0} />
      ) : (
        <div className="add-version-bar">
          <p>A correction, more sizes, a new edition: each is a version of its own. Buyers always get the newest.</p>
          <Button onClick={() => setAdding(true)} leftSection={<Icon name="plus" />}>
            Add a version
          </Button>
          <ButtonLink to="/s/$shop/corrections" params={{ shop: shop.slug }} search={{ pattern: pattern.id }} variant="default">
            Correction
          </ButtonLink>
        </div>
      )}
      {newest === undefined ? (
        !isAdding && (
          <Empty title="No files yet">
            <p>Add the first version with the files that buyers get.</p>
          </Empty>
        )
      ) : (
        <>
          <VersionSection version={newest} isNewest />
          <WhoHolds pattern={pattern} />
        </>
      )}
      {older.map(version => (
        <VersionSection key={version.id} version={version} />
      ))}
      <ForHiddenBuyers pattern={pattern} />
    </>
  )
}

function VersionSection({ version, isNewest = false }: { version: Version; isNewest?: boolean }) {
  const note = (
    <>
      {versionKinds[version.kind]}, added <When at={version.createdAt} />. {version.note}
    </>
  )
  const table = (
    <Table
      label={`Files of version ${version.number}`}
      rows={version.files}
      keyOf={file => file.fileKey}
      columns={[
        {
          key: 'file',
          label: 'File',
          isHead: true,
          cell: file => (
            <a className="file-link" href={file.href} download={file.fileName}>
              <Icon name="file" /> {file.fileName}
            </a>
          ),
        },
        { key: 'role', label: 'For', cell: file => fileRoles[file.role] },
        { key: 'pages', label: 'Pages', align: 'right', cell: file => file.pages ?? '–' },
        {
          key: 'layers',
          label: 'Layers',
          cell: file =>
            file.layers.length === 0 ? '–' : <span title={file.layers.join(', ')}>{countWords(file.layers.length, 'layer')}</span>,
        },
        { key: 'size', label: 'Size', align: 'right', cell: file => sizeWords(file.sizeBytes) },
        {
          key: 'hash',
          label: 'Fingerprint',
          isWideOnly: true,
          cell: file => (
            <code className="hash" title={file.sha256}>
              {shortHash(file.sha256)}
            </code>
          ),
        },
      ]}
    />
  )
  if (isNewest)
    return (
      <Section title={`Version ${version.number}`} note={note} actions={<span className="tag tag-good">Newest</span>}>
        {table}
      </Section>
    )
  return (
    <details className="older">
      <summary>
        Version {version.number} · {versionKinds[version.kind]} · <When at={version.createdAt} />
      </summary>
      <p className="section-note">{version.note}</p>
      {table}
    </details>
  )
}
