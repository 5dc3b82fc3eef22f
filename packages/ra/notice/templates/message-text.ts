export interface MessageText {
  /** Mail only. */
  readonly subject: string | null
  readonly body: string
}
