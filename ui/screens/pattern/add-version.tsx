import { Button, Checkbox, FileButton, Group, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Problem } from '../../api.ts'
import { useAct } from '../../data.ts'
import { Icon } from '../../parts/icons.tsx'
import { Refusal, Section } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import { DropArea } from '../../uploads/drop-area.tsx'
import { UploadProgress } from '../../uploads/upload-progress.tsx'
import { type UploadItem, useUploads } from '../../uploads/use-uploads.ts'
import { fileRoles, versionKinds } from '../../words.ts'
import type { PatternFull } from './pattern.tsx'
import {
  type DraftFile,
  type FileRole,
  forgetDraft,
  keepDraft,
  newDraft,
  nextNumber,
  readDraft,
  replaceFile,
  roleFromName,
  takeBack,
  type VersionKind,
  withFile,
  withoutFile,
  withRole,
} from './version-draft.ts'

const fileTypes = 'application/pdf,.pdf,.zip,.png,.jpg,.svg'

/** A new version: the last one's files stay unless a new file takes their place. What is begun here survives a reload. */
export function AddVersion({ pattern, onDone, canCancel }: { pattern: PatternFull; onDone: () => void; canCancel: boolean }) {
  const shop = useShop()
  const navigate = useNavigate({ from: '/s/$shop/patterns/$pattern' })
  const [draft, setDraft] = useState(() => readDraft(pattern.id) ?? newDraft(pattern))
  const [isTried, setTried] = useState(false)
  const uploads = useUploads(shop.id, `version:${pattern.id}`, found =>
    setDraft(before =>
      found
        .filter(one => !before.files.some(file => file.uploadKey === one.key))
        .reduce((after, one) => withFile(after, { uploadKey: one.key, fileName: one.fileName }), before),
    ),
  )
  const last = pattern.versions[0]
  const isTouched =
    draft.note !== '' || draft.files.some(file => file.uploadKey !== null) || draft.files.length !== (last?.files.length ?? 0)
  useEffect(() => {
    if (isTouched) keepDraft(pattern.id, draft)
  }, [pattern.id, draft, isTouched])

  const end = () => {
    uploads.clear()
    forgetDraft(pattern.id)
    onDone()
  }
  const add = useAct('POST /shops/{shop}/patterns/{pattern}/versions', () => {
    end()
    return navigate({ to: '/s/$shop/preview', params: { shop: shop.slug }, search: { patterns: pattern.id } })
  })
  const uploadOf = (file: DraftFile): UploadItem | undefined => uploads.items.find(item => item.key === file.uploadKey)
  const wrong = {
    number:
      draft.number.trim() === ''
        ? 'Give the version a number, for example 2.1.'
        : pattern.versions.some(one => one.number === draft.number.trim())
          ? `There is a version ${draft.number} already.`
          : null,
    note: draft.note.trim() === '' && draft.kind !== 'first' ? 'Say what is different; buyers read it beside the new files.' : null,
    files:
      draft.files.length === 0
        ? 'Add at least one file.'
        : draft.kind !== 'first' && draft.files.every(file => file.uploadKey === null) && draft.files.length === (last?.files.length ?? 0)
          ? 'No file is different from the last version. Replace or add at least one.'
          : null,
  }
  const unfinished = draft.files.filter(file => file.uploadKey !== null && uploadOf(file)?.state !== 'done')
  const isRefused = unfinished.some(file => uploadOf(file)?.state === 'refused')
  const refused = add.error instanceof Problem ? add.error : null
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (wrong.number || wrong.note || wrong.files || unfinished.length > 0) return
    add.mutate({
      params: { shop: shop.id, pattern: pattern.id },
      body: {
        number: draft.number.trim(),
        kind: draft.kind,
        note: draft.note.trim(),
        sizes: draft.kind === 'first' ? [] : pattern.sizes.filter(size => draft.sizes.includes(size)),
        files: draft.files.map(file => {
          const uploadId = uploadOf(file)?.upload?.id
          return {
            fileKey: file.fileKey,
            role: file.role,
            fileName: file.fileName,
            ...(uploadId ? { uploadId } : file.kept ? { sha256: file.kept.sha256 } : {}),
          }
        }),
      },
    })
  }
  const take = (files: File[]) => {
    const keys = uploads.add(files)
    setDraft(before => files.reduce((after, file, index) => withFile(after, { uploadKey: keys[index] ?? '', fileName: file.name }), before))
  }
  return (
    <Section
      title={last ? 'Add a version' : 'The first version'}
      note="Kept here first. The next page shows what each shop would get; nothing is sent before you press there."
    >
      <form className="form form-wide card" onSubmit={send} noValidate>
        <DropArea
          label="Drop the new files here, or choose"
          hint="PDF, up to the limit of your shops. Each takes the place of the old one for the same use."
          accept={fileTypes}
          onFiles={take}
        />
        {draft.files.length > 0 && (
          <ul className="draft-files" aria-label="Files of the new version">
            {draft.files.map(file => (
              <FileRow
                key={file.fileKey}
                file={file}
                upload={uploadOf(file)}
                onReplace={chosen => {
                  const [key = ''] = uploads.add([chosen])
                  if (file.uploadKey) uploads.remove(file.uploadKey)
                  setDraft(before => replaceFile(before, file.fileKey, { uploadKey: key, fileName: chosen.name }))
                }}
                onBack={() => {
                  if (file.uploadKey) uploads.remove(file.uploadKey)
                  setDraft(before => takeBack(before, file.fileKey))
                }}
                onOut={() => {
                  if (file.uploadKey) uploads.remove(file.uploadKey)
                  setDraft(before => withoutFile(before, file.fileKey))
                }}
                onRole={role => setDraft(before => withRole(before, file.fileKey, role))}
                onAgain={() => file.uploadKey && uploads.again(file.uploadKey)}
              />
            ))}
          </ul>
        )}
        {isTried && wrong.files && <p className="refusal">{wrong.files}</p>}
        <div className="form-pair">
          <NativeSelect
            label="What kind"
            value={draft.kind}
            onChange={event => {
              const kind = event.currentTarget.value as VersionKind
              setDraft(before => ({
                ...before,
                kind,
                number: before.number === nextNumber(last?.number, before.kind) ? nextNumber(last?.number, kind) : before.number,
              }))
            }}
            data={Object.entries(versionKinds)
              .filter(([kind]) => (last ? kind !== 'first' : kind === 'first'))
              .map(([value, label]) => ({ value, label }))}
          />
          <TextInput
            label="Number"
            required
            maxLength={14}
            value={draft.number}
            onChange={event => {
              const number = event.currentTarget.value
              setDraft(before => ({ ...before, number }))
            }}
            error={(isTried && wrong.number) || (refused?.field === 'number' && refused.message)}
          />
        </div>
        <Textarea
          label="What is different"
          description={last ? 'Buyers see this with the new files. Name sizes, pages and rows.' : undefined}
          autosize
          minRows={2}
          required={draft.kind !== 'first'}
          value={draft.note}
          onChange={event => {
            const note = event.currentTarget.value
            setDraft(before => ({ ...before, note }))
          }}
          error={(isTried && wrong.note) || (refused?.field === 'note' && refused.message)}
        />
        {draft.kind !== 'first' && pattern.sizes.length > 1 && (
          <Checkbox.Group
            label="Sizes that are different"
            description="Buyers of the others read that theirs is as it was. None: it is about all of them."
            value={[...draft.sizes]}
            onChange={sizes => setDraft(before => ({ ...before, sizes }))}
          >
            <Group gap="sm" mt="xs">
              {pattern.sizes.map(size => (
                <Checkbox key={size} value={size} label={size} />
              ))}
            </Group>
          </Checkbox.Group>
        )}
        {refused?.field !== 'number' && refused?.field !== 'note' && <Refusal error={add.error} />}
        <div className="form-foot">
          <span aria-live="polite">
            {isRefused ? 'A file was refused: replace it or leave it out.' : unfinished.length > 0 ? 'Files are on their way.' : ''}
          </span>
          <div className="form-foot-buttons">
            {canCancel && (
              <Button variant="default" onClick={end}>
                Not now
              </Button>
            )}
            <Button type="submit" loading={add.isPending} disabled={unfinished.length > 0}>
              Keep version {draft.number}
            </Button>
          </div>
        </div>
      </form>
    </Section>
  )
}

