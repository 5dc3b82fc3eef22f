import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { PageHeading } from '../shell/page-heading.tsx'
import { SignForm } from './sign-form.tsx'
import { VerifyForm } from './verify-form.tsx'

/** 文本签名与验签: the certificate at work, without any server in between. */
const SignTextPage = () => {
  const { t } = useTranslation('check')
  return (
    <div className="column">
      <PageHeading title={t('sign.title')} lead={t('sign.lead')} />
      <SignForm />
      <VerifyForm />
      <p>
        <Link to="/check">{t('title')}</Link>
      </p>
    </div>
  )
}

export default SignTextPage
