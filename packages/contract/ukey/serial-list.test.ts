import { describe, expect, it } from 'vitest'
import { parseSerialList, ukeySerial } from './serial-list.ts'
import { mostUkeys } from './vocabulary.ts'

const read = (typed: string): readonly string[] | string => {
  const decision = parseSerialList(typed)
  return decision.ok ? decision.value : decision.code
}

describe('a list of serial numbers', () => {
  it.each([
    ['nothing', ' \n ', 'input.required'],
    ['a cell that is none', 'A1\nnot one!', 'input.malformed'],
    ['markup', '<b>1</b>', 'input.malformed'],
    ['a range that runs backwards', 'A9..A1', 'input.malformed'],
    ['a range between two series', 'A0001..B0009', 'input.malformed'],
    ['a range that changes its width', 'A1..A100', 'input.malformed'],
    ['a range with three ends', 'A1..A2..A3', 'input.malformed'],
    ['a range without digits', 'A..B', 'input.malformed'],
    ['a range of a billion', 'A000000001..A999999999', 'input.too-long'],
    ['one more than allowed', `A0001..A0${mostUkeys + 1}`, 'input.too-long'],
  ])('is refused for %s', (_what, typed, code) => {
    expect(read(typed)).toBe(code)
  })

  it.each([
    ['one a line, each once', 'a1\r\nA2\n\nA1', ['A1', 'A2']],
    ['several on one line', 'A1, A2；A3', ['A1', 'A2', 'A3']],
    ['a range with the zeros it is written with', 'SOFT-0098 .. SOFT-0101', ['SOFT-0098', 'SOFT-0099', 'SOFT-0100', 'SOFT-0101']],
    ['a range as people write it', 'A8至A9\nB1～B2', ['A8', 'A9', 'B1', 'B2']],
    ['the first column of a sheet, without its heading', '序列号,箱号\n"A1",3\nA2,3', ['A1', 'A2']],
    ['full width', 'Ａ１', ['A1']],
  ])('reads %s', (_what, typed, serials) => {
    expect(read(typed)).toEqual(serials)
  })

  it('takes the most that one message may name', () => {
    expect(read(`A0001..A0${mostUkeys}`)).toHaveLength(mostUkeys)
  })

  it('knows one serial number however it is written', () => {
    expect(ukeySerial(' soft-0001 ')).toBe('SOFT-0001')
    expect([ukeySerial(''), ukeySerial('a b'), ukeySerial('A'.repeat(65)), ukeySerial('-1')]).toEqual([null, null, null, null])
  })
})
