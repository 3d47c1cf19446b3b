/** What Patternmart says, as far as we use it; unknown fields pass. Source: name the document or the recording, and when it was read. */
import { z } from 'zod'

export const Shop = z.object({ name: z.string(), currency: z.string(), url: z.string() })

export const Item = z.object({
  id: z.string(),
  /** What we left there to know our own again. */
  reference: z.string().nullable(),
  title: z.string(),
  text: z.string(),
  sku: z.string(),
  /** '7.50' */
  price: z.string(),
  isLive: z.boolean(),
})
export type Item = z.infer<typeof Item>
