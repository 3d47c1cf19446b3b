import { createContext, useContext } from 'react'
import type { AnswerOf } from './api.ts'

export type Shop = AnswerOf<'GET /me'>['shops'][number]
export type Me = AnswerOf<'GET /me'>

export const ShopContext = createContext<Shop | null>(null)

/** The shop whose screens are open. */
export function useShop(): Shop {
  const shop = useContext(ShopContext)
  if (shop === null) throw new Error('useShop outside of a shop’s screens')
  return shop
}

/** Where something the hub points at is among the screens: it names a path within the shop. */
export function hrefIn(slug: string, href: string): string {
  if (/^[a-z]+:/i.test(href) || href.startsWith('/s/')) return href
  const path = href.replace(/^\/+/, '')
  return `/s/${slug}/${path === 'today' ? '' : path}`
}
