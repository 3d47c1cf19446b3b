/** The main drill: the story on a stage, with the switches that must make it fail. */
import { shopById } from '#kit/registry.ts'
import { isCannot } from '#kit/shop.ts'
import { type Chapter, emptyBook, mainStory } from './main-story.ts'
import { outerLies } from './outer-lies.ts'
import { liesOf, openScene, type SceneOptions } from './scene.ts'

export interface Told {
  readonly chapter: string
  readonly isTrue: boolean
  readonly ms: number
  readonly why: string | null
}

const noWorker = 'no-worker'

/** Every `--break` switch with its sentence: 'SPOKE:LIE' where there is more than one storefront, and what goes wrong outside of them. */
export async function breaksOf(spokes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const lies = await Promise.all(
    spokes.map(async spoke =>
      Object.entries(await liesOf(spoke)).map(([name, { says }]) => [spokes.length === 1 ? name : `${spoke}:${name}`, says] as const),
    ),
  )
  const hasListings = (await Promise.all(spokes.map(shopById))).some(({ publishes }) => !isCannot(publishes))
  return new Map([
    ...lies.flat(),
    // Where no listing is made, no file is fetched for one.
    ...Object.entries(outerLies).flatMap(([name, lie]) => (hasListings || name !== 'wrong-bytes' ? [[name, lie.says] as const] : [])),
    [noWorker, 'no process does the work'],
  ])
}

async function lieNamed(spokes: readonly string[], broken: string | null): Promise<SceneOptions['lie']> {
  if (broken === null) return undefined
  const [first, second] = broken.split(':')
  const [spoke, name] = second === undefined ? [spokes[0]!, first!] : [first!, second]
  const lie = (await liesOf(spoke))[name]
  return lie && { spoke, lie }
}

/**
 * @param broken one of `breaksOf`, or null for the true story.
 * @returns whether every chapter was true and the hub stopped cleanly.
 */
export async function tellMainStory({
  spokes,
  broken,
  roles,
  env,
  onTold,
}: {
  spokes: readonly string[]
  broken: string | null
  roles: SceneOptions['roles']
  env?: Readonly<Record<string, string>>
  onTold: (told: Told) => void
}): Promise<boolean> {
  const lie = await lieNamed(spokes, broken)
  const outer = broken ? outerLies[broken] : undefined
  const scene = await openScene({
    spokes,
    roles: broken === noWorker ? ['web'] : roles,
    ...(lie && { lie }),
    ...(outer && { outerLie: outer.meddling }),
    ...(env && { env }),
  })
  let isTrue = true
  const book = emptyBook()
  const hasListings = scene.stores.some(({ cannotPublish }) => cannotPublish === null)
  for (const chapter of mainStory) {
    if (chapter.needsListings && !hasListings) {
      onTold({ chapter: chapter.says, isTrue: true, ms: 0, why: `left out: ${scene.stores[0]!.cannotPublish}` })
      continue
    }
    const told = await tell(chapter, () => chapter.tell(scene, book))
    onTold(told)
    isTrue &&= told.isTrue
    if (!isTrue) break
  }
  const started = Date.now()
  const { exits } = await scene.close()
  if (isTrue) {
    isTrue = exits.every(code => code === 0)
    onTold({
      chapter: 'asked to stop, every process ends with 0',
      isTrue,
      ms: Date.now() - started,
      why: isTrue ? null : `exits ${exits.join(', ')}`,
    })
  }
  return isTrue
}

async function tell({ says }: Chapter, act: () => Promise<void>): Promise<Told> {
  const started = Date.now()
  try {
    await act()
    return { chapter: says, isTrue: true, ms: Date.now() - started, why: null }
  } catch (fault) {
    return { chapter: says, isTrue: false, ms: Date.now() - started, why: fault instanceof Error ? fault.message : String(fault) }
  }
}
