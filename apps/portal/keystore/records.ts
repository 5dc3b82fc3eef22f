/** Named records of one kind that outlive the page. */
export interface Records<Value> {
  readonly get: (name: string) => Promise<Value | undefined>
  /** Resolves once the record is on the disk. */
  readonly put: (name: string, value: Value) => Promise<void>
  readonly remove: (name: string) => Promise<void>
  readonly all: () => Promise<readonly Value[]>
}
