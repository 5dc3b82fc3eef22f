import type { Words } from '../words.ts'
import type zh from '../zh/desk.ts'

const words: Words<typeof zh> = {}

export default words
