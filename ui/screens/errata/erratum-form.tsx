import { Button, Checkbox, NativeSelect, Radio, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAct, useApi } from '../../data.ts'
import { Shown } from '../../parts/more.tsx'
import { Refusal, Section } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import { fileRoles } from '../../words.ts'
import type { PatternFull } from '../pattern/pattern.tsx'
import { type Erratum, type Language, languageNames, languages, type Severity, severityWords } from './words.ts'

/** The draft. Saved as a whole; what it will do is looked at next. */
export function ErratumForm({ erratum, onSaved }: { erratum: Erratum; onSaved: () => void }) {
  const shop = useShop()
  const pattern = useApi('GET /shops/{shop}/patterns/{pattern}', { params: { shop: shop.id, pattern: erratum.patternId } })
  return (
    <Shown what="the pattern" from={pattern}>
      {answer => <Fields erratum={erratum} pattern={answer} onSaved={onSaved} />}
    </Shown>
  )
}

type Draft = Pick<Erratum, 'severity' | 'sizes' | 'files' | 'places' | 'notes' | 'writes' | 'reachesPast'> & { versionId: string | null }

function Fields({ erratum, pattern, onSaved }: { erratum: Erratum; pattern: PatternFull; onSaved: () => void }) {
  const shop = useShop()
  const { version, severity, sizes, files, places, notes, writes, reachesPast } = erratum
  const [draft, setDraft] = useState<Draft>({ versionId: version?.id ?? null, severity, sizes, files, places, notes, writes, reachesPast })
  const set = (change: Partial<Draft>) => setDraft(before => ({ ...before, ...change }))
  const save = useAct('PATCH /shops/{shop}/errata/{erratum}')
  const chosen = pattern.versions.find(({ id }) => id === draft.versionId)
  const submit = async () => {
    await save.mutateAsync({ params: { shop: shop.id, erratum: erratum.id }, body: { editNo: erratum.editNo, ...draft } })
    onSaved()
  }
  return (
    <form
      className="errata-form"
      onSubmit={event => {
        event.preventDefault()
        // The refusal stands beside the button.
        submit().catch(() => {})
      }}
    >
      <Section title="How bad it is">
        <Radio.Group
          aria-label="How bad it is"
          value={draft.severity}
          onChange={value => set({ severity: value as Severity, writes: value !== 'cosmetic' })}
        >
          {(Object.keys(severityWords) as Severity[]).map(one => (
            <Radio key={one} value={one} label={severityWords[one].label} description={severityWords[one].says} />
          ))}
        </Radio.Group>
      </Section>
      <Section
        title="What is wrong, and what to do"
        note="Owners read this in the mail, in their library and on the public page. Write it in each language you can."
      >
        {languages.map(language => (
          <Note
            key={language}
            language={language}
            text={draft.notes[language] ?? ''}
            onChange={text => set({ notes: { ...draft.notes, [language]: text } })}
          />
        ))}
        <TextInput
          label="Where"
          description="As your readers find it: page 3, rows 14 to 16"
          value={draft.places}
          maxLength={300}
          onChange={event => set({ places: event.currentTarget.value })}
        />
      </Section>
      <Section title="What it touches">
        <NativeSelect
          label="Put right by"
          description="Owners who were given its files count as having the corrected version."
          value={draft.versionId ?? ''}
          onChange={event => set({ versionId: event.currentTarget.value === '' ? null : event.currentTarget.value, files: [] })}
          data={[
            { value: '', label: 'No version yet' },
            ...pattern.versions.map(({ id, number, note }) => ({
              value: id,
              label: `Version ${number}${note === '' ? '' : `: ${note.slice(0, 60)}`}`,
            })),
          ]}
        />
        {pattern.sizes.length > 0 && (
          <Checkbox.Group
            label="Sizes"
            description={draft.severity === 'some-sizes' ? 'Choose those that are wrong.' : 'None chosen: all sizes.'}
            value={draft.sizes}
            onChange={value => set({ sizes: value })}
          >
            <div className="errata-choices">
              {pattern.sizes.map(size => (
                <Checkbox key={size} value={size} label={size} />
              ))}
            </div>
          </Checkbox.Group>
        )}
        {chosen !== undefined && (
          <Checkbox.Group
            label="Files that were wrong"
            description="None chosen: all files."
            value={draft.files}
            onChange={value => set({ files: value })}
          >
            <div className="errata-choices">
              {chosen.files.map(file => (
                <Checkbox key={file.fileKey} value={file.fileKey} label={`${file.fileName} (${fileRoles[file.role]})`} />
              ))}
            </div>
          </Checkbox.Group>
        )}
      </Section>
      <Section title="Who is written to">
        <Checkbox
          label="Write to owners, where that is allowed"
          description="One mail each, about the file they bought. In their library and on the public page it stands in any case."
          checked={draft.writes}
          onChange={event => set({ writes: event.currentTarget.checked })}
        />
        <Checkbox
          label="Also to those who bought before a shop went live here"
          description="The preview says how many they are."
          checked={draft.reachesPast}
          disabled={!draft.writes}
          onChange={event => set({ reachesPast: event.currentTarget.checked })}
        />
      </Section>
      <div className="press-bar">
        <div>
          <Refusal error={save.error} />
        </div>
        <Button type="submit" size="md" loading={save.isPending}>
          Keep it and see who is told
        </Button>
      </div>
    </form>
  )
}

function Note({ language, text, onChange }: { language: Language; text: string; onChange: (text: string) => void }) {
  const [isOpen, setOpen] = useState(text !== '' || language === 'en')
  const name = languageNames[language]
  if (!isOpen)
    return (
      <Button variant="subtle" size="xs" className="errata-language" onClick={() => setOpen(true)}>
        Write it in {name}
      </Button>
    )
  return (
    <Textarea
      label={`In ${name}`}
      lang={language}
      autosize
      minRows={3}
      maxRows={14}
      maxLength={4_000}
      value={text}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}
