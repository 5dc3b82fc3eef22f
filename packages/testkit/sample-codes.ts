/** Codes with right check characters, GB 11714 inside GB 32100. */
export const sampleCodes = (index: number): { uscc: string; orgCode: string; licenceNumber: string } => {
  const body = `MA${String(index).padStart(6, '0')}`
  const sum = [...body].reduce((total, symbol, at) => total + Number.parseInt(symbol, 36) * ([3, 7, 9, 10, 5, 8, 4, 2][at] ?? 0), 0)
  const check = 11 - (sum % 11)
  const orgCode = body + (check === 10 ? 'X' : check === 11 ? '0' : String(check))
  const seventeen = `91440101${orgCode}`
  const total = [...seventeen].reduce((left, symbol, at) => left + usccAlphabet.indexOf(symbol) * (3 ** at % 31), 0)
  const uscc = seventeen + usccAlphabet.charAt((31 - (total % 31)) % 31)
  return { uscc, orgCode, licenceNumber: uscc }
}
const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
