/** What a fake does whose platform has libraries of buyers, and the buyer at its consent page. */
import { callControl } from './fake-control.ts'

export interface BuyerLibraryFake {
  /** Lets an app send buyers back to this address. @returns what the seller's form gets besides. */
  readonly open: (callback: string) => Promise<Readonly<Record<string, string>>>
  /** What the platform grants on request. */
  readonly enable: (is: boolean) => Promise<unknown>
  /** @returns remote ids of listings, each as often as it is in there. */
  readonly holds: (buyer: string) => Promise<readonly string[]>
  /** Buyers take their word back there. */
  readonly end: () => Promise<unknown>
}

export const buyerLibraryFake = (controlUrl: string): BuyerLibraryFake => ({
  open: callback => callControl(controlUrl, 'buyer-library', { callback, isEnabled: true }) as Promise<Record<string, string>>,
  enable: isEnabled => callControl(controlUrl, 'buyer-library', { isEnabled }),
  holds: buyer => callControl(controlUrl, 'buyer-library-holds', { buyer }) as Promise<string[]>,
  end: () => callControl(controlUrl, 'buyer-library-ends', {}),
})

/** As a buyer does it in her browser, signed in there by that name. @returns where the page sends her. */
export async function answerThere(url: string, { as, says }: { as: string; says: 'yes' | 'no' }): Promise<URL> {
  const page = await (await fetch(url)).text()
  const body = new URLSearchParams()
  for (const [input] of page.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1]
    if (name !== undefined) body.set(name, input.includes('type="hidden"') ? (/value="([^"]*)"/.exec(input)?.[1] ?? '') : as)
  }
  const buttons = [...page.matchAll(/<button([^>]*)>([^<]*)</g)]
  const button = buttons.find(([, , text = '']) => (says === 'yes' ? /authori|allow/i : /no|deny/i).test(text))
  const [, name = '', value = ''] = /name="([^"]*)" value="([^"]*)"/.exec(button?.[1] ?? '') ?? []
  body.set(name, value)
  const answer = await fetch(url, { method: 'POST', body, redirect: 'manual' })
  return new URL(answer.headers.get('location') ?? 'about:blank')
}
