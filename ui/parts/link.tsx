import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core'
import { createLink, useRouter } from '@tanstack/react-router'
import type { ComponentPropsWithRef, ReactNode } from 'react'

type Native = Omit<ComponentPropsWithRef<'a'>, 'color' | 'style' | 'className' | 'size' | 'children'>

function AnchorBase(props: Native & AnchorProps & { children?: ReactNode }) {
  return <Anchor {...props} />
}
function ButtonBase(props: Native & ButtonProps & { children?: ReactNode }) {
  return <Button component="a" {...props} />
}
function PlainBase(props: ComponentPropsWithRef<'a'>) {
  return <a {...props} />
}

/** Links within the app, in the three forms they take. */
export const TextLink = createLink(AnchorBase)
export const ButtonLink = createLink(ButtonBase)
export const PlainLink = createLink(PlainBase)

/** To an address that the hub named: within the app without a reload, elsewhere in a window of its own. */
export function HrefButton({ href, children }: { href: string; children: ReactNode }) {
  const router = useRouter()
  const isElsewhere = /^[a-z]+:/i.test(href)
  return (
    <Button
      component="a"
      variant="default"
      href={href}
      {...(isElsewhere ? { target: '_blank', rel: 'noreferrer' } : {})}
      onClick={event => {
        if (isElsewhere || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
        event.preventDefault()
        router.history.push(href)
      }}
    >
      {children}
    </Button>
  )
}
