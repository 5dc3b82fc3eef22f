import type { KeyAlgorithm } from '@certhall/contract/certificate/vocabulary'
import type { SeenToken } from '@certhall/contract/client/messages'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Alert } from '../plain/alert.tsx'
import { Button } from '../plain/button.tsx'
import { Icon, type IconName } from '../plain/icon.tsx'
import { Hotline } from '../shell/footer.tsx'
import { openBridge } from './bridge-transport.ts'
import { useFaultText } from './fault-text.ts'
import { checkUkey, type Finding, type Remedy } from './ukey-checks.ts'
import { useNewestVersion } from './newest-version.ts'
import type { Client } from './use-client.ts'
import './ukey.css'

export interface UkeyChecklistProps {
  readonly client: Client
  readonly token: SeenToken | null
  readonly algorithm: KeyAlgorithm | null
  readonly hasKey?: boolean
}

/** DL-1 for a UKEY: what this computer has and lacks, one remedy for each finding, and 重新检查. Looks again by itself when a UKEY comes. */
export const UkeyChecklist = ({ client, token, algorithm, hasKey = false }: UkeyChecklistProps) => {
  const { t } = useTranslation('ukey')
  const newestVersion = useNewestVersion()
  const { client: state, store } = client
  if (state.kind === 'idle' || state.kind === 'searching') {
    return (
      <p className="muted" role="status">
        <span className="button__spinner" aria-hidden="true" /> {t('checks.searching')}
      </p>
    )
  }
  if (state.kind === 'explain') {
    return (
      <Alert
        title={t('checks.explainTitle')}
        actions={
          <Button variant="primary" onClick={() => void store.search()}>
            {t('checks.explainAction')}
          </Button>
        }
      >
        <p>{t('checks.explain')}</p>
      </Alert>
    )
  }
  if (state.kind === 'changed') {
    return (
      <Alert
        tone="warning"
        live="assertive"
        title={t('checks.changedTitle')}
        actions={<Button onClick={() => void store.acceptChange()}>{t('checks.changedAction')}</Button>}
      >
        <p>{t('checks.changed')}</p>
      </Alert>
    )
  }
  const findings = checkUkey({ client: state, token, newestVersion, algorithm, hasKey })
  return (
    <section aria-label={t('checks.title')} className="findings">
      <ul className="findings__list">
        {findings.map((finding) => (
          <FindingLine key={finding.check} finding={finding} client={client} />
        ))}
      </ul>
      <Button onClick={() => void (state.kind === 'ready' ? store.refresh() : store.search())} icon="sync">
        {t('checks.again')}
      </Button>
      <p className="visually-hidden" role="status">
        {t(`checks.sum.${findings.some(({ state }) => state === 'failed') ? 'failed' : 'passed'}`)}
      </p>
    </section>
  )
}

const FindingLine = ({ finding, client }: { readonly finding: Finding; readonly client: Client }) => {
  const { t } = useTranslation('ukey')
  return (
    <li className={`finding finding--${finding.state}`}>
      <Icon name={icons[finding.state]} />
      <div>
        <p className="finding__name">
          {t(`checks.names.${finding.check}`)}
          <span className="finding__state">{t(`checks.states.${finding.state}`)}</span>
        </p>
        {'remedy' in finding && <RemedyText remedy={finding.remedy} client={client} />}
      </div>
    </li>
  )
}

const icons: Readonly<Record<Finding['state'], IconName>> = {
  passed: 'checkCircle',
  warning: 'warning',
  failed: 'closeCircle',
  waiting: 'minusCircle',
}

const RemedyText = ({ remedy, client }: { readonly remedy: Remedy; readonly client: Client }) => {
  const { t } = useTranslation('ukey')
  const faultText = useFaultText()
  if (remedy.kind !== 'fault') {
    return (
      <>
        <p>{t(`remedies.${remedy.kind}`)}</p>
        {toDownloads.has(remedy.kind) && <Link to="/downloads">{t('remedies.toDownloads')}</Link>}
        {remedy.kind === 'factoryPin' && <Link to="/hall/ukey/pin">{t('remedies.toPin')}</Link>}
        {remedy.kind === 'locked' && <WhereToGo />}
      </>
    )
  }
  const { title, remedy: words } = faultText(remedy.code)
  return (
    <>
      <p>
        {title} {words}
      </p>
      {remedy.code === 'CLIENT_ABSENT' && <Link to="/downloads">{t('remedies.toDownloads')}</Link>}
      {bridgeHelps.has(remedy.code) && <BridgeWay client={client} />}
    </>
  )
}

/** The window is the client's own page: browsers that keep pages from this computer let a person open it. */
const BridgeWay = ({ client: { store } }: { readonly client: Client }) => {
  const { t } = useTranslation('ukey')
  const open = (): void => {
    const popup = globalThis.open('about:blank', '_blank', 'popup,width=420,height=320')
    if (popup !== null) void store.searchOver(openBridge(popup, globalThis))
  }
  return (
    <p>
      {t('remedies.bridge')} <Button onClick={open}>{t('remedies.bridgeAction')}</Button>
    </p>
  )
}

const WhereToGo = () => {
  const { t } = useTranslation('ukey')
  return (
    <>
      <Link to="/help/service-points">{t('remedies.toServicePoints')}</Link>
      <Hotline />
    </>
  )
}

const toDownloads: ReadonlySet<Remedy['kind']> = new Set(['update', 'driver'])
const bridgeHelps: ReadonlySet<string> = new Set(['LOOPBACK_DENIED', 'CLIENT_ABSENT', 'CLIENT_LOST'])
