/** Saves a text as a file, as if it had been a link. */
export const saveText = (fileName: string, text: string): void => {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/x-pem-file' }))
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
