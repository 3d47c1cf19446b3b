/** What a buyer writes before she pays: read, and told back where it is not right. */
import { z } from 'zod'
import { toLanguage } from '#hub/buyer-words/language.ts'
import { type CheckoutForm, emptyForm } from './cart-pages.ts'
import { isCountry } from './words.ts'

const Address = z.email().max(320)
const dayMs = 86_400_000
const longestAheadDays = 366

export interface ReadForm {
  readonly form: CheckoutForm
  readonly wrong: { readonly field: keyof CheckoutForm; readonly sentence: string } | null
  readonly gift: { readonly email: string; readonly word: string; readonly at: Date } | null
}

/** PostgreSQL takes neither a NUL nor half of a character. */
const clean = (text: string | undefined, longest: number): string =>
  (text ?? '').replaceAll('\0', '').toWellFormed().trim().slice(0, longest)

export function readCheckoutForm(fields: Readonly<Record<string, string>>, now: Date): ReadForm {
  const form: CheckoutForm = {
    ...emptyForm,
    email: clean(fields.email, 320),
    country: clean(fields.country, 2).toUpperCase(),
    wantsNews: fields.news === 'yes',
    newsIn: toLanguage(fields.newsIn) ?? 'en',
    isGift: fields.gift === 'yes',
    giftEmail: clean(fields.giftEmail, 320),
    giftWord: clean(fields.giftWord, 500),
    giftDay: clean(fields.giftDay, 10),
  }
  const wrong = faultOf(form, now)
  const gift = form.isGift && wrong === null ? { email: form.giftEmail, word: form.giftWord, at: dayOf(form.giftDay) ?? now } : null
  return { form, wrong, gift }
}

function faultOf(form: CheckoutForm, now: Date): ReadForm['wrong'] {
  if (!Address.safeParse(form.email).success)
    return { field: 'email', sentence: 'Please write your e-mail address, for example ana@example.com.' }
  if (!isCountry(form.country)) return { field: 'country', sentence: 'Please choose the country you live in.' }
  if (!form.isGift)
    return form.giftEmail === ''
      ? null
      : { field: 'giftEmail', sentence: 'If it is a gift, tick “Give it to somebody else”; if not, leave this empty.' }
  if (!Address.safeParse(form.giftEmail).success)
    return { field: 'giftEmail', sentence: 'Please write the e-mail address of who gets it, for example bea@example.com.' }
  if (form.giftDay === '') return null
  const day = dayOf(form.giftDay)
  if (day === null) return { field: 'giftDay', sentence: 'Please choose a day, or leave it empty.' }
  if (day.getTime() < now.getTime() - dayMs)
    return { field: 'giftDay', sentence: 'That day is over. Choose a later one, or leave it empty.' }
  if (day.getTime() > now.getTime() + longestAheadDays * dayMs) return { field: 'giftDay', sentence: 'Please choose a day within a year.' }
  return null
}

/** Eight in the morning, UTC. */
function dayOf(text: string): Date | null {
  const at = new Date(`${text}T08:00:00Z`)
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? at : null
}
