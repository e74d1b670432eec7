import { type BuiltCut, type Pack, volumesOf } from '../../pack/ports.ts'
import { addressOfVolume } from '../../pack/reader/shown-file.ts'
import { shownFiles } from './pack-words.ts'

/** A pack's forms by what their addresses end with, in a word; each volume is one. */
const formsOf = (built: BuiltCut): [address: string, word: string][] => {
  const volumes = volumesOf(built)
  const pdfs = volumes.map(({ pages }, index): [string, string] => {
    const name = `PDF volume ${index + 1} (${pages === 1 ? '1 page' : `${pages} pages`})`
    return [addressOfVolume(index + 1), volumes.length === 1 ? 'PDF' : name]
  })
  return [...pdfs, ['html', 'web page'], ['xlsx', 'workbook']]
}

/** Links to a version of a pack in its three forms, or to its draft. */
export const PackLinks = ({ built, path, of }: { built: BuiltCut; path: string; of: string }) => (
  <>
    {formsOf(built).map(([form, word], index) => (
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
export const PackNow = ({ pack, path }: { pack: Pack; path: string }) => {
  const built = shownFiles(pack)
  if (!built) return <>Not built yet</>
  const at = `${path}/${pack.state === 'issued' ? pack.version : 'draft'}`
  return <PackLinks built={built} path={at} of={pack.boardName} />
}
