import type { PackStatus } from '../pack-action.ts'

/** In a box of 16 by 16. */
const shapes = {
  tick: 'M1 1h14v14H1zM6.6 12.4 13 5.1l-1.6-1.4-4.9 5.6-2.1-2-1.4 1.5z',
  circle: 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z',
  triangle: 'M8 1l7.5 14H.5z',
  diamond: 'M8 0l8 8-8 8-8-8z',
  ring: 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zM8 3.2a4.8 4.8 0 1 0 0 9.6A4.8 4.8 0 0 0 8 3.2z',
  star: 'M8 0l2.2 5.1 5.6.5-4.2 3.7 1.3 5.5L8 11.9l-4.9 2.9 1.3-5.5L.2 5.6l5.6-.5z',
  target: 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zM8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z',
  wedge: 'M.5 1h15L8 15z',
  cross: 'M3.2 1 8 5.8 12.8 1 15 3.2 10.2 8l4.8 4.8-2.2 2.2L8 10.2 3.2 15 1 12.8 5.8 8 1 3.2z',
} satisfies Record<PackStatus['shape'], string>

export const ShapePath = ({ status }: { status: PackStatus }) => (
  <path fill="currentColor" fill-rule="evenodd" d={shapes[status.shape]} />
)

const seconds: ReadonlySet<PackStatus['shape']> = new Set(['star', 'target', 'wedge', 'cross'])

/** The classes that give an element its status's colours, and tell a second status of a colour from the first. */
export const toneOf = (status: PackStatus | null): string =>
  `tone-${status ? (status.colour ?? 'grey') : 'own'}${status && seconds.has(status.shape) ? ' second' : ''}`

export const StatusShape = ({ status }: { status: PackStatus }) => (
  <svg class="shape" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <ShapePath status={status} />
  </svg>
)

export const StatusTag = ({ status }: { status: PackStatus }) => (
  <strong class={`tag ${toneOf(status)}`}>
    <StatusShape status={status} />
    <span>{status.label}</span>
  </strong>
)
