import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { Button } from '../plain/button.tsx'
import { Card } from '../plain/card.tsx'
import { LinkButton } from '../plain/button.tsx'
import { TextInput } from '../plain/text-input.tsx'
import { Hotline } from '../shell/footer.tsx'
import { PageHeading } from '../shell/page-heading.tsx'
import { HallTiles } from './tiles.tsx'

export const HomePage = () => {
  const { t } = useTranslation('home')
  return (
    <>
      <PageHeading title={t('home.title')} lead={t('home.lead')} />
      <HallTiles />
      <div className="strip">
        <p>
          <strong>{t('home.passcodeQuestion')}</strong>
        </p>
        <LinkButton to="/hall/download" icon="download">
          {t('home.passcodeAction')}
        </LinkButton>
      </div>
      <div className="strip strip--urgent">
        <p>
          <strong>{t('home.freezeQuestion')}</strong>
        </p>
        <LinkButton variant="danger" to="/freeze" icon="pauseCircle">
          {t('home.freezeAction')}
        </LinkButton>
        <Hotline />
      </div>
      <div className="home-halves">
        <Card title={t('home.howTitle')}>
          <ol className="how">
            {(['apply', 'review', 'passcode', 'download'] as const).map((step) => (
              <li key={step}>
                <strong>{t(`home.how.${step}`)}</strong>
                <span>{t(`home.how.${step}Note`)}</span>
              </li>
            ))}
          </ol>
        </Card>
        <div>
          <Card title={t('home.progressTitle')}>
            <ProgressSearch />
          </Card>
          <Card title={t('home.helpTitle')}>
            <p>{t('home.helpNote')}</p>
            <Hotline />
            <ul className="link-list">
              <li>
                <Link to="/help/service-points">{t('hall.servicePoints')}</Link>
              </li>
              <li>
                <Link to="/help/documents">{t('hall.documents')}</Link>
              </li>
              <li>
                <Link to="/help/usage">{t('hall.usage')}</Link>
              </li>
            </ul>
          </Card>
        </div>
      </div>
    </>
  )
}

/** Hands the number on; the progress page asks for the mobile and its code. */
const ProgressSearch = () => {
  const { t } = useTranslation('home')
  const navigate = useNavigate()
  const [applicationNo, setApplicationNo] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const number = applicationNo.trim().toUpperCase()
    void navigate(number === '' ? '/progress' : `/progress?application=${encodeURIComponent(number)}`)
  }
  return (
    <form className="look-up" role="search" onSubmit={submit} noValidate>
      <TextInput
        label={t('home.progressLabel')}
        hint={t('home.progressHint')}
        value={applicationNo}
        onValue={setApplicationNo}
        code
        optional={false}
        maxLength={40}
        autoComplete="off"
        spellCheck={false}
      />
      <Button type="submit" icon="search">
        {t('home.progressAction')}
      </Button>
    </form>
  )
}
