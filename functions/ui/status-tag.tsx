import type { Status, StatusColour } from '../plan/plan.ts'

/** One shape a colour, in a 16 by 16 box: tick in a square, circle, triangle, diamond. */
const shapes = {
  blue: 'M1 1h14v14H1zM6.6 12.4 13 5.1l-1.6-1.4-4.9 5.6-2.1-2-1.4 1.5z',
  green: 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z',
  amber: 'M8 1l7.5 14H.5z',
  red: 'M8 0l8 8-8 8-8-8z',
} satisfies Record<StatusColour, string>

/** An empty circle, for an action without a status. */
const noShape = 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zM8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3z'

/**
 * A status of the plan's key in its own words, with a shape and a colour: never colour alone. Null,
 * which `statusOf` gives for an unknown or absent code, reads "No status".
 */
export const StatusTag = ({ status }: { status: Pick<Status, 'label' | 'colour'> | null }) => (
  <strong class={`muster-status muster-status--${status?.colour ?? 'none'}`}>
    <svg
      class="muster-status__shape"
      viewBox="0 0 16 16"
      width="16"
      height="16"
      aria-hidden="true"
      focusable="false"
    >
      <path fill="currentColor" fill-rule="evenodd" d={status ? shapes[status.colour] : noShape} />
    </svg>
    <span>{status?.label ?? 'No status'}</span>
  </strong>
)
