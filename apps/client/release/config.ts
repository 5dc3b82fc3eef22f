/** What the release step takes from its surroundings, read once. */
export interface ReleaseSurroundings {
  /** npm's own program, when npm started us. */
  readonly npm: string | null
  /** Seconds since 1970 for every time stamp in what is built; null: time of the last commit. */
  readonly sourceDate: number | null
}

export const readSurroundings = (environment: Readonly<Record<string, string | undefined>> = process.env): ReleaseSurroundings => {
  const npm = environment['npm_execpath']
  const date = environment['SOURCE_DATE_EPOCH']
  return {
    npm: npm?.endsWith('.js') === true ? npm : null,
    sourceDate: date !== undefined && /^\d{1,11}$/.test(date) ? Number(date) : null,
  }
}
