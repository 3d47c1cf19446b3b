import { ActionIcon, Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { announce } from '../../announce.tsx'
import { useAct } from '../../data.ts'
import { Icon } from '../../parts/icons.tsx'
import { Refusal, Section } from '../../parts/page.tsx'
import { useShop } from '../../shop.tsx'
import { DropArea } from '../../uploads/drop-area.tsx'
import { UploadProgress } from '../../uploads/upload-progress.tsx'
import { useUploads } from '../../uploads/use-uploads.ts'
import { Brought } from './brought.tsx'
import type { PatternFull } from './pattern.tsx'

type Picture = { key: string; sha256?: string; alt: string; href: string | null; name: string }

const draftOf = (pattern: PatternFull): Picture[] =>
  pattern.images.map((image, index) => ({
    key: image.sha256,
    sha256: image.sha256,
    alt: image.alt,
    href: image.href,
    name: `Picture ${index + 1}`,
  }))

/** The pictures in the order of the shops; the first is the cover. */
export function Pictures({ pattern }: { pattern: PatternFull }) {
  const shop = useShop()
  const [pictures, setPictures] = useState(() => draftOf(pattern))
  // Pictures come from the shops while she looks; what she has begun to change is hers.
  const there = JSON.stringify(draftOf(pattern))
  const [seen, setSeen] = useState(there)
  if (there !== seen) {
    setSeen(there)
    if (JSON.stringify(pictures) === seen) setPictures(draftOf(pattern))
  }
  const uploads = useUploads(shop.id, `pictures:${pattern.id}`, found =>
    setPictures(before => [...before, ...found.map(one => ({ key: one.key, alt: '', href: null, name: one.fileName }))]),
  )
  const save = useAct('PUT /shops/{shop}/patterns/{pattern}/images', answer => {
    uploads.clear()
    setPictures(draftOf(answer))
  })
  const add = (files: File[]) => {
    const keys = uploads.add(files)
    setPictures(before => [
      ...before,
      ...files.map((file, index) => ({ key: keys[index] ?? file.name, alt: '', href: URL.createObjectURL(file), name: file.name })),
    ])
  }
  const move = (from: number, to: number) => {
    const moved = pictures[from]
    if (moved === undefined || to < 0 || to >= pictures.length) return
    setPictures(pictures.toSpliced(from, 1).toSpliced(to, 0, moved))
    announce(`${moved.name} is now number ${to + 1} of ${pictures.length}`)
  }
  const uploadOf = (key: string) => uploads.items.find(item => item.key === key)
  const isReady = pictures.every(picture => picture.sha256 !== undefined || uploadOf(picture.key)?.state === 'done')
  const isChanged = JSON.stringify(pictures) !== JSON.stringify(draftOf(pattern))
  const send = () =>
    save.mutate({
      params: { shop: shop.id, pattern: pattern.id },
      body: {
        images: pictures.map(picture => {
          const uploadId = uploadOf(picture.key)?.upload?.id
          return {
            alt: picture.alt,
            ...(picture.sha256 === undefined ? (uploadId === undefined ? {} : { uploadId }) : { sha256: picture.sha256 }),
          }
        }),
      },
    })
  return (
    <Section
      title="Pictures"
      note="The first is the cover. Say in words what each shows: shops hand these words to those who cannot see it."
    >
      <Brought pattern={pattern} what="pictures" />
      <ol className="pictures">
        {pictures.map((picture, index) => {
          const upload = uploadOf(picture.key)
          return (
            <li className="picture" key={picture.key}>
              <span className="picture-frame">{picture.href ? <img src={picture.href} alt="" /> : <Icon name="file" size={26} />}</span>
              <div className="picture-body">
                <TextInput
                  label={index === 0 ? 'Cover: what it shows' : `Picture ${index + 1}: what it shows`}
                  value={picture.alt}
                  onChange={event => {
                    const alt = event.currentTarget.value
                    setPictures(before => before.map(one => (one.key === picture.key ? { ...one, alt } : one)))
                  }}
                />
                {upload && <UploadProgress item={upload} onAgain={() => uploads.again(picture.key)} />}
                <div className="picture-tools">
                  <ActionIcon
                    variant="default"
                    aria-label={`Move ${picture.name} forward`}
                    disabled={index === 0}
                    onClick={() => move(index, index - 1)}
                  >
                    <Icon name="up" />
                  </ActionIcon>
                  <ActionIcon
                    variant="default"
                    aria-label={`Move ${picture.name} back`}
                    disabled={index === pictures.length - 1}
                    onClick={() => move(index, index + 1)}
                  >
                    <Icon name="down" />
                  </ActionIcon>
                  <Button
                    size="xs"
                    variant="subtle"
                    color="brick"
                    onClick={() => {
                      uploads.remove(picture.key)
                      setPictures(before => before.filter(one => one.key !== picture.key))
                    }}
                  >
                    Take out
                  </Button>
                </div>
              </div>
            </li>
          )
        })}
      </ol>
      {pictures.length < 20 && (
        <DropArea
          label="Add pictures"
          hint="PNG, JPEG or WebP; drop them here or choose"
          accept="image/png,image/jpeg,image/webp"
          onFiles={add}
        />
      )}
      <Refusal error={save.error} />
      <div className="form-foot">
        <span aria-live="polite">{isChanged ? 'Not kept yet.' : 'Everything is kept.'}</span>
        <div className="form-foot-buttons">
          <Button
            variant="default"
            disabled={!isChanged}
            onClick={() => {
              uploads.clear()
              setPictures(draftOf(pattern))
            }}
          >
            Drop the changes
          </Button>
          <Button onClick={send} disabled={!isChanged || !isReady} loading={save.isPending}>
            Keep
          </Button>
        </div>
      </div>
    </Section>
  )
}
