/** Small line drawings, decorative: the word beside them says it. */
import type { ReactNode } from 'react'
import type { Shape } from '../words.ts'

const paths = {
  check: <path d="M3.5 8.5l3 3 6-7" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 4.8V8l2.2 1.6" />
    </>
  ),
  turn: <path d="M13 8a5 5 0 1 1-1.6-3.700M13.200 2.300v2.700h-2.700" />,
  hand: <path d="M8 3v6M8 12.4v.2" />,
  cross: <path d="M4 4l8 8M12 4l-8 8" />,
  dot: <circle cx="8" cy="8" r="2.4" />,
  eye: (
    <>
      <path d="M1.8 8S4 4 8 4s6.2 4 6.2 4S12 12 8 12 1.800 8 1.800 8z" />
      <circle cx="8" cy="8" r="1.7" />
    </>
  ),
  join: <path d="M6.5 9.500l3-3M7 4.500l1-1a3.200 3.200 0 0 1 4.500 4.500l-1 1M9 11.500l-1 1A3.200 3.200 0 0 1 3.500 8l1-1" />,
  percent: (
    <>
      <path d="M4 12l8-8" />
      <circle cx="4.800" cy="4.800" r="1.600" />
      <circle cx="11.200" cy="11.200" r="1.600" />
    </>
  ),
  pause: <path d="M5.500 4v8M10.500 4v8" />,
  key: (
    <>
      <circle cx="5" cy="11" r="2.500" />
      <path d="M7 9l5.500-5.500M10.500 5.500l1.800 1.800" />
    </>
  ),
  today: (
    <>
      <circle cx="8" cy="8" r="3" />
      <path d="M8 1.500v1.700M8 12.800v1.700M1.500 8h1.700M12.800 8h1.700M3.400 3.400l1.200 1.200M11.400 11.400l1.200 1.200M3.400 12.600l1.200-1.200M11.400 4.600l1.200-1.200" />
    </>
  ),
  pattern: (
    <>
      <path d="M3 2.500h7l3 3v8H3z" />
      <path d="M5.500 11c0-3 5-2 5-5" strokeDasharray="1.600 1.600" />
    </>
  ),
  pencil: <path d="M3 13l.8-3L10.500 3.300a1.400 1.400 0 0 1 2 2L6 12.200z" />,
  bag: (
    <>
      <path d="M3.500 5.500h9l.7 8H2.800z" />
      <path d="M5.800 7.500V4.600a2.200 2.200 0 0 1 4.400 0v2.900" />
    </>
  ),
  shop: (
    <>
      <path d="M2.500 6.500L3.500 3h9l1 3.500a1.800 1.800 0 0 1-3.600 0 1.850 1.850 0 0 1-3.700 0 1.800 1.800 0 0 1-3.700 0z" />
      <path d="M3.500 8.500v5h9v-5" />
    </>
  ),
  tag: (
    <>
      <path d="M3 3h5l5.500 5.500-5 5L3 8z" />
      <circle cx="5.8" cy="5.800" r="0.9" />
    </>
  ),
  mail: (
    <>
      <path d="M2 4h12v8.500H2z" />
      <path d="M2.300 4.500L8 9l5.700-4.500" />
    </>
  ),
  settings: (
    <>
      <path d="M2.500 4.500h6M12 4.500h1.500M2.500 11.500H4M7.500 11.500h6" />
      <circle cx="10.200" cy="4.500" r="1.700" />
      <circle cx="5.800" cy="11.500" r="1.700" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="2.800" />
      <path d="M8 1.500v1.500M8 13v1.500M1.500 8H3M13 8h1.500M3.400 3.400l1 1M11.600 11.600l1 1M3.400 12.600l1-1M11.600 4.400l1-1" />
    </>
  ),
  moon: <path d="M13 9.500A5.500 5.500 0 0 1 6.500 3a5.500 5.500 0 1 0 6.500 6.500z" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.200" />
      <path d="M10.200 10.200l3.300 3.300" />
    </>
  ),
  plus: <path d="M8 3v10M3 8h10" />,
  down: <path d="M4 6l4 4 4-4" />,
  up: <path d="M4 10l4-4 4 4" />,
  right: <path d="M6 4l4 4-4 4" />,
  left: <path d="M10 4L6 8l4 4" />,
  out: <path d="M9.500 3H13v3.500M13 3L7.500 8.500M11 9.500V13H3V5h3.500" />,
  file: (
    <>
      <path d="M4 2h5l3 3v9H4z" />
      <path d="M9 2v3h3" />
    </>
  ),
  undo: <path d="M3 6.500h6.500a3.200 3.200 0 0 1 0 6.500H6M5.500 4L3 6.500 5.500 9" />,
  person: (
    <>
      <circle cx="8" cy="5.500" r="2.500" />
      <path d="M3 13.500c.5-3 2.500-4.200 5-4.200s4.500 1.200 5 4.200" />
    </>
  ),
  play: <path d="M5 3.500l7 4.500-7 4.500z" />,
  bin: <path d="M3 4.500h10M6.500 4.500V3h3v1.500M4.500 4.500l.6 9h5.800l.6-9" />,
} satisfies Record<string, ReactNode> & Record<Shape, ReactNode>

export type IconName = keyof typeof paths

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {paths[name]}
    </svg>
  )
}
