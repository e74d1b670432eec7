/** @jsxImportSource react */
import type { StatusColour } from '../functions/plan/plan.ts'
import { ink } from './layout.tsx'

/** The same shapes and tints as on the pages: text near black, the shape in the strong colour. */
const looks = {
  blue: { shape: '■', strong: '#1d5f9e', tint: '#e3eef8' },
  green: { shape: '●', strong: '#0b6e46', tint: '#e2f2ea' },
  amber: { shape: '▲', strong: '#b25c00', tint: '#fdf0dc' },
  red: { shape: '◆', strong: '#b3261e', tint: '#fbe6e4' },
} satisfies Record<StatusColour, { shape: string; strong: string; tint: string }>

/** A status in the plan's own words, with a shape and a colour: never colour alone. */
export const StatusWords = ({ status }: { status: { label: string; colour: StatusColour } | null }) => {
  const look = status ? looks[status.colour] : { shape: '○', strong: '#505a5f', tint: '#f0f1f2' }
  return (
    <span
      style={{
        padding: '2px 8px',
        backgroundColor: look.tint,
        border: `1px solid ${look.strong}`,
        borderRadius: '3px',
        fontSize: '14px',
        lineHeight: '24px',
        color: ink,
      }}
    >
      <span aria-hidden="true" style={{ color: look.strong }}>
        {look.shape}
      </span>
      {` ${status?.label ?? 'No status yet'}`}
    </span>
  )
}
