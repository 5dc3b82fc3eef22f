import { useTranslation } from 'react-i18next'
import { Button } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { ElsewherePage } from './elsewhere-page.tsx'
import { FinishedPage } from './finished-page.tsx'
import { p12Medium } from './p12-medium.ts'
import { PasswordPage } from './password-page.tsx'
import { ReadBackForm } from './read-back-form.tsx'
import { ResumePassword } from './resume-password.tsx'
import type { MediumRoom, RoomProps } from './room.ts'
import { useStepNames } from './step-names.ts'

const ChoosePage = (room: RoomProps) => (room.download.plan === 'elsewhere' ? <ElsewherePage {...room} /> : <PasswordPage {...room} />)

/** Saving is the person's act, and opening the saved file its proof. */
const SaveAndProve = ({ download, actions }: RoomProps) => {
  const { t } = useTranslation('download')
  if (download.file === null) return null
  return (
    <>
      <Card title={t('install.saveTitle')}>
        <p>{t('install.saveMore', { name: download.file.name })}</p>
        <Button variant={download.wasSaved ? 'secondary' : 'primary'} icon="download" autoFocus onClick={actions.save}>
          {download.wasSaved ? t('install.saveAgain') : t('install.save')}
        </Button>
      </Card>
      {download.wasSaved && (
        <Card title={t('install.verifyTitle')}>
          <p>{t('install.verifyMore')}</p>
          <ReadBackForm download={download} actions={actions} />
        </Card>
      )}
    </>
  )
}

const Again = ({ download, actions }: RoomProps) =>
  download.kept === undefined ? null : <ResumePassword kept={download.kept} download={{ ...download, error: null }} actions={actions} />

export const p12Room: MediumRoom = {
  open: p12Medium,
  ChoosePage,
  Turn: SaveAndProve,
  Again,
  Finished: FinishedPage,
  useStepNames: () => useStepNames('p12'),
}
