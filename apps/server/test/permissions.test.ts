import { enrolStaffVisitor, openVisitor, type Visitor } from '@certhall/testkit/desk-visitor'
import { type Hall, startHall } from '@certhall/testkit/hall'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** Who may call what, approved by hand: a new route fails here until it stands in one of these lists. */
const anybody = [
  'getHall',
  'listProjects',
  'listServicePoints',
  'listConsents',
  'listAuthorities',
  'listDownloads',
  'downloadFile',
  'readOutbox',
  'readEvaluationClock',
  'moveEvaluationClock',
  'getCaptcha',
  'lookUp',
  'sendResumeCode',
  'resumeDraft',
  'sendProgressCode',
  'openProgress',
  'checkPasscode',
  'redeemPasscode',
  'confirmInstallation',
  'abandonRedemption',
  'askEnrolment',
  'enrolStaff',
  'askLoginChallenge',
  'logIn',
  'getCheckKey',
  'checkCertificate',
  'askHolderChallenge',
  'logInHolder',
  'readHolderSession',
  'sendOrganizationCode',
  'proveOrganization',
  'beginTlsLogin',
  'finishTlsLogin',
]
const applicant = [
  'getDraft',
  'saveDraft',
  'checkDraft',
  'submitDraft',
  'sendPrefillCode',
  'prefillDraft',
  'sendContactCode',
  'checkContactCode',
  'addDraftDocument',
  'removeDraftDocument',
  'getDraftDocument',
  'getApplication',
  'correctApplication',
  'withdrawApplication',
  'sendNewContactCode',
  'checkNewContactCode',
  'addApplicationDocument',
  'removeApplicationDocument',
  'getApplicationDocument',
]
/** With a certificate that is valid now, or a code to the contact on record; behind the gate the use case decides. */
const holder = [
  'listCertificates',
  'readCertificate',
  'freezeCertificate',
  'openFollowUp',
  'renewCertificates',
  'logOutHolder',
  'listHolderSessions',
  'endHolderSession',
]
const staff = ['readDeskSession', 'logOut']
const cases = ['listCases', 'openCase', 'revealField']
const ofRole = {
  reviewer: [...cases, 'takeNextCase', 'prepareDecision', 'decideCase', 'openDocument'],
  issuer: [
    ...cases,
    'listDeliveries',
    'prepareRelease',
    'releasePasscode',
    'listUkeys',
    'findUkey',
    'receiveUkeys',
    'allocateUkeys',
    'returnUkeys',
    'markUkeysLost',
    'scrapUkeys',
  ],
  auditor: [...cases, 'listAuditEvents', 'openDocument', 'listUkeys', 'findUkey'],
  customerService: ['findCertificates', 'listOverdueInstallations', 'freezeOnThePhone'],
}

interface Operation {
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
}

let hall: Hall
let operations: readonly Operation[]

beforeAll(async () => {
  hall = await startHall()
  const { body } = await openVisitor(hall.server).get('/openapi.json')
  operations = Object.entries(body.paths as Record<string, Record<string, { operationId: string }>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({
      id: operationId,
      method: method.toUpperCase() as Operation['method'],
      path: addressOf(path),
    })),
  )
}, 120_000)
afterAll(() => hall.drop())

const addressOf = (path: string): string =>
  path.replace('{applicationNo}', 'A2026-999999').replace(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000')

/** The operations that a caller is let through to, whatever is said behind the gate. */
const passed = async (asked: readonly Operation[], ask: (operation: Operation) => Promise<string>): Promise<readonly string[]> => {
  const through: string[] = []
  for (const operation of asked) if (!stops.has(await ask(operation))) through.push(operation.id)
  return through.toSorted()
}

const stops: ReadonlySet<string> = new Set(['auth.login-required', 'auth.session-expired', 'auth.holder-required', 'policy.role-missing'])

const asStranger = async ({ method, path }: Operation): Promise<string> => {
  const payload = method === 'POST' || method === 'PUT' ? { payload: '{}', headers: { 'content-type': 'application/json' } } : {}
  const answer = await hall.server.app.inject({ method, url: path, ...payload })
  return answer.statusCode >= 400 ? (answer.json() as { code: string }).code : ''
}

const as =
  (visitor: Visitor) =>
  async ({ method, path }: Operation): Promise<string> => {
    const address = path.replace('/api/v1', '')
    const { status, body } = method === 'GET' ? await visitor.get(address) : await visitor.post(address, {})
    return status >= 400 ? (body as { code: string }).code : ''
  }

describe('the gate', () => {
  it('knows every operation', () => {
    const listed = new Set([...anybody, ...applicant, ...holder, ...staff, ...Object.values(ofRole).flat()])
    expect(operations.map(({ id }) => id).toSorted()).toEqual([...listed].toSorted())
  })

  it('lets strangers through to nothing else, and answers the rest before it reads what they sent', async () => {
    expect(await passed(operations, asStranger)).toEqual(anybody.toSorted())
  })

  it.each(['reviewer', 'issuer', 'auditor', 'customerService'] as const)(
    'lets a %s through to what this role may do at the desk and no further',
    async (role) => {
      const visitor = await enrolStaffVisitor(hall.server, hall.tokens[role]?.[0] ?? '')
      const desk = operations.filter(({ id, path }) => path.startsWith('/api/v1/desk/') && id !== 'logOut' && !anybody.includes(id))
      expect(await passed(desk, as(visitor))).toEqual([...staff, ...ofRole[role]].filter((id) => id !== 'logOut').toSorted())
    },
  )
})
