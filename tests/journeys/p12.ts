import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromBase64 } from '@certhall/kernel/bytes'
import { toPem } from '@certhall/pki/pem'
import { apply, type ApplicationPlan } from './applicant.ts'
import { download } from './holder.ts'
import { askOcsp, type Files, judgeWithGnutls, judgeWithNss, judgeWithOpenssl, run } from './judges.ts'
import type { Journey } from './journey.ts'
import { awaitMessage } from './outbox.ts'
import { tokenOf } from './private-system.ts'
import { fetchBytes, saveAuthorities } from './relying-party.ts'
import { openSession } from './session.ts'
import { enrol, type StaffMember } from './staff-member.ts'

const password = '粤B-journey-2026!'

/** From application form to a P12 that other people's tools open and trust; and one download given up on the way. */
export const p12Journey: Journey = async ({ system, directory, step }) => {
  const { baseUrl } = system
  const visitor = openSession(baseUrl)
  const reviewer = await step('a reviewer enrols through the one-time link and logs in', () => enrol(baseUrl, tokenOf(system, 'reviewer')))
  const issuer = await step('an issuer enrols and logs in', () => enrol(baseUrl, tokenOf(system, 'issuer')))

  const kept = await live(bidder, 'bidder', true)
  const lost = await live(taxpayer, 'taxpayer', false)

  await step('the relying party fetches CA certificates and lists', async () => {
    await saveAuthorities(visitor, directory)
    for (const [name, { issued }] of Object.entries({ cert: kept, old: lost }))
      writeFileSync(join(directory, `${name}.pem`), toPem('CERTIFICATE', fromBase64(issued.certificate)))
    writeFileSync(
      join(directory, 'chain.pem'),
      [kept.issued.certificate, ...kept.issued.chain].map((each) => toPem('CERTIFICATE', fromBase64(each))).join(''),
    )
    writeFileSync(join(directory, 'holder.p12'), kept.p12)
  })
  const files: Files = {
    root: join(directory, 'root.pem'),
    issuing: join(directory, `${kept.issued.authorityId}.pem`),
    certificate: join(directory, 'cert.pem'),
    p12: join(directory, 'holder.p12'),
    p12Password: password,
    crls: join(directory, 'crls.pem'),
    ocspUrl: kept.issued.ocspUrl,
  }
  await step('OpenSSL opens the P12, verifies strictly with lists and hears good', async () => judgeWithOpenssl(files))
  await step('GnuTLS agrees', async () => judgeWithGnutls(files))
  await step('NSS agrees', async () => judgeWithNss(files))
  const lostIssuing = join(directory, `${lost.issued.authorityId}.pem`)
  await step('OpenSSL hears revoked for the certificate that was given up', async () =>
    askOcsp({ root: files.root, issuing: lostIssuing, certificate: join(directory, 'old.pem'), ocspUrl: lost.issued.ocspUrl }, 'revoked'),
  )
  await step('the list names it too, within a minute', () => awaitListed(lost.issued.crlUrl, lost.issued.serialNumber))
  await step('the saved OCSP answer is kept for others to judge', async () => {
    run('openssl', [
      'ocsp',
      '-issuer',
      lostIssuing,
      '-cert',
      join(directory, 'old.pem'),
      '-url',
      lost.issued.ocspUrl,
      '-CAfile',
      files.root,
      '-verify_other',
      lostIssuing,
      '-respout',
      join(directory, 'abandoned.der'),
    ])
  })
  await step('the audit chain verifies', async () => {
    run(process.execPath, ['apps/cli/main.ts', 'audit', 'verify'], undefined, { CERTHALL_DATA: system.dataDirectory })
  })

  return {
    root: 'root.pem',
    chain: 'chain.pem',
    p12: 'holder.p12',
    p12Password: password,
    ocspUrl: kept.issued.ocspUrl,
    crlUrl: kept.issued.crlUrl,
    certificates: [
      { file: 'cert.pem', issuer: `${kept.issued.authorityId}.pem`, expect: 'good' },
      { file: 'old.pem', issuer: `${lost.issued.authorityId}.pem`, expect: 'revoked', reason: 'superseded' },
    ],
    ocspResponses: [{ file: 'abandoned.der', certificate: 'old.pem', issuer: `${lost.issued.authorityId}.pem`, expect: 'revoked' }],
  }

  async function live(plan: ApplicationPlan, who: string, isKept: boolean) {
    const applicationNo = await step(`${who}: looks up the code, fills the form, proves both contacts, uploads papers, submits`, () =>
      apply(baseUrl, plan),
    )
    await step(`${who}: the reviewer approves ${applicationNo} with a signature`, () => reviewer.approve(applicationNo))
    await step(
      `${who}: the issuer releases the PASSCODE with a signature`,
      async () => void (await (issuer satisfies StaffMember).sendPasscode(applicationNo)),
    )
    const passcode = await step(`${who}: the PASSCODE arrives at the verified mobile`, async () => {
      const message = await awaitMessage(
        visitor,
        (each) => each.applicationNo === applicationNo && each.codes.some((code) => code.length >= 20),
      )
      return message.codes.find((code) => code.length >= 20) ?? ''
    })
    const downloaded = await step(`${who}: key made here, certificate issued, P12 sealed`, () => download(baseUrl, passcode, password))
    await step(`${who}: the same PASSCODE and key again give the same certificate`, async () => {
      const again = await downloaded.redeemAgain()
      if (again.certificate !== downloaded.issued.certificate) throw new Error('a second certificate was issued')
    })
    if (isKept) await step(`${who}: the saved file is opened once more and confirmed`, () => downloaded.confirm())
    else await step(`${who}: the key is lost; the download is given up`, () => downloaded.abandon())
    return downloaded
  }
}

const awaitListed = async (crlUrl: string, serialNumber: string): Promise<void> => {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const text = run('openssl', ['crl', '-inform', 'DER', '-noout', '-text'], await fetchBytes(crlUrl))
    if (text.toLowerCase().includes(serialNumber)) return
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
  throw new Error(`${serialNumber} is not on the list after a minute`)
}

const contact = { name: '陈小燕', department: '信息部', mobile: '13800138000', email: 'chen@example.cn' }
export const bidder: ApplicationPlan = {
  selection: { projectId: 'tendering', certificateType: 'organization', medium: 'p12' },
  code: '91350100M000100Y43',
  form: {
    organization: {
      name: '广州市天河区（试验）建筑工程技术咨询服务有限责任公司',
      kind: 'enterprise',
      uscc: '91350100M000100Y43',
      licenceNumber: '91350100M000100Y43',
      licenceExpiresOn: '2046-11-30',
      legalRepresentative: '王伟',
      province: '广东省',
      city: '广州市',
      district: '天河区',
      address: '华夏路10号',
      postcode: '510623',
      phone: '020-12345678',
    },
    contact,
    agent: { name: '陈小燕', idKind: 'residentId', idNumber: '11010519491231002X', mobile: '13800138000' },
    certificate: { validityYears: 1 },
    delivery: { channel: 'sms' },
  },
}
const taxpayer: ApplicationPlan = {
  ...bidder,
  selection: { projectId: 'tax', certificateType: 'organization', medium: 'p12' },
  code: '12440000A1B2C3D48A',
  form: {
    ...bidder.form,
    organization: {
      ...bidder.form.organization,
      name: '广东省示例研究院',
      kind: 'institution',
      uscc: '12440000A1B2C3D48A',
      licenceNumber: '12440000A1B2C3D48A',
    },
    contact: { ...contact, mobile: '13900139000', email: 'tax@example.cn' },
  },
}
