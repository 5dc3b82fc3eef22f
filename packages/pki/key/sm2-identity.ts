import { concat, fromHex, utf8 } from '@certhall/kernel/bytes'

/**
 * What SM3 turns into the Z value of GB/T 32918.2 §5.5: length of the signer's identifier in bits, the identifier, the
 * curve's a and b, its generator, the public point. Certificates use the default identifier of GB/T 35276 §10.
 */
export const sm2Identity = (keyOctets: Uint8Array): Uint8Array<ArrayBuffer> => concat(identifierAndCurve, keyOctets.subarray(1))

/** The identifier of everybody: outside tools must be told it (`distid:1234567812345678`). */
export const sm2Identifier = '1234567812345678'

const identifierAndCurve = concat(
  Uint8Array.of(0x00, 0x80),
  utf8(sm2Identifier),
  fromHex(
    'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc' +
      '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93' +
      '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7' +
      'bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0',
  ),
)
