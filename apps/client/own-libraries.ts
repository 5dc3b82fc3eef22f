import { readFileSync } from 'node:fs'
import * as z from 'zod'

/** A driver at a place that the catalogue does not know, named with its model by the owner of this computer. */
const ownLibrary = z.strictObject({
  modelId: z.string().min(1).max(60),
  path: z.string().min(2).max(300),
  /** SKF: octets of ULONG. */
  ulongOctets: z.union([z.literal(4), z.literal(8)]).optional(),
})
export type OwnLibraryFacts = z.infer<typeof ownLibrary>

const file = z.strictObject({ libraries: z.array(ownLibrary).max(50) })

/** undefined when it is not what it should be. Whose file it is was looked at before. */
export const readOwnLibraries = (path: string): readonly OwnLibraryFacts[] | undefined => {
  try {
    return file.parse(JSON.parse(readFileSync(path, 'utf8'))).libraries
  } catch {
    return undefined
  }
}
