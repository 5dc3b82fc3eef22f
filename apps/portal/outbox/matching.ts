interface Listed {
  readonly applicationNo: string | null
  readonly at: string
}

/** Newest first; a part of the number is enough, in either case. */
export const matching = <Message extends Listed>(messages: readonly Message[], no: string): readonly Message[] => {
  const wanted = no.trim().toUpperCase()
  return messages
    .filter((message) => wanted === '' || (message.applicationNo ?? '').toUpperCase().includes(wanted))
    .toSorted((left, right) => Date.parse(right.at) - Date.parse(left.at))
}
