import { Button } from '@mantine/core'
import { useState } from 'react'
import type { AnswerOf } from '../../api.ts'
import { useAct, useApi } from '../../data.ts'
import { notify } from '../../notify.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Icon } from '../../parts/icons.tsx'
import { Shown } from '../../parts/more.tsx'
import { Empty, Section } from '../../parts/page.tsx'
import { When } from '../../parts/when.tsx'
import { useShop } from '../../shop.tsx'
import type { PatternFull } from './pattern.tsx'

type Claims = AnswerOf<'GET /shops/{shop}/patterns/{pattern}/claims'>

/** What to give to buyers whose address a shop hides; nothing where no shop does. */
export function ForHiddenBuyers({ pattern }: { pattern: PatternFull }) {
  const shop = useShop()
  const claims = useApi('GET /shops/{shop}/patterns/{pattern}/claims', { params: { shop: shop.id, pattern: pattern.id } })
  const { data } = claims
  if (data !== undefined && data.hides.length === 0 && data.waiting === 0 && data.code === null && data.older.length === 0) return null
  return (
    <Section title="For buyers whose address a shop hides" note={data && noteOf(data)} id="claims">
      <Shown what="what these buyers get" from={claims}>
        {answer => (answer.code === null ? <NoCode pattern={pattern} claims={answer} /> : <WithCode pattern={pattern} claims={answer} />)}
      </Shown>
    </Section>
  )
}

const noteOf = ({ hides, sentence }: Claims) =>
  `${hides.length === 0 ? '' : `${hides.join(', ')} ${hides.length === 1 ? 'does' : 'do'} not tell who bought. `}${sentence}`

function NoCode({ pattern, claims }: { pattern: PatternFull; claims: Claims }) {
  const shop = useShop()
  const make = useAct('POST /shops/{shop}/patterns/{pattern}/claim-codes')
  return (
    <Empty
      title="No code yet"
      action={
        claims.isOffered && (
          <Button
            loading={make.isPending}
            onClick={() => make.mutate({ params: { shop: shop.id, pattern: pattern.id }, body: { hasLeaked: false } })}
          >
            Make the code
          </Button>
        )
      }
    >
      <p>
        You get a note to paste into that shop’s message to buyers, and a page to add to the files. With it and the number of her order a
        buyer puts the pattern into her library.
      </p>
    </Empty>
  )
}

function WithCode({ pattern, claims }: { pattern: PatternFull; claims: Claims }) {
  const { code, note, sheets, older } = claims
  return (
    <div className="card claims">
      <dl className="facts">
        <div>
          <dt>Code</dt>
          <dd>
            <code>{code}</code>
          </dd>
        </div>
      </dl>
      {note !== null && (
        <>
          <p>Paste this into the shop’s message to buyers. Look at that shop’s rules about links in messages first.</p>
          <Copy label="Note for buyers" text={note} />
        </>
      )}
      {sheets !== null && (
        <>
          <p>Or add this page to the files, with the same as a link and a square for the camera:</p>
          <div className="listing-tools">
            <Button size="xs" variant="default" component="a" href={sheets.a4} download leftSection={<Icon name="file" />}>
              Page for A4
            </Button>
            <Button size="xs" variant="default" component="a" href={sheets.letter} download leftSection={<Icon name="file" />}>
              Page for US Letter
            </Button>
          </div>
        </>
      )}
      <NewCode pattern={pattern} />
      {older.length > 0 && (
        <details className="older">
          <summary>Earlier codes ({older.length})</summary>
          <ul>
            {older.map(one => (
              <li key={one.code}>
                <code>{one.code}</code>, made <When at={one.madeAt} />:{' '}
                {one.leakedAt === null ? (
                  'works on'
                ) : (
                  <>
                    does nothing since <When at={one.leakedAt} />
                  </>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

const wordsOf = {
  another: {
    title: 'Make another code?',
    press: 'Make another code',
    done: 'The codes from before work on.',
    says: 'The note and the page carry the new code from now on. Codes from before work on, as buyers have them.',
  },
  leaked: {
    title: 'Stop the codes from before?',
    press: 'Stop them and make a new one',
    done: 'The codes from before do nothing any more.',
    says: 'The codes from before do nothing from now on, also in files and messages that buyers have. Put the new page among the files and the new note into the shop’s message. Who has claimed the pattern keeps it.',
  },
} as const

function NewCode({ pattern }: { pattern: PatternFull }) {
  const shop = useShop()
  const [asking, setAsking] = useState<keyof typeof wordsOf | null>(null)
  const [shown, setShown] = useState<keyof typeof wordsOf>('another')
  const make = useAct('POST /shops/{shop}/patterns/{pattern}/claim-codes', (_answer, { body }) =>
    notify({ title: 'There is a new code', message: wordsOf[body.hasLeaked ? 'leaked' : 'another'].done }),
  )
  const ask = (what: keyof typeof wordsOf) => {
    setShown(what)
    setAsking(what)
  }
  const { title, press, says } = wordsOf[shown]
  return (
    <>
      <div className="listing-tools">
        <Button size="xs" variant="default" onClick={() => ask('another')}>
          Make another code…
        </Button>
        <Button size="xs" variant="default" onClick={() => ask('leaked')}>
          A code leaked…
        </Button>
      </div>
      <Confirm
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={title}
        press={press}
        onPress={() => make.mutateAsync({ params: { shop: shop.id, pattern: pattern.id }, body: { hasLeaked: shown === 'leaked' } })}
      >
        <p>{says}</p>
      </Confirm>
    </>
  )
}
