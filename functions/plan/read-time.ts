/**
 * A local time as people write it: `9am`, `5.30 pm`, `17:30`, `09.00`, `midday`, `midnight`. As `HH:MM`;
 * null for anything else.
 */
export const readTime = (text: string): string | null => {
  const plain = text.trim().toLowerCase()
  if (plain === 'midday' || plain === 'noon') return '12:00'
  if (plain === 'midnight') return '00:00'
  const match = /^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$/.exec(plain)
  if (!match) return null
  const [, hours = '', minutes, half] = match
  // A bare number could be either half of the day.
  if (minutes === undefined && half === undefined) return null
  const hour = Number(hours)
  if (half !== undefined && (hour < 1 || hour > 12)) return null
  const inDay = half === undefined ? hour : (hour % 12) + (half === 'pm' ? 12 : 0)
  if (inDay > 23 || Number(minutes ?? 0) > 59) return null
  return `${String(inDay).padStart(2, '0')}:${minutes ?? '00'}`
}
