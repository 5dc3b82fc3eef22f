import type { Page } from '../door/http-door.ts'
import { securityHeaders } from '../door/security-headers.ts'
import { decisionLines } from './decision-words.ts'
import { type Html, html } from './html.ts'
import { type ConsentEnding, type ConsentFacts, type ConsentObject, type ConsentQuestion, isLastTry } from './question.ts'
import { pageStyle, stylePolicy } from './style.ts'
import { type ConsentTexts, consentTexts } from './texts.ts'

export interface QuestionPage {
  readonly facts: ConsentFacts
  readonly question: ConsentQuestion
  readonly formToken: string
  /** Path that the form goes to. */
  readonly action: string
  readonly phrase: string
}

/** The page that asks. Plain HTML without a script: there is nothing on it that another page could steer. */
export const questionPage = ({ facts, question, formToken, action, phrase }: QuestionPage): Page => {
  const texts = consentTexts[facts.language]
  const body = html`<h1>${texts.operation[facts.operation]}</h1>
<p class="program">${texts.title}</p>
<p>${texts.explanation[facts.operation]}</p>
${phraseBox(texts, phrase)}
${factList(texts, facts)}
${question.remark === null ? null : html`<p class="remark" role="alert">${texts.remark[question.remark]}</p>`}
${triesLine(texts, question)}
<form method="post" action="${action}" autocomplete="off">
<input type="hidden" name="formToken" value="${formToken}">
${question.isFactoryPin ? html`<p class="warning">${texts.factoryPin}</p>` : null}
${pinField('pin', question.ask === 'newPin' ? texts.oldPin : texts.pin, true)}
${question.ask === 'newPin' ? newPinFields(texts, question) : null}
${isLastTry(question.pin) ? tick('lastTry', texts.lastTryConfirm) : null}
${facts.abandonedKeys > 0 ? tick('abandoned', texts.abandoned(facts.abandonedKeys)) : null}
<div class="buttons"><button name="decision" value="agree">${texts.agree}</button>
<button class="plain" name="decision" value="cancel" formnovalidate>${texts.cancel}</button></div>
</form>`
  return pageOf(facts.language, texts.title, body, 200)
}

export const endingPage = (facts: ConsentFacts, ending: ConsentEnding, phrase: string): Page => {
  const texts = consentTexts[facts.language]
  const [heading, sentence] = texts.ending[ending]
  const body = html`<h1>${heading}</h1>
<p class="program">${texts.title} · ${texts.operation[facts.operation]}</p>
<p role="status">${sentence}</p>
${phraseBox(texts, phrase)}`
  return pageOf(facts.language, texts.title, body, 200)
}

const phraseBox = (texts: ConsentTexts, phrase: string): Html =>
  html`<div class="phrase">${texts.phrase}<br><strong>${phrase}</strong><p class="hint">${texts.phraseHint}</p></div>`

const factList = (texts: ConsentTexts, { origin, token, object, language }: ConsentFacts): Html => html`<dl>
<dt>${texts.origin}</dt><dd>${origin}</dd>
<dt>${texts.token}</dt>
<dd>${language === 'zh' ? token.nameZh : token.nameEn}${token.isSoftware ? html` <span class="mark">${texts.software}</span>` : null}</dd>
<dt>${texts.serialNumber}</dt><dd>${token.serialNumber}</dd>
${object === null ? null : objectLines(texts, object, language)}
</dl>`

const objectLines = (texts: ConsentTexts, object: ConsentObject, language: 'zh' | 'en'): Html => {
  if (object.kind === 'subject') return html`<dt>${texts.subjectWished}</dt><dd>${object.subject}</dd>`
  if (object.kind === 'decision') {
    const lines = decisionLines(object, language).map(({ term, words }) => html`<dt>${term}</dt><dd><bdi>${words}</bdi></dd>\n`)
    return html`${lines}<dt>${texts.subject}</dt><dd>${object.signer}</dd>`
  }
  return html`<dt>${texts.subject}</dt><dd>${object.subject}</dd>
<dt>${texts.certificateSerial}</dt><dd>${object.serialNumber}</dd>
<dt>${texts.notAfter}</dt><dd>${new Date(object.notAfterMs).toISOString().slice(0, 10)}</dd>`
}

const triesLine = (texts: ConsentTexts, { pin }: ConsentQuestion): Html => {
  if (isLastTry(pin)) return html`<p class="warning" role="alert">${texts.lastTry}</p>`
  if (pin.triesLeft !== null) return html`<p class="hint">${texts.triesLeft(pin.triesLeft)}</p>`
  return html`<p class="hint">${pin.state === 'low' ? texts.triesLow : texts.triesUntold}</p>`
}

const newPinFields = (texts: ConsentTexts, { pinLength }: ConsentQuestion): Html =>
  html`${pinField('newPin', texts.newPin, false)}
${pinField('newPinAgain', texts.newPinAgain, false)}<p class="hint">${texts.pinRule(pinLength.least, pinLength.most)}</p>`

const pinField = (name: string, label: string, isFirst: boolean): Html =>
  html`<label>${label}
<input type="password" name="${name}" maxlength="64" autocomplete="off" required${isFirst ? html` autofocus` : null}></label>`

const tick = (name: string, label: string): Html =>
  html`<label class="tick"><input type="checkbox" name="${name}" value="yes"><span>${label}</span></label>`

const pageOf = (language: 'zh' | 'en', title: string, body: Html, status: number): Page => ({
  status,
  headers: securityHeaders([stylePolicy, "form-action 'self'"], 'same-origin'),
  html: html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>${{ html: pageStyle }}</style></head><body><main>
${body}
</main></body></html>
`.html,
})
