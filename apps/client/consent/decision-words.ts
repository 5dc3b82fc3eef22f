import type { FollowUpReason } from '@certhall/contract/application/follow-up'
import type {
  ApplicationType,
  DeliveryChannel,
  DocumentKind,
  FormField,
  RejectReason,
  ReturnReason,
} from '@certhall/contract/application/vocabulary'
import type { PasscodeRelease, ReviewDecision } from '@certhall/contract/statement/statements'
import type { ConsentObject } from './question.ts'

type DecisionObject = Extract<ConsentObject, { readonly kind: 'decision' }>

export interface DecisionLine {
  readonly term: string
  readonly words: string
}

/** What a statement of the staff decides, in words; nothing that has an effect is left out. */
export const decisionLines = ({ statement, textSha256 }: DecisionObject, language: 'zh' | 'en'): readonly DecisionLine[] => {
  const words = decisionWords[language]
  const { terms } = words
  const own = statement.format === 'certhall.review-decision.v1' ? reviewLines(statement, words) : releaseLines(statement, words)
  return [
    { term: terms.act, words: statement.format === 'certhall.review-decision.v1' ? words.decisions[statement.decision] : words.release },
    { term: terms.applicationNo, words: `${statement.applicationNo} (${words.revision(statement.revision)})` },
    ...own,
    { term: terms.snapshot, words: short(statement.snapshotSha256) },
    { term: terms.text, words: short(textSha256) },
  ]
}

const reviewLines = ({ followUp, rejectReason, returnedItems, remark }: ReviewDecision, words: DecisionWords): readonly DecisionLine[] => [
  { term: words.terms.type, words: words.types[followUp?.type ?? 'new'] },
  ...(followUp === undefined
    ? []
    : [
        { term: words.terms.ground, words: words.grounds[followUp.reason] },
        { term: words.terms.certificate, words: `${followUp.target.serialNumber} (${followUp.target.authorityId})` },
      ]),
  ...(rejectReason === null ? [] : [{ term: words.terms.reason, words: words.rejectReasons[rejectReason] }]),
  ...returnedItems.map((each) => ({ term: words.terms.item, words: returnedWords(each, words) })),
  ...(remark === '' ? [] : [{ term: words.terms.remark, words: remark }]),
]

const returnedWords = ({ item, reason, remark }: ReviewDecision['returnedItems'][number], words: DecisionWords): string =>
  `${itemName(item, words)}: ${words.returnReasons[reason]}${remark === '' ? '' : ` (${remark})`}`

const releaseLines = ({ channel, target, resendReason, decisionSha256 }: PasscodeRelease, words: DecisionWords): DecisionLine[] => [
  { term: words.terms.target, words: `${target} (${words.channels[channel]})` },
  ...(resendReason === null ? [] : [{ term: words.terms.resend, words: resendReason }]),
  { term: words.terms.decision, words: short(decisionSha256) },
]

/** An item that is not known here is shown as it is signed. */
const itemName = (item: string, { items }: DecisionWords): string => (Object.hasOwn(items, item) ? items[item as ItemName] : item)

/** Enough to compare with the page by eye. */
const short = (sha256: string): string => `SHA-256 ${sha256.slice(0, 8)} ${sha256.slice(8, 16)}…`

type ItemName = FormField | `document.${DocumentKind}`

type Term =
  | 'act'
  | 'applicationNo'
  | 'type'
  | 'ground'
  | 'certificate'
  | 'reason'
  | 'item'
  | 'remark'
  | 'target'
  | 'resend'
  | 'decision'
  | 'snapshot'
  | 'text'

interface DecisionWords {
  readonly terms: Readonly<Record<Term, string>>
  readonly revision: (revision: number) => string
  readonly decisions: Readonly<Record<ReviewDecision['decision'], string>>
  readonly release: string
  readonly types: Readonly<Record<ApplicationType, string>>
  readonly grounds: Readonly<Record<FollowUpReason, string>>
  readonly channels: Readonly<Record<DeliveryChannel, string>>
  readonly rejectReasons: Readonly<Record<RejectReason, string>>
  readonly returnReasons: Readonly<Record<ReturnReason, string>>
  readonly items: Readonly<Record<ItemName, string>>
}

