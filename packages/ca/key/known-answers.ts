import type { AlgorithmName } from '@certhall/pki/algorithm'

export interface KnownAnswer {
  readonly spki: string
  readonly signature: string
  readonly pkcs8?: string
  /** Where the vector is somebody else's. */
  readonly message?: string
}

/**
 * Signatures over `certhall known answer`, made by the OpenSSL command line with keys of no other use. RSA PKCS#1 v1.5 is
 * deterministic, so its smallest row carries the private key and the signature is made again; the larger ones differ in
 * size only. SM2 has the published example of GB/T 32918.5 annex A with the default identifier.
 */
export const knownAnswers: Readonly<Record<AlgorithmName, KnownAnswer>> = Object.freeze({
  'rsa-2048': {
    spki:
      'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr/rzLlSBOcRfgHqME9GrgapcgcFbgnwRiDoEXzM7Uk3gkIvcigvsIaHqDEjEdhcRVZJ+fok9G1IY' +
      'efxtMizMTM5EqmwUqfCl0pOCBhXwfv6PJ/lkYLH6i/UMRh+9c42y97ayAtRERXNZ+jcID6CMx6wXdhxpw8rwg1TFY4NUQQiGKfcr2a9027By2t2GrctZLs6d' +
      '78QcaiPyidW/Qqf3Svyr+Von6O8GwHR9gSKKlx2vYjmVdqmfWfl4Sje5NTyaTjthuyBuXTxIFjvyv/2Q8K09tJdXJHiof90ddTvF155vskolzTcB3KTOkf9V' +
      'sU+PY7Ib/+mPQs8bL7nsmYCOwwIDAQAB',
    signature:
      'Q4GOwW1cyDIQBdVlGtND3yawIXvZ106gGl5YYkoqH0kSKmllbpvXJUjM5LV68egC/eawXyJlvIaEQILxYge/2xW18k5+xXB+rC4/ni4rsTYFK0CqZhpPPiMN' +
      'Li0e74Oyx5OxKmUeUqkpHnuLbdMowriJfidFJbYrvwjkbBWeK0h4mJOP2/DyRZKl/boELq6AnWD1lrAzvJdq+0Vq7rHg+wVq1GxPLBxq22Ejr4ryTXOR3wRl' +
      'eXZUyO29DYbHunW7mX1akBA8x+WFNMXRRsnoNDvm9LAHc+ewPzkjUgS0PJnJYoMe+BjW3DFZOd//MltLYaSrNGZH7OflYZLM9cvFrQ==',
    pkcs8:
      'MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQCv+vMuVIE5xF+AeowT0auBqlyBwVuCfBGIOgRfMztSTeCQi9yKC+whoeoMSMR2FxFVkn5+' +
      'iT0bUhh5/G0yLMxMzkSqbBSp8KXSk4IGFfB+/o8n+WRgsfqL9QxGH71zjbL3trIC1ERFc1n6NwgPoIzHrBd2HGnDyvCDVMVjg1RBCIYp9yvZr3TbsHLa3Yat' +
      'y1kuzp3vxBxqI/KJ1b9Cp/dK/Kv5Wifo7wbAdH2BIoqXHa9iOZV2qZ9Z+XhKN7k1PJpOO2G7IG5dPEgWO/K//ZDwrT20l1ckeKh/3R11O8XXnm+ySiXNNwHc' +
      'pM6R/1WxT49jshv/6Y9CzxsvueyZgI7DAgMBAAECggEAMRwWGxrICUfs4tzQFIPRmdjiAe/kyrA28E5IhAy3BEvpXE07mWakWepmd1EjSlU7qCa+mC9SVzp8' +
      'zCYOjw8DYHe7n9eTmK0oiXBSu8IJoFcHuj8VrQpeAgq7hyI6a3HivNBGMxXri3oaZQJQhJPoVZyH25UoStRqdCwG/bNbot34on7Yk22SPu75IBI9avoGwh8i' +
      'gfYXZE7b5v+8pmgp/fMWM9qfycxnO4mNrN1zewmpHlz/8hD4Vz7lnMH0DDxzdHgKoHk7FMaJIUg9zAl2gT9M4jFXe+cC1O0rdrHOcWCnYiNrRlBi5xxdA32z' +
      'xhVYE57pizPJFaOxcjrmiryTIQKBgQDWKZByxQHhW+FWeagoYnxo1vHhRCtj8/TFpI1ObS9B3BMdNTN4t4WjahQy4cPciE0CcbNOZl0ppL5BY6nQ4HzKXQlH' +
      'ANuRicD2cGCh7R4mEpY9gzcd2iej/qIu2P9ceS1r7nrjxSnfD67re/itkXnnN0tqvDUqDy8M34uWJHQrkwKBgQDSW947hP3l9yJv41oa2ewpjIIfWemw6VL2' +
      'yImFHT096Do5GjlcrANRZLn/lxThXaWhjyucjzN39WDiOHzY6suaPCUyh7ZKWzh/C1VREmAsOAbDB+0ZWDkZgH0CPJZfGy6kWNDKuHr4nobw9adfRTv2WZI4' +
      '6Zkm9oBWHxKuj/3uEQKBgDPXK9gcSDA9BXbhTAs6i9L09OgKkFZJn16YTnxFgcL3esj/L85w3jCIZQtMCxU/CSUmULkRnkuOTV+WuGyPaqWxj6VYV84LAmKl' +
      'IT8RHtMofKW3NYhMXnwcDzY34NiJnK0btTOdbl1IdpcaE0AwjsmhYOgdVuEve7wqAKf/ev9xAoGAYKZC+ffFrAYbNWsw+AtOPVzIYF0wSM87BhXnUVi4zZvI' +
      'PHo3BsQllh0AdFVXC6C6O/uK3xjQXfpItEed3RAr0cZ2lLvT3mABGiX74g7eTxLC0JLwtedZ/MSTKxbpQ/M6P9pqu+l83oP/nfBQIS6vOSW4UBvL+SHiny8R' +
      'p1CTK/ECgYA/rW6wt1S0oXhiVkXxtEX/aDjj18DKVC6XEIYa7tCEiuJ8WjxgN+mrsp1cR7e2r+AkgIezyf6sdqGH4CRjfYUeq8PY13xnOJImCSnIOPlLvcCs' +
      'yDKdsIYNEOU7H/VXWdeOHx2EPYdHDVZfsOaXhbn4fAdykohGCh3R//Qn/0oH4g==',
  },
  'rsa-3072': {
    spki:
      'MIIBojANBgkqhkiG9w0BAQEFAAOCAY8AMIIBigKCAYEAjXqADxXQDdEQHAB/Udtfsl5wa1l0flgGEOTOwmU3Wj4qQbKMVx6FgdorjJ0N6g4VRX3n9ew3tajT' +
      'w/gNbo9x6B0ddJe9bwGrGXcXvDaI1JX6A8Elq01UlQGerwlvyWUcedfbof2LUmbtu3hB7pqrYP6d2+1Qnay0RbD5Nn63GDZ0BhJBuDQTDUv+0Evq0YxucUOn' +
      'ao9t22PpocseGeFNLaVZVUpb0qP3PZRib9np4Iru/XPccJ4AnqF0NsRjet+jElQn/XJdQex6sMtsR5E5jpCCDW9B23WkDVrBJJNQISST2ZOq8/cMnxsNDUqI' +
      '9brDe6bZbirc3Ce2RM+NI7oH/OkylipsXvOY9Khw8KSCZhQVG9wnlNI9gDZYTQAwST1JkFHk0DlK3N6dIk6xcjekuqE0bTWlLGykVsF24qFsnkCQFsd5H8yo' +
      'Jfa/7ag+bWNBWwM+jRETjXWRIWvZug6O3XDqda1IDJONYQtW85pI7Rs8QsMOcObV8hGJ76js1fxFAgMBAAE=',
    signature:
      'MTmXLsbHa3iDvAxe+n8RhE1TEghYqbMLzG1QbUwWYYQ44YOV6UaR76FSg0Z+FdX+7sTGHPU6Dj277lPFOkmgPTJiyoTeVp+xQhXCrd+uSttpAmozziM8Afca' +
      'ktJECNogXaKmm7LwIWZXeTQ6y3iPWFcfJhmZupU1HPczCc22IhOVyE67Zl/gXFDS4kW+vjxZDwivjlxojfcwuTODb9Go8qQVQtGVDFUFNnRDeQfhkPyW1X01' +
      'P9aQg1qUE6Lx5uGCdA8ZSBJxjb4xRC83itmvUm2sfYcRHXHV4OH7pvlyOdfks7do2SMNEBOnLnfmkoQ8QKco3MNSnHfU3Kkg2+L0ayTCr9fBqdsN3rjr7+VK' +
      'hZLNBwQPKW6vc+fZBtI/BYz/Ufx5afHB1lAIRm/DMCxiuc0kNJeIF+kqPa6HqBwX3aztYFGCYJVrp8mFF8TvSfcVuR6K5IpYF8VYAfCooNysZeqibuqP75rA' +
      'dU9wsxA+dPgk6ATleFSaas4eKGseOrEd',
  },
  'rsa-4096': {
    spki:
      'MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEAkr4auMTF/Ac6Dd8atpIBYeP4TxgxJ/h9sL34vCXfZ6pkR9NQI6La9pOMOrbCV0N2zT1fBuLNb5+/' +
      'oDV3Mn3Vaz646aMRHoTx4CVxCCwX0FrkzuDMdHWaJI6OLdyX+EiMkG2ndDMVkbJSOZWuidmaSzufCbk3G14SgwuoeNt6ORpWY3JrDc4ERruH8m8Kbu0mA7FJ' +
      'divmomk5IZ27wKnTvC6QMnTjvZEqZjxkNjiRICA04N9BZkmWVUdRE+LeZfdUFSX15FOxFOjPUvxbtVs23ZzXhHr23Eb/ynwvp1Ilw6XiSMFs9AGsmo4Cb9He' +
      'Ih4E5Ab9xJA3RfE2Fyc06ZewevyahqH2BhC9AcY/Na/N64S73853vmagdfFAtw5LzBfIJVUooAEGLdSz3v0ENkB9yofEM9dRbJEVRiRYjVfbbvgxsiWEpe2I' +
      'Jdv5P2mMdZfmAwGOVz3zPpurioF82mZ1pWp595wuPB/n45ff+tDJBFa0CK1qYXtvo6GKuiFy4oe0XU3fbC/MPR7hGA0QhclW+/UpKpvQ+VMSnh2stoawPIsx' +
      'L32d22p9IIABSlSUF6vTB8SPnozNgPXsuV1vz5YVd1VJydw2yIC2i/Mk4OBjcza0YdkjP9Q83+03oq7zwSKmeeV0w/PWN/L/rr/jV4Mk0Y4cFvT0OzGXmBdE' +
      'P+n9c3kCAwEAAQ==',
    signature:
      'FeBoFPNyPSqQcp40hdKHt55WeUpwfEcR2aVaRrQBmnLaJ0XSKJWL7sqrIVm2TGBLI4ZFlifdmCKHuW35TV2OqYjRs2KUnl4uDKXf5g0UdlBFW+g6MxxRxLun' +
      'eyt84xLYwoDkG/tbVLIt6QYrUj4jQ+d1UuyUcYuwXzkiFsiyTwXGC6V8Lg1OhwUDKKxtXbYlLRU6pSOsrSLPXDQ/syCMOz42+kR1NIQ/6AHT2Pfnk6g0tTfo' +
      'TJLFpnFDltbe1iCfyOhZhXUZBkMENNjcH+f+t27QfnBbSZtxzrO3Tj3EDCTqjauHPf31nJjdf13sEK+uPgObKDO6hZ5YGFpli6BZ524O62YgxUVsSyhoQoXR' +
      'FdS9vwnB0W9RSJv6rwnmHNyj9+ER2zb4bPxsszAju2o7UFQ6bcqO8D/KWOLhDa6Tv8tAmpSgJO+1hmYVASacg/o/eBqOKS9X2VhsUcZ3q67xMFY+mUMkMWee' +
      'xE/pXthCJc4P2Y3jxrvQFkEujbizrDUAKMFKmZYJcnh4mJ8xcGLew+rnYyGrp5edexX1b/b5Iuhg8omb5C9BpzzXRfcKR7mQ5uT7WV/8mLo/6gHk12gU9rkL' +
      'KsHDH5FJ215CjVMoRliKYiA21r5yznZ4v87zzwGelRqPRFQ7XUrLe8N+CfQiqmg/SkKXkRbmifiiggp+glE=',
  },
  'ecdsa-p256': {
    spki:
      'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAELH9/9A/HV+dV2tGBShXEiH+iSff0HyfMhGDWnoQKtFpWR184wrf3953Q5MB7w8yXviMAam+FjJD4z47HZylC' + '/Q==',
    signature: 'MEUCIQC09TpXC0uha7p23rDlyrKDSspyP7e4HXZ5hvICwUwFEAIgJk4J40+Gz3vzJTfSSubFObiAFrknEDFGlJ3PGrpqjX0=',
  },
  'ecdsa-p384': {
    spki:
      'MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEjnfZ29qaBC1ISQhWiG+PbFN2lmdk7Zuz4ipJZ6VtenjY1Q8TsPaZOw54lPHfGSs2VWoOIqyDtlRptB2k47dcOulj' +
      'VkCBY2HNmTdOsILqWTEOYgnwP/iK4/WMETSaKcuV',
    signature:
      'MGUCMCs4FGsLOKHAvRI2D8bmiY4rTNuub2RRbT37UOPKBydmMCyAcI3HbHB921pSuOBeiQIxAKXagBIK4YcfZKyJ9JURJmZ5ddXymw2mxSv+bcg4151gHOJ0' +
      'SFUP9mLzTIrarNAOiw==',
  },
  sm2: {
    message: 'message digest',
    spki: 'MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAECfnfMR5UIaFQ3X0WHkvFxnIXn60YM/wHa7CP81bzUCDM6kkM4md1pS3G6nGMwapgCu0F+/NeCEpmMvYHLamtEw==',
    signature: 'MEYCIQD1oDsGSNLEYw7qxRPhu4GhWUTaOCfVt0FDrH6s7ucgswIhALG2qinfIS/YdjGCvA1CHKG7kDj9H39C1IQLacSFu8Gq',
  },
})
