import type { Node } from 'constructs'
import { z } from 'zod'

/** Reserved by RFC 2606: nobody can receive mail there. */
const isPlaceholder = (address: string): boolean => address.endsWith('.example')

/** What one deployment must be told, as CDK context: from cdk.json or `-c key=value`. */
export const Settings = z
  .strictObject({
    stage: z.enum(['dev', 'prod']),
    /** Where people's data are kept. */
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/),
    /** The one address all mail comes from. */
    mailFrom: z.email(),
    /** The identity verified in SES that covers `mailFrom`: its domain, where nothing else is given. */
    mailIdentity: z.string().min(1).optional(),
    /** How many mails SES lets the account send in a second: 1 for a new one. */
    mailsPerSecond: z.coerce.number().min(0.5).max(1000).default(1),
    /** Who is told when something fails. */
    alarmEmail: z.email(),
    /** A host name of one's own; without it the pages are at API Gateway's. */
    domainName: z.hostname().optional(),
    /** A certificate of AWS Certificate Manager for `domainName`, in the same region. */
    certificateArn: z
      .string()
      .regex(/^arn:aws[a-z-]*:acm:/)
      .optional(),
  })
  .refine(({ domainName, certificateArn }) => (domainName === undefined) === (certificateArn === undefined), {
    error: 'domainName and certificateArn go together',
  })
  .transform(({ mailIdentity, ...settings }) => ({
    ...settings,
    mailIdentity: mailIdentity ?? settings.mailFrom.slice(settings.mailFrom.lastIndexOf('@') + 1),
    hasPlaceholders: isPlaceholder(settings.mailFrom) || isPlaceholder(settings.alarmEmail),
  }))
export type Settings = z.infer<typeof Settings>

const keys = [
  'stage',
  'region',
  'mailFrom',
  'mailIdentity',
  'mailsPerSecond',
  'alarmEmail',
  'domainName',
  'certificateArn',
] as const satisfies (keyof z.input<typeof Settings>)[]

/** Reads the settings from the context of a construct tree. @throws ZodError that names what is wrong. */
export const readSettings = (node: Node): Settings =>
  Settings.parse(
    Object.fromEntries(
      keys.flatMap((key) => {
        const value: unknown = node.tryGetContext(key)
        return value === undefined || value === '' ? [] : [[key, value]]
      }),
    ),
  )
