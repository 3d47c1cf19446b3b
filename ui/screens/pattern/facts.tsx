import { Button, Group, NativeSelect, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Problem } from '../../api.ts'
import { useAct } from '../../data.ts'
import { Refusal } from '../../parts/page.tsx'
import { RichText } from '../../parts/rich-text.tsx'
import { useShop } from '../../shop.tsx'
import { crafts } from '../../words.ts'
import type { PatternFull } from './pattern.tsx'

const names = [
  'title',
  'sku',
  'craft',
  'summary',
  'description',
  'sizes',
  'materials',
  'gauge',
  'fabric',
  'skill',
  'languages',
  'tags',
  'categories',
] as const
type Name = (typeof names)[number]
type Draft = Pick<PatternFull, Name>

const draftOf = (pattern: PatternFull): Draft => Object.fromEntries(names.map(name => [name, pattern[name]])) as Draft
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** The facts of a pattern as she writes them; only what she changed is saved, and nothing is sent. */
export function Facts({ pattern }: { pattern: PatternFull }) {
  const shop = useShop()
  const [base, setBase] = useState(pattern)
  const [draft, setDraft] = useState(() => draftOf(pattern))
  const save = useAct('PATCH /shops/{shop}/patterns/{pattern}', answer => {
    setBase(answer)
    setDraft(draftOf(answer))
  })
  const changed = names.filter(name => !same(draft[name], base[name]))
  // Another window may have changed it. While nothing is typed here, theirs is shown; else saving says so.
  if (changed.length === 0 && pattern.editNo !== base.editNo) {
    setBase(pattern)
    setDraft(draftOf(pattern))
  }
  const set =
    <Key extends Name>(name: Key) =>
    (value: Draft[Key]) =>
      setDraft(before => ({ ...before, [name]: value }))
  const errorOf = (name: Name) => (save.error instanceof Problem && save.error.field === name ? save.error.message : undefined)
  const text = (name: 'title' | 'sku' | 'gauge' | 'skill') => ({
    value: draft[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => set(name)(event.currentTarget.value),
    error: errorOf(name),
  })
  const area = (name: 'summary' | 'materials' | 'fabric') => ({
    value: draft[name],
    onChange: (event: React.ChangeEvent<HTMLTextAreaElement>) => set(name)(event.currentTarget.value),
    error: errorOf(name),
    autosize: true,
    minRows: 2,
    maxRows: 10,
  })
  const list = (name: 'sizes' | 'languages' | 'tags' | 'categories') => ({
    value: draft[name],
    onChange: set(name),
    error: errorOf(name),
    splitChars: [','],
    clearable: true,
    clearButtonProps: { 'aria-label': `Clear all ${name}` },
  })
  const isCloth = draft.craft === 'sewing' || draft.craft === 'quilting'
  const isConflict = save.error instanceof Problem && save.error.status === 409
  const send = (event: React.FormEvent) => {
    event.preventDefault()
    save.mutate({
      params: { shop: shop.id, pattern: pattern.id },
      body: { editNo: base.editNo, ...Object.fromEntries(changed.map(name => [name, draft[name]])) },
    })
  }
  return (
    <form className="form form-wide card" onSubmit={send} noValidate>
      <div className="form-pair">
        <TextInput label="Title" required {...text('title')} />
        <TextInput
          label="Article number"
          description="The same in every shop"
          {...text('sku')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
        />
      </div>
      <Textarea label="Short text" description="One or two sentences, without formatting" {...area('summary')} />
      <RichText label="Description" value={draft.description} onChange={set('description')} error={errorOf('description')} />
      <div className="form-pair">
        <NativeSelect
          label="Craft"
          value={draft.craft}
          onChange={event => set('craft')(event.currentTarget.value as Draft['craft'])}
          data={Object.entries(crafts).map(([value, label]) => ({ value, label }))}
        />
        <TextInput label="Skill" placeholder="Beginner" {...text('skill')} />
      </div>
      <TagsInput label="Sizes" description="From the smallest; a comma or Enter ends each" {...list('sizes')} />
      <Textarea label="Materials" {...area('materials')} />
      {isCloth ? (
        <Textarea label="Fabric" {...area('fabric')} />
      ) : (
        <TextInput label="Gauge" placeholder="22 stitches and 30 rows in 10 cm" {...text('gauge')} />
      )}
      <TagsInput label="Languages" description="In which the instructions are written" {...list('languages')} />
      <div className="form-pair">
        <TagsInput label="Tags" {...list('tags')} />
        <TagsInput label="Categories" {...list('categories')} />
      </div>
      {isConflict ? (
        <div className="note" data-tone="bad" role="alert">
          <p>{save.error?.message}</p>
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                setBase(pattern)
                setDraft(draftOf(pattern))
                save.reset()
              }}
            >
              Show theirs
            </Button>
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                // Only the fields changed here are sent, so theirs stay in all the others.
                setDraft({ ...draftOf(pattern), ...Object.fromEntries(changed.map(name => [name, draft[name]])) } as Draft)
                setBase(pattern)
                save.reset()
              }}
            >
              Keep my changes on top of theirs
            </Button>
          </Group>
        </div>
      ) : (
        !(save.error instanceof Problem && save.error.field) && <Refusal error={save.error} />
      )}
      <div className="form-foot">
        <span aria-live="polite">
          {changed.length === 0
            ? 'Everything is kept.'
            : `Not kept yet: ${changed.length === 1 ? 'one field' : `${changed.length} fields`}.`}
        </span>
        <Group gap="xs">
          <Button variant="default" disabled={changed.length === 0} onClick={() => setDraft(draftOf(base))}>
            Drop the changes
          </Button>
          <Button type="submit" disabled={changed.length === 0} loading={save.isPending}>
            Keep
          </Button>
        </Group>
      </div>
    </form>
  )
}
