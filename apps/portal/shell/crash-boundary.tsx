import { Component, type ErrorInfo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Alert } from '../plain/alert.tsx'
import { Button } from '../plain/button.tsx'

interface CrashBoundaryProps {
  /** A new value clears the crash: going elsewhere is a way out. */
  readonly resetKey: string
  readonly children: ReactNode
}

/** React asks for a class here: it is the one lifetime that can catch what rendering throws. */
export class CrashBoundary extends Component<CrashBoundaryProps, { readonly error: unknown; readonly at: string }> {
  override state = { error: undefined as unknown, at: this.props.resetKey }

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error: error ?? new Error('unknown') }
  }

  static getDerivedStateFromProps(props: CrashBoundaryProps, state: { error: unknown; at: string }) {
    return props.resetKey === state.at ? null : { error: undefined, at: props.resetKey }
  }

  override componentDidCatch(error: unknown, where: ErrorInfo): void {
    console.error(error, where.componentStack)
  }

  override render(): ReactNode {
    return this.state.error === undefined ? this.props.children : <Crash error={this.state.error} />
  }
}

const Crash = ({ error }: { readonly error: unknown }) => {
  const { t } = useTranslation()
  // A lazy part that cannot be fetched: most often the hall was updated under an open page.
  const isMissingPart = error instanceof TypeError && /import|module|fetch/i.test(error.message)
  return (
    <div className="column">
      <h1>{isMissingPart && !navigator.onLine ? t('problem.offlineTitle') : t('crash.title')}</h1>
      <Alert
        tone="error"
        live="assertive"
        actions={
          <>
            <Button variant="primary" onClick={() => location.reload()}>
              {t('crash.reload')}
            </Button>
            <a className="button button--secondary" href="/">
              {t('crash.home')}
            </a>
          </>
        }
      >
        <p>{!isMissingPart ? t('crash.cause') : navigator.onLine ? t('crash.newVersion') : t('problem.offlineRemedy')}</p>
      </Alert>
    </div>
  )
}
