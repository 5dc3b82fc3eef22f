/** `id` of the control for a field path or a paper: what the error summary links to. */
export const controlId = (item: string): string => `item-${item.replaceAll('.', '-')}`
