import { z } from 'zod'
import { Role } from '../plan.ts'

/** People of a partnership as a file lists them: one address each, and the roles they have. */
export const PeopleFile = z.array(
  z.strictObject({
    name: z.string().min(1),
    email: z.email().toLowerCase(),
    roles: z.array(Role).optional(),
  }),
)
export type PeopleFile = z.infer<typeof PeopleFile>

/** Boards of a partnership as a file lists them; chair and members by their names among the people. */
export const BoardsFile = z.array(
  z.strictObject({
    name: z.string().min(1),
    aliases: z.array(z.string().min(1)),
    chair: z.string().nullable(),
    members: z.array(z.string().min(1)),
  }),
)
export type BoardsFile = z.infer<typeof BoardsFile>