function FileRow({
  file,
  upload,
  onReplace,
  onBack,
  onOut,
  onRole,
  onAgain,
}: {
  file: DraftFile
  upload: UploadItem | undefined
  onReplace: (file: File) => void
  onBack: () => void
  onOut: () => void
  onRole: (role: FileRole) => void
  onAgain: () => void
}) {
  const suggested = upload?.upload?.file?.suggestedRole ?? null
  // biome-ignore lint/correctness/useExhaustiveDependencies: the hub's suggestion is taken once, when it comes
  useEffect(() => {
    if (suggested !== null && file.kept === null && file.role === 'other' && roleFromName(file.fileName) === null) onRole(suggested)
  }, [suggested])
  const isNew = file.uploadKey !== null
  return (
    <li className="draft-file" data-new={isNew}>
      <div className="draft-file-name">
        <Icon name="file" />
        <span>
          <strong>{file.fileName}</strong>
          <small>
            {file.kept === null ? 'New' : isNew ? `Replaces ${file.kept.fileName}` : 'Stays as it is'} · {fileRoles[file.role]}
          </small>
        </span>
      </div>
      <div className="draft-file-progress">{upload && <UploadProgress item={upload} onAgain={onAgain} />}</div>
      <div className="draft-file-tools">
        {file.kept === null && (
          <NativeSelect
            size="xs"
            aria-label={`What ${file.fileName} is for`}
            value={file.role}
            onChange={event => onRole(event.currentTarget.value as FileRole)}
            data={Object.entries(fileRoles).map(([value, label]) => ({ value, label }))}
          />
        )}
        {(!isNew || upload?.state === 'refused') && (
          <FileButton onChange={chosen => chosen && onReplace(chosen)} accept={fileTypes}>
            {props => (
              <Button size="xs" variant="default" {...props} aria-label={`Replace ${file.fileName}`}>
                Replace
              </Button>
            )}
          </FileButton>
        )}
        {isNew && file.kept !== null && (
          <Button size="xs" variant="default" onClick={onBack} aria-label={`Keep the old one: ${file.kept.fileName}`}>
            Keep the old one
          </Button>
        )}
        <Button size="xs" variant="subtle" color="brick" onClick={onOut} aria-label={`Leave out ${file.fileName}`}>
          Leave out
        </Button>
      </div>
    </li>
  )
}