const zh: DecisionWords = {
  terms: {
    act: '决定',
    applicationNo: '申请号',
    type: '业务',
    ground: '办理原因',
    certificate: '涉及的证书',
    reason: '原因',
    item: '退回项目',
    remark: '说明',
    target: '发送到',
    resend: '重发原因',
    decision: '依据的审核决定',
    snapshot: '申请内容摘要',
    text: '签名原文摘要',
  },
  revision: (revision) => `第 ${revision} 次提交`,
  decisions: { approve: '批准申请', reject: '不予通过', return: '退回补正' },
  release: '发放下载授权码（PASSCODE）',
  types: { new: '新申请证书', renew: '更新证书', replace: '补办证书', change: '变更登记或证书', unfreeze: '解冻证书', revoke: '注销证书' },
  grounds: {
    expiring: '证书即将到期',
    subjectChanged: '单位信息变更',
    agentChanged: '经办人变更',
    contactChanged: '联系人变更',
    mediumChanged: '更换存储介质',
    algorithmUpgrade: '算法升级（RSA→SM2）',
    keyCompromise: '私钥泄露或疑似泄露',
    mediumLost: '介质丢失',
    mediumDamaged: '介质损坏',
    pinLocked: 'PIN 码遗忘或介质锁定',
    expired: '证书已过期',
    frozenByMistake: '误操作冻结',
    mediumFound: '介质已找回',
    incidentResolved: '异常已排除',
    cessationOfOperation: '单位业务终止',
    noLongerNeeded: '不再使用',
    other: '其他',
  },
  channels: { sms: '手机短信', email: '邮箱' },
  rejectReasons: {
    identityNotProven: '身份无法证实',
    organizationNotFound: '查无此单位',
    organizationDissolved: '单位已注销',
    notAuthorized: '经办人未获授权',
    duplicate: '重复申请',
    notEligible: '不符合项目条件',
    other: '其他',
  },
  returnReasons: {
    unreadable: '看不清',
    sealMissing: '缺公章',
    mismatch: '与证照或登记不符',
    incomplete: '不完整',
    expired: '已过期',
    wrongDocument: '材料不对',
    unreachable: '联系不上',
    other: '其他',
  },
  items: {
    'organization.name': '单位名称',
    'organization.kind': '单位类型',
    'organization.uscc': '统一社会信用代码',
    'organization.licenceNumber': '证照号码',
    'organization.licenceExpiresOn': '证照有效期',
    'organization.legalRepresentative': '法定代表人',
    'organization.province': '省',
    'organization.city': '市',
    'organization.district': '区、县',
    'organization.address': '地址',
    'organization.postcode': '邮编',
    'organization.phone': '电话',
    'contact.name': '联系人姓名',
    'contact.department': '联系人部门',
    'contact.mobile': '联系人手机',
    'contact.email': '联系人邮箱',
    'agent.name': '经办人姓名',
    'agent.idKind': '经办人证件类型',
    'agent.idNumber': '经办人证件号码',
    'agent.mobile': '经办人手机',
    'certificate.holderName': '证书持有人',
    'certificate.department': '证书中的部门',
    'certificate.validityYears': '有效期（年）',
    'delivery.channel': 'PASSCODE 发送到',
    'document.applicationForm': '申请表',
    'document.businessLicence': '营业执照',
    'document.institutionCertificate': '事业单位法人证书',
    'document.orgCodeCertificate': '组织机构代码证',
    'document.agentId': '经办人证件',
    'document.authorizationLetter': '授权书',
    'document.statement': '情况说明',
    'document.changeProof': '变更证明',
    'document.other': '其他材料',
  },
}

