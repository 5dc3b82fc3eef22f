/** Equal as sets; both lists hold nothing twice. */
export const sameMembers = <Item>(left: readonly Item[] | undefined, right: readonly Item[]): boolean =>
  left !== undefined && left.length === right.length && left.every((item) => right.includes(item))
