/**
 * Words that say that the actions below them, or on the sheet of that name, are closed: Closures, Closed
 * actions 2025, Priority one - closures. Link to change control register. A sentence with such a word in
 * it, or a title such as Manage school closures, says nothing of the kind.
 */
const CLOSURES =
  /^(?:priority\s+\w+\s*[-–—:]\s*)?(?:closed|closures?)(?:\s+(?:actions?|items?|plan))?\s*(?:$|[.:(\d–—-].*$)/i

export const saysClosed = (text: string): boolean => CLOSURES.test(text.trim())