const en: DecisionWords = {
  terms: {
    act: 'Decision',
    applicationNo: 'Application',
    type: 'What is asked',
    ground: 'Reason given',
    certificate: 'Certificate concerned',
    reason: 'Reason',
    item: 'Returned item',
    remark: 'Remark',
    target: 'Sent to',
    resend: 'Reason for sending again',
    decision: 'Stands on the decision',
    snapshot: 'Digest of the application',
    text: 'Digest of the text to be signed',
  },
  revision: (revision) => `submission ${revision}`,
  decisions: { approve: 'Approve the application', reject: 'Reject the application', return: 'Return the application for correction' },
  release: 'Release the download code (PASSCODE)',
  types: {
    new: 'A new certificate',
    renew: 'Renewal of a certificate',
    replace: 'Replacement of a certificate',
    change: 'Change of data',
    unfreeze: 'Unfreezing of a certificate',
    revoke: 'Revocation of a certificate',
  },
  grounds: {
    expiring: 'Certificate about to expire',
    subjectChanged: 'Organisation data changed',
    agentChanged: 'Another handling agent',
    contactChanged: 'Another contact',
    mediumChanged: 'Another storage medium',
    algorithmUpgrade: 'Algorithm upgrade (RSA to SM2)',
    keyCompromise: 'Private key compromised, or suspected to be',
    mediumLost: 'Medium lost',
    mediumDamaged: 'Medium damaged',
    pinLocked: 'PIN forgotten or medium locked',
    expired: 'Certificate expired',
    frozenByMistake: 'Frozen by mistake',
    mediumFound: 'Medium found again',
    incidentResolved: 'Incident resolved',
    cessationOfOperation: 'The organisation ceases operation',
    noLongerNeeded: 'No longer needed',
    other: 'Other',
  },
  channels: { sms: 'text message', email: 'e-mail' },
  rejectReasons: {
    identityNotProven: 'Identity not proven',
    organizationNotFound: 'Organisation not found',
    organizationDissolved: 'Organisation dissolved',
    notAuthorized: 'Agent not authorised',
    duplicate: 'Duplicate',
    notEligible: 'Not eligible for the project',
    other: 'Other',
  },
  returnReasons: {
    unreadable: 'Unreadable',
    sealMissing: 'Seal missing',
    mismatch: 'Differs from licence or registry',
    incomplete: 'Incomplete',
    expired: 'Expired',
    wrongDocument: 'Wrong paper',
    unreachable: 'Cannot be reached',
    other: 'Other',
  },
  items: {
    'organization.name': 'Organisation name',
    'organization.kind': 'Organisation kind',
    'organization.uscc': 'Unified social credit code',
    'organization.licenceNumber': 'Licence number',
    'organization.licenceExpiresOn': 'Licence valid until',
    'organization.legalRepresentative': 'Legal representative',
    'organization.province': 'Province',
    'organization.city': 'City',
    'organization.district': 'District',
    'organization.address': 'Address',
    'organization.postcode': 'Postcode',
    'organization.phone': 'Telephone',
    'contact.name': 'Contact name',
    'contact.department': 'Contact department',
    'contact.mobile': 'Contact mobile',
    'contact.email': 'Contact e-mail',
    'agent.name': 'Agent name',
    'agent.idKind': 'Agent’s identity document',
    'agent.idNumber': 'Agent’s document number',
    'agent.mobile': 'Agent mobile',
    'certificate.holderName': 'Holder',
    'certificate.department': 'Department in the certificate',
    'certificate.validityYears': 'Validity (years)',
    'delivery.channel': 'PASSCODE goes to',
    'document.applicationForm': 'Application form',
    'document.businessLicence': 'Business licence',
    'document.institutionCertificate': 'Institution certificate',
    'document.orgCodeCertificate': 'Organisation code certificate',
    'document.agentId': 'Agent’s identity paper',
    'document.authorizationLetter': 'Letter of authorisation',
    'document.statement': 'Statement of what happened',
    'document.changeProof': 'Proof of the change',
    'document.other': 'Other paper',
  },
}

const decisionWords: Readonly<Record<'zh' | 'en', DecisionWords>> = { zh, en }
