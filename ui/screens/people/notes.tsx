import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../../data.ts'
import { Refusal, Section } from '../../parts/page.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import type { PersonFull } from './person.tsx'

/** For herself; a buyer who asks what is known about her is told these as well. */
export function Notes({ person }: { person: PersonFull }) {
  const shop = useShop()
  const [text, setText] = useState('')
  const write = useAct('POST /shops/{shop}/people/{person}/notes', () => setText(''))
  const remove = useAct('POST /shops/{shop}/people/{person}/notes/{note}/remove')
  return (
    <Section title="Notes" note="For you alone. If she asks what you know about her, they belong to it.">
      <form
        className="form card"
        onSubmit={event => {
          event.preventDefault()
          if (text.trim() !== '') write.mutate({ params: { shop: shop.id, person: person.id }, body: { text: text.trim() } })
        }}
      >
        <Textarea
          aria-label="A new note"
          placeholder="Test-knits size 3; writes in French"
          autosize
          minRows={2}
          maxLength={2_000}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
        />
        <Refusal error={write.error} />
        <div className="form-foot">
          <span />
          <Button type="submit" variant="default" loading={write.isPending} disabled={text.trim() === ''}>
            Keep the note
          </Button>
        </div>
      </form>
      {person.notes.length > 0 && (
        <ul className="cards kept-notes">
          {person.notes.map(note => (
            <li key={note.id} className="card">
              <p className="kept-words">{note.text}</p>
              <p className="dim">
                <When at={note.at} />{' '}
                <Button
                  size="compact-xs"
                  variant="subtle"
                  aria-label={`Take away: ${note.text.slice(0, 40)}`}
                  onClick={() => remove.mutate({ params: { shop: shop.id, person: person.id, note: note.id } })}
                >
                  Take away
                </Button>
              </p>
            </li>
          ))}
        </ul>
      )}
      <Refusal error={remove.error} />
    </Section>
  )
}
