import type { EvidenceFiles } from '../../functions/update/change-files.ts'

const away = async (): Promise<never> => {
  throw new Error('this test has no bucket')
}
/** For tests that are not about files. */
export const noEvidence: EvidenceFiles = {
  offerUpload: away,
  loadUpload: away,
  saveEvidence: away,
  linkToEvidence: away,
}
