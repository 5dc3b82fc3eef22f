/** A subject or issuer as one line that breaks between its parts: `CN=…, O=…, C=CN`. */
export const nameText = (name: string): string => name.replaceAll(/(?<!\\),(?=[A-Za-z0-9.]+=)/g, ', ')
