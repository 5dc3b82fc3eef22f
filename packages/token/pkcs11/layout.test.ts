import { expect, it } from 'vitest'
import { layoutOf } from './layout.ts'

const sizesOf = ({ triple, initializeArgs, tokenInfo, functionAt }: ReturnType<typeof layoutOf>) => ({
  triple: [triple.size, triple.pointer, triple.length],
  initializeArgs: [initializeArgs.size, initializeArgs.flags],
  tokenInfo: [tokenInfo.size, tokenInfo.flags, tokenInfo.ulong(10)],
  functions: [functionAt(0), functionAt(68)],
})

it('lays structures out by their alignment where unsigned long has 8 octets: Linux and macOS', () => {
  expect(sizesOf(layoutOf({ ulongOctets: 8, pointerOctets: 8, isPacked: false }))).toEqual({
    triple: [24, 8, 16],
    initializeArgs: [48, 32],
    tokenInfo: [208, 96, 176],
    functions: [8, 552],
  })
})

it('packs structures on Windows, whose unsigned long has 4 octets', () => {
  expect(sizesOf(layoutOf({ ulongOctets: 4, pointerOctets: 8, isPacked: true }))).toEqual({
    triple: [16, 4, 12],
    initializeArgs: [44, 32],
    tokenInfo: [160, 96, 136],
    functions: [2, 546],
  })
  expect(sizesOf(layoutOf({ ulongOctets: 4, pointerOctets: 4, isPacked: true }))).toEqual({
    triple: [12, 4, 8],
    initializeArgs: [24, 16],
    tokenInfo: [160, 96, 136],
    functions: [2, 274],
  })
})
