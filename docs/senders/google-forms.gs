/**
 * Google Forms to Leitwerk: posts every response to the hub, signed. Paste it into the form's own script editor, set
 * the script properties URL and SECRET, and run `install` once.
 */

/** Makes the trigger. */
function install() {
  const form = FormApp.getActiveForm()
  ScriptApp.newTrigger('onResponse').forForm(form).onFormSubmit().create()
}

/** Called by Google for every response. */
function onResponse(event) {
  send(event.source, event.response)
}

/** Sends all responses once more; the hub recognises those that it has. */
function sendAll() {
  const form = FormApp.getActiveForm()
  for (const response of form.getResponses()) send(form, response)
}

function send(form, response) {
  const properties = PropertiesService.getScriptProperties()
  const body = JSON.stringify(told(form, response))
  const mac = Utilities.computeHmacSha256Signature(body, properties.getProperty('SECRET'), Utilities.Charset.UTF_8)
  const request = {
    method: 'post',
    contentType: 'application/json',
    payload: body,
    headers: { 'x-leitwerk-signature': `sha256=${hex(mac)}` },
    muteHttpExceptions: true,
  }
  for (let attempt = 1; attempt <= 3; attempt++) {
    const status = statusOf(properties.getProperty('URL'), request)
    if (status >= 200 && status < 300) return
    if (attempt < 3) Utilities.sleep(attempt * 10000)
  }
  throw new Error('The hub did not take the response. Run sendAll when it is reachable again.')
}

/** 0 when nobody answers. */
function statusOf(url, request) {
  try {
    return UrlFetchApp.fetch(url, request).getResponseCode()
  } catch {
    return 0
  }
}

function told(form, response) {
  const namedValues = {}
  for (const answer of response.getItemResponses()) namedValues[answer.getItem().getTitle()] = [].concat(answer.getResponse())
  const email = response.getRespondentEmail()
  if (email) namedValues['E-Mail'] = [email]
  return {
    source: 'google-forms',
    formId: form.getId(),
    formTitle: form.getTitle(),
    responseId: response.getId(),
    submittedAt: response.getTimestamp().toISOString(),
    namedValues,
  }
}

/** Google gives bytes from -128 to 127. */
function hex(bytes) {
  return bytes.map((byte) => ((byte + 256) % 256).toString(16).padStart(2, '0')).join('')
}
