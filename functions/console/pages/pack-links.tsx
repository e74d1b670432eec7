import type { Pack } from '../../pack/ports.ts'
import { shownFiles } from './pack-words.ts'

const forms = [
  ['pdf', 'PDF'],
  ['html', 'web page'],
  ['xlsx', 'workbook'],
] as const

/** Links to a version of a pack in its three forms, or to its draft. */
export const PackLinks = ({ path, of }: { path: string; of: string }) => (
  <>
    {forms.map(([form, word], index) => (
      <>
        {index > 0 && ' · '}
        <a class="govuk-link" href={`${path}/${form}`}>
          {word}
          <span class="govuk-visually-hidden"> of {of}</span>
        </a>
      </>
    ))}
  </>
)

/** A pack as it is now in its three forms, or that it is not there. */
export const PackNow = ({ pack, path }: { pack: Pack; path: string }) =>
  shownFiles(pack) ? (
    <PackLinks path={`${path}/${pack.state === 'issued' ? pack.version : 'draft'}`} of={pack.boardName} />
  ) : (
    <>Not built yet</>
  )
